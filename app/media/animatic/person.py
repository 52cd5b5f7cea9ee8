"""How a person looks, decided once from their name and words: the same face in every shot and every take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.domain.cast import PALETTE
from app.media.animatic.ink import Color, hex_color, mix, scaled, stable_random
from app.media.animatic.outfit import Garment, Hair, Hat, Outfit, outfit_of

Age = Literal["child", "young", "adult", "old"]

_SKINS: tuple[Color, ...] = (
    (246, 214, 186),
    (240, 202, 170),
    (232, 190, 156),
    (222, 178, 146),
    (248, 220, 198),
)
_HAIRS: tuple[Color, ...] = ((44, 38, 44), (58, 44, 42), (78, 56, 46), (36, 36, 48), (96, 66, 48))

_FEMALE = (
    "女", "妈", "母", "奶", "婆", "姐", "妹", "姨", "姑", "嫂", "婶", "娘", "妃", "后", "公主", "小姐", "太太",
    "夫人",
    "she", "her", "woman", "girl", "mother", "mom", "mum", "aunt", "sister", "lady", "mrs", "miss", "ms", "wife",
    "queen", "waitress", "grandma", "granny", "daughter", "nurse",
)  # fmt: skip
_MALE = (
    "男", "爸", "父", "爷", "公公", "哥", "弟", "叔", "伯", "舅", "先生", "老头", "大爷", "少爷", "皇", "汉",
    "he", "his", "man", "boy", "father", "dad", "uncle", "brother", "mr", "sir", "husband", "king", "grandpa",
    "grandfather", "son",
)  # fmt: skip
_OLD = (
    "老",
    "爷",
    "奶",
    "婆",
    "大爷",
    "阿公",
    "六十",
    "七十",
    "八十",
    "花甲",
    "old",
    "elder",
    "grand",
    "senior",
    "aged",
)
_CHILD = ("孩", "童", "小学", "幼", "娃", "child", "kid", "little girl", "little boy", "toddler")
_YOUNG = ("少年", "少女", "学生", "青年", "中学", "teen", "student", "young", "youth")


@dataclass(frozen=True)
class Person:
    """Everything the pencil needs to know of one person.

    `color` is the cloth of the main garment; `accent` is the character's own colour, which stays on
    collar, lining, scarf or armband when the words give the cloth another one (`dressed`).
    """

    name: str
    color: Color
    accent: Color
    dressed: bool
    female: bool
    age: Age
    hair: Hair
    hair_color: Color
    hat: Hat
    skin: Color
    garment: Garment
    build: float
    height: float
    glasses: bool
    beard: bool
    toy: bool
    brow: float
    eye: float
    jaw: float
    nose: float
    trousers: Color
    inner: Color


def _says(words: str, keys: tuple[str, ...]) -> bool:
    return any(
        re.search(rf"(?<![a-z]){key}(?![a-z])", words) if key.isascii() else key in words
        for key in keys
    )


def _age(said: str, years: int | None) -> Age:
    if years is not None:
        if years < 13:
            return "child"
        return "young" if years < 23 else "adult" if years < 58 else "old"
    if _says(said, _CHILD):
        return "child"
    if any(key in said for key in _OLD):
        return "old"
    return "young" if _says(said, _YOUNG) else "adult"


_MALE_HAIR: dict[Age, tuple[Hair, ...]] = {
    "child": ("fringe", "crop", "curls"),
    "young": ("fringe", "curtain", "side", "swept"),
    "adult": ("side", "crop", "swept", "curtain", "fringe"),
    "old": ("bald", "side", "crop", "swept"),
}
_FEMALE_HAIR: dict[Age, tuple[Hair, ...]] = {
    "child": ("braids", "bob", "pony"),
    "young": ("long", "pony", "bob", "wavy", "braids"),
    "adult": ("long", "bun", "wavy", "bob", "pony", "pixie"),
    "old": ("bun", "pixie", "bob"),
}
_FEMALE_CLOTHES: tuple[Garment, ...] = ("blouse", "dress", "coat", "hoodie", "jacket")
_MALE_CLOTHES: tuple[Garment, ...] = ("shirt", "jacket", "coat", "hoodie")
_SHORT: dict[bool, tuple[Hair, ...]] = {True: ("bob", "pixie"), False: ("crop", "side", "fringe")}
#: Years to metres, girls and boys alike until twelve.
_GROWTH = ((2, 0.88), (5, 1.1), (8, 1.27), (12, 1.5))


def person_of(name: str, color: str, sex: str, words: str = "") -> Person:
    """The person for a name, a colour (`#rrggbb`), a sex and look or age words (Chinese or English).

    Where the words are silent, hair and garment follow from the place of `color` in the palette, so that
    two characters of one cast never share a silhouette; a colour of no palette leaves it to the name.
    """
    rng = stable_random("person", name)
    said = f"{name} {words}".casefold()
    told = outfit_of(words)
    coin = rng.random() < 0.5
    female = sex == "female" or (
        sex != "male" and (_says(said, _FEMALE) or (coin and not _says(said, _MALE)))
    )
    age = _age(said, told.years)
    place = PALETTE.index(color.upper()) if color.upper() in PALETTE else rng.randrange(40)
    hair, garment = _silhouette(female, age, place)
    hair, garment = _hair(told, hair, female, place), told.garment or garment
    base = hex_color(color)
    tones = _HAIRS[rng.randrange(len(_HAIRS))], scaled((214, 212, 210), rng.uniform(0.72, 1.0))
    own = told.hair_color or (tones[1] if age == "old" else tones[0])
    cloth = told.cloth or base
    apron = (
        garment == "apron"
    )  # its colour is that of the bib; what is under it stays the character's
    plain = told.hair is None and not told.length and told.garment is None
    grown = age != "child"
    return Person(
        name=name,
        color=base if apron else cloth,
        accent=base,
        dressed=told.cloth is not None,
        female=female,
        age=age,
        hair=hair,
        hair_color=own,
        hat=told.hat or ("hood" if not grown and garment == "raincoat" else ""),
        skin=rng.choice(_SKINS),
        garment=garment,
        build=rng.uniform(0.92, 1.1) * (0.86 if not grown else 0.9 if female else 1.0),
        height=_height(age, told.years, female) * rng.uniform(0.975, 1.025),
        glasses=told.glasses or (rng.random() < (0.4 if age == "old" else 0.13) and plain),
        beard=_beard(told, female, age, rng.random() < 0.65),
        toy=told.toy and not grown,
        brow=rng.uniform(-1, 1),
        eye=rng.uniform(0.88, 1.14) * (1.1 if female else 1.0) * (1.0 if grown else 1.16),
        jaw=rng.uniform(-1, 1),
        nose=rng.uniform(0.8, 1.2) * (1.0 if grown else 0.8),
        trousers=mix(
            rng.choice(((62, 66, 84), (78, 74, 72), (52, 56, 66), (104, 96, 88))), base, 0.12
        ),
        inner=cloth
        if apron and told.cloth
        else rng.choice(((240, 236, 226), (226, 220, 208), (206, 212, 218), (232, 222, 200))),
    )


def _silhouette(female: bool, age: Age, place: int) -> tuple[Hair, Garment]:
    """Hair and garment number `place` of those that suit; no two places share both."""
    cuts = (_FEMALE_HAIR if female else _MALE_HAIR)[age]
    clothes = _FEMALE_CLOTHES if female else _MALE_CLOTHES
    lap, turn = divmod(place, len(cuts))
    return cuts[turn], clothes[(turn + lap) % len(clothes)]


def _hair(told: Outfit, silent: Hair, female: bool, place: int) -> Hair:
    """The cut that is told, within what is told of its length."""
    if told.hair == "wavy" and (not female or told.length == "short"):
        return "curls"
    if told.hair is not None:
        return told.hair
    if told.length == "long":
        return "long"
    if told.length == "short":
        return _SHORT[female][place % len(_SHORT[female])]
    return silent


def _beard(told: Outfit, female: bool, age: Age, coin: bool) -> bool:
    if female or age == "child":
        return False
    return told.beard if told.beard is not None else age == "old" and coin


def _height(age: Age, years: int | None, female: bool) -> float:
    """Metres."""
    if age == "child":
        ages, metres = zip(*_GROWTH, strict=True)
        return float(np.interp(8 if years is None else years, ages, metres))
    return {"young": 1.66, "adult": 1.72, "old": 1.65}[age] * (0.95 if female else 1.0)
