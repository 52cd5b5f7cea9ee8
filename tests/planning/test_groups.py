from __future__ import annotations

import pytest

from app.domain.cards import Card, ModelCard, ReferenceSlots
from app.domain.shots import Shot
from app.errors import RuleBroken
from app.generators.card import check
from app.planning import groups
from app.planning.recipes import CompiledRecipe, compile_recipe
from tests.planning import golden_recipes as golden
from tests.planning.stories import project


def card(**more: object) -> Card:
    slots = tuple(
        ReferenceSlots(role=role, most=4) for role in ("character", "place", "prop", "first_frame")
    )
    values = {
        "id": "m",
        "label": "M",
        "references": slots,
        "multi_shot_most": 3,
        "seconds_max": 15.0,
    }
    return Card(
        id="maker", label="Maker", kind="remote", models=(ModelCard.model_validate(values | more),)
    )


def singles(shots: list[Shot], maker: Card) -> list[CompiledRecipe]:
    return [
        compile_recipe(shot, golden.SCENE, golden.CAST, golden.LOOKS, project(), maker)
        for shot in shots
    ]


def group(shots: list[Shot], maker: Card) -> CompiledRecipe:
    return groups.compile_group(
        singles(shots, maker), shots, golden.SCENE, maker, maker.models[0], 24
    )


SHOTS = [golden.shot_of("dialogue"), golden.shot_of("wide"), golden.shot_of("insert")]


def test_one_film_names_its_shots_and_sends_each_picture_once() -> None:
    recipe = group(SHOTS, card()).recipe
    places = [recipe.prompt.index(f"镜头{n}（") for n in (1, 2, 3)]
    assert places == sorted(places)
    assert recipe.prompt.startswith("图1")
    assert recipe.prompt.count("是林夏") == 1
    files = [one.media.sha256 for one in recipe.references]
    assert len(files) == len(set(files))
    assert [part.shot_id for part in recipe.parts] == [shot.id for shot in SHOTS]
    assert check(recipe, card()) == ()


def test_the_film_is_cut_where_its_shots_begin() -> None:
    recipe = group(SHOTS[1:], card()).recipe
    cut = groups.pieces(recipe, 24.0, 240)
    assert [(each.first, each.frames) for each in cut] == [(0, 84), (84, 84)]
    assert groups.pieces(recipe, 24.0, 80) == (
        groups.Piece(shot_id="shot_wide", first=0, frames=80),
    )
    assert recipe.seconds == 7.0


def test_a_model_that_has_to_be_told_is_told() -> None:
    maker = card(settings={"shots": ("one", "several")}, multi_shot="shot {n}, {seconds}s, ")
    recipe = group(SHOTS[1:], maker).recipe
    assert recipe.settings["shots"] == "several"
    assert "shot 1, 3.5s, " in recipe.prompt


def test_the_prompt_of_a_group_keeps_the_limit_and_says_what_went() -> None:
    compiled = group(SHOTS, card(prompt_most_zh=200))
    assert len(compiled.recipe.prompt) <= 200
    assert any("200" in sentence for sentence in compiled.dropped)


def test_shots_that_are_asked_apart_have_own_words_and_whole_seconds() -> None:
    maker = card(multi_shot_words=120, seconds_min=3.0, mention="<<<image_{n}>>>")
    compiled = group(SHOTS[1:], maker)
    recipe = compiled.recipe
    assert [part.seconds for part in recipe.parts] == [4.0, 4.0]
    assert recipe.seconds == 8.0
    assert all(0 < len(part.words) <= 120 for part in recipe.parts)
    assert recipe.prompt == "\n".join(part.words for part in recipe.parts)
    numbers = {one.name: place for place, one in enumerate(recipe.references, 1)}
    for part in recipe.parts:
        assert part.own is not None
        for one in part.own.references:
            assert f"<<<image_{numbers[one.name]}>>>" in part.words or compiled.dropped
    assert check(recipe, maker) == ()
    late = recipe.model_copy(update={"seconds": 9.0})
    assert len(check(late, maker)) == 1
    assert len(check(recipe, card())) == 0
    assert len(check(recipe, card(multi_shot_most=0))) == 1


def test_only_shots_in_a_row_are_one_film() -> None:
    row = groups.in_row([SHOTS[1], SHOTS[0], SHOTS[1]], SHOTS)
    assert [shot.id for shot in row] == [shot.id for shot in SHOTS[:2]]
    omitted = SHOTS[1].model_copy(update={"status": "omitted"})
    assert len(groups.in_row([SHOTS[0], SHOTS[2]], [SHOTS[0], omitted, SHOTS[2]])) == 2
    for wanted in ([SHOTS[0]], [SHOTS[0], SHOTS[2]], [SHOTS[0], omitted]):
        with pytest.raises(RuleBroken):
            groups.in_row(wanted, SHOTS)


@pytest.mark.parametrize(
    ("maker", "shots"),
    [
        (card(multi_shot_most=0), SHOTS),
        (card(multi_shot_most=2), SHOTS),
        (card(seconds_max=8.0), SHOTS),
        (card(), [*SHOTS[:1], SHOTS[1].model_copy(update={"scene_id": "elsewhere"})]),
    ],
)
def test_what_cannot_be_one_film_is_refused_in_words(maker: Card, shots: list[Shot]) -> None:
    with pytest.raises(RuleBroken) as refused:
        group(shots, maker)
    assert refused.value.fix
