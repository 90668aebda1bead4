"""Runs everything that continuous integration runs, in the order in which trouble is cheapest to find.

    python scripts/verify.py              everything
    python scripts/verify.py --fix        first lets ruff format and mend what it can, and refreshes generated docs
    python scripts/verify.py --no-tests   all but pytest

All steps run even when one fails, so that one run shows all trouble; the exit status is 1 when any failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PYTHON = sys.executable
CODE = ["hielements", "tests", "scripts", "benchmarks"]

FIXES = [
    ("format", [PYTHON, "-m", "ruff", "format", *CODE]),
    ("mend", [PYTHON, "-m", "ruff", "check", "--fix", *CODE]),
    ("generate docs", [PYTHON, "scripts/generate_docs.py"]),
]
STEPS = [
    ("formatting", [PYTHON, "-m", "ruff", "format", "--check", *CODE]),
    ("lint", [PYTHON, "-m", "ruff", "check", *CODE]),
    ("types", [PYTHON, "-m", "mypy"]),
    ("layers", [PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]),
    ("own specification", [PYTHON, "-m", "hielements", "check", "hielements.hie"]),
    ("generated docs", [PYTHON, "scripts/generate_docs.py", "--check"]),
]
TESTS = ("tests", [PYTHON, "-m", "pytest", "-n", "2"])


def main(arguments: list[str]) -> int:
    unknown = set(arguments) - {"--fix", "--no-tests"}
    if unknown:
        print(f"unknown option {min(unknown)}\n{__doc__}", file=sys.stderr)
        return 2
    steps = [*(FIXES if "--fix" in arguments else []), *STEPS, *([] if "--no-tests" in arguments else [TESTS])]
    failed = []
    for name, command in steps:
        print(f"== {name}", flush=True)
        start = time.perf_counter()
        status = subprocess.run(command, cwd=ROOT, check=False, stdin=subprocess.DEVNULL).returncode
        word = "ok" if status == 0 else f"FAILED (exit {status})"
        print(f"== {name}: {word} in {time.perf_counter() - start:.1f} s", flush=True)
        if status:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
