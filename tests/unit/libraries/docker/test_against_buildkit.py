"""Our reading of Dockerfiles against BuildKit's own parser (the package `dockerfile`), on written and made-up text."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from hielements.libraries.builtin.docker.dockerfile.instructions import Instruction, Problem
from hielements.libraries.builtin.docker.dockerfile.parsing import KEYWORDS, parse

buildkit = pytest.importorskip("dockerfile", reason="the package `dockerfile` (BuildKit's parser) is not installed")

WRITTEN = [
    "FROM python:3.12\n",
    "from python:3.12 as build\nrun true\n",
    "# syntax=docker/dockerfile:1\n# escape=`\nFROM x\nRUN a `\n  b\nCOPY c:\\x c:\\y\n",
    "#escape=\\\n\nFROM x\n",
    "# a comment\n# escape=`\nFROM x\nRUN a `\nRUN b\n",
    "FROM x\nRUN a && \\\n  # comment\n\n  b && \\\n#\n  c\n",
    "FROM x\nRUN a \\   \n  b\n",
    "FROM x\nRUN a \\\\\nRUN b\n",
    "FROM x\nRUN <<EOF\nline one\n\n# kept\nEOF\nRUN b\n",
    "FROM x\nRUN <<-EOF cat\n\tline\n\tEOF\nUSER a\n",
    "FROM x\nCOPY <<A <<B /dst/\na\nA\nb\nB\nUSER a\n",
    "FROM x\nRUN 3<<EOF cat\na\nEOF\n",
    "FROM x\nRUN cat <<'EOF' > /x\n$a\nEOF\n",
    'FROM x\nRUN cat <<"EOF" > /x\n$a\nEOF\n',
    'FROM x\nRUN echo "a <<EOF b"\nUSER a\n',
    "FROM x\nRUN echo $((1<<2)) a<<b\nUSER a\n",
    'FROM x\nCMD ["a", "b"]\nENTRYPOINT [ "c" ]\n',
    "FROM x\nCMD [a, b]\nCMD ['a']\nRUN [ -f /x ] && true\n",
    'FROM x\nSHELL ["/bin/bash", "-c"]\nVOLUME ["/a b", "/c"]\nVOLUME /a /b\n',
    "FROM x\nONBUILD RUN a\nONBUILD COPY a b\nonbuild add a b\n",
    'FROM x\nHEALTHCHECK --interval=5s --timeout=3s CMD curl -f http://x\nHEALTHCHECK NONE\nHEALTHCHECK CMD ["a"]\n',
    "FROM --platform=$BUILDPLATFORM x AS y\nCOPY --from=y --chown=1:1 a b\nADD --checksum=sha256:a http://x y\n",
    "FROM x\nRUN --mount=type=cache,target=/root --network=none pip install\n",
    "ARG A\nARG B=1\nFROM x:$A\nARG C=a D=b\n",
    "FROM x\nENV A=b C=\"d e\" F=g\\ h\nENV OLD the rest\nLABEL a=b \"c d\"='e'\n",
    "FROM x\nEXPOSE 80 443/tcp\nSTOPSIGNAL SIGTERM\nWORKDIR /a b\nUSER a:b\nMAINTAINER me <a@b>\n",
    "\ufeffFROM x\r\nRUN a \\\r\n  b\r\n",
    "FROM x\nRUN a \\",
    "FROM x\n  RUN indented\n\tRUN tabbed\n",
    "FROM x\nRUN a\\\n\\\nb\n",
    "",
    "# only a comment\n",
    "FROM\n",
    "FROM x\nFROB y\n",
    "FROM x\nRUN <<EOF\nno end\n",
    "FROM x\nCMD [1, 2]\n",
    "FROM x\nRUN <<EOF <<EOF2\na\nEOF\nb\nEOF2\n",
    "FROM x\nRUN -- a\nRUN --a=b -- --c\n",
    "# escape=x\nFROM x\n",
    "# escape=`\n# escape=`\nFROM x\n",
    "FROM x\nENV A\n",
    "FROM x\nENV A=b C\n",
    "FROM x\nLABEL a\n",
    "FROM x\nRUN\xa0a\n",
    'FROM x\nRUN cat <<"E F"\nE F\nUSER a\n',
    "FROM x\nRUN cat <<E'O'F\nEOF\nUSER a\n",
    'FROM x\nCMD ["a"] && b\n',
    'FROM x\nRUN ["a"] [\n',
    "FROM x\nONBUILD RUN <<EOF\nUSER a\nEOF\nUSER b\n",
]  # fmt: skip


def instructions(text: str) -> list[tuple[object, ...]] | None:
    parsed = parse(text)
    return None if isinstance(parsed, Problem) else [shown(each) for each in parsed.instructions]


def shown(each: Instruction) -> tuple[object, ...]:
    inner = each.trigger or each
    return (
        each.keyword,
        each.trigger.keyword if each.trigger else None,
        each.line,
        each.end_line,
        len(inner.flags),
        inner.items is not None,
        # The package leaves out those of an instruction that ONBUILD keeps for later.
        [(heredoc.name, re.sub("[\t\r]", "", heredoc.content)) for heredoc in inner.heredocs if not each.trigger],
        list(inner.items) if inner.items is not None else None,
    )


def theirs(text: str) -> list[tuple[object, ...]] | None:
    """What BuildKit's parser reads. It leaves instructions that do not exist, and those without arguments, to the stage
    behind it, which refuses them as we do."""
    try:
        # An escape character that nothing follows makes an instruction without a name.
        commands = [each for each in buildkit.parse_string(text) if each.cmd]
    except buildkit.GoParseError:
        return None
    if any(is_refused_later(each) for each in commands):
        return None
    return [
        (
            each.cmd.upper(),
            each.sub_cmd.upper() if each.sub_cmd else None,
            first_word(text, each.start_line),
            each.end_line,
            len(each.flags),
            each.json,
            [(heredoc.name, re.sub("[\t\r]", "", heredoc.content)) for heredoc in each.heredocs],
            [word for word in each.value if not (each.cmd.upper() == "HEALTHCHECK" and word == "CMD")]
            if each.json
            else None,
        )
        for each in commands
    ]


def is_refused_later(command: Any) -> bool:
    name = (command.cmd or "").upper()
    inner = (command.sub_cmd or name).upper()
    may_be_empty = ("CMD", "ENTRYPOINT", "RUN", "SHELL", "VOLUME", "ENV", "LABEL")
    return (
        not {name, inner} <= KEYWORDS
        or (name == "ONBUILD" and inner in ("ONBUILD", "FROM", "MAINTAINER"))
        or (not command.value and inner not in may_be_empty)
    )


def first_word(text: str, line: int) -> int:
    """The line of the instruction itself: for BuildKit it starts with the escape characters on lines of their own."""
    lines = text.split("\n")
    if lines[line - 1].strip() not in ("\\", "`"):
        return line
    while lines[line - 1].strip() in ("\\", "`", "") or lines[line - 1].lstrip().startswith("#"):
        line += 1
    return line


@pytest.mark.parametrize("text", WRITTEN)
def test_written_text_is_read_as_buildkit_reads_it(text: str) -> None:
    assert instructions(text) == theirs(text)


PIECES = [
    "FROM x", "RUN a", "run b c", "COPY a b", "ADD --chown=a b c", "CMD [\"a\"]", "CMD a b", "ENV A=b", "ENV A b",
    "LABEL a=\"b c\"", "EXPOSE 80", "USER a", "ONBUILD RUN a", "HEALTHCHECK NONE", "HEALTHCHECK CMD a", "VOLUME /a",
    "# comment", "", "  ", "\\", " \\", "a \\", "RUN a \\", "RUN a && \\", "COPY a \\", "\tb", "<<EOF", "RUN <<EOF",
    "COPY <<EOF /x", "EOF", "\tEOF", "RUN <<-EOF", "RUN cat <<'EOF'", "RUN <<A <<B", "A", "B", "\"", "'", "`", "$X",
    "RUN echo \"a", "b\"", "RUN [ -f a ]", "WORKDIR /a", "ARG A", "ARG A=1 B=2", "STOPSIGNAL 9", "SHELL [\"a\"]",
    "ENV A", "ENV A=b C", "LABEL a", "RUN <<-''", "RUN <<E'O'F", "RUN cat <<\"E F\"", "E F", "CMD [\"a\"] b",
    "ONBUILD RUN <<EOF", "RUN\xa0a", "RUN <<EOF;x", "RUN echo '<<EOF'", "RUN <<-", "CMD [\"a\",]", "RUN --x=\"a b\" c",
    "RUN -- <<EOF", "RUN <<E\\OF",
    "# escape=`", "# syntax=a", "RUN a `", "FROM a AS b", "RUN --mount=type=bind a", "ENTRYPOINT [\"a\", \"b\"]",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_made_up_text_is_read_as_buildkit_reads_it(seed: int) -> None:
    made = random.Random(seed)
    for _ in range(100):
        lines = ["FROM x", *(made.choice(PIECES) for _ in range(made.randint(1, 8)))]
        if made.random() < 0.3:
            lines.insert(0, made.choice(["# escape=`", "# syntax=a", "", "#"]))
        text = made.choice(["\n", "\n", "\r\n"]).join(lines) + made.choice(["", "\n"])
        assert instructions(text) == theirs(text), text
