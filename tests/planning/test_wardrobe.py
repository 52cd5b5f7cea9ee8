from __future__ import annotations

from app.domain.cast import CastEntry, Look
from app.domain.ids import LookId, SceneId, ShotId
from app.domain.script import Scene
from app.domain.shots import Shot
from app.planning import wardrobe
from app.planning.looks import Wardrobe
from tests.planning.stories import entry, scene

SCENES: tuple[Scene, ...] = tuple(
    scene(f"s{n}", (), number=f"1-{n}", cast=("林夏",) if n != 3 else ()) for n in range(1, 7)
)
LIN: CastEntry = entry("林夏")


def look(name: str, first: int | None = None, last: int | None = None, **more: object) -> Look:
    return Look.model_validate(
        {
            "id": name,
            "cast_id": LIN.id,
            "rank": more.pop("rank", name),
            "name": name,
            "from_scene": None if first is None else f"s{first}",
            "to_scene": None if last is None else f"s{last}",
            **more,
        }
    )


def row(looks: tuple[Look, ...], shots: tuple[Shot, ...] = ()) -> wardrobe.WardrobeRow:
    return wardrobe.timeline([LIN], looks, SCENES, shots)[0]


def warned(looks: tuple[Look, ...], shots: tuple[Shot, ...] = ()) -> list[tuple[str, list[str]]]:
    rows = wardrobe.timeline([LIN], looks, SCENES, shots)
    return [(each.problem, list(each.scenes)) for each in wardrobe.warnings(rows, looks, SCENES)]


def test_a_coat_from_scene_three_on() -> None:
    looks = (look("平时"), look("大衣", 3, reason="入冬"))
    worn = [cell.look_id for cell in row(looks).cells]
    assert worn == ["平时", "平时", "大衣", "大衣", "大衣", "大衣"]
    assert [cell.present for cell in row(looks).cells].count(False) == 1
    assert warned(looks) == []


def test_gaps_are_named_with_their_scenes_and_absence_does_not_part_them() -> None:
    looks = (look("平时", 1, 1), look("礼服", 5, 5))
    assert warned(looks) == [("gap", ["s2", "s4"]), ("gap", ["s6"])]


def test_crossing_ranges_overlap_but_an_exception_does_not() -> None:
    assert warned((look("a", 1, 4), look("b", 2, 6))) == [("overlap", ["s2", "s4"])]
    assert warned((look("a", 1, 6), look("睡衣", 2, 2))) == []
    assert warned((look("a"), look("b"))) == [("overlap", ["s1", "s2", "s4", "s5", "s6"])]


def test_ranges_that_cannot_hold_are_named() -> None:
    backwards = look("倒", 5, 2)
    lost = look("丢").model_copy(update={"from_scene": SceneId("gone")})
    assert [problem for problem, _ in warned((look("平时"), backwards, lost))] == [
        "backwards",
        "lost_scene",
    ]


def test_a_look_chosen_for_every_shot_closes_the_gap() -> None:
    looks = (look("平时", 1, 1),)
    chosen = Shot(
        id=ShotId("x"), scene_id=SceneId("s2"), rank="A", subjects=(LIN.id,),
        looks={LIN.id: LookId("平时")},
    )  # fmt: skip
    cell = row(looks, (chosen,)).cells[1]
    assert cell.problem == ""
    assert cell.chosen == (("x", "平时"),)
    bare = chosen.model_copy(update={"looks": {}})
    assert row(looks, (bare,)).cells[1].problem == "gap"


def test_nobody_without_a_look_is_warned_about() -> None:
    assert warned(()) == []


def test_the_choice_for_a_shot_wins_unless_it_is_someone_elses() -> None:
    looks = (look("平时"), look("大衣", 3))
    held = Wardrobe(looks, [each.id for each in SCENES])
    shot = Shot(id=ShotId("x"), scene_id=SceneId("s4"), rank="A", looks={LIN.id: LookId("平时")})
    assert held.worn(shot, LIN.id) == looks[0]
    other = shot.model_copy(update={"looks": {LIN.id: LookId("gone")}})
    assert held.worn(other, LIN.id) == looks[1]
