"""Globs over workspace paths: what `src/**/*.{py,pyi}` means.

Comes in: a pattern. Goes out: a `Glob` that answers whether a path matches, or a `GlobProblem` that says what is wrong
with the pattern. The rules:

- `*` is any run of characters within one segment (also none), `?` one character, neither of them a slash;
- `**` stands alone between slashes and is any number of segments, also none: `src/**/x.py` matches `src/x.py`;
- `[abc]`, `[a-z]`, `[!abc]` (or `[^abc]`) are one character; `[[:digit:]]` and the other POSIX classes work in them;
- `{a,b}` is either `a` or `b`, and may be nested;
- a backslash takes the next character literally;
- a slash at the end matches folders only. Case counts, on every system; hidden files are files like any other.

Matching takes time in proportion to pattern times path, whatever the pattern: every star but the last of a segment
commits to the first place where what follows it fits, which is always right for globs (the classic argument: if a later
place leads to a match, so does the first) and which keeps the regular expression engine from going back.

The same assembly serves ignore rules (`ignore.py`), which read patterns in their own, older way. This module must never
look at the disk.
"""

from __future__ import annotations

import re

from hielements.record import Entity, Record

MAX_ALTERNATIVES = 1_000
"""How many plain patterns the braces of one glob may expand to."""

# The wildcards of a taken-apart pattern; every other token is a regular expression for a fixed text.
STAR = "*"
ANY_FOLDERS = "**/"
"""`**` and the slash after it: nothing, or anything that ends with a slash."""
ANYTHING = "**"
_CROSSING = (ANY_FOLDERS, ANYTHING)

_POSIX_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r"\ \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r"\ \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class GlobProblem(Record):
    """What is wrong with a pattern, and what to write instead when that is known."""

    message: str
    help: str | None = None


class Glob(Entity):
    """A pattern that is ready to match. `expression` matches whole paths without a slash at the end; `base` is the
    folder below which every match lies ("" when that is not known); `folders_only` says that the pattern ended with
    a slash; `has_slash` that it spans segments."""

    pattern: str
    expression: re.Pattern[str]
    base: str
    folders_only: bool
    has_slash: bool

    def matches(self, path: str) -> bool:
        return self.expression.fullmatch(path) is not None


def compile_glob(pattern: str) -> Glob | GlobProblem:
    """The glob that the pattern describes."""
    if not pattern:
        return GlobProblem("the glob is empty")
    if "\0" in pattern:
        return GlobProblem("the glob contains a NUL character, which no path does")
    body = pattern
    while body.startswith("./"):
        body = body[2:].lstrip("/")
    folders_only = body.endswith("/") and not body.endswith("\\/")
    body = body.rstrip("/") if folders_only else body
    if not body:
        return GlobProblem(f"the glob '{pattern}' names no path")
    if body.startswith("/"):
        return GlobProblem(f"the glob '{pattern}' is absolute", f"write '{body.lstrip('/')}'")
    expanded = expand_braces(body)
    if isinstance(expanded, GlobProblem):
        return expanded
    sources = []
    for alternative in expanded:
        tokens = _take_apart(alternative)
        if isinstance(tokens, GlobProblem):
            return GlobProblem(f"{tokens.message}, in the glob '{pattern}'", tokens.help)
        sources.append(assemble(tokens))
    expression = re.compile("|".join(f"(?:{source})" for source in dict.fromkeys(sources)), re.DOTALL)
    return Glob(pattern, expression, _fixed_folder(expanded), folders_only, any("/" in each for each in expanded))


def assemble(tokens: list[str]) -> str:
    """The regular expression, to be used with `fullmatch` and DOTALL, for a pattern that was taken apart.

    The parts between two wildcards that cross slashes are units. A unit that another one follows is matched at the
    first place where it fits, and so is within a unit what stands between two stars; see the module's docstring.
    """
    units: list[tuple[str, list[str]]] = [("", [])]
    for token in tokens:
        if token in _CROSSING:
            units.append((token, []))
        else:
            units[-1][1].append(token)
    source = _assemble_unit(units[0][1])
    for number, (crossing, content) in enumerate(units[1:], 1):
        is_last = number == len(units) - 1
        unit = _assemble_unit(content)
        if crossing == ANY_FOLDERS:
            source += f"(?:.*/)?{unit}" if is_last else f"(?>(?:.*?/)??{unit})"
        else:
            source += f".*{unit}" if is_last else f"(?>.*?{unit})"
    return source


def _assemble_unit(tokens: list[str]) -> str:
    chunks = [""]
    for token in tokens:
        if token == STAR:
            chunks.append("")
        else:
            chunks[-1] += token
    inner = "".join(f"(?>[^/]*?{chunk})" for chunk in chunks[1:-1])
    return chunks[0] if len(chunks) == 1 else f"{chunks[0]}{inner}[^/]*{chunks[-1]}"


