"""What a case expects, read from its annotations and fences.

Comes in: a Case. Goes out: expected diagnostics and results. An annotation is a comment `# error: [name] "text"` in a
`.hie` or `.toml` file and expects a diagnostic that starts on that line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spec_cases.pages import Case, Fence, PageError

STATUSES = ("pass", "fail", "error", "waived")

_ANNOTATION = re.compile(r'#\s*(error|warning|info|hint): \[([\w-]+)\](?:\s+"((?:[^"\\]|\\.)*)")?')
_ALMOST = re.compile(r"#\s*(?:error|warning|info|hint)\s*:?\s*\[")
_LINE = re.compile(r"(\S+?):(\d+)(?::(\d+))?: (error|warning|info|hint)\[([\w-]+)\]\s*(.*)$")


@dataclass(frozen=True)
class ExpectedDiagnostic:
    file: str
    line: int
    severity: str
    name: str
    column: int | None = None
    message: str | None = None

    def __str__(self) -> str:
        column = f":{self.column}" if self.column is not None else ""
        text = f" {self.message}" if self.message else ""
        return f"{self.file}:{self.line}{column}: {self.severity}[{self.name}]{text}"


@dataclass(frozen=True)
class ExpectedResult:
    element: str
    check: str
    status: str
    substrings: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class ExpectedResults:
    results: tuple[ExpectedResult, ...]
    exit_code: int | None


def expected_diagnostics(case: Case) -> list[ExpectedDiagnostic]:
    expected: list[ExpectedDiagnostic] = []
    for path, fence in case.files.items():
        if path.endswith((".hie", ".toml")):
            for offset, line in enumerate(fence.lines):
                expected += _annotations(path, fence, offset, line)
    return expected + _listed(case.expectations.get("diagnostics"))


def _listed(fence: Fence | None) -> list[ExpectedDiagnostic]:
    expected = []
    for offset, line in enumerate(fence.lines if fence else ()):
        if not line.strip():
            continue
        match = _LINE.match(line)
        if match is None:
            assert fence is not None
            raise PageError(f"line {fence.first + offset}: not of the form `FILE:LINE:COLUMN: error[name] text`")
        file, number, column, severity, name, message = match.groups()
        place = int(column) if column else None
        expected.append(ExpectedDiagnostic(file, int(number), severity, name, place, message or None))
    return expected


def _annotations(path: str, fence: Fence, offset: int, line: str) -> list[ExpectedDiagnostic]:
    found = list(_ANNOTATION.finditer(line))
    if len(found) != len(_ALMOST.findall(line)):
        raise PageError(f"line {fence.first + offset}: an annotation is written `# error: [name]`")
    return [
        ExpectedDiagnostic(path, offset + 1, match[1], match[2], None, match[3] and re.sub(r"\\(.)", r"\1", match[3]))
        for match in found
    ]


def expected_results(fence: Fence) -> ExpectedResults:
    results: list[ExpectedResult] = []
    exit_code: int | None = None
    for offset, line in enumerate(fence.lines):
        where = f"line {fence.first + offset}"
        if not line.strip():
            continue
        if exit_code is not None:
            raise PageError(f"{where}: `exit` must be the last line")
        if match := re.fullmatch(r"exit (\d)", line.strip()):
            exit_code = int(match[1])
            continue
        results.append(_expected_result(line, where))
    return ExpectedResults(tuple(results), exit_code)


def _expected_result(line: str, where: str) -> ExpectedResult:
    # A check may itself contain ` | ` (sibling layers), so the status word is what divides the line.
    fields = line.strip().split(" | ")
    for index in range(2, len(fields)):
        if fields[index].strip() in STATUSES:
            check = " ".join(" | ".join(fields[1:index]).split())
            substrings = tuple(field.strip() for field in fields[index + 1 :])
            return ExpectedResult(fields[0].strip(), check, fields[index].strip(), substrings, line.strip())
    raise PageError(f"{where}: not of the form `ELEMENT | CHECK | {'|'.join(STATUSES)} | text`")
