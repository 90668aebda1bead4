"""The formats of texts that JSON Schemas may demand, and that are looked at whatever else is installed.

Comes in: nothing. Goes out: a checker of `jsonschema`, which has most of them itself.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

import jsonschema

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")

FORMATS: Final = jsonschema.FormatChecker(("date", "email", "idn-email", "ipv4", "ipv6", "regex", "uuid"))


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: Any) -> bool:
    """RFC 3339, section 5.6. A leap second is none for the standard library, and is let through."""
    if not isinstance(value, str):
        return True
    if _DATE_TIME.fullmatch(value) is None:
        return False
    datetime.fromisoformat(value[:17].replace(" ", "T") + ("59" if value[17:19] == "60" else value[17:19]))
    return True


@FORMATS.checks("uri")
def _is_uri(value: Any) -> bool:
    """RFC 3986, section 3: a scheme, and characters that may stand in an address."""
    return not isinstance(value, str) or _URI.fullmatch(value) is not None


@FORMATS.checks("hostname")
def _is_hostname(value: Any) -> bool:
    """RFC 1123, section 2.1: labels of at most 63 characters, 253 in all."""
    if not isinstance(value, str):
        return True
    return len(value) <= 253 and all(_LABEL.fullmatch(label) for label in value.removesuffix(".").split("."))
