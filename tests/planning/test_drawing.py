from __future__ import annotations

from app.domain.cast import CastEntry, Look
from app.domain.shots import Shot
from app.planning.drawing import picture_of
from tests.planning.stories import element, entry, scene, shop

SHOT = Shot(id="shot_1", scene_id="s1", rank="A", subjects=("cast_林夏",), covers=("a1",))


def words(who: CastEntry, *looks: Look) -> str:
    return picture_of(SHOT, shop()[0], [who], looks).figures[0].look


def test_a_figure_carries_age_and_description() -> None:
    assert (
        words(entry("林夏", age="26", description="短发，灰色工装外套")) == "26, 短发，灰色工装外套"
    )
    assert words(entry("林夏")) == ""


def test_a_look_that_holds_comes_before_the_entry() -> None:
    coat = Look(id="look_1", cast_id="cast_林夏", rank="V", name="雨夜", description="黄色雨衣")
    who = entry("林夏", age="26", description="短发，灰色工装外套")
    assert words(who, coat) == "26, 雨夜, 黄色雨衣, 短发，灰色工装外套"


def test_speakers_are_spelled_as_in_the_cast() -> None:
    told = scene("s9", (element("d9", "dialogue", "When?", "IRIS"),))
    shot = Shot(id="shot_9", scene_id="s9", rank="A", subjects=("cast_Iris",), lines=("d9",))
    assert picture_of(shot, told, [entry("Iris")], ()).lines[0].speaker == "Iris"