def character_class(pattern: str, start: int) -> tuple[str, int] | None:
    """The regular expression for the bracket expression whose `[` stands at `start`, and the offset behind it; None
    when it is not closed or names an unknown POSIX class. Never matches a slash. The details are those of git's
    wildmatch."""
    offset = start + 1
    negated = pattern[offset : offset + 1] in ("!", "^")
    offset += negated
    pieces: list[str] = []
    previous: str | None = None
    is_first = True
    while True:
        character = pattern[offset : offset + 1]
        if not character:
            return None
        if character == "]" and not is_first:
            break
        is_first = False
        if character == "\\":
            offset += 1
            character = pattern[offset : offset + 1]
            if not character:
                return None
            pieces.append(re.escape(character))
            previous = character
        elif character == "-" and previous is not None and pattern[offset + 1 : offset + 2] not in ("", "]"):
            offset += 1
            character = pattern[offset]
            if character == "\\":
                offset += 1
                character = pattern[offset : offset + 1]
                if not character:
                    return None
            if previous <= character:
                pieces.append(f"{re.escape(previous)}-{re.escape(character)}")
            previous = None
        elif character == "[" and pattern[offset + 1 : offset + 2] == ":":
            close = pattern.find("]", offset + 2)
            if close < 0:
                return None
            if close > offset + 2 and pattern[close - 1] == ":":
                members = _POSIX_CLASSES.get(pattern[offset + 2 : close - 1])
                if members is None:
                    return None
                pieces.append(members)
                previous = None
                offset = close
            else:
                pieces.append(r"\[")
                previous = "["
        else:
            pieces.append(re.escape(character))
            previous = character
        offset += 1
    members = "".join(pieces)
    if negated:
        return f"[^/{members}]", offset + 1
    return (f"(?!/)[{members}]" if members else "(?!)"), offset + 1


def expand_braces(pattern: str) -> list[str] | GlobProblem:
    """The patterns without braces that a pattern with braces stands for, in order."""
    problem = GlobProblem(f"a brace is not closed in the glob '{pattern}'", "write '\\\\{' for a literal brace")
    # Each open brace keeps what stood before it and the alternatives that are complete; `current` are the readings of
    # the text since the last brace or comma.
    stack: list[tuple[list[str], list[str]]] = []
    current = [""]
    offset = 0
    in_class_until = -1
    while offset < len(pattern):
        character = pattern[offset]
        if character == "\\" and offset + 1 < len(pattern):
            piece = pattern[offset : offset + 2]
        elif character == "[" and offset >= in_class_until and (found := character_class(pattern, offset)):
            piece = pattern[offset : found[1]]
        elif character == "{":
            stack.append((current, []))
            current = [""]
            offset += 1
            continue
        elif character == "," and stack:
            stack[-1][1].extend(current)
            current = [""]
            offset += 1
            continue
        elif character == "}":
            if not stack:
                return GlobProblem(f"there is a '}}' without '{{' in the glob '{pattern}'", "write '\\\\}'")
            before, alternatives = stack.pop()
            alternatives.extend(current)
            if len(before) * len(alternatives) > MAX_ALTERNATIVES:
                return GlobProblem(f"the braces stand for more than {MAX_ALTERNATIVES} patterns in the glob")
            current = [first + second for first in before for second in alternatives]
            offset += 1
            continue
        else:
            piece = character
        current = [text + piece for text in current]
        offset += len(piece)
    return problem if stack else current


def _take_apart(pattern: str) -> list[str] | GlobProblem:
    tokens: list[str] = []
    offset = 0
    while offset < len(pattern):
        character = pattern[offset]
        if pattern.startswith("**", offset):
            end = offset + 2
            alone = (offset == 0 or pattern[offset - 1] == "/") and pattern[end : end + 1] in ("", "/")
            if not alone:
                before, after = pattern[:offset].rpartition("/")[0], pattern[end:].lstrip("*")
                fixed = f"{before}/**/*{after}" if before else f"**/*{after}"
                return GlobProblem("'**' must stand alone between slashes", f"write '{fixed}' for any depth")
            if end == len(pattern):
                tokens.append(ANYTHING)
            elif tokens[-1:] != [ANY_FOLDERS]:
                tokens.append(ANY_FOLDERS)
            offset = end + 1
            continue
        if character == "*":
            tokens.append(STAR)
        elif character == "?":
            tokens.append("[^/]")
        elif character == "[":
            found = character_class(pattern, offset)
            if found is None:
                return GlobProblem(
                    "a '[' is not closed or names an unknown class", "write '\\\\[' for a literal bracket"
                )
            tokens.append(found[0])
            offset = found[1]
            continue
        elif character == "\\":
            offset += 1
            if offset == len(pattern):
                return GlobProblem("there is nothing after the last backslash", "write '\\\\\\\\' for a backslash")
            tokens.append(re.escape(pattern[offset]))
        elif character == "/" and pattern[offset + 1 : offset + 2] == "/":
            pass  # `a//b` is `a/b`
        else:
            tokens.append(re.escape(character))
        offset += 1
    segments = re.split(r"(?<!\\)/", pattern)
    if ".." in segments or "." in segments:
        return GlobProblem("'.' and '..' are no names of files", "write the path from the start")
    return tokens


def _fixed_folder(patterns: list[str]) -> str:
    """The folder that all matches of the (brace-free) patterns have in common."""
    folders = []
    for pattern in patterns:
        fixed = re.match(r"[^*?\[\\]*", pattern)
        folders.append(fixed.group().rpartition("/")[0].split("/") if fixed else [""])
    common: list[str] = []
    for level in zip(*folders, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(segment for segment in common if segment)
