"""Hielements: architecture as code. Reads `.hie` specifications and proves that code has the architecture they say.

For programs and test suites:

    from hielements import check

    report = check("hielements.hie")
    assert report.ok, report_text(report)

What is offered here is loaded when it is first asked for: every run of the command line imports this module too.
"""

from hielements.version import __version__ as __version__

# The name that type checkers know: `typing` costs milliseconds, and plugins in Python start with this module, too.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from hielements.api import (
        Report,
        ReportedCheck,
        ReportedDiagnostic,
        ReportedFailure,
        ReportedViolation,
        check,
        report_text,
        validate,
    )

__all__ = [
    "Report",
    "ReportedCheck",
    "ReportedDiagnostic",
    "ReportedFailure",
    "ReportedViolation",
    "__version__",
    "check",
    "report_text",
    "validate",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'hielements' has no attribute '{name}'")
    from hielements import api

    found: object = getattr(api, name)
    return found


def __dir__() -> list[str]:
    return __all__
