"""What agents may ask, as plain functions: each takes words and gives plain data or Markdown.

Comes in: the folder of the project, and the words of an agent. Goes out: what `app` answers. It must never know the
protocol: `server.py` offers these functions to it. Wrong words raise ToolProblem, whose text tells what is possible.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from typing import Any

from hielements.app import questions
from hielements.app.architecture import architecture
from hielements.app.checking import check, validate
from hielements.app.documentation import (
    NotDocumented,
    language_documentation,
    library_documentation,
    pattern_documentation,
)
from hielements.app.requests import CheckRequest
from hielements.app.starting import propose_element
from hielements.app.workspaces import library_catalog, specifications_in
from hielements.diagnostics.catalog import explanation, find_code, nearest_codes
from hielements.report.json_report import render as render_report
from hielements.source.standard_patterns import pattern_files

Json = dict[str, Any]

_MOST_CHAINS = 20


class ToolProblem(Exception):  # noqa: N818 - the agent's words were wrong
    """The text is for the agent: what is wrong, and what is possible."""


class Tools:
    """The questions about one project. `folder` is where it lies; paths in questions and answers are relative to its
    workspace."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def check_specification(self, text: str | None = None, path: str | None = None) -> Json:
        """Everything that can be said about a specification without looking at code: syntax, names, types, bindings,
        each with the place and, where there is one, a fix. Give the `text` of a specification that is in no file yet,
        or the `path` of one; without either, the project's own are validated."""
        if text is None:
            return _data(validate(self._request([path] if path else [])))
        # Beside the other specifications, so that its imports of files find what they name.
        with tempfile.NamedTemporaryFile("w", suffix=".hie", dir=self._folder, encoding="utf-8", delete=False) as file:
            file.write(text)
        try:
            told = _data(validate(self._request([file.name])))
        finally:
            os.unlink(file.name)
        name = os.path.basename(file.name)
        anonymous: Json = json.loads(json.dumps(told).replace(name, "<text>"))
        return anonymous

    def run_checks(self, filters: Sequence[str] = (), since: str | None = None, specs: Sequence[str] = ()) -> Json:
        """Runs the checks of the project's specifications on its code, and gives every result: violations have file,
        line, chain and reason. `filters` are globs over element paths (`shop.api`, `shop.**`) or over whole check texts
        (`*no_import*`); `since` is a git revision: only checks that changes since then can affect run; `specs` are
        paths of specifications, without them the project's own."""
        return _data(check(self._request(specs, filters=tuple(filters), since=since)))

    def check_file(self, path: str) -> Json:
        """Runs all checks and gives what concerns one file: the violations in it, with the rules that they break and
        the reasons for these. `path` is relative to the project."""
        report = check(self._request())
        told = _data(report)
        wanted = _relative(path)
        results = []
        for result in told["results"]:
            here = [each for each in result["violations"] if each["path"] == wanted]
            if here:
                results.append({**result, "violations": here})
        return {
            "path": wanted,
            "violated": results,
            "diagnostics": [each for each in told["diagnostics"] if each["severity"] == "error"],
        }

    def list_elements(self, filters: Sequence[str] = ()) -> Json:
        """The elements of the project's specifications: what their scopes select, their refs and their checks.
        `filters` are globs over element paths."""
        from hielements.report.listing_json import render

        return _loaded(render(questions.listing(self._request(filters=tuple(filters)))))

    def what_may_import(self, name: str) -> Json:
        """What some code may and may not depend on, and why: the rules about it, and for each other element whether a
        dependency on it is forbidden, not allowed, allowed or not ruled. `name` is an element (`shop.web`), a file, a
        folder or a module. Ask before you write an import."""
        return questions.permissions(self._request(), name)

    def why(self, source: str, target: str, limit: int = 3) -> Json:
        """How code comes to depend on other code: the shortest chains of dependencies from `source` to `target`, with
        file and line of each step. Both are elements, files, folders or modules; `target` may be a package outside of
        the project."""
        from hielements.report.chains_json import render

        return _loaded(render(questions.why(self._request(), (source, target), max(1, min(limit, _MOST_CHAINS)))))

    def explain_check(self, check: str) -> Json:
        """Why checks came out as they did: results, what their functions mean, values of the scopes that they speak of.
        `check` is a place (`shop.hie:58`), the text of a check, or a filter."""
        from hielements.report.explaining_json import render

        return _loaded(render(questions.explain(self._request(), check)))

    def explain_error(self, code: str) -> str:
        """The page about a diagnostic of a specification: what it means, a bad and a good example, how to mend it.
        `code` is an id (`HIE0203`) or a name (`undefined-name`)."""
        found = find_code(code)
        if found is None:
            near = ", ".join(f"{each.name} ({each.id})" for each in nearest_codes(code))
            raise ToolProblem(f"there is no diagnostic `{code}`" + (f"; near: {near}" if near else ""))
        return explanation(found)

    def list_patterns(self) -> Json:
        """The standard patterns that an element can implement, with the first sentence of each."""
        patterns = []
        for file in pattern_files():
            _, data = pattern_documentation(file.name)
            described: Any = data
            patterns += [
                {
                    "pattern": f"{file.name}.{each['name']}",
                    "group": file.group,
                    "import": described["import"],
                    "summary": " ".join(str(each["doc"]).partition("\n\n")[0].split()),
                }
                for each in described["patterns"]
            ]
        return {"patterns": patterns}

    def get_pattern(self, name: str) -> str:
        """A standard pattern: what to bind, what it demands and why, an example. `name` is one of `list_patterns`."""
        return self._documented(lambda: pattern_documentation(name.removeprefix("patterns.").partition(".")[0]))

    def list_libraries(self, name: str = "") -> Json | str:
        """The libraries that specifications can import, with their functions; with a `name` the documentation of one
        library (`python`) or of one function (`python.no_dependency`)."""
        catalog = library_catalog(self._folder)
        try:
            if name:
                return self._documented(lambda: library_documentation(name, catalog))
            libraries = []
            for each in catalog.names():
                library = catalog.get(each)
                if library is not None:
                    libraries.append({"library": each, "functions": list(library.function_names())})
            return {"libraries": libraries}
        finally:
            catalog.close()

    def language_reference(self, chapter: str = "") -> str:
        """The reference of the specification language, or the chapters whose titles contain some words."""
        return self._documented(lambda: language_documentation(chapter))

    def generate_element(self, name: str) -> str:
        """Specification text for a package, crate or folder of the project, with rules that hold today; what does not
        hold is a comment that says why. `name` is a package (`shop`), a crate or a folder. Nothing is written."""
        text, problem = propose_element(self._request(), name)
        if problem:
            raise ToolProblem(problem)
        return text

    def graph(self, format: str = "mermaid", view: str = "actual", depth: int | None = None) -> str:  # noqa: A002
        """A drawing of the elements and their dependencies: `format` is mermaid, dot, plantuml, d2, json or dsm (a
        matrix), `view` is actual (what the code has), declared (what the specification says) or difference. `depth` is
        a number of levels of elements."""
        from hielements.report.graphs.drawings import DRAWINGS, render
        from hielements.report.graphs.views import Detail, graph_of

        views = ("actual", "declared", "difference")
        if format not in DRAWINGS or view not in views or (depth is not None and depth < 1):
            raise ToolProblem(f"formats: {', '.join(DRAWINGS)}; views: {', '.join(views)}; depth: a number from 1")
        report = architecture(self._request())
        if report.architecture is None:
            raise ToolProblem("; ".join(each.message for each in report.diagnostics if each.severity == "error"))
        chosen: Any = view
        return render(format, graph_of(report.architecture, Detail(chosen, depth, (), False)), report.architecture)

    def specifications(self) -> list[str]:
        """The paths of the specifications in the project."""
        return specifications_in(self._folder)

    def read_specification(self, path: str) -> str:
        """The text of a specification of the project. No other file can be read."""
        known = {os.path.relpath(each, self._folder): each for each in self.specifications()}
        wanted = known.get(os.path.normpath(path))
        if wanted is None:
            raise ToolProblem(f"there is no specification `{path}`; there is {', '.join(sorted(known)) or 'none'}")
        with open(wanted, encoding="utf-8", errors="replace") as file:
            return file.read()

    def _request(
        self, specs: Sequence[str] = (), filters: tuple[str, ...] = (), since: str | None = None
    ) -> CheckRequest:
        return CheckRequest(specs=tuple(specs), folder=self._folder, filters=filters, since=since)

    def _documented(self, ask: Any) -> str:
        try:
            text: str = ask()[0]
        except NotDocumented as problem:
            raise ToolProblem(f"{problem}; {problem.advice}" if problem.advice else str(problem)) from None
        return text


def _data(report: Any) -> Json:
    return _loaded(render_report(report))


def _loaded(text: str) -> Json:
    data: Json = json.loads(text)
    return data


def _relative(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")
