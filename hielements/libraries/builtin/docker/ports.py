"""Ports as Dockerfiles and compose files write them: `80`, `80/udp`, `8000-8010`, `127.0.0.1:8080:80/tcp`.

Comes in: text. Goes out: ranges of numbers. Protocols are in small letters, `tcp` unless another is said.
"""

from __future__ import annotations

import re

from hielements.record import Record

_PORT = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?(?:/([A-Za-z]+))?\Z")


class Ports(Record):
    """A range of ports of one protocol; `first` and `last` are the same for a single port."""

    first: int
    last: int
    protocol: str

    def has(self, number: int, protocol: str) -> bool:
        return self.first <= number <= self.last and self.protocol == protocol


def read_ports(text: str) -> Ports | None:
    """The ports of `80`, `80/udp` or `8000-8010`; None for any other text."""
    match = _PORT.match(text)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    if not first <= last <= 65535:
        return None
    return Ports(first, last, (match[3] or "tcp").lower())


def numbers(ranges: list[Ports]) -> list[int]:
    """All port numbers, each once, in the order in which they are written."""
    return list(dict.fromkeys(number for each in ranges for number in range(each.first, each.last + 1)))
