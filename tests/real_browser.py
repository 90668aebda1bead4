"""Debian's Chromium, without a window, driven by Selenium."""

from __future__ import annotations

import shutil
from typing import Any

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
"""None where `chromium` or `chromium-driver` is not installed."""
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1500,1000",
)  # fmt: skip

Browser = Any


def started() -> Browser:
    """A browser that keeps what the pages log. On a busy machine it can take longer to start than its driver waits for
    it."""
    from selenium import webdriver
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.binary_location = CHROMIUM or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for attempt in range(3):
        try:
            return webdriver.Chrome(options=options, service=Service(DRIVER))
        except WebDriverException:
            if attempt == 2:
                raise
    raise AssertionError("unreachable")
