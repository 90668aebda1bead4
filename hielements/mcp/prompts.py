"""Prompts: how to go about the common tasks with the tools. Plain text with the names of the tools in it."""

from __future__ import annotations


def design_architecture(goal: str) -> str:
    """Design the architecture of a project and write it down as a specification."""
    return f"""Design an architecture for this goal, and write it as a Hielements specification: {goal}

1. `list_patterns` and `get_pattern`: choose patterns that fit, or none.
2. `language_reference` for the language, `list_libraries` for the checks there are.
3. If there is code already, `generate_element` for its packages, and `graph` to see what depends on what.
4. Write the specification: elements, scopes, and above each rule a doc comment (`## ...`) with the reason for it.
5. `check_specification` with the text until nothing is wrong, then `run_checks`."""


def analyse_architecture(
    question: str = "What is the architecture of this code, and where does it break its rules?",
) -> str:
    """Analyse the architecture of a project."""
    return f"""{question}

1. `list_elements` and `graph` for what there is; `graph` with the view `difference` for where code and
   specification differ.
2. `run_checks` for what is violated; `explain_check` for why.
3. `why` for how one part comes to depend on another.
Tell the elements, their dependencies, the violations with file and line, and what to mend first."""


def fix_violations(path: str = "") -> str:
    """Mend violations in the code without weakening the rules."""
    where = f"`check_file` with `{path}`" if path else "`run_checks`"
    return f"""Mend what breaks the architecture.

1. {where} for the violations, with the reason of each rule.
2. For each: `explain_check` and `why` until it is clear how the dependency comes about.
3. `what_may_import` for the code in question: what it may use instead.
4. Change the code, not the rule: move what is in the wrong place, or turn the dependency round with an interface.
5. Run the checks again. A rule that is wrong itself is a decision of people: say so, and leave it."""


def implement_pattern(pattern: str, element: str) -> str:
    """Make an element implement a standard pattern."""
    return f"""Make the element `{element}` implement the pattern `{pattern}`.

1. `get_pattern` for what it wants bound, and what it demands.
2. `list_elements` for what the element has.
3. Write `implements {pattern}` and the bindings; `check_specification` says which are missing.
4. `run_checks` for what the code does not keep yet; mend it, or tell what would have to change."""
