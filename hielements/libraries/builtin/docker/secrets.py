"""Secrets in Dockerfiles: in commands, and in files whose names say that they hold keys.

Comes in: commands, paths. Goes out: what it looks like, or None. Nothing here quotes a value: a report must not spread
what it warns of.
"""

from __future__ import annotations

import re
from typing import Final

from hielements.libraries.builtin.secret_values import PLACEHOLDER, SECRET_FORMS, is_secret_name

_COMMANDS: Final = (
    (re.compile(r"\bexport\s+([A-Za-z_]\w*)=([\"']?)([^\s\"'$;&|]+)"), 1, 3),
    (re.compile(r"--((?:password|token|secret|api-key))[= ]([\"']?)([^\s\"'$;&|-][^\s\"';&|]*)"), 1, 3),
    (re.compile(r"--((?:[a-z]+-)+(?:password|token|secret|key))=([\"']?)([^\s\"'$;&|-][^\s\"';&|]*)"), 1, 3),
)
_FILES = re.compile(
    r"(?:^|/)(?:\.env\*?(?:\.(?!example|sample|template|dist)[\w.-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.npmrc|\.pypirc|\.netrc|"
    r"\.git-credentials|\.aws/credentials|\.kube/config|\.docker/config\.json|[^/]*\.(?:pem|p12|pfx|jks|keystore|key))\Z"
)


def secret_in_command(command: str) -> tuple[str, int] | None:
    """The secret that a shell command has in it, and where it starts."""
    for expression, what in SECRET_FORMS:
        match = expression.search(command)
        if match is not None:
            return what, match.start()
    for expression, name, value in _COMMANDS:
        for match in expression.finditer(command):
            if is_secret_name(match[name]) and not PLACEHOLDER.match(match[value]):
                return f"the value of '{match[name]}'", match.start()
    return None


def secret_file(path: str) -> bool:
    """Whether a file of that name usually holds keys or passwords. Public halves of keys do not."""
    return _FILES.search(path) is not None
