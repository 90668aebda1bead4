"""Areas of code: what starts in them, what leads into them."""

from __future__ import annotations

import pytest

from hielements.libraries.outcomes import Dependency
from hielements.libraries.values import ScopeValue
from hielements.run.areas import Area, Section, area_of, joined

LINES = Section(None, 5, 9)
CLASS = Section("Cart", 5, 9)
AREA = Area(frozenset({"whole.py"}), {"part.py": (CLASS, Section("run", 20, 22)), "lines.py": (LINES,)})


def edge(path: str = "a.py", line: int = 1, member: str | None = None) -> Dependency:
    return Dependency(path, line, 1, "name", ("part.py",), member=member)


@pytest.mark.parametrize(("line", "inside"), [(4, False), (5, True), (9, True), (10, False), (19, False), (21, True)])
def test_what_starts_in_a_part_of_a_file(line: int, inside: bool) -> None:
    assert AREA.has_source(edge("part.py", line)) is inside
    assert AREA.has_source(edge("whole.py", line))
    assert not AREA.has_source(edge("other.py", line))


@pytest.mark.parametrize(
    ("member", "touches", "contains"),
    [
        (None, True, False),
        ("*", True, False),
        ("Cart", True, True),
        ("run", True, True),
        ("Car", False, False),
        ("Carts", False, False),
        ("other", False, False),
    ],
)
def test_what_leads_into_a_part_of_a_file(member: str | None, touches: bool, contains: bool) -> None:
    dependency = edge(member=member)
    assert AREA.touches("part.py", dependency) is touches
    assert AREA.contains("part.py", dependency) is contains
    assert AREA.touches("whole.py", dependency)
    assert AREA.contains("whole.py", dependency)
    assert not AREA.touches("other.py", dependency)
    assert not AREA.contains("other.py", dependency)
    assert AREA.touches("lines.py", dependency)
    assert not AREA.contains("lines.py", dependency)


def test_who_imports_a_class_can_reach_its_methods() -> None:
    method = Area(frozenset(), {"part.py": (Section("Cart.add", 5, 6),)})
    assert method.touches("part.py", edge(member="Cart"))
    assert not method.contains("part.py", edge(member="Cart"))
    assert not method.touches("part.py", edge(member="Car"))


def test_the_area_of_a_scope() -> None:
    whole = area_of(ScopeValue("folder", "src", "src", ["a.py", "b.py"]))
    assert (whole.files, dict(whole.sections)) == (frozenset({"a.py", "b.py"}), {})
    part = area_of(ScopeValue("class", "Cart", "a.py", ["a.py"], symbol="Cart", lines=(5, 9)))
    assert (part.files, dict(part.sections)) == (frozenset(), {"a.py": (CLASS,)})


def test_areas_together() -> None:
    both = joined([AREA, Area(frozenset({"lines.py"})), Area(frozenset(), {"part.py": (CLASS, Section("f", 1, 2))})])
    assert both.files == {"whole.py", "lines.py"}
    assert dict(both.sections) == {"part.py": (CLASS, Section("run", 20, 22), Section("f", 1, 2))}
