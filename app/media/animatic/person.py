"""How a person looks, decided once from their name and words: the same face in every shot and every take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.media.animatic.ink import Color, hex_color, mix, scaled, stable_random

Age = Literal["child", "young", "adult", "old"]
Hair = Literal[
    "crop", "side", "curtain", "fringe", "swept", "bald",
    "long", "bob", "pony", "bun", "wavy", "pixie", "braids",
]  # fmt: skip
Garment = Literal["shirt", "jacket", "coat", "hoodie", "suit", "robe", "apron", "dress", "blouse"]

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
    """Everything the pencil needs to know of one person."""

    name: str
    color: Color
    female: bool
    age: Age
    hair: Hair
    hair_color: Color
    skin: Color
    garment: Garment
    build: float
    height: float
    glasses: bool
    beard: bool
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


def _age(words: str) -> Age:
    years = re.search(r"(\d{1,3})\s*(?:岁|years|yo|y/o)|^\s*(\d{1,3})\s*$", words)
    if years:
        value = int(years.group(1) or years.group(2))
        return (
            "child" if value < 13 else "young" if value < 23 else "adult" if value < 58 else "old"
        )
    if _says(words, _CHILD):
        return "child"
    if any(key in words for key in _OLD):
        return "old"
    return "young" if _says(words, _YOUNG) else "adult"


_MALE_HAIR: dict[Age, tuple[Hair, ...]] = {
    "child": ("fringe", "crop"),
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
_HAIR_WORDS: tuple[tuple[Hair, tuple[str, ...]], ...] = (
    ("pony", ("马尾", "ponytail")), ("bun", ("发髻", "盘发", "丸子头", "bun")),
    ("braids", ("辫", "braid", "pigtail")), ("bob", ("齐肩", "波波头", "bob")),
    ("wavy", ("卷发", "波浪", "wavy", "curly")), ("bald", ("秃", "光头", "bald")),
    ("long", ("长发", "long hair")), ("crop", ("寸头", "平头", "buzz", "crew cut")),
    ("swept", ("背头", "slicked")),
)  # fmt: skip
_GARMENT_WORDS: tuple[tuple[Garment, tuple[str, ...]], ...] = (
    ("apron", ("围裙", "apron")), ("suit", ("西装", "西服", "总裁", "经理", "律师", "suit", "blazer", "lawyer",
        "boss")),
    ("coat", ("大衣", "风衣", "白大褂", "医生", "coat", "trench", "doctor", "raincoat", "雨衣")),
    ("robe", ("汉服", "长袍", "古装", "旗袍", "长衫", "皇", "妃", "王爷", "robe", "kimono")),
    ("hoodie", ("卫衣", "连帽", "hoodie", "sweatshirt")), ("dress", ("裙", "dress", "gown")),
    ("jacket", ("夹克", "外套", "皮衣", "制服", "警", "jacket", "uniform", "cardigan", "邮递员", "courier",
        "postman")),
    ("shirt", ("衬衫", "T恤", "毛衣", "shirt", "sweater", "jumper")),
)  # fmt: skip


def person_of(name: str, color: str, sex: str, words: str = "") -> Person:
    """The person for a name, a colour (`#rrggbb`), a sex and look or age words (Chinese or English)."""
    rng = stable_random("person", name)
    said = f"{name} {words}".casefold()
    coin = rng.random() < 0.5
    female = sex == "female" or (
        sex != "male" and (_says(said, _FEMALE) or (coin and not _says(said, _MALE)))
    )
    age = _age(said if not re.fullmatch(r"\s*\d{1,3}\s*", words) else words)
    hair: Hair = rng.choice((_FEMALE_HAIR if female else _MALE_HAIR)[age])
    hair = next((kind for kind, keys in _HAIR_WORDS if any(key in said for key in keys)), hair)
    if ("短发" in said or "short hair" in said) and female:
        hair = rng.choice(("bob", "pixie"))
    pool: tuple[Garment, ...] = (
        ("blouse", "dress", "coat", "hoodie", "jacket")
        if female
        else ("shirt", "jacket", "coat", "hoodie")
    )
    garment = rng.choice(pool)
    garment = next(
        (kind for kind, keys in _GARMENT_WORDS if any(key.casefold() in said for key in keys)),
        garment,
    )
    base = hex_color(color)
    grey = scaled((214, 212, 210), rng.uniform(0.72, 1.0))
    height = {"child": 1.24, "young": 1.66, "adult": 1.72, "old": 1.65}[age] * (
        0.95 if female and age != "child" else 1.0
    )
    return Person(
        name=name,
        color=base,
        female=female,
        age=age,
        hair=hair,
        hair_color=grey if age == "old" else rng.choice(_HAIRS),
        skin=rng.choice(_SKINS),
        garment=garment,
        build=rng.uniform(0.92, 1.1) * (0.9 if female else 1.0),
        height=height * rng.uniform(0.975, 1.025),
        glasses="眼镜" in said
        or "glasses" in said
        or rng.random() < (0.4 if age == "old" else 0.13),
        beard=not female
        and (any(k in said for k in ("胡", "beard")) or (age == "old" and rng.random() < 0.65)),
        brow=rng.uniform(-1, 1),
        eye=rng.uniform(0.88, 1.14) * (1.1 if female else 1.0) * (1.16 if age == "child" else 1.0),
        jaw=rng.uniform(-1, 1),
        nose=rng.uniform(0.8, 1.2),
        trousers=mix(
            rng.choice(((62, 66, 84), (78, 74, 72), (52, 56, 66), (104, 96, 88))), base, 0.12
        ),
        inner=rng.choice(((240, 236, 226), (226, 220, 208), (206, 212, 218), (232, 222, 200))),
    )
