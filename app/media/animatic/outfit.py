"""What the words of a look say: hair, beard, glasses, hat, garment and their colours, in Chinese and English.

The words come from a character list or a look (`短发，灰色工装外套`, `29, black raincoat`). What is said
first counts; what is not said stays empty, and the artist decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeVar

from app.media.animatic.ink import Color

Hair = Literal[
    "crop", "side", "curtain", "fringe", "swept", "bald", "curls",
    "long", "bob", "pony", "bun", "wavy", "pixie", "braids",
]  # fmt: skip
Garment = Literal[
    "shirt", "jacket", "coat", "hoodie", "suit", "robe", "apron", "dress", "blouse",
    "raincoat", "uniform", "qipao", "tracksuit",
]  # fmt: skip
Hat = Literal["", "cap", "hat", "beanie", "hood"]
Length = Literal["", "short", "long"]
_Kind = TypeVar("_Kind")

#: Cloth as paint: black and white keep room for folds.
COLORS: Final[tuple[tuple[Color, tuple[str, ...]], ...]] = (
    ((52, 66, 104), ("藏蓝", "藏青", "深蓝", "海军蓝", "navy", "dark blue")),
    ((142, 182, 206), ("浅蓝", "天蓝", "淡蓝", "light blue", "pale blue", "sky blue")),
    ((128, 44, 52), ("酒红", "暗红", "深红", "burgundy", "maroon", "dark red", "crimson")),
    ((224, 146, 160), ("粉红", "粉色", "pink")),
    ((190, 56, 52), ("红", "绯", "red", "scarlet")),
    ((70, 70, 80), ("黑", "墨色", "black")),
    ((236, 232, 222), ("白", "white", "ivory")),
    ((92, 94, 100), ("深灰", "charcoal", "dark grey", "dark gray")),
    ((142, 146, 150), ("灰", "grey", "gray", "silver")),
    ((74, 112, 164), ("蓝", "青色", "blue", "denim", "牛仔")),
    ((232, 190, 62), ("黄", "yellow", "mustard")),
    ((112, 118, 82), ("军绿", "墨绿", "橄榄", "olive", "army green", "khaki green")),
    ((82, 134, 92), ("绿", "green")),
    ((128, 90, 156), ("紫", "purple", "violet", "lilac")),
    ((214, 130, 60), ("橙色", "橘", "orange")),
    ((188, 162, 118), ("卡其", "驼色", "米色", "米白", "杏色", "khaki", "beige", "tan", "camel", "cream")),
    ((122, 86, 62), ("棕", "褐", "咖啡色", "brown")),
)  # fmt: skip
_GARMENTS: Final[tuple[tuple[Garment, tuple[str, ...]], ...]] = (
    ("raincoat", ("雨衣", "雨披", "raincoat", "rain coat", "rain jacket", "poncho", "slicker")),
    ("tracksuit", ("校服", "运动服", "school uniform", "tracksuit")),
    ("uniform", ("制服", "警服", "军装", "工作服", "uniform", "overalls")),
    ("coat", ("风衣", "大衣", "白大褂", "斗篷", "棉袄", "羽绒服", "overcoat", "trench coat", "trench", "parka",
        "cloak", "coat")),
    ("jacket", ("工装", "外套", "夹克", "皮衣", "马甲", "开衫", "work jacket", "jacket", "cardigan", "vest")),
    ("suit", ("西装", "西服", "礼服", "suit", "blazer", "tuxedo")),
    ("qipao", ("旗袍", "qipao", "cheongsam")),
    ("robe", ("汉服", "长袍", "古装", "长衫", "道袍", "robe", "kimono", "hanfu")),
    ("apron", ("围裙", "apron")),
    ("hoodie", ("卫衣", "连帽衫", "hoodie", "sweatshirt")),
    ("dress", ("裙", "dress", "gown", "skirt")),
    ("shirt", ("衬衫", "衬衣", "T恤", "毛衣", "背心", "shirt", "t-shirt", "sweater", "jumper", "tee")),
)  # fmt: skip
_TRADES: Final[tuple[tuple[Garment, tuple[str, ...]], ...]] = (
    ("suit", ("总裁", "经理", "律师", "lawyer", "boss")),
    ("coat", ("医生", "doctor")),
    ("robe", ("皇", "妃", "王爷")),
    ("uniform", ("警察", "民警", "保安", "司机", "police", "officer", "guard", "driver")),
    ("jacket", ("邮递员", "骑手", "courier", "postman", "rider")),
    ("tracksuit", ("小学生", "中学生", "schoolboy", "schoolgirl")),
)  # fmt: skip
_HAIRS: Final[tuple[tuple[Hair, tuple[str, ...]], ...]] = (
    ("pony", ("马尾", "ponytail", "pony tail")),
    ("bun", ("发髻", "盘发", "丸子头", "bun", "chignon")),
    ("braids", ("辫", "braid", "braids", "braided", "pigtail", "plait")),
    ("bob", ("齐肩", "波波头", "齐耳", "bob")),
    ("wavy", ("卷发", "波浪", "大波浪", "wavy", "curly", "curls")),
    ("bald", ("秃", "光头", "bald", "shaved head")),
    ("crop", ("寸头", "平头", "板寸", "buzz cut", "buzz", "crew cut")),
    ("swept", ("背头", "slicked")),
    ("curtain", ("中分", "curtain")),
    ("fringe", ("刘海", "bangs", "fringe")),
)  # fmt: skip
_LENGTHS: Final[tuple[tuple[Length, tuple[str, ...]], ...]] = (
    ("short", ("短发", "短头发", "short hair", "short-haired", "short black hair", "cropped hair")),
    ("long", ("长发", "长头发", "long hair", "long-haired", "long black hair", "waist-length hair")),
)  # fmt: skip
_HAIR_COLORS: Final[tuple[tuple[Color, tuple[str, ...]], ...]] = (
    ((208, 206, 204), ("白发", "银发", "满头白", "white hair", "white-haired", "silver hair")),
    ((168, 166, 166), ("花白", "灰发", "灰白", "grey hair", "gray hair", "grey-haired", "gray-haired",
        "greying", "graying", "salt and pepper")),
    ((204, 168, 98), ("金发", "blond hair", "blonde hair", "blond", "blonde")),
    ((150, 74, 48), ("红发", "red hair", "redhead", "ginger", "auburn")),
    ((96, 66, 48), ("棕发", "棕色头发", "brown hair")),
    ((42, 38, 46), ("黑发", "黑色短发", "黑色长发", "乌发", "black hair", "dark hair")),
)  # fmt: skip
_HATS: Final[tuple[tuple[Hat, tuple[str, ...]], ...]] = (
    ("hood", ("戴着兜帽", "兜帽", "hood up", "hooded")),
    ("beanie", ("毛线帽", "头盔", "头巾", "beanie", "helmet", "headscarf", "wool hat", "knit hat")),
    ("cap", ("棒球帽", "鸭舌帽", "警帽", "大檐帽", "帽子", "baseball cap", "peaked cap", "flat cap", "cap")),
    ("hat", ("礼帽", "草帽", "斗笠", "hat", "fedora")),
)  # fmt: skip
_TOYS: Final = (
    "布兔",
    "兔子",
    "布偶",
    "娃娃",
    "玩具熊",
    "小熊",
    "rabbit",
    "bunny",
    "teddy",
    "doll",
    "stuffed",
)
_NO_BEARD: Final = ("没有胡", "无胡", "clean-shaven", "clean shaven", "no beard")
_BEARD: Final = ("胡", "beard", "bearded", "moustache", "mustache", "goatee", "stubble")
_CLAUSE: Final = re.compile(r"[，,、；;。.!！?？\n]|\band\b|\bwith\b")
_NUMERALS: Final = {letter: value for value, letter in enumerate("零一二三四五六七八九")}
_YEARS = re.compile(
    r"^\s*(?:early |mid |late |mid-)?(\d{1,3})s?(?![\d:])"
    r"|(\d{1,3})\s*(?:多)?(?:岁|years?|yo\b|y/o|-year)"
)
_CHINESE_YEARS = re.compile(
    r"^\s*([一二三四五六七八九十]{1,3})(?=$|[\s,，、])|([一二三四五六七八九十]{1,3})多?岁"
)


@dataclass(frozen=True)
class Outfit:
    """What is said of someone's looks; empty or None where nothing is said."""

    years: int | None = None
    hair: Hair | None = None
    length: Length = ""
    hair_color: Color | None = None
    beard: bool | None = None
    glasses: bool = False
    hat: Hat = ""
    garment: Garment | None = None
    cloth: Color | None = None
    toy: bool = False


