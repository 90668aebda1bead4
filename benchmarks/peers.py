"""Measures a check of architecture against the tools that do the same, on real projects, and prints one table.

    python benchmarks/peers.py                         Home Assistant, django and sqlalchemy (several minutes)
    python benchmarks/peers.py --project django        one of them
    python benchmarks/peers.py --repeat 5              repetitions, of which the fastest counts (default 3)
    python benchmarks/peers.py --folder DIR            where environments and projects are kept (default: temporary)

The peers (import-linter, tach, ruff, grimp) are installed into an environment of their own, the projects are fetched
from the package index, and every tool gets the same rules in its own words: one rule about layers, one forbidden
dependency with chains, one boundary; once rules that hold and once rules that are broken. `cold` is without any cache,
`warm` the run after it, `edit` a run after one file was changed. Whole processes are timed, on the clock and in seconds
of processor time, which tells apart who is fast and who uses several processors; memory is the peak of all processes of
a program together. `raw read` is a program that does nothing but read all files: nobody who looks at them can be faster
when cold.

Memory is looked at from outside, in runs of their own, on systems with `/proc`; elsewhere it is the peak that the
system reports for the largest process. What a process has of this one before it becomes another program does not count,
and pages of files that several processes map count once.

tach and ruff look at direct imports alone, and ruff and grimp check no rule; the table says how long their graph takes.
Edges are compared with grimp's, those of import statements: grimp knows no imports by a call (`__import__("a.b")`,
`import_module("a.b")`), which are counted apart. The exit status is 1 when verdicts or edges differ.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from typing import NamedTuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PEERS = ("import-linter>=2.1,<3", "tach>=0.29,<1", "ruff>=0.12,<1", "grimp>=3,<4")

READ = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".py"):
            with open(os.path.join(folder, name), "rb") as file:
                file.read()
"""

GRIMP = """
import sys, grimp
graph = grimp.build_graph(sys.argv[1], cache_dir=sys.argv[2] if len(sys.argv) > 2 else None)
print(graph.count_imports())
"""

GRIMP_EDGES = """
import sys, grimp
graph = grimp.build_graph(sys.argv[1], cache_dir=None)
for module in graph.modules:
    for target in graph.find_modules_directly_imported_by(module):
        print(module, target)
"""

EDGES = """
import sys
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.library import Environment
from hielements.source.cache import NoCache
from hielements.source.disk import DiskWorkspace
code = Python(Environment(DiskWorkspace(sys.argv[1]), {}, NoCache())).code
modules = code.modules
for path, successors in zip(modules.ordered, code.graph.successors(())):
    found = [edge.dependency for edge in code.edges(path) if "dynamic" not in edge.dependency.tags]
    by_statements = {target for each in found for target in each.targets}
    for target in map(modules.ordered.__getitem__, successors):
        print(*[] if target in by_statements else ["call"], modules.name(path), modules.name(target))
"""


class Rules(NamedTuple):
    """The same rules for all tools. Modules are named below the package; `holds` says what each should find."""

    layers: tuple[str, ...]
    source: str
    target: str
    protected: str
    allowed: str
    holds: bool


class Project(NamedTuple):
    """A project of the package index. `edited` is the file that `edit` changes."""

    name: str
    requirement: str
    options: tuple[str, ...]
    package: str
    edited: str
    rules: tuple[Rules, ...]


PROJECTS = (
    Project(
        "homeassistant",
        "homeassistant==2026.11.0",
        ("--python-version", "3.14.2", "--only-binary=:all:"),
        "homeassistant",
        "core.py",
        (
            Rules(("components.mqtt", "backports"), "util.color", "auth", "components.mqtt", "components", True),
            Rules(("components", "helpers", "util"), "util", "auth", "components.mqtt", "components", False),
        ),
    ),
    Project(
        "django",
        "django==5.2",
        (),
        "django",
        "db/models/base.py",
        (
            Rules(("db", "utils.functional"), "utils.tree", "db", "contrib.gis", "contrib", True),
            Rules(("contrib", "db", "utils"), "utils", "db", "contrib.gis", "contrib.admin", False),
        ),
    ),
    Project(
        "sqlalchemy",
        "sqlalchemy==2.1.*",
        (),
        "sqlalchemy",
        "orm/session.py",
        (
            Rules(("orm", "util._collections"), "util._collections", "orm", "dialects.mysql", "dialects", True),
            Rules(("orm", "sql", "util"), "sql", "orm", "dialects.mysql", "dialects", False),
        ),
    ),
)


class Timing(NamedTuple):
    """Seconds on the clock and of processors, exit status and output."""

    seconds: float
    processor: float
    status: int
    output: str


