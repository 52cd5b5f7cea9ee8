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
