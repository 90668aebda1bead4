"""What views of an editor ask: all elements and checks with their verdicts, the element at a place, the graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from language_clients.projects import BAD_CODE, FIXED, SPECIFICATION, make_project
from language_clients.session import Session

SPEC = "hielements.hie"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    found = Session(make_project(tmp_path, FIXED), options={"checkOnOpen": False})
    yield found
    found.close()


def _ask(session: Session, method: str, **params: Any) -> Any:
    ask: Any = session.client.protocol.send_request_async
    return session.run(ask(method, params))


def _value(found: Any) -> Any:
    """Answers of requests of our own come as objects with attributes."""
    if hasattr(found, "_asdict"):
        return {name: _value(each) for name, each in found._asdict().items()}
    return [_value(each) for each in found] if isinstance(found, list) else found


def _overview(session: Session) -> Any:
    (workspace,) = _value(_ask(session, "hielements/checks"))["workspaces"]
    return workspace


def test_checks_are_listed_before_any_run_and_have_verdicts_after(session: Session, tmp_path: Path) -> None:
    before = _overview(session)
    assert [each["path"] for each in before["elements"]] == ["shop", "shop.api", "shop.db"]
    assert before["elements"][1]["doc"] == "What customers see."
    assert [(each["element"], each["pattern"], each["state"]) for each in before["checks"]] == [
        ("shop.api", None, "unknown"), ("shop.api", "layer", "unknown"), ("shop.db", None, "unknown"),
    ]  # fmt: skip
    assert not before["hasRun"] and before["trouble"] is None
    (tmp_path / "shop" / "api" / "views.py").write_text(BAD_CODE, encoding="utf-8")
    done = _value(_ask(session, "hielements/run", uri=tmp_path.as_uri()))
    assert done == {"state": "done", "counts": {"passed": 2, "violated": 1, "undecided": 0, "waived": 0}}
    after = _overview(session)
    assert [each["state"] for each in after["checks"]] == ["fail", "pass", "pass"]
    (violation,) = after["checks"][0]["violations"]
    assert violation["location"]["uri"] == (tmp_path / "shop/api/views.py").as_uri()
    assert violation["location"]["range"]["start"]["line"] == BAD_CODE.split("\n").index("import shop.db")
    assert "shop.db" in violation["message"]


def test_some_checks_are_run(session: Session, tmp_path: Path) -> None:
    done = _value(_ask(session, "hielements/run", uri=tmp_path.as_uri(), filters=["shop.db"]))
    assert done["counts"]["passed"] == 1
    assert [each["state"] for each in _overview(session)["checks"]] == ["unknown", "unknown", "pass"]


def test_a_mistake_is_told_where_checks_would_be(session: Session) -> None:
    session.open(SPEC, SPECIFICATION)
    found = _overview(session)
    assert found["checks"] == []
    assert "package_selektor" in found["trouble"] and found["trouble"].startswith("hielements.hie:")
    assert [each["path"] for each in found["elements"]] == ["shop", "shop.api", "shop.db"]


def test_the_element_at_a_place(session: Session, tmp_path: Path) -> None:
    session.open(SPEC, FIXED)
    session.open("shop/api/views.py", BAD_CODE)
    lines = FIXED.split("\n")

    def at(name: str, line: int) -> Any:
        place = {"line": line, "character": 4}
        uri = (tmp_path / name).as_uri()
        return _value(_ask(session, "hielements/elementAt", textDocument={"uri": uri}, position=place))["element"]

    def line_with(piece: str) -> int:
        return next(number for number, line in enumerate(lines) if piece in line)

    assert at(SPEC, line_with("'shop.db')")) == "shop.api"
    assert at(SPEC, line_with("element shop {")) == "shop"
    assert at(SPEC, 0) is None
    assert at(SPEC, line_with("scope code<python>")) is None
    assert at("shop/api/views.py", 0) is None
    page = _value(_ask(session, "hielements/page", uri=tmp_path.as_uri(), kind="graph"))
    assert "shop.api" in page["html"] and 'id="viewport"' in page["html"] and 'id="findings"' not in page["html"]
    assert page["workspace"] == tmp_path.as_uri() and page["message"] is None
    places = {each["path"]: each["location"]["range"]["start"]["line"] for each in page["elements"]}
    assert places["shop.api"] == line_with("element api")
    assert at("shop/api/views.py", 0) == "shop.api", "once the graph is known, code belongs to elements"
    report = _value(_ask(session, "hielements/page", uri=tmp_path.as_uri(), kind="report"))
    assert 'id="findings"' in report["html"]


def test_the_page_of_a_diagnostic(session: Session) -> None:
    found = _value(_ask(session, "hielements/explanation", code="unknown-function"))
    assert found["markdown"] is None or "unknown-function" in found["markdown"]
    assert "undefined-name" in _value(_ask(session, "hielements/explanation", code="undefined-name"))["markdown"]
    assert _value(_ask(session, "hielements/explanation", code="no such thing"))["markdown"] is None
