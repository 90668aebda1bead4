"""Whole models: what is built, what is reported, what it costs."""

from __future__ import annotations

from hielements.libraries.signatures import INT, SCOPE, STRING, list_of
from hielements.model.building import Options, build
from hielements.model.files import SpecificationFiles
from hielements.model.specification import Constant, FunctionCall, MemberAccess, RefReference, ScopeReference
from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
from modelling import catalog_of, form, libraries, model, names_of, python_library, said, selector


def test_a_call_has_its_arguments_in_the_order_of_the_parameters() -> None:
    text = """
        import python
        element e {
            scope s = python.module_selector('a')
            check python.no_dependency(b=s, a=s)
        }
    """
    modelled = model(text)
    assert said(modelled) == []
    (check,) = modelled.specification.elements[0].checks
    call = check.goal
    assert isinstance(call, FunctionCall)
    assert (call.library, call.function.name) == ("python", "no_dependency")
    first, second, default = call.arguments
    assert isinstance(first, ScopeReference)
    assert isinstance(second, ScopeReference)
    assert first.location.start > second.location.start
    assert isinstance(default, Constant)
    assert default.value is False


def test_a_list_of_integers_is_no_list_of_strings() -> None:
    text = """
        import python
        element e {
            scope s = python.module_selector('a')
            check python.layers(s, ['a', 'b'])
            check python.layers(s, [])
            check python.layers(s, ['a', 3])
        }
    """
    assert names_of(model(text)) == ["7 wrong-argument-type"]


def test_a_plugin_without_a_description_takes_what_it_gets() -> None:
    text = """
        import old
        element e {
            scope s = old.anything('a', 1, deep=true)
            check old.whatever(s)
            check s.dotted(2)
        }
    """
    modelled = model(text)
    assert said(modelled) == []
    element = modelled.specification.elements[0]
    value = element.scopes["s"].value
    assert isinstance(value, FunctionCall)
    assert value.function.kind == "selector"
    assert [parameter.name for parameter in value.signature.parameters] == ["argument 1", "argument 2", "deep"]
    for check in element.checks:
        assert isinstance(check.goal, FunctionCall)
        assert check.goal.function.kind == "check"
    dotted = element.checks[1].goal
    assert isinstance(dotted, FunctionCall)
    assert isinstance(dotted.arguments[0], ScopeReference)


def test_members_of_a_ref_are_found_when_it_is_evaluated() -> None:
    text = """
        import python
        element e {
            scope s = python.module_selector('a')
            ref handler: Handler = python.function_selector(s, 'f')
            check handler.line > 3
        }
    """
    modelled = model(text)
    assert said(modelled) == []
    (check,) = modelled.specification.elements[0].checks
    left = check.goal.left  # type: ignore[union-attr]
    assert isinstance(left, MemberAccess)
    assert left.member == "line"
    assert isinstance(left.subject, RefReference)


def test_overloads_are_chosen_by_number_and_type() -> None:
    known = libraries(
        plugin=type(python_library())(
            "plugin",
            [selector("pick", form(SCOPE, STRING), form(INT, INT), form(SCOPE, list_of(STRING), (INT, 3)))],
        )
    )
    text = """
        import plugin
        element e {
            ref a: integer = plugin.pick(1)
            scope b = plugin.pick(['x'])
            scope c = plugin.pick(1.5)
        }
    """
    modelled = model(text, known=known)
    assert said(modelled) == ["6 no-matching-form: no form of `plugin.pick` takes (Float)"]
    call = modelled.specification.elements[0].scopes["b"].value
    assert isinstance(call, FunctionCall)
    assert isinstance(call.arguments[1], Constant)
    assert call.arguments[1].value == 3


def test_a_library_is_described_only_when_its_languages_are_asked_for() -> None:
    known = libraries()
    text = "import python\nimport files\nelement e { scope s<python> = python.module_selector('a')\ncheck s == s }"
    build_text(text, known)
    assert known["python"].described == 0
    assert known["files"].described == 0
    build_text(text.replace("= python.module_selector", "= files.folder_selector"), known)
    assert known["files"].described == 1


def build_text(text: str, known: object = None) -> object:
    parsed = parse(SourceText("spec.hie", text))
    return build(SpecificationFiles("spec.hie", {"spec.hie": parsed.tree}, {}), catalog_of(known or libraries()))  # type: ignore[arg-type]


def test_hints_can_be_turned_off() -> None:
    parsed = parse(SourceText("spec.hie", "import python"))
    files = SpecificationFiles("spec.hie", {"spec.hie": parsed.tree}, {})
    assert [item.code.name for item in build(files, catalog_of(libraries())).diagnostics] == ["unused-import"]
    assert build(files, catalog_of(libraries()), Options(hints=False)).diagnostics == ()


def test_whole_parts_beside_syntax_errors_are_looked_at() -> None:
    text = "import python\nelement e {\n    scope x = \n    scope s = python.module_selektor('a')\n    check (\n}\n"
    parsed = parse(SourceText("spec.hie", text))
    assert any(item.is_error for item in parsed.diagnostics)
    modelled = build(SpecificationFiles("spec.hie", {"spec.hie": parsed.tree}, {}), catalog_of(libraries()))
    assert [item.code.name for item in modelled.diagnostics] == ["undefined-function"]


def test_a_pattern_module_of_the_standard_library() -> None:
    module = "pattern hexagonal { element core { scope code\ncheck files.exists(code, 'a') } }\nimport files"
    module = "import files\n" + module.removesuffix("\nimport files")
    for head, name in (
        ("import patterns.hexagonal", "hexagonal"),
        ("import patterns.hexagonal", "hexagonal.hexagonal"),
        ("import patterns.hexagonal", "patterns.hexagonal.hexagonal"),
        ("from patterns import hexagonal", "hexagonal"),
        ("from patterns.hexagonal import hexagonal", "hexagonal"),
        ("import patterns.hexagonal as h", "h.hexagonal"),
    ):
        text = f"""{head}
import files
element e implements {name} {{
    {name}.core.code = files.folder_selector('a')
    check files.exists({name}.core.code, 'b')
}}"""
        modelled = model(text, {"<patterns>/hexagonal.hie": module})
        assert said(modelled) == [], (head, name)
        assert [check.pattern for check in modelled.specification.elements[0].checks] == [None, name]


def test_deep_nesting_needs_no_stack() -> None:
    depth = 100
    text = "import files\n" + "element e {\n" * depth + "check " + "not (" * 40 + "files.exists('a')" + ")" * 40 + "\n"
    modelled = model(text + "}\n" * depth)
    assert said(modelled) == []


def test_long_chains_of_definitions_need_no_stack() -> None:
    count = 5000
    lines = [f"    ref r{index}: Topic = r{index + 1}" for index in range(count)]
    text = "element e {\n" + "\n".join(lines) + f"\n    ref r{count}: Topic = 'x'\n    check r0 == 'x'\n}}"
    assert said(model(text)) == []
