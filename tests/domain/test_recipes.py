from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.recipes import Recipe

RECIPES = st.builds(
    Recipe,
    generator=st.sampled_from(["animatic", "seedance"]),
    shot_id=st.just("shot_1"),
    prompt=st.text(max_size=40),
    seconds=st.floats(0.1, 600),
    width=st.integers(1, 8192),
    height=st.integers(1, 8192),
    seed=st.integers(0, 2_147_483_647),
    settings=st.dictionaries(
        st.text(max_size=5), st.one_of(st.integers(), st.booleans(), st.text(max_size=5))
    ),
)


@given(RECIPES)
def test_the_fingerprint_outlives_storage(recipe: Recipe) -> None:
    stored = Recipe.model_validate_json(recipe.model_dump_json())
    assert stored == recipe
    assert stored.fingerprint() == recipe.fingerprint()


@given(RECIPES, RECIPES)
def test_equal_fingerprints_mean_equal_questions(first: Recipe, second: Recipe) -> None:
    assert (first.fingerprint() == second.fingerprint()) == (first == second)


@given(RECIPES, st.integers(0, 2_147_483_647))
def test_the_subject_is_blind_to_chance_only(recipe: Recipe, seed: int) -> None:
    assert (
        recipe.model_copy(update={"seed": seed}).subject_fingerprint()
        == recipe.subject_fingerprint()
    )
    changed = recipe.model_copy(update={"prompt": recipe.prompt + "x"})
    assert changed.subject_fingerprint() != recipe.subject_fingerprint()


def test_the_order_of_settings_does_not_matter() -> None:
    base = {"generator": "g", "shot_id": "s", "seconds": 1, "width": 720, "height": 1280}
    first = Recipe(**base, settings={"a": 1, "b": 2})
    second = Recipe(**base, settings={"b": 2, "a": 1})
    assert first.fingerprint() == second.fingerprint()
    assert first.aspect == "9:16"


@pytest.mark.parametrize(
    ("width", "height", "aspect"),
    [
        (2520, 1080, "21:9"),
        (1080, 2520, "9:21"),
        (1920, 1080, "16:9"),
        (700, 500, "7:5"),
        (0, 0, ""),
    ],
)
def test_the_wide_screen_keeps_its_name(width: int, height: int, aspect: str) -> None:
    asked = Recipe(generator="g", shot_id="s", seconds=1, width=width, height=height)
    assert asked.aspect == aspect
