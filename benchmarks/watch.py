"""Measures how soon `hielements check --watch` answers after a file was saved, on real projects.

    python benchmarks/watch.py                         Home Assistant, django and sqlalchemy
    python benchmarks/watch.py --project django        one of them
    python benchmarks/watch.py --repeat 20             saves of each kind (default 10)
    python benchmarks/watch.py --folder DIR            where environments and projects are kept, as for peers.py

Three rules hold at first: of layers, of a forbidden dependency with chains, of a boundary. Each save adds a line to a
file and the next one takes it away: a comment, by which nothing changes, or an import that breaks a rule. The time is
from the write to the last line of the report on a pipe. `notice` is what the system's notice of a change takes by
itself, with the same settings: nobody can answer sooner. CPU is that of the whole process, which a busy machine hardly
changes.

The goal, 100 ms, is for the median on a machine that does nothing else. The exit status is 1 when it is missed, or when
an answer is wrong.
"""

from __future__ import annotations

import os
import queue
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from typing import NamedTuple

from peers import PROJECTS, ROOT, Project, environment, fetched, quiet, write_rules

GOAL = 100.0
PATIENCE = 120
"""Seconds: a guard, never waited for."""

NOTICE = """
import sys
from watchfiles import watch
print("watching", flush=True)
for changes in watch(sys.argv[1], debounce=40, step=10):
    print("OK: noticed", flush=True)
    print("watching", flush=True)
"""


class Answer(NamedTuple):
    """Milliseconds on the clock and of the processor, and the line with the verdict."""

    clock: float
    cpu: float
    verdict: str


class Watcher:
    """A process that prints a verdict, and then `watching`, after each change."""

    def __init__(self, command: list[str], folder: str, cache: str) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "HIELEMENTS_CACHE_DIR": cache, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[tuple[float, str]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put((time.perf_counter(), line))

    def answer(self) -> tuple[float, str]:
        """When the next verdict was printed, and which; returns once the process waits again."""
        printed, verdict = 0.0, ""
        while True:
            when, line = self._lines.get(timeout=PATIENCE)
            if line.startswith(("OK", "VIOLATED", "UNDECIDED", "INVALID")):
                printed, verdict = when, line.strip()
            if line.startswith("watching"):
                return printed, verdict

    def cpu(self) -> float:
        """Milliseconds of the processor so far; 0 where the system does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def save(self, path: str, text: str) -> Answer:
        before, started = self.cpu(), time.perf_counter()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        printed, verdict = self.answer()
        return Answer((printed - started) * 1000, self.cpu() - before, verdict)

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)


def measure(project: Project, folder: str, command: list[str], cache: str, line: str, times: int) -> list[Answer]:
    """The answers to saves that add a line to the source of the forbidden dependency, and take it away."""
    rules = project.rules[0]
    path = os.path.join(folder, project.package, *rules.source.split(".")) + ".py"
    with open(path, encoding="utf-8") as file:
        text = file.read()
    watcher = Watcher(command, folder, cache)
    try:
        watcher.answer()
        time.sleep(2)  # what is a moment old may change within a tick of the file system's clock, and is not believed
        found = []
        for number in range(2 * times):
            found.append(watcher.save(path, text if number % 2 else f"{text}\n{line}\n"))
            time.sleep(0.3)
        return found
    finally:
        watcher.end()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def compare(project: Project, folder: str, python: str, cache: str, times: int) -> bool:
    """Prints the rows of one project; says whether all is as it should be."""
    rules = project.rules[0]
    write_rules(folder, project, rules)
    breaking = f"import {project.package}.{rules.target}"
    check = [python, "-m", "hielements", "check", "--watch"]
    print(f"\n{project.requirement}\n{'':22}{'median':>10}{'slowest':>10}{'CPU':>10}")
    well = True
    for title, command, line in (
        ("notice", [python, "-c", NOTICE, folder], "# A remark."),
        ("a comment", check, "# A remark."),
        ("an import", check, breaking),
    ):
        found = measure(project, folder, command, cache, line, times)
        median = statistics.median(each.clock for each in found)
        cpu = statistics.median(each.cpu for each in found)
        slowest = max(each.clock for each in found)
        print(f"{title:22}{median:7.0f} ms{slowest:7.0f} ms{cpu:7.0f} ms  {'' if median <= GOAL else 'MISS'}")
        verdicts = {each.verdict.partition(":")[0] for each in found[::2]}
        wanted = "VIOLATED" if line is breaking else "OK"
        well = well and median <= GOAL
        if verdicts != {wanted} or {each.verdict.partition(":")[0] for each in found[1::2]} != {"OK"}:
            print(f"  wrong answers: {sorted({each.verdict for each in found})}")
            well = False
    return well


def main(arguments: list[str]) -> int:
    options = dict(zip(arguments[::2], arguments[1::2], strict=False))
    if len(arguments) % 2 or options.keys() - {"--project", "--repeat", "--folder"}:
        print(__doc__)
        return 2
    times = int(options.get("--repeat", "10"))
    wanted = [project for project in PROJECTS if options.get("--project", project.name) == project.name]
    folder = os.path.abspath(options.get("--folder", os.path.join(tempfile.gettempdir(), "hielements-peers")))
    python = os.path.join(environment(folder, "own", [ROOT]), "python")
    quiet([python, "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", ROOT])
    with tempfile.TemporaryDirectory() as cache:
        well = [compare(each, fetched(folder, each, python), python, cache, times) for each in wanted]
    return 0 if well and all(well) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
