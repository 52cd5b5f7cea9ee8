"""Who is meant: names found in a scene's text, pronouns resolved to whoever was named last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

from app.domain.cast import CastEntry
from app.domain.ids import CastId
from app.domain.script import Scene

Sex = Literal["", "female", "male"]

#: Words that stand where a speaker's name would, but name nobody.
PSEUDO_SPEAKERS: Final = frozenset({
    "旁白", "画外音", "独白", "字幕", "vo", "os",
    "v.o.", "o.s.", "v.o", "o.s", "内心独白", "画外",
    "音效", "音乐", "系统", "系统提示", "narrator", "narration",
    "voice-over", "voiceover", "title", "titles", "super", "caption",
    "镜头", "时间", "地点", "场景", "备注", "人物",
})  # fmt: skip
_CROWD = re.compile(
    r"群演|群众|若干|众人|众$|人群|大家|所有人|路人|行人|顾客|客人[甲乙丙丁]|[甲乙丙丁戊]$|村民|居民|围观|同学们|们$|保镖|手下|"
    r"\b(?:crowd|all|everyone|everybody|people|passers?-?by|bystanders?|extras?|villagers|customers?|guards?|voices?)\b"
    r"|(?:#|\bno\.?)\s*\d+$|\b\w+ \d$",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"\s*(?:[、，,&＆/／;；]|\band\b)\s*", re.IGNORECASE)
_BRACKETED = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_PRONOUN = re.compile(
    r"(?P<female>她(?!们)|\b(?:she|her|hers)\b)|(?P<male>他(?!们)|\b(?:he|him|his)\b)",
    re.IGNORECASE,
)
_THEY = re.compile(r"他们|她们|两人|二人|\b(?:they|both)\b", re.IGNORECASE)


def split_names(text: str) -> tuple[str, ...]:
    """Single names of a cast line or a joint speaker, without brackets; pseudo-speakers are left out."""
    names = (part.strip(" ：:.。") for part in _SEPARATORS.split(_BRACKETED.sub("", text)))
    return tuple(name for name in names if name and not is_pseudo(name))


def is_pseudo(name: str) -> bool:
    """True for 旁白, VO and other labels that are nobody's name."""
    return name.strip().casefold() in PSEUDO_SPEAKERS


def is_crowd(name: str) -> bool:
    """True for groups and extras, which never get a face of their own."""
    return bool(_CROWD.search(name.strip()))


def proper(name: str) -> str:
    """A name as it is read: MEI becomes Mei, OLD CHEN becomes Old Chen; others stay as written."""
    cleaned = name.strip()
    if cleaned.isupper() and len(cleaned) > 1:
        return " ".join(word.capitalize() for word in cleaned.split())
    return cleaned


class Roster:
    """The people and things of one scene, found by the names the text uses for them."""

    def __init__(self, scene: Scene, cast: Iterable[CastEntry]) -> None:
        self._entries = [entry for entry in cast if entry.kind in ("character", "prop")]
        self._known: dict[str, str] = {}
        for entry in self._entries:
            for name in filter(str.strip, (entry.name, *entry.aliases)):
                self._known.setdefault(name.casefold(), entry.name)
        for raw in (*scene.cast, *(element.speaker for element in scene.lines)):
            for name in split_names(raw):
                self._known.setdefault(name.casefold(), proper(name))
        self._props = {entry.name for entry in self._entries if entry.kind == "prop"}
        self._sex = {entry.name: entry.voice.sex for entry in self._entries}
        self._order = tuple(sorted(self._known, key=lambda name: (-len(name), name)))

    def name(self, written: str) -> str:
        """The one name for someone however they are written."""
        return self._known.get(written.strip().casefold(), proper(written))

    def speakers(self, written: str) -> tuple[str, ...]:
        """The people who speak a line; empty for narration."""
        return tuple(dict.fromkeys(self.name(name) for name in split_names(written)))

    def people_in(self, text: str, recent: Sequence[str] = ()) -> tuple[str, ...]:
        """Persons in `text` in order of mention; a pronoun means someone `recent`, latest last."""
        named = [name for name in self._mentioned(text) if name not in self._props]
        if _THEY.search(text):
            named.extend(name for name in recent[-2:] if name not in named)
        elif not named:
            named = [name for sex in pronouns(text) for name in self._meant(sex, recent)]
        return tuple(dict.fromkeys(named))

    def _meant(self, sex: str, recent: Sequence[str]) -> list[str]:
        """Whom a pronoun means: the latest of that sex, else the latest whose sex is not known."""
        for known in (sex, ""):
            if fitting := [name for name in recent if self._sex.get(name, "") == known]:
                return fitting[-1:]
        return []

    def props_in(self, text: str) -> tuple[str, ...]:
        """Props of the cast named in `text`, in order of mention."""
        return tuple(name for name in self._mentioned(text) if name in self._props)

    def ids(self, names: Iterable[str]) -> tuple[CastId, ...]:
        """Cast ids of the names that have an entry."""
        by_name = {entry.name: entry.id for entry in self._entries}
        return tuple(dict.fromkeys(by_name[name] for name in names if name in by_name))

    def _mentioned(self, text: str) -> tuple[str, ...]:
        found: list[tuple[int, str]] = []
        masked = text
        for known in self._order:
            hits = _name_pattern(known).finditer(masked)
            found.extend((match.start(), self._known[known]) for match in hits)
            masked = _name_pattern(known).sub(lambda match: "\0" * len(match.group(0)), masked)
        return tuple(dict.fromkeys(name for _, name in sorted(found)))


def pronouns(text: str) -> tuple[Sex, ...]:
    """The sexes that pronouns in `text` name, in order of first mention."""
    found: list[Sex] = [
        "female" if match.lastgroup == "female" else "male" for match in _PRONOUN.finditer(text)
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=2048)
def _name_pattern(name: str) -> re.Pattern[str]:
    if name.isascii():
        return re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", re.IGNORECASE)
    return re.compile(re.escape(name), re.IGNORECASE)
