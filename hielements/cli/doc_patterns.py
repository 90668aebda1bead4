"""`hielements doc patterns`: the catalogue of standard patterns, from their own text."""

from __future__ import annotations

from hielements.cli.arguments import UsageError
from hielements.source.reading import ReadProblem, read_text
from hielements.source.standard_patterns import PatternFile, pattern_files
from hielements.syntax.parsing import parse
from hielements.syntax.pattern_documentation import Json, module_data, module_markdown


def documentation(name: str) -> tuple[str, Json]:
    """Markdown and data of one module, of all modules of a group, or, without a name, of all."""
    files = pattern_files()
    chosen = [file for file in files if name in ("", file.name, file.group, f"{file.group}.{file.name}")]
    if not chosen:
        from difflib import get_close_matches

        known = [file.name for file in files]
        near = get_close_matches(name, known, n=1)
        advice = f"did you mean `{near[0]}`?" if near else f"possible: {', '.join(known)}"
        raise UsageError(f"there are no standard patterns `{name}`", advice)
    modules = [_module(file) for file in chosen]
    if len(modules) == 1 and name != chosen[0].group:
        return module_markdown(modules[0]), modules[0]
    text = "\n\n".join(module_markdown(module) for module in modules)
    return text, {"modules": modules}


def _module(file: PatternFile) -> Json:
    source = read_text(file.path, f"{file.name}.hie")
    if isinstance(source, ReadProblem):
        raise UsageError(f"the standard patterns `{file.name}` {source.message}")
    page = read_text(file.page, f"{file.name}.md")
    examples = "" if isinstance(page, ReadProblem) else page.text
    return module_data(file.group, file.name, parse(source).tree, examples)
