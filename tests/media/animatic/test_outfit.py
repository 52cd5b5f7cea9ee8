from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.domain.cast import PALETTE
from app.domain.recipes import Figure
from app.media.animatic.ink import Color, hex_color
from app.media.animatic.outfit import color_of, outfit_of, years
from app.media.animatic.painter import no_references, paint_still
from app.media.animatic.person import person_of
from app.media.animatic.portrait import draw_portrait

from .shots import recipe

GREY: Color = (142, 146, 150)
BLACK: Color = (70, 70, 80)
NAVY: Color = (52, 66, 104)
YELLOW: Color = (232, 190, 62)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("26, 失物招领处夜班员，短发，灰色工装外套", {"years": 26, "length": "short", "garment": "jacket",
            "cloth": GREY}),
        ("29, 黑色风衣，说话客气", {"years": 29, "garment": "coat", "cloth": BLACK}),
        ("58, 末班车司机，胡子花白，藏蓝制服", {"beard": True, "garment": "uniform", "cloth": NAVY,
            "hair_color": (168, 166, 166)}),
        ("8, 黄色雨衣，抱着一只断了耳朵的布兔子", {"years": 8, "garment": "raincoat", "cloth": YELLOW, "toy": True}),
        ("26, short hair, grey work jacket", {"length": "short", "garment": "jacket", "cloth": GREY}),
        ("29, black raincoat, out of breath", {"garment": "raincoat", "cloth": BLACK}),
        ("银发 眼镜 白衬衫", {"hair_color": (208, 206, 204), "glasses": True, "garment": "shirt",
            "cloth": (236, 232, 222)}),
        ("丸子头，红色旗袍", {"hair": "bun", "garment": "qipao", "cloth": (190, 56, 52)}),
        ("光头，棕色夹克，鸭舌帽", {"hair": "bald", "garment": "jacket", "cloth": (122, 86, 62), "hat": "cap"}),
        ("马尾，校服", {"hair": "pony", "garment": "tracksuit", "cloth": None}),
        ("curly hair, bearded, navy suit, hat", {"hair": "wavy", "beard": True, "garment": "suit", "cloth": NAVY,
            "hat": "hat"}),
        ("ponytail and a green dress", {"hair": "pony", "garment": "dress", "cloth": (82, 134, 92)}),
        ("clean-shaven, hoodie", {"beard": False, "garment": "hoodie"}),
        ("黑色短发紫色围裙", {"length": "short", "garment": "apron", "cloth": (128, 90, 156)}),
        ("话少，左手腕系一根旧红绳", {"garment": None, "cloth": None}),
        ("a carpenter of good address", {"garment": None, "hat": ""}),
    ],
)  # fmt: skip
def test_descriptions_are_read_in_both_languages(words: str, expected: dict[str, object]) -> None:
    told = outfit_of(words)
    assert {key: getattr(told, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("words", "age"),
    [("8", 8), ("40s, tired", 40), ("七十岁", 70), ("十二岁", 12), ("六", 6), ("aged 31 years", 31), ("黑色风衣", None),
     ("00:12", None)],
)  # fmt: skip
def test_ages_are_read(words: str, age: int | None) -> None:
    assert years(words) == age


def test_a_colour_belongs_to_the_thing_of_its_clause() -> None:
    assert color_of("黑色风衣，红伞", ("伞",)) == (190, 56, 52)
    assert color_of("a red umbrella and a blue door", ("door",)) == (74, 112, 164)
    assert color_of("雨中的伞", ("伞",)) is None


def test_the_person_wears_what_is_told_and_keeps_the_own_colour_as_accent() -> None:
    iris = person_of("Iris", "#E4572E", "female", "26, short hair, grey work jacket")
    assert (iris.color, iris.accent, iris.dressed) == (GREY, hex_color("#E4572E"), True)
    assert iris.hair in {"bob", "pixie"}
    silent = person_of("Iris", "#E4572E", "female", "")
    assert silent.color == silent.accent
    assert not silent.dressed


def test_children_are_smaller_with_larger_heads() -> None:
    child = person_of("小满", "#3A9D5D", "female", "8, 黄色雨衣")
    grown = person_of("江芷", "#3A9D5D", "female", "26")
    assert child.age == "child"
    assert 1.15 < child.height < 1.35 < grown.height
    assert child.hat == "hood"


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("words", ["", "8", "18", "70"])
def test_silent_descriptions_never_share_a_silhouette(sex: str, words: str) -> None:
    cast = [person_of(f"name {index}", color, sex, words) for index, color in enumerate(PALETTE)]
    for one, other in itertools.combinations(cast, 2):
        assert (one.hair, one.garment) != (other.hair, other.garment)


def share(picture: np.ndarray, color: Color, most: int = 60) -> float:  # type: ignore[type-arg]
    """The share of pixels near a colour."""
    far = np.abs(picture.astype(int) - np.array(color)).sum(axis=-1)
    return float((far < most).mean())


@pytest.mark.parametrize(
    ("words", "cloth"),
    [("灰色工装外套", GREY), ("black raincoat", BLACK), ("藏蓝制服", NAVY), ("黄色雨衣", YELLOW),
     ("red dress", (190, 56, 52))],
)  # fmt: skip
def test_the_told_colour_and_the_own_colour_are_on_the_screen(words: str, cloth: Color) -> None:
    own = hex_color("#2A9D8F")
    told = np.asarray(draw_portrait("甲", "#2A9D8F", "female", words, (300, 300), variant="full"))
    plain = np.asarray(draw_portrait("甲", "#2A9D8F", "female", "", (300, 300), variant="full"))
    assert share(told, cloth) > share(plain, cloth) + 0.01
    assert share(told, own) > 0.002


def test_a_shot_shows_the_told_coat() -> None:
    figure = Figure(name="程野", color="#2E86AB", look="29, 黑色风衣", sex="male")
    shot = {"size": "MLS", "place": "客厅", "time_of_day": "day", "action": ""}
    worn = np.asarray(paint_still(recipe(figures=(figure,), **shot), no_references))
    bare = np.asarray(
        paint_still(
            recipe(figures=(figure.model_copy(update={"look": "29"}),), **shot), no_references
        )
    )
    assert share(worn, (62, 62, 70)) > share(bare, (62, 62, 70)) + 0.05
