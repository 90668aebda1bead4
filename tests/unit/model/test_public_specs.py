"""Specifications in the manner of the public ones: what a reader of the language expects to be said of them."""

from __future__ import annotations

from modelling import model, said

TEMPLATE = """
    import files
    import rust

    pattern compiler:
        element lexer:
            scope module = rust.module_selector('lexer')
            ref tokens: TokenStream = rust.function_selector(module, 'tokenize')
        check compiler.lexer.tokens.compatible_with(compiler.parser)

    element python_compiler implements compiler:
        compiler.lexer.scope = rust.module_selector('pycompiler::lexer')
        compiler.lexer.tokens = rust.function_selector(compiler.lexer.scope, 'tokenize')
"""


def test_what_is_bound_and_not_declared_is_said_once() -> None:
    function, member, binding = said(model(TEMPLATE))
    assert member == "9 undefined-member: `compiler` has no member `parser`"
    assert function.startswith("9 undefined-function: the library `rust` has no function `compatible_with`")
    assert binding.endswith("names nothing in the pattern: `compiler.lexer` declares no `scope`")


def test_a_library_that_was_never_imported() -> None:
    text = """
        pattern dockerized:
            requires descendant scope dockerfile = docker.file_selector('Dockerfile')
            requires descendant check docker.has_healthcheck(dockerfile)
    """
    assert said(model(text)) == [
        "3 undefined-name: nothing called `docker` is visible here",
        "4 undefined-name: nothing called `docker` is visible here",
    ]


def test_patterns_bound_in_the_current_spelling() -> None:
    text = """
        import files
        import rust

        pattern observable {
            allows language rust
            element metrics {
                scope module<rust>
                ref prometheus: MetricsHandler
                check rust.function_exists(module, 'metrics_handler')
            }
        }

        element payments_service implements observable {
            scope root = files.folder_selector('src/payments')
            scope metrics_mod<rust> binds observable.metrics.module = rust.module_selector('payments::metrics')
            ref handler: MetricsHandler binds observable.metrics.prometheus =
                rust.function_selector(metrics_mod, 'handler')
            element api {
                scope module<rust> = rust.module_selector('payments::api')
                module uses metrics_mod
                check rust.function_exists(module, 'process_payment')
            }
        }
    """
    modelled = model(text)
    assert said(modelled) == []
    (element,) = modelled.specification.elements
    assert [(check.kind, check.pattern) for check in element.checks] == [
        ("requirement", "observable"),
        ("check", "observable"),
    ]
    assert [check.kind for check in element.children["api"].checks] == ["uses", "check"]


def test_scalar_refs_may_be_connection_points_whose_value_only_evaluation_tells() -> None:
    text = """
        import rust
        element api_service {
            scope api = rust.module_selector('api')
            ref port: integer = rust.const_selector('PORT')
            ref source: string = rust.function_selector(api, 'read_source')
            check port > 80 and source == 'x'
        }
    """
    assert said(model(text)) == []
