"""What requirements, connections, `uses` and language checks become: goals without names to look up."""

from __future__ import annotations

from typing import TypeVar

from hielements.model.building import Modelled
from hielements.model.specification import (
    Check,
    CheckSubject,
    ConnectionGoal,
    Element,
    ElementSubject,
    FunctionCall,
    Goal,
    ImplementsSubject,
    LanguageSubject,
    ListExpression,
    RefSubject,
    RequirementGoal,
    ScopeReference,
    ScopeSubject,
    UsesGoal,
)
from modelling import model, said

Kind = TypeVar("Kind")


def top(modelled: Modelled) -> Element:
    assert not [item for item in modelled.diagnostics if item.is_error], said(modelled)
    return modelled.specification.elements[-1]


def goal(check: Check, kind: type[Kind]) -> Kind:
    found: Goal = check.goal
    assert isinstance(found, kind), found
    return found


def requirement(statement: str, body: str) -> RequirementGoal:
    """The goal of one requirement of a pattern `p` that the element `e` with that body implements."""
    text = (
        f"import files\nimport python\npattern q\npattern p {{\n{statement}\n}}\nelement e implements p {{\n{body}\n}}"
    )
    (check,) = [check for check in top(model(text)).checks if check.kind == "requirement"]
    assert check.pattern == "p"
    assert check.text == " ".join(statement.split())
    return goal(check, RequirementGoal)


PYTHON = "scope src = python.module_selector('a')"
FOLDER = "scope src = files.folder_selector('a')"


def test_required_scope_knows_what_could_be_meant() -> None:
    subject = requirement("requires scope src<python>", f"{PYTHON}\nelement b {{ {FOLDER} }}").subject
    assert isinstance(subject, ScopeSubject)
    assert [scope.element.path for scope in subject.matches] == ["e"]
    assert [scope.element.path for scope in subject.possible] == ["e.b"]


def test_immediate_is_the_element_and_its_children_and_descendant_all_below() -> None:
    body = "element b { element c {} }"
    assert [each.path for each in requirement("requires scope x", body).candidates] == ["e", "e.b"]
    assert [each.path for each in requirement("requires descendant scope x", body).candidates] == ["e.b", "e.b.c"]
    assert [each.path for each in requirement("requires element x", body).candidates] == ["e.b"]
    assert [each.path for each in requirement("requires descendant implements q", body).candidates] == ["e.b", "e.b.c"]


def test_a_missing_scope_says_what_came_nearest() -> None:
    assert requirement("requires scope source", "scope sources = files.folder_selector('a')").nearest == (
        "`e` has a scope `sources`"
    )
    assert requirement("requires ref port: integer", "ref port: string = '80'").nearest == (
        "`e` has a ref `port` of type string"
    )
    assert requirement("requires element api implements q", "element api {}").nearest == (
        "`e.api` does not implement `q`"
    )
    assert requirement("requires language files", PYTHON).nearest == "there are scopes of `python`"


def test_a_bound_scope_has_the_name_in_the_pattern_as_well() -> None:
    text = """
        import files
        pattern r { scope src }
        pattern p { requires scope src }
        element e implements r, p { scope own binds r.src = files.folder_selector('a') }
        element f implements r, p { r.src = files.folder_selector('a') }
    """
    for element in model(text).specification.elements:
        subject = goal(element.checks[0], RequirementGoal).subject
        assert isinstance(subject, ScopeSubject)
        assert len(subject.matches) == 1


def test_a_required_check_is_bound_to_each_candidate_that_declares_its_names() -> None:
    statement = "requires check python.no_import(src, tabu)"
    body = (
        f"ref tabu: string = 'os'\n{PYTHON}\nelement b {{ {PYTHON} }}\nelement c {{ {PYTHON}\nref tabu: integer = 3 }}"
    )
    subject = requirement(statement, body).subject
    assert isinstance(subject, CheckSubject)
    assert subject.names == ("src", "tabu")
    assert [attempt.element.path for attempt in subject.attempts] == ["e"]
    call = subject.attempts[0].expression
    assert isinstance(call, FunctionCall)
    assert isinstance(call.arguments[0], ScopeReference)
    assert call.arguments[0].scope.element.path == "e"


