from __future__ import annotations

from app.domain.shots import Shot
from app.planning import coverage
from tests.planning.stories import scene, shop


def test_lines_missing_and_doubled_are_named() -> None:
    shots = [
        Shot(id="a", scene_id="s1", rank="A", lines=("d1", "d2", "d3")),
        Shot(id="b", scene_id="s1", rank="B", lines=("d3", "d4", "d5", "d6")),
        Shot(id="c", scene_id="s2", rank="C", lines=("b1",)),
    ]
    measured = coverage.measure(shop(), shots)
    assert (measured.lines, measured.covered) == (8, 6)
    assert measured.missing == ("b3",)
    assert measured.doubled == ("d3",)
    assert measured.percent == 75.0


def test_what_is_not_in_the_film_covers_nothing() -> None:
    shots = [
        Shot(id="a", scene_id="s2", rank="A", lines=("b1",), orphaned=True),
        Shot(id="b", scene_id="s2", rank="B", lines=("b3",), status="omitted"),
    ]
    assert coverage.measure(shop()[1:], shots).covered == 0


def test_a_scene_without_lines_is_covered() -> None:
    assert coverage.measure([scene("s", ())], []).percent == 100.0
