"""Ignore rules as git reads them: which paths a `.gitignore` takes out of the workspace, and by which line.

Comes in: the bytes of a rules file. Goes out: for a path the rule that decides about it, or None. The reading follows
gitignore(5) and git's `wildmatch.c`, quirks included (a test compares with `git check-ignore`): the last rule that
matches decides, `!` takes back, a slash in the middle anchors, a slash at the end means folders. Like git, rules
compare bytes: a `?` does not match `ä`, which has two. Unlike git, case always counts, so that a check gives the same
answer on every system.

Most rules are plain names (`build/`) and endings (`*.pyc`), which are looked up in dictionaries; what remains is joined
into one regular expression, so that the number of rules hardly matters. This module must never look at the disk.
"""

from __future__ import annotations

import re

from hielements.record import Entity
from hielements.source.globs import ANY_FOLDERS, ANYTHING, STAR, assemble, character_class

_SPECIAL = re.compile(r"[*?\[\\]")
_EXTENSION = re.compile(r"\*(\.[^*?\[\\./]+)")


class IgnoreRule(Entity):
    """One line of a rules file. `reason` is how reports name it: `.gitignore, line 3: dist/`."""

    number: int
    negated: bool
    folders_only: bool
    anchored: bool
    pattern: str
    expression: str
    reason: str


class IgnoreRules:
    """The rules of one file. Paths given to `decide` are relative to that file's folder."""

    __slots__ = ("_file_table", "_folder_table", "needs_paths", "rules")

    def __init__(self, rules: list[IgnoreRule]) -> None:
        self.rules = rules
        self.needs_paths = any(rule.anchored for rule in rules)
        self._folder_table = _Table(rules)
        self._file_table = _Table([rule for rule in rules if not rule.folders_only])

    def decide(self, name: str, path: str, is_folder: bool) -> IgnoreRule | None:
        """The rule that decides about an entry: `name` is its last segment, `path` where it stands."""
        return (self._folder_table if is_folder else self._file_table).decide(name, path)

    def __bool__(self) -> bool:
        return bool(self.rules)


class _Table:
    """Rules by the cheapest way to look them up."""

    __slots__ = ("_extensions", "_names", "_names_expression", "_paths", "_paths_expression", "_rules")

    def __init__(self, rules: list[IgnoreRule]) -> None:
        self._names: dict[str, IgnoreRule] = {}
        self._extensions: dict[str, IgnoreRule] = {}
        self._paths: dict[str, IgnoreRule] = {}
        names: list[IgnoreRule] = []
        paths: list[IgnoreRule] = []
        for rule in rules:
            if _SPECIAL.search(rule.pattern) is None:
                (self._paths if rule.anchored else self._names)[rule.pattern] = rule
            elif not rule.anchored and (extension := _EXTENSION.fullmatch(rule.pattern)):
                self._extensions[extension[1]] = rule
            else:
                (paths if rule.anchored else names).append(rule)
        self._names_expression = _Joined(names) if names else None
        self._paths_expression = _Joined(paths) if paths else None

    def decide(self, name: str, path: str) -> IgnoreRule | None:
        if not path.isascii():
            name, path = _as_bytes(name), _as_bytes(path)
        best = self._names.get(name)
        dot = name.rfind(".")
        if dot >= 0 and (rule := self._extensions.get(name[dot:])) and (best is None or rule.number > best.number):
            best = rule
        if self._paths and (rule := self._paths.get(path)) and (best is None or rule.number > best.number):
            best = rule
        if self._names_expression:
            best = self._names_expression.decide(name, best)
        if self._paths_expression:
            best = self._paths_expression.decide(path, best)
        return best


