"""What the drawings of a graph say, also with hostile names. Other programs read them in tests/consumers."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from sample_architectures import declared_architecture, hostile_architecture

from hielements.report.architecture import ReportedArchitecture
from hielements.report.graphs.drawings import DRAWINGS, render
from hielements.report.graphs.graph import View
from hielements.report.graphs.views import Detail, graph_of
from spec_cases import updating

RECORDED = Path(__file__).parent / "drawings"
SCHEMA = Path(__file__).parents[4] / "hielements/report/graph.schema.json"
VIEWS: tuple[View, ...] = ("actual", "declared", "difference")


def drawing(name: str, view: View, architecture: ReportedArchitecture) -> str:
    graph = graph_of(architecture, Detail(view, external=True))
    return render(name, graph, architecture)


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("view", VIEWS)
def test_recorded_drawing(name: str, view: View) -> None:
    path = RECORDED / f"{view}.{name}"
    found = drawing(name, view, declared_architecture())
    if updating.wanted():
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") == found, "HIELEMENTS_UPDATE=1 refreshes it"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "architecture", [declared_architecture(), hostile_architecture(), ReportedArchitecture((), (), (), ())]
)
def test_json_is_as_the_schema_says(view: View, architecture: ReportedArchitecture) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(drawing("json", view, architecture)), schema)


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("view", VIEWS)
def test_hostile_names_add_no_line_and_no_character_that_is_obeyed(name: str, view: View) -> None:
    text = drawing(name, view, hostile_architecture())
    text.encode("utf-8")
    assert "\x1b" not in text
    assert "<script" not in text.replace('"<script', "").replace("'<script", "") or name not in ("svg", "dsm-html")
    if name not in ("json", "dsm", "dsm-html"):
        assert len(text.splitlines()) == len(drawing(name, view, sample_like_hostile()).splitlines())


def sample_like_hostile() -> ReportedArchitecture:
    found = declared_architecture()
    return found.with_(uses=(*found.uses, found.uses[0].with_(file=None, external="x", target=None)))


@pytest.mark.parametrize("view", VIEWS)
def test_svg_is_xml_with_a_place_for_each_node(view: View) -> None:
    for architecture in (declared_architecture(), hostile_architecture()):
        root = ElementTree.fromstring(drawing("svg", view, architecture))
        graph = graph_of(architecture, Detail(view, external=True))
        kinds = [each.get("class", "").split()[0] for each in root.iter("{http://www.w3.org/2000/svg}g")]
        assert len(kinds) == len(graph.nodes) + len(graph.edges)
        assert kinds.count("edge") == len(graph.edges)
        allowed = {"svg", "title", "style", "defs", "marker", "path", "g", "rect", "text"}
        assert {each.tag.partition("}")[2] for each in root.iter()} <= allowed


def test_a_matrix_shows_layers_and_circles() -> None:
    text = drawing("dsm", "actual", declared_architecture())
    rows = [line for line in text.splitlines() if "#" in line and not line.startswith(("A row", "!", "circle"))]
    assert len(rows) == 6
    assert [row.split().index("#") for row in rows] == [2, 3, 4, 5, 6, 7], "the diagonal"


def test_an_empty_architecture_can_be_drawn() -> None:
    for name in DRAWINGS:
        assert drawing(name, "actual", ReportedArchitecture((), (), (), ()))
