"""A run with everything in it, for the tests of the renderers."""

from __future__ import annotations

from collections.abc import Callable

from hielements.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix, Label
from hielements.libraries.outcomes import Failure, Hop, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import BOOL
from hielements.model.specification import Check, Constant, Element
from hielements.plan.plan import PlannedCheck
from hielements.report.building import build
from hielements.report.quoting import quoter
from hielements.report.report import Report
from hielements.run.results import Accepted, CheckResult, RunResults, Waived
from hielements.source.text import Location, SourceText

UNDEFINED = Code("HIE0203", "undefined-name", "error", "nothing has that name")
OLD = Code("HIE0130", "old-spelling", "warning", "an older spelling")
UNUSED = Code("HIE0206", "unused-scope", "hint", "nothing uses the scope")

SPEC = SourceText(
    "shop.hie",
    """\
import python
template layered:
    scope entry<python>

element shop {
    ## Web code goes through the services, so that rules stand in one place.
    check python.no_dependency(api, db)
    check python.has_docstring(api)
    check python.no_dependency(
        api,
        [db, cache],
        indirect=true
    )
    check files.exists('README.md')
    check python.no_import(legacy, 'os')
}
""",
)
CODE = {
    "src/api/views.py": "from django.http import HttpResponse\n\n\tfrom src.db.models import User, Order\nx = 1\n"
    "import src.db\n",
    "src/api/注文.py": 'title = "ご注文の確認"; import src.db.models as データ\n',
    "src/api/long.py": "values = [" + ", ".join(str(number) for number in range(400)) + "]; import src.db\n",
}


def place(text: str, length: int | None = None, source: SourceText = SPEC) -> Location:
    start = source.text.index(text)
    return Location(source, start, start + (len(text) if length is None else length))


def read(path: str) -> bytes:
    if path not in CODE:
        raise FileNotFoundError(path)
    return CODE[path].encode()


def result(
    number: int, text: str, outcome: Outcome, reason: str | None = None, pattern: str | None = None
) -> CheckResult:
    shop = Element("shop", None, place("element shop"), None)
    element = Element("api", shop, place("element shop"), None)
    location = place(text)
    check = Check("check", text, location, Constant(location, BOOL, True), pattern, reason)
    return CheckResult(PlannedCheck(number, element, check), outcome, 0.0125)


def results() -> tuple[CheckResult, ...]:
    views = "src/api/views.py"
    dependency = "python.no_dependency(api, db)"
    return (
        result(
            0,
            dependency,
            Violated(
                "`api` depends on `db` in 3 places",
                (
                    Violation("imports `src.db.models`", views, 3, 2, 3, 39),
                    Violation("imports `src.db`", views, 5, 1, evidence="import src.db"),
                    Violation("imports `src.db.models`", "src/api/注文.py", 1, 20, 1, 45, help="use a service"),
                ),
            ),
            "Web code goes through the services, so that rules stand in one place.",
        ),
        result(
            1,
            "python.has_docstring(api)",
            Violated(
                "9 modules have no docstring",
                tuple(Violation("no docstring", f"src/api/module{number}.py", 1, 1) for number in range(9)),
            ),
            pattern="zones.web",
        ),
        result(
            2,
            SPEC.text[SPEC.text.index("python.no_dependency(\n") : SPEC.text.index("    check files")].rstrip(),
            Violated(
                "`api` reaches `db` through other modules",
                (
                    Violation(
                        "imports `src.services`",
                        "src/api/long.py",
                        1,
                        len(CODE["src/api/long.py"]) - 13,
                        1,
                        len(CODE["src/api/long.py"]),
                        chain=(
                            Hop("src/api/long.py", 1, 1, "src.services"),
                            Hop("src/services/orders.py", 12, 5, "src.db.models"),
                        ),
                    ),
                ),
            ),
        ),
        result(3, "files.exists('README.md')", Passed("looked at 1 file")),
        result(
            4,
            "python.no_import(legacy, 'os')",
            Undecided(
                (
                    Failure(
                        "syntax",
                        "is not valid Python: unexpected indent",
                        "src/legacy/\x1b[31mred.py",
                        7,
                        "mend the file",
                    ),
                )
            ),
        ),
    )


def diagnostics() -> tuple[Diagnostic, ...]:
    return (
        Diagnostic(
            OLD,
            "`template` is an older spelling of `pattern`",
            place("template"),
            "written `pattern` now",
            fix=Fix("write `pattern`", (Edit(place("template"), "pattern"),)),
        ),
        Diagnostic(UNUSED, "nothing uses the scope `entry`", place("entry")),
    )


