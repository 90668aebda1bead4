"""Command lines."""

from __future__ import annotations

import pytest

from hielements.cli.arguments import Command, Option, Positional, UsageError, parse

COMMAND = Command(
    "try",
    "Tries.",
    (
        Option(("-v", "--verbose"), "More."),
        Option(("-q", "--quiet"), "Less."),
        Option(("-j", "--jobs"), "Jobs.", "N"),
        Option(("-f", "--filter"), "Filters.", "GLOB", repeated=True),
        Option(("--format",), "Form.", "FORMAT", ("human", "json")),
    ),
    Positional("SPEC", "Specifications.", most=None),
)


@pytest.mark.parametrize("words", [["-j4"], ["-j", "4"], ["--jobs", "4"], ["--jobs=4"], ["-j=4"], ["-vj4"]])
def test_spellings_of_a_value(words: list[str]) -> None:
    given = parse(COMMAND, words)
    assert given is not None
    assert given.number("jobs", 1) == 4


def test_words_flags_and_repeated_options() -> None:
    given = parse(COMMAND, ["a.hie", "-vq", "-f", "x", "b.hie", "--filter=-y", "--", "--odd.hie"])
    assert given is not None
    assert given.words == ["a.hie", "b.hie", "--odd.hie"]
    assert (given.flag("verbose"), given.flag("quiet")) == (True, True)
    assert given.texts("filter") == ("x", "-y")
    assert given.text("format") is None


@pytest.mark.parametrize("words", [["-h"], ["a.hie", "--help"], ["-vh"]])
def test_help(words: list[str]) -> None:
    assert parse(COMMAND, words) is None


@pytest.mark.parametrize(
    ("words", "message", "advice"),
    [
        (["--verbos"], "no option `--verbos`", "did you mean `--verbose`?"),
        (["--zzzz"], "no option `--zzzz`", ""),
        (["-z"], "no option `-z`", None),
        (["--jobs"], "--jobs needs a value: --jobs N", ""),
        (["--verbose=1"], "--verbose takes no value", ""),
        (["--format", "jsn"], "--format cannot be `jsn`", "did you mean `json`?"),
        (["--format", "xml"], "--format cannot be `xml`", "possible: human, json"),
    ],
)
def test_mistakes(words: list[str], message: str, advice: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        parse(COMMAND, words)
    assert message in str(caught.value)
    assert advice is None or caught.value.advice == advice


@pytest.mark.parametrize("text", ["0", "-1", "x", "1.5", "", "٣", "9" * 30])
def test_numbers(text: str) -> None:
    given = parse(COMMAND, [f"--jobs={text}"])
    assert given is not None
    with pytest.raises(UsageError, match="--jobs takes a whole number from 1"):
        given.number("jobs", 1)


def test_too_many_words() -> None:
    with pytest.raises(UsageError, match="does not know what to do with `b`"):
        parse(COMMAND.with_(positional=Positional("SPEC", "One.")), ["a", "b"])
    with pytest.raises(UsageError, match="needs SPEC: one"):
        parse(COMMAND.with_(positional=Positional("SPEC", "One.", least=1)), [])
