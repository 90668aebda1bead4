"""Asked by the container's health check: exits with 1 when the backend does not answer."""

import sys
import urllib.request

from desk.settings import load

if __name__ == "__main__":
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{load().port}/health", timeout=2) as answer:
            sys.exit(0 if answer.status == 200 else 1)
    except OSError:
        sys.exit(1)