class _Joined:
    """Rules that need a regular expression: first all at once, and one by one only where that matched."""

    __slots__ = ("_any", "_each")

    def __init__(self, rules: list[IgnoreRule]) -> None:
        self._any = re.compile("|".join(f"(?:{rule.expression})" for rule in rules), re.DOTALL)
        self._each: list[tuple[IgnoreRule, re.Pattern[str] | None]] = [(rule, None) for rule in reversed(rules)]

    def decide(self, text: str, best: IgnoreRule | None) -> IgnoreRule | None:
        """The later one of `best` and the last rule that matches."""
        if self._any.fullmatch(text) is None:
            return best
        for position, (rule, compiled) in enumerate(self._each):
            if best is not None and best.number > rule.number:
                return best
            if compiled is None:
                compiled = re.compile(rule.expression, re.DOTALL)  # noqa: PLW2901
                self._each[position] = (rule, compiled)
            if compiled.fullmatch(text) is not None:
                return rule
        return best


def parse_ignore_rules(content: bytes, name: str) -> IgnoreRules:
    """The rules in a file; `name` is how reports call it. Every file can be read as rules: lines that can never match
    anything are passed over, as git does."""
    rules: list[IgnoreRule] = []
    text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    for number, line in enumerate(text.split("\n"), 1):
        rule = _parse_rule(line.removesuffix("\r"), number, f"{name}, line {number}: ")
        if rule is not None:
            rules.append(rule)
    return IgnoreRules(rules)


def parse_exclude_patterns(patterns: tuple[str, ...]) -> IgnoreRules:
    """The rules of `[files] exclude`: a list of patterns that are written as in a `.gitignore` of the root folder."""
    rules = [_parse_rule(_as_bytes(pattern), number, "[files] exclude: ") for number, pattern in enumerate(patterns, 1)]
    return IgnoreRules([rule for rule in rules if rule is not None])


def _parse_rule(line: str, number: int, place: str) -> IgnoreRule | None:
    if not line or line.startswith("#"):
        return None
    body = _without_trailing_spaces(line)
    shown = body.encode("latin-1").decode("utf-8", "surrogateescape")
    negated = body.startswith("!")
    body = body[1:] if negated else body
    folders_only = body.endswith("/")
    body = body[:-1] if folders_only else body
    anchored = "/" in body
    body = body.removeprefix("/")
    if not body:
        return None
    expression = _expression(body, anchored)
    if expression is None:
        return None
    return IgnoreRule(number, negated, folders_only, anchored, body, expression, place + shown)


def _without_trailing_spaces(line: str) -> str:
    """Spaces at the end do not count, unless a backslash stands before them."""
    end = offset = 0
    while offset < len(line):
        if line[offset] == "\\":
            offset = min(offset + 2, len(line))
            end = offset
            continue
        offset += 1
        if line[offset - 1] != " ":
            end = offset
    return line[:end]


def _expression(pattern: str, anchored: bool) -> str | None:
    """The regular expression for a rule; None when the rule can never match."""
    tokens: list[str] = []
    special = _SPECIAL.search(pattern)
    start = special.start() if special else len(pattern)
    # git compares the part before the first wildcard as plain text and matches the rest on its own, so that `**`
    # right behind it counts as standing at the start of a segment.
    tokens.extend(re.escape(character) for character in pattern[:start])
    offset = start
    while offset < len(pattern):
        character = pattern[offset]
        if character == "*":
            end = offset
            while pattern[end : end + 1] == "*":
                end += 1
            opens = offset == start or pattern[offset - 1] == "/"
            following = pattern[end : end + 1]
            closes = following in ("", "/") or pattern[end : end + 2] == "\\/"
            if anchored and end - offset > 1 and opens and closes:
                tokens.append(ANY_FOLDERS if following == "/" else ANYTHING)
                end += following == "/"
            else:
                tokens.append(STAR)
            offset = end
            continue
        if character == "?":
            tokens.append("[^/]")
        elif character == "[":
            found = character_class(pattern, offset)
            if found is None:
                return None
            tokens.append(found[0])
            offset = found[1]
            continue
        elif character == "\\":
            offset += 1
            if offset == len(pattern):
                return None
            tokens.append(re.escape(pattern[offset]))
        else:
            tokens.append(re.escape(character))
        offset += 1
    return assemble(tokens)


def _as_bytes(text: str) -> str:
    """The UTF-8 bytes of a path, each as one character."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
