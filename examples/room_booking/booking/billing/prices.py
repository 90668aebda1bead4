from __future__ import annotations

CENTS_PER_HOUR = {"small": 1200, "large": 2500}


def price(room: str, hours: float) -> int:
    return round(CENTS_PER_HOUR[room] * hours)
