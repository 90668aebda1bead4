"""One proposal of a completion, and how names, keywords and functions become one."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Edit
from hielements.ide.keyword_help import KEYWORDS
from hielements.libraries.signatures import STRING, Function, Parameter
from hielements.record import Record


class Proposal(Record):
    """`text` is what is written; a `snippet` has places to fill in (`${1:name}`). It replaces the word at the cursor
    or what `replaces` says. `edits` are made elsewhere with it. Proposals are shown in the `order`. A `function` of a
    `library` is described when somebody looks at it."""

    label: str
    kind: str
    detail: str
    text: str
    snippet: bool = False
    doc: str = ""
    edits: tuple[Edit, ...] = ()
    replaces: tuple[int, int] | None = None
    order: str = "5"
    library: str = ""
    function: str = ""


_SNIPPETS = {
    "import": "import ${1:library}",
    "from": "from ${1:library} import ${2:name}",
    "element": "element ${1:name} {\n\t$0\n}",
    "pattern": "pattern ${1:name} {\n\t$0\n}",
    "language": "language ${1:name}",
    "scope": "scope ${1:name} = $0",
    "ref": "ref ${1:name}: ${2:string} = $0",
    "check": "check $0",
}


def keyword_proposal(word: str, snippet: bool = False) -> Proposal:
    about = KEYWORDS.get(word.split(maxsplit=1)[0], ("", ""))[0]
    text = _SNIPPETS.get(word) if snippet else None
    return Proposal(word, "keyword", "", text or f"{word} ", text is not None, about, order="6")


def name_proposal(name: str, kind: str, detail: str, text: str | None = None, order: str = "5") -> Proposal:
    return Proposal(name, kind, detail, name if text is None else text, order=order)


def function_proposal(
    library: str, function: Function, called: str | None = None, receiver: bool = False, order: str = "3"
) -> Proposal:
    """A call of a function, with a place to fill in for each required parameter. For a `receiver` (`x.f(...)`) the
    first one stands before the dot already."""
    signature = function.signatures[0] if function.signatures else None
    required = [each for each in signature.parameters if each.is_required] if signature is not None else []
    if receiver:
        required = required[1:]
    places = ", ".join(_place(number, parameter) for number, parameter in enumerate(required, 1))
    label = called or function.name
    shown = ", ".join(each.name for each in signature.parameters) if signature is not None else ""
    return Proposal(
        label,
        "selector" if function.kind == "selector" else "check",
        f"{library}.{function.name}({shown})",
        f"{label}({places})$0",
        True,
        order=order,
        library=library,
        function=function.name,
    )


def _place(number: int, parameter: Parameter) -> str:
    if parameter.type == STRING:
        return f"'${{{number}:{parameter.name}}}'"
    return f"${{{number}:{parameter.name}}}"