def test_a_required_check_that_nobody_can_answer_has_no_attempts() -> None:
    found = requirement("requires check python.no_import(nothing, 'os')", PYTHON)
    assert isinstance(found.subject, CheckSubject)
    assert found.subject.attempts == ()
    assert found.nearest is None


def test_a_required_element_carries_conditions() -> None:
    statement = """requires element api implements q {
        scope src<python>
        check python.no_import(src, 'os')
        element inner
    }"""
    subject = requirement(statement, f"element api implements q {{ {PYTHON} }}").subject
    assert isinstance(subject, ElementSubject)
    (match,) = subject.matches
    assert match.element.path == "e.api"
    scope, check, inner = (condition.subject for condition in match.conditions)
    assert isinstance(scope, ScopeSubject)
    assert len(scope.matches) == 1
    assert isinstance(check, CheckSubject)
    assert len(check.attempts) == 1
    assert isinstance(inner, ElementSubject)
    assert inner.matches == ()


def test_all_allows_of_one_kind_are_one_rule() -> None:
    text = f"""
        import files
        import python
        pattern p {{
            allows scope src
            allows scope tests
            allows language python
        }}
        element e implements p {{
            {PYTHON}
            scope tests = files.folder_selector('b')
            scope other = files.folder_selector('c')
        }}
    """
    first, second, language = (goal(check, RequirementGoal) for check in top(model(text)).checks)
    assert [each.name for each in first.offending] == ["other"]
    assert first.leads
    assert not second.leads
    assert isinstance(language.subject, LanguageSubject)
    assert [scope.name for scope in language.uncertain] == ["tests", "other"]
    assert language.offending == ()


def test_allowed_refs_elements_and_patterns() -> None:
    body = "ref a: integer = 1\nref b: integer = 2\nelement x implements q {}\nelement y implements p2 {}"
    for statement, offending in (
        ("allows ref a: integer", ["b"]),
        ("allows element x", ["y"]),
        ("allows implements q", ["y"]),
    ):
        text = f"pattern q\npattern p2\npattern p {{ {statement} }}\nelement e implements p {{\n{body}\n}}"
        (check,) = top(model(text)).checks
        assert [each.name for each in goal(check, RequirementGoal).offending] == offending, statement


def test_implements_finds_the_elements() -> None:
    subject = requirement("requires implements q", "element b implements q\nelement c").subject
    assert isinstance(subject, ImplementsSubject)
    assert [element.path for element in subject.matches] == ["e.b"]


def test_a_requirement_in_a_patterns_child_is_about_what_is_bound_as_that_child() -> None:
    text = f"""
        import python
        pattern p {{ element api {{ scope src
            requires scope src
            requires ref port: integer }} }}
        element e implements p {{ p.api.src = python.module_selector('a') }}
        element f implements p {{ element api {{ {PYTHON}
            ref port: integer = 3 }} }}
    """
    bound, real = model(text).specification.elements
    scope, ref = (goal(check, RequirementGoal) for check in bound.checks)
    assert scope.element.path == "e.api"
    assert isinstance(scope.subject, ScopeSubject)
    assert len(scope.subject.matches) == 1
    assert isinstance(ref.subject, RefSubject)
    assert ref.subject.matches == ()
    assert goal(real.checks[1], RequirementGoal).element is real.children["api"]


CONNECTED = """
    import python
    pattern zone {
        %s
    }
    element db { scope src = python.module_selector('db')
        element inner { scope src = python.module_selector('db.inner') } }
    element e implements zone {
        scope src = python.module_selector('e')
        element leaf { scope src = python.module_selector('e.leaf') }
        element bare {}
    }
"""


