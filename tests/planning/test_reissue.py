"""A recipe for another card: what fits is carried over, what does not is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import Card
from app.domain.ids import ShotId
from app.domain.media import MediaRef
from app.domain.recipes import Recipe, RecipeReference, ReferenceRole
from app.errors import BadInput
from app.generators.card import check
from app.planning.differences import differences
from app.planning.reissue import reissue


def picture(name: str, role: ReferenceRole = "character") -> RecipeReference:
    media = MediaRef(sha256=(name * 64)[:64], suffix=".png", kind="picture", size=9)
    return RecipeReference(role=role, name=name, media=media, vendor_id="theirs")


def recipe(**changes: Any) -> Recipe:
    fields: dict[str, Any] = {
        "generator": "one",
        "model": "m",
        "shot_id": ShotId("shot"),
        "prompt": "林夏推开门。她看见雨。她没有进去。",
        "negative": "字幕",
        "references": (picture("a"), picture("b"), picture("c", "place")),
        "seconds": 6,
        "width": 1080,
        "height": 1920,
        "seed": 42,
        "settings": {"resolution": "1080p", "camera": "fixed", "watermark": "false"},
    }
    return Recipe(**(fields | changes))


def card(**model: Any) -> Card:
    fields: dict[str, Any] = {
        "id": "m2",
        "label": "Second",
        "seconds_choices": (5, 10),
        "resolutions": ("720p", "1080p"),
        "aspects": ("9:16", "16:9"),
        "settings": {"watermark": ("true", "false"), "mode": ("std", "pro")},
        "references": ({"role": "character", "most": 1},),
    }
    return Card.model_validate(
        {"id": "two", "label": "Two", "kind": "remote", "models": [fields | model]}
    )


def test_what_fits_is_carried_over_and_the_rest_is_named() -> None:
    made = reissue(recipe(), card(prompt_most_zh=12))
    asked = made.recipe
    assert (asked.generator, asked.model, asked.seed, asked.seconds) == ("two", "m2", 0, 10)
    assert asked.prompt == "图1是a。林夏推开门。"
    assert asked.negative == ""
    assert [one.name for one in asked.references] == ["a"]
    assert asked.references[0].vendor_id == ""
    assert asked.settings == {"resolution": "1080p", "watermark": "false", "mode": "std"}
    assert (asked.width, asked.height) == (1080, 1920)
    said = " ".join(made.dropped)
    for lost in ("她没有进去", "not wanted", "b (character)", "c (place)", "camera"):
        assert lost in said
    assert check(asked, card(prompt_most_zh=12)) == ()


def test_the_label_choice_decides_about_the_vendors_mark() -> None:
    assert reissue(recipe(), card(), mark=True).recipe.settings["watermark"] == "true"
    assert reissue(recipe(), card(), mark=False).recipe.settings["watermark"] == "false"
    assert "watermark" not in reissue(recipe(), card(settings={})).recipe.settings


def test_frames_and_pictures_that_exclude_each_other() -> None:
    both = recipe(references=(picture("a"), picture("f", "first_frame")))
    slots = ({"role": "character", "most": 4}, {"role": "first_frame", "most": 1})
    one_of_two = card(references=slots, frames_exclude_references=True)
    made = reissue(both, one_of_two)
    assert [one.role for one in made.recipe.references] == ["first_frame"]
    assert "frames or pictures" in made.dropped[-1] or any(
        "frames or pictures" in text for text in made.dropped
    )


def test_a_picture_model_is_asked_for_a_picture() -> None:
    made = reissue(recipe(), card(media=("picture",), seconds_choices=()))
    assert (made.recipe.medium, made.recipe.seconds) == ("picture", 0)
    assert any("picture" in text for text in made.dropped)


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(BadInput):
        reissue(recipe(), card(), "m9")


def test_differences_are_told_and_chance_is_none() -> None:
    assert differences(recipe(), recipe(seed=7)) == ()
    told = {
        one.what: (one.before, one.after)
        for one in differences(recipe(), reissue(recipe(), card()).recipe)
    }
    assert told["Length"] == ("6 s", "10 s")
    assert told["Setting camera"] == ("fixed", "none")
    assert told["Generator"] == ("one", "two")
    assert "b (character" in told["References"][0]


_PROMPTS = st.text(alphabet="林夏推门雨。！ abc.", max_size=60)


@given(_PROMPTS, st.integers(1, 40), st.sampled_from(("zh", "en")), st.floats(1, 60))
def test_whatever_is_asked_fits_the_card(
    prompt: str, most: int, language: str, seconds: float
) -> None:
    target = card(prompt_most_zh=most, prompt_most_en=most)
    asked = recipe(prompt=prompt, language=language, seconds=seconds)
    assert check(reissue(asked, target).recipe, target) == ()
