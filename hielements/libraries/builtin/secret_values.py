"""What looks like a secret: names of variables, and values with the form of a token.

Comes in: names, values. Goes out: what it looks like, or None. Nothing here quotes a value: a report must not spread
what it warns of.
"""

from __future__ import annotations

import re
from typing import Final

# The words are those of BuildKit's check SecretsUsedInArgOrEnv.
_SECRET_WORDS: Final = (
    r"(?:(?:api|access|private|secret|auth|signing|encryption)[_-]?key|apikey|key|auth|credentials?|passwords?|passwd|pword|pwd|"
    r"passphrase|secrets?|token)"
)
_NAME = re.compile(rf"(?:^|[_-]){_SECRET_WORDS}(?=$|[_-])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ABOUT = re.compile(
    r"[_-](?:files?|path|dir|version|ur[li]|names?|id|length|len|size|ttl|expiry|expires|timeout|header|algorithm|alg|type|"
    r"enabled|required|method|server|host|port|fingerprint|policy|sha256|sock|prefix|suffix|limit|count|index|min|max|"
    r"field|column|format|pattern|provider|backend|service|issuer|audience|domain|realm|scheme|mode|user|username)(?=$|_|-)",
    re.IGNORECASE,
)
"""What follows the word in names of what is told of a secret, and is none: `PASSWORD_FILE`, `TOKEN_URL`."""
_OTHER_KEYS = re.compile(
    r"(?:^|[_-])(?:(?:public|pub)(?:[_-]\w+)?|gpg|sort|primary|foreign|cache|partition|routing|idempotency|lookup)"
    r"[_-]key(?=$|_|-)",
    re.IGNORECASE,
)
SECRET_FORMS: Final = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"), "a private key"),
    (re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"), "an AWS access key"),
    (re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{22,}"), "a GitHub token"),
    (re.compile(r"\bglpat-[\w-]{20,}"), "a GitLab token"),
    (re.compile(r"\bxox[abeprs]-[\w-]{10,}"), "a Slack token"),
    (re.compile(r"\b[sr]k_live_[0-9A-Za-z]{20,}"), "a Stripe key"),
    (re.compile(r"\bpypi-AgEIcHlwaS[\w-]{20,}"), "a PyPI token"),
    (re.compile(r"\bnpm_[A-Za-z0-9]{36}\b"), "an npm token"),
    (re.compile(r"\bAIza[\w-]{35}\b"), "a Google API key"),
    (re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@$]*:[^\s:/@${}<>*]+@[^\s/]"), "a password in an address"),
)
PLACEHOLDER = re.compile(
    r"(?:<[^>]*>|x{3,}|\*+|changeme|change[-_ ]me|example|none|null|false|true|\d{1,3})\Z", re.IGNORECASE
)


def is_secret_name(name: str) -> bool:
    """Whether a variable of that name usually holds a secret."""
    words = _CAMEL.sub("_", name)
    found = list(_NAME.finditer(words))
    return bool(found) and not _ABOUT.search(words, found[-1].end()) and not _OTHER_KEYS.search(words)


def secret_value(value: str) -> str | None:
    """What secret a value is by its form."""
    return next((what for expression, what in SECRET_FORMS if expression.search(value)), None)


def is_literal(value: str) -> bool:
    """Whether a value is more than nothing, a variable or a placeholder."""
    return bool(value.strip()) and not value.strip().startswith("$") and not PLACEHOLDER.match(value.strip())