def outfit_of(words: str) -> Outfit:
    """Read a description in Chinese or English; `words` may begin with the age (`26, short hair`)."""
    said = words.casefold()
    garment, cloth = _garment(said)
    return Outfit(
        years=years(said),
        hair=_first(said, _HAIRS),
        length=_first(said, _LENGTHS) or "",
        hair_color=_first(said, _HAIR_COLORS),
        beard=False if _any(said, _NO_BEARD) else True if _any(said, _BEARD) else None,
        glasses=_any(said, ("眼镜", "glasses", "spectacles")),
        hat=_first(said, _HATS) or "",
        garment=garment or _first(said, _TRADES),
        cloth=cloth,
        toy=_any(said, _TOYS),
    )


def years(said: str) -> int | None:
    """The age that is told: a number in front, or one before 岁 or years."""
    if match := _YEARS.search(said):
        return int(next(group for group in match.groups() if group))
    if match := _CHINESE_YEARS.search(said):
        tens, ten, ones = next(group for group in match.groups() if group).rpartition("十")
        return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)
    return None


def color_of(words: str, keys: tuple[str, ...]) -> Color | None:
    """The colour said of a thing: the last colour word before any of `keys` in the same clause.

    `灰色工装外套` gives grey for 外套; a colour that comes after counts only in `伞是红的` and the like.
    """
    said = words.casefold()
    for clause in _CLAUSE.split(said):
        spots = [found.start() for key in keys if (found := _find(clause, key))]
        if not spots:
            continue
        named = _last_color(clause[: min(spots)]) or _last_color(clause[min(spots) :])
        if named:
            return named
    return None


