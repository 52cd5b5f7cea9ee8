"""Golden recipes: four shots as every card would be asked them; `golden_recipes` writes the files anew."""

from __future__ import annotations

import json

import pytest

from app.generators.card import check
from app.generators.mentions import bound_prompt, called_prompt
from tests.planning import golden_recipes as golden

CARDS = {card.id: card for card in golden.cards()}


@pytest.mark.parametrize("name", sorted(CARDS))
def test_the_recipes_of_a_card_are_as_written_down(name: str) -> None:
    written = json.loads(golden.path_of(name).read_text("utf-8"))
    assert golden.recipes_of(CARDS[name]) == written


@pytest.mark.parametrize("name", sorted(CARDS))
def test_no_recipe_breaks_its_card(name: str) -> None:
    card = CARDS[name]
    for model in golden.models(card):
        for case in golden.CASES:
            compiled = golden.compiled(card, model, case)
            wanting = golden.wanting(model)
            problems = [each for each in check(compiled.recipe, card) if each not in wanting]
            assert problems == [], (model.id, case)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_everyone_in_frame_is_referenced_or_named_as_dropped(name: str) -> None:
    card = CARDS[name]
    for model in golden.models(card):
        compiled = golden.compiled(card, model, "dialogue")
        sent = {one.name for one in compiled.recipe.references}
        for person in ("林夏", "老陈"):
            said = any(person in sentence for sentence in compiled.dropped)
            assert person in sent or said or card.kind == "offline", (model.id, person)


def test_nothing_is_written_down_of_a_card_that_is_gone() -> None:
    assert {path.stem for path in golden.FOLDER.glob("*.json")} == set(CARDS)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_a_vendor_leaves_a_prompt_alone_that_speaks_of_its_pictures(name: str) -> None:
    card = CARDS[name]
    for model in golden.models(card):
        for case in golden.CASES:
            recipe = golden.compiled(card, model, case).recipe
            if "{name}" in recipe.mention:
                again = called_prompt(recipe, recipe.mention)
                assert again == recipe.prompt, (model.id, case)
            elif recipe.mention:
                assert recipe.prompt.startswith(recipe.lead)
                assert bound_prompt(recipe, model.mention) == recipe.prompt, (model.id, case)
