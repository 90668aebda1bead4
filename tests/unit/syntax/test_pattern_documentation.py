"""What the catalogue of patterns takes from the text of a pattern."""

from __future__ import annotations

from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
from hielements.syntax.pattern_documentation import module_data, module_markdown, passing_examples

TEXT = """\
## One purpose.
pattern shop {
    ## Where goods are.
    element store {
        ## The code.
        scope code<python>
        ## Goods must not
        ## know prices.
        allows connection to code
        allows connection to shared
        element own { scope all = code }
    }
    scope shared = []
    ref port: integer = 80
    check port > 0
}
pattern empty {}
"""

PAGE = """\
# Shop

Introduction.

## Shop: holds

Prose.

```hie
element a { }
```

```results
a | b | pass
exit 0
```

## Shop: violated

Other prose.
"""


def data() -> dict[str, object]:
    return module_data("group", "shop", parse(SourceText("shop.hie", TEXT)).tree, PAGE)


def test_data_has_participants_rules_and_children_with_their_lines() -> None:
    patterns = data()["patterns"]
    assert isinstance(patterns, list)
    shop, empty = patterns
    assert shop["doc"] == "One purpose."
    assert [(each["path"], each["kind"], each["type"], each["default"]) for each in shop["participants"]] == [
        ("shop.shared", "scope", None, "[]"),
        ("shop.port", "ref", "integer", "80"),
    ]
    (store,) = shop["children"]
    assert store["participants"][0]["path"] == "shop.store.code"
    assert [(rule["text"], rule["line"], rule["doc"]) for rule in store["rules"]] == [
        ("allows connection to code", 9, "Goods must not\nknow prices."),
        ("allows connection to shared", 10, ""),
    ]
    assert [(rule["text"], rule["line"]) for rule in shop["rules"]] == [("check port > 0", 15)]
    assert empty["participants"] == empty["rules"] == empty["children"] == []


def test_markdown_says_what_to_bind_first_and_why_each_rule_stands_there() -> None:
    text = module_markdown(data())
    assert text.startswith("# shop\n\n`import patterns.shop`\n")
    bound = [line for line in text.split("\n") if line.startswith("- `shop.") and "(" in line and "hie:" not in line]
    assert bound == [
        "- `shop.store.code` (scope<python>): Where goods are. The code.",
        "- `shop.shared` (scope, default `[]`)",
        "- `shop.port` (ref: integer, default `80`)",
    ]
    assert (
        "- `shop.store`: `allows connection to code` (`shop.hie:9`). Goods must not know prices. "
        "And `allows connection to shared` (`shop.hie:10`)." in text
    )
    assert "shop.store.own.all" not in text, "a default that names another participant is not for binding"
    assert "Nothing is to be bound." in text


def test_only_examples_that_hold_are_taken_and_without_their_results() -> None:
    assert passing_examples(PAGE) == ["Prose.\n\n```hie\nelement a { }\n```"]
    assert passing_examples("") == []
