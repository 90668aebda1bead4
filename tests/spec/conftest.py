"""Collects the language reference: each heading with fences in a Markdown page under this folder is a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spec_cases.checking import CaseError, check_case
from spec_cases.pages import Case, PageError, read_page


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    if file_path.suffix == ".md" and file_path.name != "README.md":
        page: pytest.File = SpecificationPage.from_parent(parent, path=file_path)
        return page
    return None


class SpecificationPage(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        try:
            cases = read_page(self.path.read_text(encoding="utf-8"))
        except PageError as error:
            raise self.CollectError(f"{self.path}: {error}") from None
        if not cases:
            raise self.CollectError(f"{self.path}: no heading of this page has a case")
        for case in cases:
            yield SpecificationCase.from_parent(self, name=case.name, case=case)


class SpecificationCase(pytest.Item):
    def __init__(self, *, case: Case, **keywords: object) -> None:
        super().__init__(**keywords)  # type: ignore[arg-type]
        self.case = case

    def runtest(self) -> None:
        check_case(self.path, self.case)

    def repr_failure(  # type: ignore[override]
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> object:
        if isinstance(excinfo.value, CaseError | PageError):
            return f"{self.path}:{self.case.line}: {self.case.name}\n{excinfo.value}"
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.case.line - 1, self.name