def run(command: Sequence[str], folder: str, environment: dict[str, str] | None = None) -> Timing:
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return Timing(seconds, usage.ru_utime + usage.ru_stime, process.returncode, text)


def megabytes(command: Sequence[str], folder: str, environment: dict[str, str]) -> float:
    """The most memory that a program and the processes it starts have at one time."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    peak = 0
    if not os.path.isdir("/proc/self"):
        usage = os.wait4(process.pid, 0)[2]
        process.returncode = 0
        return usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)
    while process.poll() is None:
        family = _family(process.pid)
        if len(family) == 1:
            # A lone process is asked for its own peak, which no look can miss.
            kilobytes = _status(family[0], "VmHWM")
        else:
            # Pages of files (the interpreter, its libraries) are in memory once, whoever maps them.
            files = max(_status(pid, "RssFile") for pid in family)
            kilobytes = sum(_status(pid, "RssAnon") + _status(pid, "RssShmem") for pid in family) + files
        peak = max(peak, kilobytes)
        time.sleep(0.002)
    return peak / 1_000


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            for thread in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{thread}/children", encoding="ascii") as file:
                    found += map(int, file.read().split())
        except OSError:
            continue  # it has ended meanwhile
    return found


def _status(pid: int, name: str) -> int:
    """Kilobytes of a process; none before it runs a program of its own, for then they are those of this one."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            found = re.search(rf"^{name}:\s+(\d+)", file.read(), re.MULTILINE)
        if os.readlink(f"/proc/{pid}/exe") == os.readlink("/proc/self/exe") and _arguments(pid) == _arguments("self"):
            return 0
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _arguments(pid: int | str) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()


