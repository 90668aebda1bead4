"""The pytest plugin: `pytest --hielements` shows each check of a specification as a test.

Comes in: `--hielements`, or the ini option `hielements_specs`. Goes out: one test for each check, which passes, fails
with the report of that check, or is skipped where it was waived; and one test `specification` for what belongs to no
planned check: errors in the specification or the configuration, and results that come up only in the run. An undecided
check fails: a test that saw nothing has not passed.

The specifications run once, when the first of their tests runs. pytest loads this module at every start, so nothing of
Hielements is imported before it is asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from hielements.report.report import Report, ReportedCheck, ReportedPlan

_INI: Final = "hielements_specs"

_Key = tuple[str, str, str, str, int, int]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("hielements", "architecture checks")
    group.addoption(
        "--hielements",
        action="store_true",
        help="Show each check of the Hielements specifications as a test: of those that --hielements-spec or the ini "
        f"option {_INI} names, else `[check] specs` in hielements.toml, else hielements.hie.",
    )
    group.addoption(
        "--hielements-spec",
        action="append",
        default=[],
        metavar="SPEC",
        help="Show each check of this specification as a test; may be given several times.",
    )
    parser.addini(_INI, "Hielements specifications whose checks are shown as tests in every run.", "args", [])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "hielements: a check of a Hielements specification (--hielements)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Adds the checks to whatever tests pytest itself has found, before -k and -m select among them."""
    specs = dict.fromkeys([*config.getini(_INI), *config.getoption("--hielements-spec")])
    if not specs and not config.getoption("--hielements"):
        return
    name = " ".join(specs) or "hielements"
    architecture = Architecture.from_parent(session, name=name, nodeid=name, specs=tuple(specs))
    # By way of the hooks, so that the checks are counted and a failure to collect them is an error of the collection.
    report = config.hook.pytest_make_collect_report(collector=architecture)
    config.hook.pytest_collectreport(report=report)
    items += report.result or ()


class Architecture(pytest.Collector):
    """The specifications that were asked for: they are planned and checked as one."""

    def __init__(self, *, specs: tuple[str, ...], **others: Any) -> None:
        super().__init__(**others)
        self.specs = specs
        self.add_marker(pytest.mark.hielements)
        self._planned: Counter[_Key] = Counter()
        self._report: Report | None = None
        self._results: dict[_Key, list[ReportedCheck]] = defaultdict(list)

    def collect(self) -> list[pytest.Item]:
        planned = self._run(dry_run=True).planned or ()
        items: list[pytest.Item] = [Specification.from_parent(self, name="specification")]
        names = Counter(map(_name, planned))
        seen: Counter[str] = Counter()
        for one in planned:
            key, name = _key(one), _name(one)
            if names[name] > 1:
                # Patterns and lists of rules repeat a text; a test is told and selected by its name.
                name = f"{name} ({one.place.file}:{one.place.line})"
            seen[name] += 1
            if seen[name] > 1:
                name = f"{name} #{seen[name]}"
            items.append(Check.from_parent(self, name=name, key=key, turn=self._planned[key]))
            self._planned[key] += 1
        return items

    def report(self) -> Report:
        """The one run of the specifications, made when the first test asks for it."""
        if self._report is None:
            self._report = self._run()
            for result in self._report.results:
                self._results[_key(result)].append(result)
        return self._report

    def result(self, key: _Key, turn: int) -> ReportedCheck | None:
        """The result of a planned check; `turn` counts those that look the same."""
        self.report()
        found = self._results[key]
        return found[turn] if turn < len(found) else None

    def unplanned(self) -> list[ReportedCheck]:
        """The results that no test was made for."""
        self.report()
        return [result for key, found in self._results.items() for result in found[self._planned[key] :]]

    def _run(self, dry_run: bool = False) -> Report:
        from hielements.api import check

        return check(*self.specs, folder=self.config.invocation_params.dir, dry_run=dry_run)


class _Item(pytest.Item):
    def __init__(self, *, parent: Architecture, **others: Any) -> None:
        super().__init__(parent=parent, **others)
        self.architecture = parent
        # Other plugins look at the fixtures of every item, and some fail where there is no such attribute.
        self.funcargs: dict[str, object] = {}

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        """The report alone: where in this plugin a check failed helps nobody."""
        if isinstance(excinfo.value, Unfulfilled):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class Unfulfilled(Exception):  # noqa: N818 - what it tells is no error of the program
    """What a test shows that did not pass: the report."""


class Check(_Item):
    """One planned check."""

    def __init__(self, *, key: _Key, turn: int, **others: Any) -> None:
        super().__init__(**others)
        self.key = key
        self.turn = turn

    def runtest(self) -> None:
        result = self.architecture.result(self.key, self.turn)
        if result is None:
            raise Unfulfilled("not evaluated: see the test `specification`")
        if result.status == "waived":
            pytest.skip(f"waived: {result.message}" if result.message else "waived")
        if result.status != "pass":
            raise Unfulfilled(_told(self.architecture.report(), [result]))

    def reportinfo(self) -> tuple[str, int, str]:
        return self.key[3], self.key[4] - 1, self.name


class Specification(_Item):
    """The specification itself, and what no planned check shows."""

    def runtest(self) -> None:
        report = self.architecture.report()
        broken = any(diagnostic.severity == "error" for diagnostic in report.diagnostics)
        unplanned = [result for result in self.architecture.unplanned() if result.status in {"fail", "error"}]
        shown = any(result.status in {"fail", "error"} for result in report.results)
        if broken or unplanned or (report.exit_code and not shown):
            raise Unfulfilled(_told(report, unplanned, diagnostics=True))

    def reportinfo(self) -> tuple[str, int | None, str]:
        return self.architecture.name, None, self.name


def _key(one: ReportedPlan | ReportedCheck) -> _Key:
    return one.element, one.check, one.kind, one.place.file, one.place.line, one.place.column


def _name(one: ReportedPlan) -> str:
    return f"{one.element}: {' '.join(one.check.split())}"


def _told(report: Report, results: Iterable[ReportedCheck], diagnostics: bool = False) -> str:
    """The report of some results, as the command line would show it, without the summary of the whole run."""
    from hielements.report.style import Style
    from hielements.report.terminal import render_diagnostics, render_results

    style = Style()
    text = render_diagnostics(report.diagnostics, style) if diagnostics else ""
    return (text + render_results(results, style)).rstrip("\n")
