"""Results of checks on the wire, in all forms that plugins use.

    {"Pass": null}   {"Fail": "text"}   {"Error": "text"}   {"result": "pass" | "fail" | "error", "message": ".."}
    {"Fail": {"message": "..", "violations": [{"path", "line", "column", "end_line", "end_column", "message",
     "evidence"}]}}

Comes in: plain values of a JSON text. Goes out: an Outcome. Anything that is not certainly one of these forms is no
result and never a pass: WireError.
"""

from __future__ import annotations

from collections.abc import Mapping

from hielements.libraries.outcomes import Failure, Hop, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.protocol.trouble import excerpt, failure, kind_of, malformed
from hielements.libraries.protocol.values import Reading, confined, optional_text, positive

_WORDS = {"pass": "Pass", "fail": "Fail", "error": "Error"}
_TAGS = frozenset(_WORDS.values())


def outcome_from_wire(json: object, reading: Reading) -> Outcome:
    """The outcome that a plugin answered. Raises WireError."""
    tag, content = _tag_and_content(json)
    if tag == "Pass":
        return _passed(content, reading)
    if tag == "Error":
        return Undecided((_reported(content, reading),))
    return _violated(content, reading)


def _tag_and_content(json: object) -> tuple[str, object]:
    if isinstance(json, str) and json.lower() in _WORDS:
        return _WORDS[json.lower()], None
    if isinstance(json, dict):
        tags = json.keys() & _TAGS
        if len(tags) == 1 and len(json) == 1:
            ((tag, content),) = json.items()
            return tag, content
        result = json.get("result")
        if not tags and isinstance(result, str) and result.lower() in _WORDS:
            return _WORDS[result.lower()], {key: item for key, item in json.items() if key != "result"}
        if len(tags) > 1:
            raise malformed(f"answered with {kind_of(json)}: that is more than one result")
    raise malformed(f"answered with {kind_of(json)}, which is no result of a check")


def _passed(content: object, reading: Reading) -> Passed:
    if content is None or content is True or isinstance(content, str):
        return Passed(excerpt(content) if isinstance(content, str) else None)
    if not isinstance(content, dict):
        raise malformed(f'answered with {kind_of(content)} in `{{"Pass": ..}}`')
    note = optional_text(content, "note") or optional_text(content, "message")
    return Passed(note, _path(content, reading), positive(content, "line"))


def _reported(content: object, reading: Reading) -> Failure:
    """The failure that a plugin says it met."""
    if content is None or isinstance(content, str):
        return failure(reading.library, f"could not decide: {content or 'it gave no reason'}")
    if not isinstance(content, dict):
        raise malformed(f'answered with {kind_of(content)} in `{{"Error": ..}}`')
    reported = failure(
        reading.library,
        f"could not decide: {optional_text(content, 'message') or 'it gave no reason'}",
        help=optional_text(content, "help"),
    )
    return reported.with_(path=_path(content, reading), line=positive(content, "line"))


def error_in_answer(json: object, reading: Reading) -> Failure | None:
    """The failure when the answer to a selector is `{"Error": ..}`, which is how plugins without JSON-RPC errors say
    that they failed."""
    if isinstance(json, dict) and len(json) == 1 and "Error" in json:
        return _reported(json["Error"], reading)
    return None


def _violated(content: object, reading: Reading) -> Violated:
    if content is None or isinstance(content, str):
        text = content or "the check does not hold"
        return Violated(text, (Violation(text),))
    if not isinstance(content, dict):
        raise malformed(f'answered with {kind_of(content)} in `{{"Fail": ..}}`')
    listed = content.get("violations")
    if not isinstance(listed, list | None):
        raise malformed(f"answered with {kind_of(listed)} for the violations")
    message = optional_text(content, "message")
    violations = [_violation(item, reading, message) for item in listed or ()]
    if message is None:
        count = len(violations)
        message = violations[0].message if count == 1 else f"{count} violations" if count else "the check does not hold"
    if not violations:
        violations.append(Violation(message, _path(content, reading), positive(content, "line")))
    violations.sort(key=lambda each: (each.path or "", each.line or 0, each.column or 0, each.message))
    return Violated(message, tuple(violations))


def _violation(json: object, reading: Reading, message: str | None) -> Violation:
    if isinstance(json, str):
        return Violation(json)
    if not isinstance(json, dict):
        raise malformed(f"answered with {kind_of(json)} for a violation")
    chain = json.get("chain")
    if not isinstance(chain, list | None):
        raise malformed(f"answered with {kind_of(chain)} for the chain of a violation")
    return Violation(
        message=optional_text(json, "message") or message or "the check does not hold",
        path=_path(json, reading),
        line=positive(json, "line"),
        column=positive(json, "column"),
        end_line=positive(json, "end_line"),
        end_column=positive(json, "end_column"),
        evidence=optional_text(json, "evidence"),
        chain=tuple(_hop(hop, reading) for hop in chain or ()),
        help=optional_text(json, "help"),
    )


def _hop(json: object, reading: Reading) -> Hop:
    if not isinstance(json, dict):
        raise malformed(f"answered with {kind_of(json)} for a step of a chain")
    path = _path(json, reading)
    if path is None:
        raise malformed("answered with a step of a chain that has no path")
    name = optional_text(json, "name") or ""
    return Hop(path, positive(json, "line") or 1, positive(json, "column") or 1, name)


def _path(json: Mapping[str, object], reading: Reading) -> str | None:
    path = json.get("path")
    return None if path is None else confined(reading.mapping.incoming(path), reading)


def outcome_to_wire(outcome: Outcome) -> dict[str, object]:
    """An outcome in the same form, paths relative to the workspace: for comparing what two plugins say."""
    if isinstance(outcome, Passed):
        return {"Pass": outcome.note}
    if isinstance(outcome, Undecided):
        return {"Error": "; ".join(each.message for each in outcome.failures)}
    violations = [
        {name: getattr(each, name) for name in Violation._fields if name != "chain" and getattr(each, name) is not None}
        for each in outcome.violations
    ]
    return {"Fail": {"message": outcome.message, "violations": violations}}
