"""What is wrong with a plugin's answer, and the sentence that says so.

Comes in: a reason. Goes out: a Failure that names the plugin. Must never know how the plugin runs.
"""

from __future__ import annotations

from hielements.libraries.outcomes import Failure, FailureReason

_LONGEST_EXCERPT = 200


class WireError(Exception):
    """A message that is not as the protocol says. The text is the end of a sentence that starts with the plugin:
    `answered with the path '/etc/passwd', which lies outside of the workspace`. Raised and caught inside of this
    package only: whoever asks a library gets a Failure."""


def malformed(message: str) -> WireError:
    """What to raise: `raise malformed("answered with ..")`."""
    return WireError(message)


def failure(
    plugin: str,
    message: str,
    reason: FailureReason = "library",
    help: str | None = None,  # noqa: A002
) -> Failure:
    """The failure whose message is "the plugin `name`" and then the given end of the sentence."""
    return Failure(reason, f"the plugin `{plugin}` {message}", help=help)


def excerpt(content: bytes | str) -> str:
    """The beginning of something that a plugin wrote, on one line and without control characters."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    text = " ".join(text.split())
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return text if len(text) <= _LONGEST_EXCERPT else f"{text[:_LONGEST_EXCERPT]} .."


def kind_of(json: object) -> str:
    """What a piece of JSON is, for messages: `an object with the keys 'a' and 'b'`."""
    if json is None:
        return "null"
    if isinstance(json, bool):
        return "a boolean"
    if isinstance(json, str):
        return f"the string '{excerpt(json)}'"
    if isinstance(json, int | float):
        return f"the number {excerpt(repr(json))}"
    if isinstance(json, list):
        return "a list"
    if isinstance(json, dict):
        keys = [f"'{excerpt(str(key))}'" for key in list(json)[:4]] + (["more"] if len(json) > 4 else [])
        if not keys:
            return "an empty object"
        listed = " and ".join(part for part in (", ".join(keys[:-1]), keys[-1]) if part)
        return f"an object with the key{'s' if len(keys) > 1 else ''} {listed}"
    return type(json).__name__
