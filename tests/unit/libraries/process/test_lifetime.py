"""Processes are kept for the run, end in order, and never outlive the host."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from plugin_runs import PLUGINS

from hielements.libraries.outcomes import Failure
from hielements.libraries.process.backend import ProcessBackend
from hielements.libraries.process.isolation import LEVELS, best_level
from hielements.libraries.process.starting import ProcessSettings
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.negotiation import Grants

POSSIBLE = LEVELS[: LEVELS.index(best_level()) + 1]
PATIENCE = 60


def backend(folder: Path, script: str, *arguments: str, level: str | None = None, **more: object) -> ProcessBackend:
    settings = ProcessSettings(
        "sample",
        "python3",
        (str(PLUGINS / script), *arguments),
        level=level,
        **more,  # type: ignore[arg-type]
    )
    return ProcessBackend(settings, str(folder), PathMapping(str(folder)), Grants(), {})


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def ask(plugin: ProcessBackend, function: str = "always_pass") -> object:
    return plugin.request("library.check", {"function": function, "args": [], "workspace": ""})


@pytest.mark.parametrize("level", POSSIBLE)
def test_one_process_answers_everything_and_ends_with_the_run(tmp_path: Path, level: str) -> None:
    plugin = backend(tmp_path, "public/sample.py", level=level)
    assert plugin.process_id is None
    assert ask(plugin) == {"Pass": None}
    first = plugin.process_id
    assert first is not None
    assert ask(plugin) == {"Pass": None}
    assert plugin.process_id == first
    assert plugin.level == level
    plugin.close()
    assert is_gone(first)
    assert isinstance(ask(plugin), Failure)


def runs(argument: str) -> bool:
    """Whether some process was started with that argument."""
    return any(argument in (each.info["cmdline"] or ()) for each in psutil.process_iter(["cmdline"]))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the environment of processes")
@pytest.mark.parametrize("leaves_first", [False, True])
@pytest.mark.parametrize("level", POSSIBLE)
def test_what_a_plugin_let_go_ends_with_the_run(tmp_path: Path, level: str, leaves_first: bool) -> None:
    # A number that no other test, and no other run of this one, takes for the same.
    argument = f"{90_000 + os.getpid()}.{LEVELS.index(level)}{int(leaves_first)}"
    plugin = backend(tmp_path, "public/lets_go.py", argument, level=level)
    assert ask(plugin, "start") == {"Pass": None}
    if level != "bubblewrap" or not leaves_first:
        assert eventually(lambda: runs(argument))
    if leaves_first:
        assert isinstance(ask(plugin, "leave"), Failure)
    plugin.close()
    assert eventually(lambda: not runs(argument))


def test_the_end_comes_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("MODERN_LOG", str(log))
    plugin = backend(
        tmp_path,
        "public/modern.py",
        "--stays",
        level="environment",
        write=True,
        environment=("MODERN_LOG",),
        grace_ms=5_000,
    )
    ask(plugin)
    pid = plugin.process_id
    assert pid is not None
    plugin.close()
    assert log.read_text().splitlines() == ["shutdown", "end of input", "SIGTERM"]
    assert is_gone(pid)


def test_no_notification_and_no_shutdown_reaches_a_plugin_that_negotiated_nothing(tmp_path: Path) -> None:
    script = tmp_path / "plugin.py"
    script.write_text(
        "import json, sys\n"
        "for line in sys.stdin:\n"
        "    request = json.loads(line)\n"
        "    open('seen', 'a').write(request['method'] + '\\n')\n"
        "    print(json.dumps({'jsonrpc': '2.0', 'id': request['id'], 'result': None}), flush=True)\n"
    )
    plugin = backend(tmp_path, str(script), write=True)
    ask(plugin)
    plugin.close()
    assert (tmp_path / "seen").read_text().splitlines() == ["initialize", "library.check"]


HOST = """
import sys, time
sys.path[:0] = sys.argv[4:]
from hielements.libraries.process.backend import ProcessBackend
from hielements.libraries.process.starting import ProcessSettings
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.negotiation import Grants
folder, script, level = sys.argv[1:4]
settings = ProcessSettings("sample", "python3", (script,), level=level)
backend = ProcessBackend(settings, folder, PathMapping(folder), Grants(), {})
backend.agreement()
print(backend.process_id, flush=True)
backend.request("library.check", {"function": "f", "args": [], "workspace": folder})
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system must end children with their parent")
@pytest.mark.parametrize("level", [level for level in POSSIBLE if level != "none"])
def test_nothing_outlives_a_host_that_is_killed(tmp_path: Path, level: str) -> None:
    script = str(PLUGINS / "hostile/process/ignores_signals.py")
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, str(tmp_path), script, level, *sys.path], stdout=subprocess.PIPE, text=True
    )
    assert host.stdout is not None
    with host:
        line = host.stdout.readline()
        pid = int(line)
        family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
        os.kill(host.pid, signal.SIGKILL)
    for each in family:
        assert eventually(lambda each=each: is_gone(each))  # type: ignore[misc]


def test_a_weaker_machine_does_not_start_what_asks_for_more(tmp_path: Path) -> None:
    plugin = backend(tmp_path, "public/sample.py", level="environment", least="landlock")
    answer = ask(plugin)
    assert isinstance(answer, Failure)
    assert 'asks for `min_isolation = "landlock"`, and what this machine can do is `environment`' in answer.message
    plugin.close()


def test_temporary_files_of_a_plugin_go_with_it(tmp_path: Path) -> None:
    script = tmp_path / "plugin.py"
    script.write_text(
        "import json, sys, tempfile\n"
        "for line in sys.stdin:\n"
        "    request = json.loads(line)\n"
        "    name = tempfile.NamedTemporaryFile(delete=False).name\n"
        "    print(json.dumps({'jsonrpc': '2.0', 'id': request['id'], 'result': name}), flush=True)\n"
    )
    plugin = backend(tmp_path, str(script))
    name = ask(plugin)
    assert isinstance(name, str)
    assert os.path.exists(name)
    plugin.close()
    assert not os.path.exists(os.path.dirname(name))