def _garment(said: str) -> tuple[Garment | None, Color | None]:
    """The garment named first (the longest word of those that begin there) and its colour."""
    hits = [
        (found.start(), -len(key), kind, keys)
        for kind, keys in _GARMENTS
        for key in keys
        if (found := _find(said, key))
    ]
    if not hits:
        return None, None
    _, _, kind, keys = min(hits)
    cloth = color_of(said, keys)
    if cloth is None and "白大褂" in said:
        cloth = (236, 232, 222)
    return kind, cloth


def _last_color(text: str) -> Color | None:
    best: tuple[int, int, Color] | None = None
    for color, keys in COLORS:
        for key in keys:
            for found in _pattern(key).finditer(text):
                # Of 藏蓝 and 蓝 the longer word is meant: both end at the same letter.
                if best is None or (found.end(), len(key)) > best[:2]:
                    best = (found.end(), len(key), color)
    return best[2] if best else None


@cache
def _pattern(key: str) -> re.Pattern[str]:
    if key.isascii():
        return re.compile(rf"(?<![a-z]){re.escape(key)}(?:e?s)?(?![a-z])")
    return re.compile(re.escape(key.casefold()))


def _find(said: str, key: str) -> re.Match[str] | None:
    return _pattern(key).search(said)


def _any(said: str, keys: tuple[str, ...]) -> bool:
    return any(_find(said, key) for key in keys)


def _first(said: str, table: tuple[tuple[_Kind, tuple[str, ...]], ...]) -> _Kind | None:
    """The entry whose word stands first in the text."""
    hits = [
        (found.start(), place)
        for place, (_, keys) in enumerate(table)
        for key in keys
        if (found := _find(said, key))
    ]
    return table[min(hits)[1]][0] if hits else None
