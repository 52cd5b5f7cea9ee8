"""How prompts speak of pictures: by number where models count, by name where they know names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.media import MediaRef
from app.domain.recipes import Recipe, RecipeReference
from app.generators.mentions import bound_prompt, called_prompt
from tests.fakes.stage import recipe

MEDIA = MediaRef(sha256="0" * 64, suffix=".png", kind="picture", size=1)


def asked(prompt: str, *names: str, language: str = "zh") -> Recipe:
    pictures = tuple(RecipeReference(role="character", name=one, media=MEDIA) for one in names)
    frame = RecipeReference(role="first_frame", name="首帧", media=MEDIA)
    return recipe(prompt=prompt, references=(*pictures, frame), language=language)


@pytest.mark.parametrize(
    ("prompt", "names", "told"),
    [
        ("林夏推开门", ("林夏",), "@林夏 推开门"),
        ("她推开门", ("林夏", "灯笼铺"), "@林夏 @灯笼铺 她推开门"),
        ("@林夏 推开门", ("林夏",), "@林夏 推开门"),
        ("林夏天看见林夏", ("林夏", "林夏天"), "@林夏天 看见@林夏 "),
        ("Lin opens Lin's door", ("Lin",), "@Lin opens @Lin 's door"),
        ("门开了", (), "门开了"),
    ],
)
def test_names_become_marks(prompt: str, names: tuple[str, ...], told: str) -> None:
    assert called_prompt(asked(prompt, *names)) == told


def test_numbers_lead_the_prompt_unless_it_speaks_of_them() -> None:
    assert bound_prompt(asked("门开了", "林夏")) == "图1是林夏。门开了"
    assert bound_prompt(asked("图1推门", "林夏")) == "图1推门"
    english = asked("a door", "Lin", "Gu", language="en")
    assert bound_prompt(english) == "image 1 is Lin, image 2 is Gu. a door"


@given(
    st.text("林夏天@ 门", max_size=12),
    st.lists(st.sampled_from(["林", "林夏", "夏天"]), max_size=3),
)
def test_marking_twice_changes_nothing_and_every_name_is_called(
    prompt: str, names: list[str]
) -> None:
    once = called_prompt(asked(prompt, *names))
    assert called_prompt(asked(once, *names)) == once
    assert all(f"@{name} " in once for name in names)
    plain = once.replace("@", "").replace(" ", "")
    assert plain.endswith(prompt.replace("@", "").replace(" ", ""))
