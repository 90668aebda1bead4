"""XML documents out of any text.

Comes in: elements of `xml.etree`. Goes out: a document as text. Characters that XML 1.0 has no place for (section 2.2:
most control characters, surrogates) and those that nobody sees are written as escapes, `\\x1b`. Knows no format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hielements.report.display import visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def document(root: Element) -> str:
    """The document, indented, with its declaration and a newline at its end."""
    from xml.etree.ElementTree import indent, tostring

    for node in root.iter():
        node.text = None if node.text is None else allowed(node.text)
        for name, value in node.items():
            node.set(name, allowed(value))
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def allowed(text: str) -> str:
    """The text in characters that XML has and people see; lines end in a line feed."""
    if text.isprintable():
        return text
    return "\n".join(visible(line) for line in text.replace("\r\n", "\n").split("\n"))
