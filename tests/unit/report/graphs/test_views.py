"""Which nodes and edges a graph has: views, levels of detail, parts, and what stands around them."""

from __future__ import annotations

import pytest

from hielements.report.architecture import (
    Action,
    ReportedArchitecture,
    ReportedElementCode,
    ReportedStatement,
    ReportedUse,
)
from hielements.report.graphs.graph import Graph, View
from hielements.report.graphs.views import Detail, graph_of
from hielements.report.report import Place

SPOT = Place("shop.hie", 1, 1, 1, 2)
PATHS = ("shop", "shop.web", "shop.web.forms", "shop.web.pages", "shop.core", "shop.core.prices", "shop.db", "ops")


def element(path: str) -> ReportedElementCode:
    parent, _, name = path.rpartition(".")
    return ReportedElementCode(path, name, parent or None, None, SPOT, (f"{path}.py",), (), ("python",))


def use(
    source: str | None,
    target: str | None,
    external: str | None = None,
    declared: tuple[int, ...] = (),
    forbidden: tuple[int, ...] = (),
    broken: tuple[int, ...] = (),
) -> ReportedUse:
    file = None if external is not None else f"{target}.py"
    path = f"{source or 'stray'}.py"
    name = external or target or "stray"
    return ReportedUse(path, 1, 1, name, "imports", (), file, external, source, target, declared, forbidden, broken)


def statement(action: Action, source: str, *targets: str, module: str | None = None) -> ReportedStatement:
    return ReportedStatement(action, source, targets, module, module or targets[0], None, SPOT)


SHOP = ReportedArchitecture(
    tuple(element(path) for path in PATHS),
    (
        statement("uses", "shop.web", "shop.core"),
        statement("allows", "shop.core", "shop.db"),
        statement("forbids", "shop.core", "shop.web"),
        statement("requires", "shop.db", module="sqlite3"),
        statement("uses", "ops", "shop"),
    ),
    (
        use("shop.web.pages", "shop.web.forms"),
        use("shop.web", "shop.web.pages"),
        use("shop.web.pages", "shop.core.prices", declared=(0,)),
        use("shop.web.forms", "shop.core", declared=(0,)),
        use("shop.core.prices", "shop.web.forms", forbidden=(2,)),
        use("shop.web", "shop.db"),
        use(None, "shop.web"),
        use("shop.db", None, "sqlite3", declared=(3,)),
        use("shop.db", None, "json"),
        use("ops", "shop"),
    ),
    (),
)


def edges(graph: Graph) -> list[str]:
    """The edges in words: `web -> core x2 used`."""
    names = {node.id: node.path + ("()" if node.kind == "own" else "") or node.label for node in graph.nodes}
    return sorted(
        f"{names[edge.source]} -> {names[edge.target]} x{len(edge.uses)} {edge.status}" for edge in graph.edges
    )


def drawn(**detail: object) -> Graph:
    return graph_of(SHOP, Detail(**detail))  # type: ignore[arg-type]


def test_all_levels() -> None:
    assert edges(drawn()) == [
        "(no element) -> shop.web() x1 used",
        "ops -> shop() x1 used",
        "shop.core.prices -> shop.web.forms x1 forbidden",
        "shop.db -> sqlite3 x1 used",
        "shop.web() -> shop.db x1 used",
        "shop.web() -> shop.web.pages x1 used",
        "shop.web.forms -> shop.core() x1 used",
        "shop.web.pages -> shop.core.prices x1 used",
        "shop.web.pages -> shop.web.forms x1 used",
    ]


