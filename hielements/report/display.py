"""Text as a terminal shows it: nothing hidden, nothing that the terminal would obey, and how wide it is.

Comes in: any text, also file names and source lines that somebody hostile wrote. Goes out: text without control
characters, without invisible or direction-changing characters and without surrogates, each written as an escape such
as `\\x1b`; widths in columns. The module knows nothing of reports.
"""

from __future__ import annotations

TAB_WIDTH = 4


def visible(text: str, encoding: str = "utf-8") -> str:
    """The text with every character that a terminal would obey, hide or fail to encode written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    if not text.isprintable():
        text = "".join(map(_shown, text))
    if encoding != "utf-8":
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def _shown(character: str) -> str:
    # The ideographic space is what East Asian keyboards type between words; every other space but ASCII's is a trap.
    if character.isprintable() or character == "\u3000":
        return character
    if character == "\t":
        return " "
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def width(text: str) -> int:
    """The columns that visible text takes: two for East Asian wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def cells(line: str, encoding: str = "utf-8") -> list[str]:
    """How each character of a source line is shown, one piece a character; tabs reach to the next tab stop."""
    if line.isascii() and line.isprintable():
        return list(line)
    pieces = []
    column = 0
    for character in line:
        is_tab = character == "\t"
        piece = " " * (TAB_WIDTH - column % TAB_WIDTH) if is_tab else visible(character, encoding)
        pieces.append(piece)
        column += width(piece)
    return pieces


def wrap(text: str, columns: int, indent: str = "", first: str | None = None) -> list[str]:
    """The text in lines of at most `columns`, the first one behind `first`, the others behind `indent`.

    Words are never broken: a long path stays whole, to be copied or clicked.
    """
    lines = []
    line = indent if first is None else first
    room = columns - width(line)
    begun = False
    for word in text.split():
        size = width(word)
        if begun and size + 1 > room:
            lines.append(line)
            line, room, begun = indent + word, columns - width(indent) - size, True
        elif begun:
            line, room = f"{line} {word}", room - size - 1
        else:
            line, room, begun = line + word, room - size, True
    lines.append(line)
    return lines


def plural(number: int, noun: str, nouns: str | None = None) -> str:
    """`1 check`, `2 checks`, `12,000 checks`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def duration(seconds: float) -> str:
    """A time as people read it."""
    if seconds < 0.0995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {seconds % 60:.0f} s"
