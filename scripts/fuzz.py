"""Throws damaged specifications at every stage that only looks at specifications: do all of them end, and soon?

    python scripts/fuzz.py                          for a minute
    python scripts/fuzz.py --seconds 600 --seed 7
    python scripts/fuzz.py --corpus DIR             with the specifications below a folder as well

An input fails when it raises anything, when it takes longer than `--limit` seconds, or when a stage takes more than
10 ms for each KB beyond the first 50 ms. The text of each failure is written to the folder `--out`; the first line says
with which seed it came to be. Ends with status 1 when there is a failure.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hostile import Mutator, TimeIsUpError, at_most, built_in_catalog, look_at, specimens

_SECONDS_PER_KB = 0.010
_SECONDS_AT_ONCE = 0.050


def main() -> int:
    arguments = _arguments()
    texts = specimens(arguments.corpus)
    catalog = built_in_catalog()
    arguments.out.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + arguments.seconds
    seed, failures = arguments.seed, 0
    while time.monotonic() < end:
        files = Mutator(texts, seed).files()
        trouble = ""
        try:
            with at_most(arguments.limit):
                seen = look_at(files, catalog)
        except TimeIsUpError:
            trouble = f"takes longer than {arguments.limit} s\n{traceback.format_exc(-4)}"
        except Exception:
            trouble = traceback.format_exc(-4)
        else:
            size = sum(len(text) for text in files.values()) / 1024
            allowed = _SECONDS_AT_ONCE + _SECONDS_PER_KB * size
            slow = {stage: seconds for stage, seconds in seen.seconds.items() if seconds > allowed}
            if slow:
                trouble = f"slow with {size:.1f} KB: {slow}\n"
        if trouble:
            failures += 1
            print(f"seed {seed}: {trouble}")
            for name, text in files.items():
                (arguments.out / f"{seed}-{name}").write_text(text, "utf-8", newline="")
        seed += 1
    print(f"{seed - arguments.seed} inputs from {len(texts)} specifications, {failures} failures")
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Throws damaged specifications at the stages before the first check.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=10, help="seconds for one input")
    parser.add_argument("--corpus", type=Path, action="append", default=[], help="a folder with more specifications")
    parser.add_argument("--out", type=Path, default=Path("fuzz-failures"), help="where failures are written")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