def quiet(command: Sequence[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def environment(folder: str, name: str, requirements: Sequence[str]) -> str:
    """The folder of the programs of a virtual environment, made when it is not there yet."""
    place = os.path.join(folder, name)
    programs = os.path.join(place, "Scripts" if sys.platform == "win32" else "bin")
    if not os.path.exists(os.path.join(place, "complete")):
        quiet([sys.executable, "-m", "venv", "--clear", place])
        quiet([os.path.join(programs, "python"), "-m", "pip", "install", "--quiet", *requirements])
        with open(os.path.join(place, "complete"), "w", encoding="utf-8"):
            pass
    return programs


def fetched(folder: str, project: Project, python: str) -> str:
    """A folder with the project's package in it, unpacked from its wheel."""
    place = os.path.join(folder, "projects", project.name)
    if not os.path.isdir(os.path.join(place, project.package)):
        wheels = os.path.join(folder, "wheels", project.name)
        shutil.rmtree(wheels, ignore_errors=True)
        command = [python, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels]
        quiet([*command, *project.options, project.requirement])
        with zipfile.ZipFile(os.path.join(wheels, os.listdir(wheels)[0])) as wheel:
            wheel.extractall(place)
    return place


def write_rules(folder: str, project: Project, rules: Rules) -> None:
    """The rules in the words of each tool."""

    def whole(name: str) -> str:
        return f"{project.package}.{name}"

    layers = ", ".join(f"'{each}'" for each in rules.layers)
    spec = f"""import python

element {project.name}:
    scope source = python.module_selector('{whole(rules.source)}')
    scope target = python.module_selector('{whole(rules.target)}')
    scope protected = python.module_selector('{whole(rules.protected)}')
    check python.layers('{project.package}', [{layers}])
    check python.no_dependency(source, target, indirect=true)
    check python.imported_only_by(protected, ['{whole(rules.allowed)}'])
"""
    ordered = "\n".join(f"    {whole(each)}" for each in rules.layers)
    contracts = f"""[importlinter]
root_package = {project.package}

[importlinter:contract:layers]
name = layers
type = layers
layers =
{ordered}

[importlinter:contract:forbidden]
name = forbidden
type = forbidden
source_modules = {whole(rules.source)}
forbidden_modules = {whole(rules.target)}

[importlinter:contract:boundary]
name = boundary
type = protected
protected_modules = {whole(rules.protected)}
allowed_importers = {whole(rules.allowed)}
"""
    modules: dict[str, list[str]] = {}
    for each in rules.layers:
        modules.setdefault(each, []).append(f'layer = "{each}"')
    modules.setdefault(rules.source, []).append(f'cannot_depend_on = ["{whole(rules.target)}"]')
    modules.setdefault(rules.target, [])
    modules.setdefault(rules.protected, []).append(f'visibility = ["{whole(rules.allowed)}"]')
    modules.setdefault(rules.allowed, [])
    listed = "\n".join(
        "\n".join(["[[modules]]", f'path = "{whole(name)}"', *lines, ""]) for name, lines in modules.items()
    )
    names = ", ".join(f'"{each}"' for each in rules.layers)
    for name, text in (
        ("hielements.hie", spec),
        (".importlinter", contracts),
        ("tach.toml", f'layers = [{names}]\nsource_roots = ["."]\nexclude = []\n\n{listed}'),
    ):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


class Tool(NamedTuple):
    """A program. `forget` removes what it keeps from run to run; `broken` tells from a run how many of the rules are
    broken, None where it did not say; it is None itself for a program that does not check the same rules."""

    name: str
    command: Sequence[str]
    forget: Callable[[], None]
    broken: Callable[[Timing], int | None] | None
    environment: dict[str, str]


def tools(own: str, peers: str, folder: str, project: Project, cache: str) -> list[Tool]:
    def forget(*places: str) -> Callable[[], None]:
        def remove() -> None:
            for place in places:
                shutil.rmtree(place, ignore_errors=True)

        return remove

    python = os.path.join(peers, "python")
    grimp_cache = os.path.join(cache, "grimp")
    return [
        Tool("raw read", [python, "-c", READ, project.package], forget(), None, {}),
        Tool(
            "hielements",
            [os.path.join(own, "hielements"), "check", "hielements.hie"],
            forget(os.path.join(cache, "hielements")),
            lambda timing: _number(r"(\d+) violated", timing) if timing.status in (0, 1) else None,
            {"HIELEMENTS_CACHE_DIR": os.path.join(cache, "hielements")},
        ),
        Tool(
            "import-linter",
            [os.path.join(peers, "lint-imports")],
            forget(os.path.join(folder, ".import_linter_cache")),
            lambda timing: _number(r"(\d+) broken", timing),
            {"PYTHONPATH": folder},
        ),
        Tool(
            "tach (direct)",
            [os.path.join(peers, "tach"), "check"],
            forget(os.path.join(folder, ".tach")),
            None,
            {},
        ),
        Tool(
            "ruff (graph)",
            [os.path.join(peers, "ruff"), "analyze", "graph", "--preview", "--isolated", project.package],
            forget(os.path.join(folder, ".ruff_cache")),
            None,
            {},
        ),
        Tool("grimp (graph)", [python, "-c", GRIMP, project.package, grimp_cache], forget(grimp_cache), None,
             {"PYTHONPATH": folder}),
    ]  # fmt: skip


def _number(pattern: str, timing: Timing) -> int | None:
    """The number that a summary tells; 0 for a summary that does not speak of it."""
    found = re.search(pattern, timing.output)
    return int(found[1]) if found else (0 if timing.status == 0 else None)


def fastest(times: int, command: Callable[[], Timing]) -> Timing:
    return min((command() for _ in range(times)), key=lambda timing: timing.seconds)


def measured(tool: Tool, folder: str, edited: str, times: int) -> tuple[dict[str, Timing], float]:
    """The fastest of several runs in each state, and the most memory that one takes, in MB."""

    def start() -> Timing:
        return run(tool.command, folder, tool.environment)

    def cold() -> Timing:
        tool.forget()
        return start()

    def edit() -> Timing:
        with open(edited, "a", encoding="utf-8") as file:
            file.write(f"import json as edit_{time.monotonic_ns()}\n")
        return start()

    with open(edited, "rb") as original:
        before = original.read()
    status = os.stat(edited)
    time.sleep(2.5)  # a file counts as unchanged only once it has been at rest
    try:
        tool.forget()
        memory = megabytes(tool.command, folder, tool.environment)
        found = {"cold": fastest(times, cold), "warm": fastest(times, start), "edit": fastest(times, edit)}
        memory = max(memory, megabytes(tool.command, folder, tool.environment))
    finally:
        with open(edited, "wb") as changed:
            changed.write(before)
        os.utime(edited, ns=(status.st_atime_ns, status.st_mtime_ns))
    return found, memory


def compare(project: Project, rules: Rules, folder: str, all_tools: Sequence[Tool], times: int) -> list[str]:
    """Prints the table of one project under one set of rules, and gives what is wrong."""
    write_rules(folder, project, rules)
    edited = os.path.join(folder, project.package, *project.edited.split("/"))
    print(f"\n{project.requirement}, rules that {'hold' if rules.holds else 'are broken'}")
    print(f"{'seconds (of processors)':24}{'cold':>15}{'warm':>15}{'edit':>15}{'MB':>6}   against hielements")
    problems: list[str] = []
    verdicts: dict[int | None, list[str]] = {}
    found = {tool.name: measured(tool, folder, edited, times) for tool in all_tools}
    own = found["hielements"][0]
    for tool in all_tools:
        figures, memory = found[tool.name]
        seconds = "".join(f"{each.seconds:8.2f} ({each.processor:4.2f})" for each in figures.values())
        ratios = " / ".join(f"{figures[state].seconds / own[state].seconds:.1f}" for state in figures)
        print(f"{tool.name:24}{seconds}{memory:6.0f}   {ratios}")
        for state, timing in figures.items():
            if tool.broken is None:
                failed = timing.status not in (0, 1)
            else:
                broken = tool.broken(timing)
                verdicts.setdefault(broken, []).append(f"{tool.name} ({state})")
                failed = broken is None or bool(broken) == rules.holds
            if failed:
                last = "\n".join(timing.output.strip().splitlines()[-15:])
                problems.append(f"{project.name}: {tool.name} ({state}) failed, or finds something else:\n{last}")
    print("rules that are broken: " + "; ".join(f"{number} by {', '.join(who)}" for number, who in verdicts.items()))
    return problems if len(verdicts) == 1 else [*problems, f"{project.name}: the verdicts differ"]


def same_edges(project: Project, folder: str, own: str, peers: str) -> list[str]:
    """Compares the edges with grimp's, one by one."""
    output = run(
        [os.path.join(peers, "python"), "-c", GRIMP_EDGES, project.package], folder, {"PYTHONPATH": folder}
    ).output
    theirs = set(output.splitlines())
    found = set(run([os.path.join(own, "python"), "-c", EDGES, os.path.join(folder)], folder).output.splitlines())
    by_calls = {each for each in found if each.startswith("call ")}
    ours = found - by_calls
    print(f"edges by import statements: {len(ours)}, by grimp: {len(theirs)}; by calls alone: {len(by_calls)}")
    differing = sorted(ours ^ theirs)
    return [f"{project.name}: {len(differing)} edges differ, such as {differing[0]}"] if differing else []


def growth(own: str, folder: str, times: int) -> None:
    """Prints how the time grows from 1,000 to 10,000 files of the same kind."""
    print("\ngenerated packages: seconds for 1,000 files, and how many times that for more")
    first: dict[str, float] = {}
    for size in (1_000, 3_000, 10_000):
        place = os.path.join(folder, "growth", str(size))
        shutil.rmtree(place, ignore_errors=True)
        for number in range(size):
            inner = os.path.join(place, "big", f"part{number // 50}")
            os.makedirs(inner, exist_ok=True)
            others = "".join(
                f"from big.part{other // 50}.m{other} import thing as thing_{other}\n"
                for other in (number * 7 % size, number * 13 % size, max(0, number - 1))
            )
            with open(os.path.join(inner, f"m{number}.py"), "w", encoding="utf-8") as file:
                file.write(f"import os\n{others}\n\n" + "def thing(a, b):\n    return [a, b]\n\n\n" * 60)
        with open(os.path.join(place, "hielements.hie"), "w", encoding="utf-8") as file:
            file.write(
                "import python\n\nelement big:\n    scope first = python.package_selector('big.part0')\n"
                "    check python.layers('big', ['part1', 'part0'])\n"
                "    check python.imported_only_by(first, ['big'])\n"
            )
        cache = os.path.join(folder, "growth", f"cache-{size}")
        time.sleep(2.5)  # a file counts as unchanged only once it has been at rest
        command = [os.path.join(own, "hielements"), "check"]
        for state in ("cold", "warm"):
            seconds = []
            for _ in range(times):
                if state == "cold":
                    shutil.rmtree(cache, ignore_errors=True)
                seconds.append(run(command, place, {"HIELEMENTS_CACHE_DIR": cache}).seconds)
            one = first.setdefault(state, min(seconds))
            print(f"{state} {size:>7,} files {min(seconds):8.2f} s {min(seconds) / one:8.1f} x")


def main(arguments: list[str]) -> int:
    options = dict(zip(arguments[::2], arguments[1::2], strict=False))
    if len(arguments) % 2 or options.keys() - {"--project", "--repeat", "--folder"}:
        print(__doc__)
        return 2
    folder = os.path.abspath(options.get("--folder", os.path.join(tempfile.gettempdir(), "hielements-peers")))
    times = int(options.get("--repeat", "3"))
    chosen = [each for each in PROJECTS if options.get("--project", each.name) == each.name]
    own = environment(folder, "own", [ROOT])
    quiet([os.path.join(own, "python"), "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", ROOT])
    peers = environment(folder, "peers", PEERS)
    problems: list[str] = []
    for project in chosen:
        place = fetched(folder, project, os.path.join(peers, "python"))
        cache = os.path.join(folder, "caches", project.name)
        os.makedirs(cache, exist_ok=True)
        all_tools = tools(own, peers, place, project, cache)
        for rules in project.rules:
            problems += compare(project, rules, place, all_tools, times)
        problems += same_edges(project, place, own, peers)
    growth(own, folder, times)
    for problem in problems:
        print(f"\n{problem}")
    return 1 if problems or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
