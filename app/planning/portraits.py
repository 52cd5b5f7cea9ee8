"""What the script tells of a character: age, description, sex, and the short names others call them by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from app.domain.entity import Value
from app.domain.script import Person, Scene
from app.planning.directions import sentences
from app.planning.people import Sex, pronouns

_FEMALE = re.compile(
    r"妈|母|姐|妹|婆|奶奶|姨|嫂|女|娘|妻|媳|小姐|太太|夫人|公主|皇后|贵妃|闺|少女|老板娘|她"
    r"|\b(?:mother|mom|mum|aunt\w*|sister|girl|woman|lady|mrs|ms|miss|wife|daughter|queen|princess|grandma|grandmother|she|her|waitress|nun)\b",
    re.IGNORECASE,
)
_MALE = re.compile(
    r"爸|父|哥|弟|爷|叔|伯|舅|公公|男|先生|少爷|丈夫|儿子|皇上|王爷|太监|大爷|小伙|汉子|他(?!们)"
    r"|\b(?:father|dad|uncle|brother|boy|man|mr|sir|husband|son|king|prince|grandpa|grandfather|he|him|his|monk|waiter)\b",
    re.IGNORECASE,
)
_FEMALE_LETTERS: Final = frozenset("娟婷芳丽娜雪梅兰婉莉玲燕霞萍娇媛倩瑶妍婧嫣芷薇茜琳琴莲蕾佳")
_MALE_LETTERS: Final = frozenset("强刚伟勇军杰涛磊鹏辉雄峰斌浩龙虎豪健魁毅")
#: Common English given names: the last resort before nothing is known.
_WOMEN: Final = """
iris mei alice amy anna anne ava beth chloe clara diana ella emily emma eva grace hannah helen ivy jane julia kate
laura lily lisa lucy maria mary maya mia molly nina nora olivia rose ruby ruth sara sarah sophia sophie susan zoe
"""
_MEN: Final = """
cole adam alex andrew ben bill bob charles charlie chris daniel david ed eric frank fred george harry henry hugh
ian jack jacob james jim joe john josh jun ken kevin leo liam lucas luke mark martin matt max michael mike nick
noah oliver oscar paul peter ray robert ryan sam simon steve ted theo thomas tim tom victor will william
"""
_FEMALE_NAMES: Final = frozenset(_WOMEN.split())
_MALE_NAMES: Final = frozenset(_MEN.split())
_AGE = re.compile(
    r"(\d{1,3})\s*(?:岁|多岁|出头|$|[,，;；)）]|years?|yo\b)|([一二三四五六七八九十]{1,3})(?:多)?岁"
)
_LATIN_INTRODUCTION: Final = r"\b{name}\s*\(([^()]{{2,80}})\)"
_CHINESE_AGE: Final = r"(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:来|多)?岁的{name}"
_AGE_ALONE = re.compile(r"^\s*(?:early |mid |late |mid-)?(\d{1,3}s?)\s*$", re.IGNORECASE)
_TITLES: Final = (
    "伯",
    "叔",
    "爷",
    "哥",
    "姐",
    "总",
    "师傅",
    "老师",
    "大爷",
    "阿姨",
    "婆婆",
    "婶",
    "嫂",
)


class Portrait(Value):
    """What is known of someone before a person fills in the rest."""

    age: str = ""
    description: str = ""
    sex: Sex = ""


def portrait(
    name: str, scenes: Sequence[Scene], listed: Person | None, aliases: Sequence[str] = ()
) -> Portrait:
    """Age, description and sex of `name`, from the character list and from introductions in action lines."""
    age, description = _from_list(listed) if listed else _introduced(name, scenes)
    if listed and not description:
        age, description = age or _introduced(name, scenes)[0], _introduced(name, scenes)[1]
    return Portrait(age=age, description=description, sex=_sex(name, aliases, description, scenes))


def short_names(names: Sequence[str], scenes: Sequence[Scene]) -> dict[str, tuple[str, ...]]:
    """Names to the shorter forms that surely mean the same person.

    许知遥 is also 知遥 when the text says so, 老陈 is also 陈伯 when no one else is a 陈, and `Lin Xia` is also
    `Lin` when only one of the names begins so.
    """
    text = "\n".join(element.text for scene in scenes for element in scene.elements)
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        short = [
            each
            for each in _candidates(name, names)
            if _is_used(each, name, text) and each not in found
        ]
        if short:
            found[name] = tuple(short)
    return found


def _candidates(name: str, names: Sequence[str]) -> list[str]:
    if name.isascii():
        words = name.split()
        if len(words) != 2 or len(words[0]) < 3:
            return []
        alone = sum(1 for other in names if words[0] in other.split())
        # An entry that is only the first name means the same person; "Old" or "Uncle" mean nobody.
        return [words[0]] if alone <= 2 and words[0] in names else []
    if len(name) == 3 and name[1:] not in names:
        return [name[1:]]
    if len(name) == 2 and name[0] in "老小阿":
        surname = name[1]
        if sum(1 for other in names if surname in other) == 1:
            return [surname + title for title in _TITLES if surname + title not in names]
    return []


def _is_used(short: str, name: str, text: str) -> bool:
    if short.isascii():
        return True
    return short in text.replace(name, "")


def _from_list(person: Person) -> tuple[str, str]:
    described = person.description.strip(" ：:，,")
    match = _AGE.search(f"{person.name} {described}")
    age = next((group for group in match.groups() if group), "") if match else ""
    described = re.sub(r"^[（(]?\s*\d{1,3}\s*岁?\s*[）)]?\s*[，,：:]?\s*", "", described)
    return age, described


def _introduced(name: str, scenes: Sequence[Scene]) -> tuple[str, str]:
    """Age and description of an introduction such as `MEI (24, apron, ink on her fingers)` or 六岁的小林夏."""
    latin = re.compile(_LATIN_INTRODUCTION.format(name=re.escape(name)), re.IGNORECASE)
    chinese = re.compile(_CHINESE_AGE.format(name=re.escape(name)))
    actions = [
        element.text for scene in scenes for element in scene.elements if element.type == "action"
    ]
    for text in actions:
        if aged := chinese.search(text):
            return aged.group(1), ""
        if match := latin.search(text) if name.isascii() else None:
            parts = [part.strip() for part in match.group(1).split(",")]
            ages = [part for part in parts if _AGE_ALONE.match(part)]
            return (ages[0] if ages else ""), ", ".join(part for part in parts if part not in ages)
    return "", ""


def _sex(name: str, aliases: Sequence[str], description: str, scenes: Sequence[Scene]) -> Sex:
    """A guess: titles in the names first, then the description, lone pronouns, the name's letters."""
    for text in (" ".join((name, *aliases)), description):
        female, male = bool(_FEMALE.search(text)), bool(_MALE.search(text))
        if female != male:
            return "female" if female else "male"
    votes: Counter[str] = Counter(_votes(name, scenes))
    if votes["female"] != votes["male"]:
        return "female" if votes["female"] > votes["male"] else "male"
    female_letters, male_letters = _FEMALE_LETTERS & set(name[1:]), _MALE_LETTERS & set(name[1:])
    if bool(female_letters) != bool(male_letters):
        return "female" if female_letters else "male"
    given = set(name.casefold().split())
    if bool(given & _FEMALE_NAMES) != bool(given & _MALE_NAMES):
        return "female" if given & _FEMALE_NAMES else "male"
    return "male" if len(name) == 2 and name.startswith("老") else ""


def _votes(name: str, scenes: Sequence[Scene]) -> Iterable[Sex]:
    """Pronouns in sentences that name only `name`, and in those that follow and name nobody."""
    everyone = {other.casefold() for scene in scenes for other in scene.cast} | {name.casefold()}
    for scene in scenes:
        opening = scene.cast[0].casefold() if scene.cast else ""
        for element in scene.elements:
            if element.type != "action":
                continue
            last, opening = opening, opening if len(scene.cast) == 1 else ""
            for sentence in sentences(element.text):
                text = sentence.casefold()
                named = {other for other in everyone if other in text}
                last = next(iter(named)) if len(named) == 1 else "" if named else last
                if last == name.casefold():
                    yield from pronouns(sentence)[:1]