def test_nodes_stand_in_their_groups() -> None:
    graph = drawn()
    nodes = {node.id: node for node in graph.nodes}
    labels = {node.path: (node.label, nodes[node.parent].path if node.parent else None) for node in graph.nodes}
    assert labels["shop.web.forms"] == ("forms", "shop.web")
    assert labels["shop.web"] == ("(own code)", "shop.web")
    assert labels["ops"] == ("ops", None)
    assert {node.path for node in graph.nodes if node.is_group} == {"shop", "shop.web", "shop.core"}
    ids = [node.id for node in graph.nodes]
    assert all(node.parent is None or ids.index(node.parent) < ids.index(node.id) for node in graph.nodes)


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (1, ["(no element) -> shop x1 used", "ops -> shop x1 used", "shop -> sqlite3 x1 used"]),
        (
            2,
            [
                "(no element) -> shop.web x1 used",
                "ops -> shop() x1 used",
                "shop.core -> shop.web x1 forbidden",
                "shop.db -> sqlite3 x1 used",
                "shop.web -> shop.core x2 used",
                "shop.web -> shop.db x1 used",
            ],
        ),
    ],
)
def test_fewer_levels(depth: int, expected: list[str]) -> None:
    assert edges(drawn(depth=depth)) == expected


def test_a_part_and_what_it_has_to_do_with_others() -> None:
    graph = drawn(elements=("shop.core",))
    assert edges(graph) == [
        "shop.core.prices -> shop.web x1 forbidden",
        "shop.web -> shop.core() x1 used",
        "shop.web -> shop.core.prices x1 used",
    ]
    assert [node.label for node in graph.nodes if node.parent is None] == ["shop.web", "shop.core"]


def test_a_part_to_a_depth() -> None:
    graph = drawn(elements=("shop.web",), depth=1)
    assert {node.path for node in graph.nodes} == {
        "shop.web", "shop.web.forms", "shop.web.pages", "shop.core", "shop.db",
    }  # fmt: skip
    deeper = drawn(elements=("shop",), depth=1)
    assert edges(deeper) == [
        "ops -> shop() x1 used",
        "shop.core -> shop.web x1 forbidden",
        "shop.db -> sqlite3 x1 used",
        "shop.web -> shop.core x2 used",
        "shop.web -> shop.db x1 used",
    ]


def test_modules_outside_when_asked_for() -> None:
    assert "shop.db -> json x1 used" in edges(drawn(external=True))
    assert "shop.db -> json x1 used" not in edges(drawn())


def test_what_is_declared() -> None:
    assert edges(drawn(view="declared")) == [
        "ops -> shop x0 declared",
        "shop.core -> shop.db x0 declared",
        "shop.core -> shop.web x0 forbids",
        "shop.db -> sqlite3 x0 declared",
        "shop.web -> shop.core x0 declared",
    ]


def test_the_difference() -> None:
    assert edges(drawn(view="difference", depth=2)) == [
        "ops -> shop x0 unused",
        "ops -> shop() x1 undeclared",
        "shop.core -> shop.db x0 unused",
        "shop.core -> shop.web x1 forbidden",
        "shop.db -> sqlite3 x1 agreed",
        "shop.web -> shop.core x2 agreed",
        "shop.web -> shop.db x1 undeclared",
    ]


def test_what_violates_a_check_is_forbidden() -> None:
    graph = graph_of(SHOP.with_(uses=(use("shop.db", "ops", broken=(4,)),)), Detail())
    assert edges(graph) == ["shop.db -> ops x1 forbidden"]


@pytest.mark.parametrize("view", ["actual", "declared", "difference"])
@pytest.mark.parametrize("depth", [None, 1, 2])
@pytest.mark.parametrize("elements", [(), ("shop.web",), ("shop.core.prices", "ops")])
def test_edges_lead_from_node_to_node(view: View, depth: int | None, elements: tuple[str, ...]) -> None:
    graph = drawn(view=view, depth=depth, elements=elements)
    ids = [node.id for node in graph.nodes]
    assert len(set(ids)) == len(ids)
    for edge in graph.edges:
        assert edge.source in ids
        assert edge.target in ids
        assert edge.source != edge.target
    assert all(node.is_group == bool(graph.inside(node.id)) for node in graph.nodes)