def error() -> Diagnostic:
    return Diagnostic(
        UNDEFINED,
        "nothing here is named `legacy`",
        place("legacy"),
        "not declared in `shop.api` or around it",
        (
            Label(place("element shop"), "looked for in this element"),
            Label(place("import python"), "and among imports"),
        ),
        "did you mean `legacy_code`?",
        Fix("declare it", (Edit(place("element shop", 0), "scope legacy = python.module_selector('legacy')\n"),)),
    )


def full_report() -> Report:
    run = RunResults(results(), skipped=2, seconds=0.5)
    return build(specs=["shop.hie"], diagnostics=diagnostics(), run=run, elements=4, seconds=0.1234, quote=quoter(read))


def invalid_report() -> Report:
    found = [error(), *diagnostics()]
    return build(specs=["shop.hie"], diagnostics=found, run=None, elements=4, seconds=0.01)


def happy_report() -> Report:
    run = RunResults((results()[3],), skipped=0, seconds=0.01)
    return build(specs=["shop.hie"], diagnostics=(), run=run, elements=1, seconds=0.05)


def dry_report() -> Report:
    planned = [found.planned for found in results()]
    return build(specs=["shop.hie"], diagnostics=(), run=None, elements=4, seconds=0.01, planned=planned, skipped=1)


def validated_report() -> Report:
    return build(specs=["shop.hie"], diagnostics=diagnostics(), run=None, elements=4, seconds=0.02, checks=5)


NASTY = (
    "<script>alert(1)</script> ]]> & \"quoted\" 'single' `tick` %0A ::error::no\n::warning::line two\r\n##vso[x]y "
    "##teamcity[z] | [link](http://example.com) {0} @somebody #1 $x$ "
    "\x1b[31mred \x00 \u202egnp \ud800 \U0001f600 --> \\"
)
"""What no format may take for its own: markup, commands, links, line ends, control characters, halves of characters."""


def hostile_report() -> Report:
    """Every text that comes from users or their files is full of what formats could take for their own."""
    views = "src/<b>&\"'|%0A,:;[x]\n::error::.py"
    violations = (
        Violation(NASTY, views, 3, 2, 3, 9, evidence=NASTY, chain=(Hop(views, 3, 2, NASTY),), help=NASTY),
        Violation(NASTY, None),
        Violation(NASTY, "docs/missing file.md"),
    )
    failures = (Failure("syntax", NASTY, views, 7, NASTY), Failure("limit", NASTY))
    found = (
        result(0, "python.no_dependency(api, db)", Violated(NASTY, violations), NASTY, NASTY),
        result(1, "python.has_docstring(api)", Undecided(failures), NASTY),
        result(2, "files.exists('README.md')", Passed(NASTY)),
    )
    diagnostics = (Diagnostic(UNUSED, NASTY, place("entry"), NASTY, help=NASTY),)
    run = RunResults(found, skipped=0, seconds=0.5)
    return build(specs=["shop.hie"], diagnostics=diagnostics, run=run, elements=4, seconds=0.1234, quote=quoter(read))


def waived_report() -> Report:
    """Violations that the baseline, a waiver and a comment accept: of a check that fails, and all of another's."""
    settings = SourceText("hielements.toml", '[[waivers]]\ncheck = "*has_docstring*"\n')
    waiver = Location(settings, 0, 11)
    full = results()
    failing, docstrings = full[0], full[1]
    assert isinstance(failing.outcome, Violated)
    assert isinstance(docstrings.outcome, Violated)
    known, allowed, counted = failing.outcome.violations
    accepted = (
        Accepted(known, "baseline", Location(SourceText("baseline.json", "{}"), 0, 2)),
        Accepted(
            allowed, "comment", Location(SourceText("src/api/views.py", CODE["src/api/views.py"]), 0, 4), "moves soon"
        ),
    )
    until = [
        Accepted(violation, "waiver", waiver, "written by hand in May", "team-api", "2027-01-31")
        for violation in docstrings.outcome.violations
    ]
    found = (
        CheckResult(failing.planned, Violated("`api` depends on `db`", (counted,)), 0.01, accepted),
        CheckResult(docstrings.planned, Waived("9 modules have no docstring"), 0.01, tuple(until)),
    )
    run = RunResults(found, skipped=0, seconds=0.5)
    return build(specs=["shop.hie"], diagnostics=(), run=run, elements=4, seconds=0.1234, quote=quoter(read))


REPORTS: dict[str, Callable[[], Report]] = {
    "full": full_report,
    "invalid": invalid_report,
    "happy": happy_report,
    "dry": dry_report,
    "valid": validated_report,
    "hostile": hostile_report,
    "waived": waived_report,
}