def connection(statement: str) -> ConnectionGoal:
    (check,) = top(model(CONNECTED % statement)).checks
    assert check.kind == "connection"
    return goal(check, ConnectionGoal)


def test_a_target_is_an_element_with_or_without_what_is_below() -> None:
    (target,) = connection("forbids connection to db").targets
    assert [scope.element.path for scope in target.scopes] == ["db"]
    (target,) = connection("forbids connection to db.*").targets
    assert [scope.element.path for scope in target.scopes] == ["db", "db.inner"]
    assert target.text == "db.*"
    (target,) = connection("forbids connection to db.inner.src").targets
    assert [scope.name for scope in target.scopes] == ["src"]


def test_a_target_that_names_nothing_is_a_module() -> None:
    (target,) = connection("forbids connection to dbx.models.*").targets
    assert target.module == "dbx.models"
    assert target.wildcard
    assert target.nearest == ("db",)


def test_sources_are_the_subtree_or_its_leaves_with_code() -> None:
    assert [each.path for each in connection("forbids connection to db").sources] == ["e", "e.leaf", "e.bare"]
    assert [each.path for each in connection("forbids descendant connection to db").sources] == ["e.leaf", "e.bare"]
    assert [each.path for each in connection("requires connection to db").sources] == ["e.leaf"]


def test_allowed_targets_are_one_rule() -> None:
    text = CONNECTED % "allows connection to db\n        allows connection to logging.*"
    first, second = (goal(check, ConnectionGoal) for check in top(model(text)).checks)
    assert [target.text for target in first.targets] == ["db", "logging.*"]
    assert first.leads
    assert not second.leads


def test_a_target_is_looked_for_from_the_element_and_then_in_the_patterns_file() -> None:
    zones = """
        import python
        element common { scope src = python.module_selector('common') }
        pattern zone { forbids connection to common
            forbids connection to near }
    """
    text = """
        import python
        import './zones.hie'
        element e implements zones.zone { element near { scope src = python.module_selector('near') } }
    """
    modelled = model(text, {"zones.hie": zones})
    common, near = (goal(check, ConnectionGoal).targets[0] for check in top(modelled).checks)
    assert [element.path for element in common.elements] == ["common"]
    assert [element.path for element in near.elements] == ["e.near"]
    assert [element.path for element in modelled.specification.imported] == ["common"]


def test_uses() -> None:
    text = """
        import python
        element db { scope src = python.module_selector('db') }
        element e { scope src = python.module_selector('e')
            src uses db }
    """
    (check,) = top(model(text)).checks
    assert (check.kind, check.text) == ("uses", "src uses db")
    found = goal(check, UsesGoal)
    assert found.scope.element.path == "e"
    assert [scope.element.path for scope in found.target.scopes] == ["db"]


def test_language_checks_hold_an_element_against_its_children_and_siblings() -> None:
    text = """
        import python
        import files
        language python {
            connection_check apart(a: scope[], b: scope[]): python.imports_allowed(a, b)
        }
        element other { scope src = files.folder_selector('other') }
        element lonely { element leaf { scope src = python.module_selector('leaf') } }
        element db { scope src = python.module_selector('db') }
        element e { scope src = python.module_selector('e')
            element inner { scope src = python.module_selector('e.inner') } }
    """
    modelled = model(text)
    element = top(modelled)
    (check,) = element.checks
    assert check.kind == "language"
    call = goal(check, FunctionCall)
    assert [_paths(argument) for argument in call.arguments] == [["e"], ["e.inner", "db"]]
    # `lonely.leaf` has neither children nor siblings of the language, `e.inner` no sibling at all.
    asked = [each.path for each in modelled.specification.elements if each.checks]
    assert asked == ["db", "e"]
    assert element.children["inner"].checks == []


def _paths(argument: object) -> list[str]:
    assert isinstance(argument, ListExpression)
    return [item.scope.element.path for item in argument.items if isinstance(item, ScopeReference)]
