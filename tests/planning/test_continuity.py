from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.media import MediaRef
from app.domain.recipes import Figure, Picture, Recipe, SpokenLine
from app.domain.takes import Take
from app.planning import continuity

RECIPE = Recipe(
    generator="maker",
    shot_id="s",
    prompt="灯亮了。",
    seconds=4,
    width=720,
    height=1280,
    picture=Picture(
        number="1-1-01",
        figures=(Figure(name="林夏", color="#E4572E"),),
        lines=(SpokenLine(speaker="林夏", text="走。", start=0.3),),
    ),
)


def take(recipe: Recipe | None) -> Take:
    media = MediaRef(sha256="a" * 64, suffix=".mp4", kind="video", size=1, seconds=4)
    return Take(
        id="t",
        shot_id="s",
        number=1,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        source="generated",
        media=media,
        recipe=recipe,
    )


def now(**changes: object) -> Recipe:
    return RECIPE.model_copy(update=changes)


def drawn(**changes: object) -> Recipe:
    return now(picture=RECIPE.picture.model_copy(update=changes))


def test_a_take_of_the_same_question_is_current() -> None:
    assert continuity.outdated(take(RECIPE), RECIPE) == ()


@pytest.mark.parametrize(
    ("current", "reason"),
    [
        (drawn(size="ECU"), continuity.FRAMING_CHANGED),
        (drawn(action="灯灭了。"), continuity.ACTION_CHANGED),
        (drawn(lines=(SpokenLine(speaker="林夏", text="别走。"),)), continuity.LINES_CHANGED),
        (drawn(figures=()), continuity.PEOPLE_CHANGED),
        (drawn(place="后巷"), continuity.PLACE_CHANGED),
        (now(prompt="灯灭了。"), continuity.PROMPT_CHANGED),
        (now(seconds=6), continuity.LONGER_NOW),
        (now(width=1920, height=1080), continuity.SIZE_CHANGED),
        (now(settings={"sound": "false"}), continuity.SETTINGS_CHANGED),
    ],
)
def test_each_change_has_its_reason(current: Recipe, reason: str) -> None:
    assert continuity.outdated(take(RECIPE), current) == (reason,)


def test_chance_numbers_and_timing_are_no_reasons() -> None:
    line = RECIPE.picture.lines[0].model_copy(update={"start": 1.0, "seconds": 2.0})
    assert continuity.outdated(take(RECIPE), now(seed=7)) == ()
    assert continuity.outdated(take(RECIPE), drawn(number="1-1-02", lines=(line,))) == ()
    assert continuity.outdated(take(RECIPE), now(seconds=3)) == ()


def test_another_generator_words_it_differently() -> None:
    assert (
        continuity.outdated(
            take(RECIPE), now(generator="other", prompt="Light.", settings={"a": 1})
        )
        == ()
    )


def test_imported_takes_never_grow_old() -> None:
    assert continuity.outdated(take(None), now(prompt="x")) == ()
