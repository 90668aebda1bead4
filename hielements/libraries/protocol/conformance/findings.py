"""What the suite found out.

`skipped` says that the question makes no sense for this plugin, and `detail` why.
"""

from __future__ import annotations

from typing import Literal

from hielements.record import Record

Status = Literal["ok", "failed", "skipped"]


class Finding(Record):
    """The answer to one question about a plugin."""

    name: str
    question: str
    status: Status
    detail: str = ""


class Broken(Exception):  # noqa: N818 - not an error of this program but an answer
    """Ends a question: the plugin does not do what was asked. The text says what it did instead."""


class Skipped(Exception):  # noqa: N818 - not an error of this program but an answer
    """Ends a question that makes no sense for this plugin."""
