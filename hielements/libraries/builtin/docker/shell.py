"""What a shell runs: the simple commands in its text.

Comes in: text, or words of a command with `sh -c` in it. Goes out: commands as words without quotes. Nothing is
expanded, and what cannot be told gives no command.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, takewhile
from typing import Final

_LONGEST_COMMAND: Final = 20_000
"""Characters. Nobody writes a longer command to start a container with."""

SHELLS: Final = frozenset(("bash", "sh", "ash", "dash", "zsh"))
_INLINE = re.compile(r"-[a-z]*c\Z")
_PREPARATIONS: Final = frozenset(("cd", "export", "set", "umask", "ulimit", "true", ":"))
_SHELL_KEYWORDS: Final = frozenset(
    ("if", "then", "elif", "else", "fi", "while", "until", "do", "done", "esac", "!", "{", "}")
)


def shell_commands(text: str) -> list[list[str]]:
    """The simple commands of a shell command as words without quotes, those that a pipeline feeds before the one that
    feeds them; none when they cannot be told. Commands that only prepare the shell (`cd`, `export`, `set`) are left out
    where there are others."""
    import shlex

    if len(text) > _LONGEST_COMMAND:
        return []
    try:
        lexer = shlex.shlex(text.replace("\n", " ; "), posix=True, punctuation_chars=";&|()<>")
        lexer.whitespace_split = True
        lexer.commenters = ""
        words = list(lexer)
    except ValueError:
        return []
    reader = _ShellReader()
    for word in words:
        reader.take(word)
    found = reader.commands()
    return [each for each in found if each[0] not in _PREPARATIONS] or found


class _ShellReader:
    """Takes the words and operators of a shell's text, and gives the simple commands."""

    def __init__(self) -> None:
        self._found: list[list[str]] = []
        self._current: list[str] = []
        self._fed: list[list[str]] = []
        """What stands behind `|` in the pipeline."""
        self._is_redirected = False
        self._depth = 0
        """Brackets of `$(...)`, which are part of a word."""

    def take(self, word: str) -> None:
        is_operator = bool(word) and set(word) <= set(";&|()<>")
        words = self._fed[-1] if self._fed else self._current
        if self._depth:
            self._depth += word.count("(") - word.count(")") if is_operator else 0
            if self._depth <= 0 and set(word) & set(";&"):
                self._end()
            self._depth = max(self._depth, 0)
        elif not is_operator:
            if not self._is_redirected:
                words.append(word)
        elif word.startswith("(") and words and words[-1].endswith("$"):
            words[-1] += "(...)"
            self._depth = word.count("(") - word.count(")")
        elif word in ("|", "|&"):
            self._fed.append([])
            self._is_redirected = False
        elif set(word) & set("<>"):
            self._is_redirected = True
        else:
            self._end()

    def commands(self) -> list[list[str]]:
        self._end()
        return self._found

    def _end(self) -> None:
        # A container stays for what a pipeline starts with, so that this stands last.
        for words in (*self._fed, self._current):
            command = list(dropwhile(lambda each: each in _SHELL_KEYWORDS, words))
            if command:
                self._found.append(command)
        self._current, self._fed, self._is_redirected = [], [], False


def inline_commands(words: Sequence[str], depth: int = 0) -> list[list[str]]:
    """The simple commands of the text behind `sh -c`, wherever it stands in a command; none where there is no such text
    or it cannot be told."""
    for at, word in enumerate(words):
        name = word.rpartition("/")[2]
        if name in ("su", "runuser") and "-c" in words[at + 1 : -1]:
            return shell_commands(words[words.index("-c", at + 1) + 1])
        if name not in SHELLS:
            continue
        options = list(takewhile(lambda each: each.startswith("-"), words[at + 1 :]))
        if not any(_INLINE.match(each) for each in options) or at + 1 + len(options) >= len(words) or depth == 3:
            continue
        found: list[list[str]] = []
        for command in shell_commands(words[at + 1 + len(options)]):
            found += inline_commands(command, depth + 1) or [command]
        return found
    return []


def shell_words(text: str) -> list[str] | None:
    """The last command of a shell command, which is what a container stays for; None when it cannot be told."""
    commands = shell_commands(text)
    return commands[-1] if commands else None
