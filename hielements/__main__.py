"""`python -m hielements`."""

from __future__ import annotations

import sys

from hielements.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
