"""Who says what on one line of a Chinese script: `林夏（冷笑）：你走。` and its many relatives."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.domain.script import ElementType
from app.screenplay.source import Folded, closing, has_cjk
from app.screenplay.vocabulary import (
    CAST_LABELS,
    DIRECTIVES,
    HEADING_LABELS,
    MARKS_ALONE,
    PSEUDO_SPEAKERS,
    extension_type,
)


class Speech(NamedTuple):
    """One speech; `name_span` are offsets of the speaker's name in the line as written."""

    type: ElementType
    speaker: str
    extension: str
    parenthetical: str
    text: str
    name_span: tuple[int, int]
    is_cue: bool = False


class Manner(NamedTuple):
    """What the brackets around a speaker say: where the voice comes from, and how it speaks."""

    extension: str = ""
    parenthetical: str = ""

    def add(self, words: str) -> Manner:
        """With one more bracket's words read: a known mark is the extension, the rest is manner."""
        words = words.strip()
        extension = self.extension
        if not extension and extension_type(words):
            return Manner(words, self.parenthetical)
        parts = [part.strip() for part in re.split("[，,、；;]", words)]
        marks = [part for part in parts if extension_type(part)] if not extension else []
        if marks:
            extension = marks[0]
            parts.remove(extension)
            words = "，".join(part for part in parts if part)
        joined = "，".join(part for part in (self.parenthetical, words) if part)
        return Manner(extension, joined)


_SEARCH = 80  # a colon further in is never the one after a speaker
_TRAILING_MARK = re.compile(
    r"\s*(O\.?S\.?|V\.?O\.?|画外音|内心独白|内心OS|独白|心声|内心|旁白)$", re.IGNORECASE
)
_BAD_IN_NAME = re.compile(r"[。!?;,:\"“”‘'「」『』《》【】\[\]{}<>=|…~#*@%^+\\]|--|\.{2}")
_JOINT = re.compile(r"\s*(?:[、&/]|(?<=\S)(?:与|和)(?=\S{2}))\s*")
_NOT_NAMES = re.compile(
    r"(?:写着|写道|写了|显示|上写|字样|内容|标题|如下|弹出|一行字|小字|大字|落款|时间|地点|日期|[0-9]点|表示|意思是|只见)$"
)
_PRONOUN = re.compile(
    r"^(?:他|她|它|他们|她们|我|你|这|那|只见|然后|突然|此时|第[一二三四五六七八九十0-9])\S{2,}"
)
_LABELS = (frozenset(DIRECTIVES) | frozenset(HEADING_LABELS) | CAST_LABELS) - frozenset(
    {"画面", "现实", "声音", "系统", "系统音"}
)
_QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "＂": "＂"}
_SAID = re.compile(
    r"(?P<how>(?:低声|轻声|大声|小声|冷声|柔声|沉声|高声|厉声|冷冷地?|淡淡地?|微笑着?|冷笑着?|苦笑着?|笑着|哭着|怒|笑|急)?)"
    r"(?:说道|问道|答道|喊道|叫道|回答|回道|喝道|说|问|答|喊|叫|道)$"
)


def speech_of(line: Folded, start: int = 0, end: int | None = None) -> Speech | None:
    """The speech on this line between two folded offsets, or None when it is no speech."""
    text = line.text
    end = len(text) if end is None else end
    colon = _colon(text, start, end)
    if colon < 0:
        return None
    name_end, manner = _peel(line, start, colon)
    while start < name_end and (
        text[start].isspace() or (text[start] in "*#>-" and text[start + 1 : start + 2] == " ")
    ):
        start += 1
    name = text[start:name_end].strip()
    if not name:
        return None
    mark = _TRAILING_MARK.search(name)
    if mark and mark.start() > 0 and not manner.extension:
        first = start + text[start:name_end].index(name)
        manner = Manner(line.cut(first + mark.start(1), first + mark.end(1)), manner.parenthetical)
        name_end = first + mark.start()
        name = name[: mark.start()].strip()
    if not is_name(name):
        return None
    return _spoken(line, (start, name_end), colon + 1, end, manner)


def _colon(text: str, start: int, end: int) -> int:
    """The first colon outside brackets, near the head of the line; -1 when there is none."""
    depth = 0
    for position in range(start, min(end, start + _SEARCH)):
        character = text[position]
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(depth - 1, 0)
        elif character == ":" and depth == 0:
            return -1 if text.startswith("//", position + 1) else position
    return -1


def _peel(line: Folded, start: int, end: int) -> tuple[int, Manner]:
    """Take the bracketed groups off the end of a speaker's name."""
    text = line.text
    groups: list[str] = []
    while True:
        while end > start and text[end - 1].isspace():
            end -= 1
        if end <= start or text[end - 1] != ")":
            break
        opening = _opening(text, start, end - 1)
        if opening <= start:
            break
        groups.append(line.cut(opening + 1, end - 1))
        end = opening
    manner = Manner()
    for words in reversed(groups):
        manner = manner.add(words)
    return end, manner


def _opening(text: str, start: int, end: int) -> int:
    depth = 0
    for position in range(end, start - 1, -1):
        if text[position] == ")":
            depth += 1
        elif text[position] == "(":
            depth -= 1
            if depth == 0:
                return position
    return -1


def _spoken(line: Folded, name_at: tuple[int, int], at: int, end: int, manner: Manner) -> Speech:
    """Read what follows the colon: brackets that open it, then the words."""
    text = line.text
    bracketed = False
    while True:
        while at < end and text[at].isspace():
            at += 1
        if at >= end or text[at] != "(":
            break
        shut = closing(text[:end], at, "()")
        inside = line.cut(at + 1, shut) if shut > 0 else ""
        takes = inside and (
            not manner.parenthetical or (not manner.extension and extension_type(inside))
        )
        if not takes:
            break
        manner = manner.add(inside)
        bracketed = True
        at = shut + 1
    words = _unquoted(line.cut(at, end))
    name = line.name(*name_at)
    if words != line.cut(at, end) or words[:1] in _QUOTES:
        name, manner = _without_verb(name, manner)
    kind = extension_type(manner.extension) or "dialogue" if manner.extension else "dialogue"
    folded = Folded(name).text.upper()
    if folded in PSEUDO_SPEAKERS:
        kind = PSEUDO_SPEAKERS[folded]
        if folded in MARKS_ALONE and not manner.extension:
            name, manner = "", Manner(name, manner.parenthetical)
    is_cue = not words and not bracketed
    return Speech(kind, name, *manner, words, line.span(*name_at), is_cue)


def _unquoted(words: str) -> str:
    """Words without quotation marks that wrap the whole of them."""
    while len(words) > 2 and words[0] in _QUOTES and words[-1] == _QUOTES[words[0]]:
        inner = words[1:-1]
        if words[0] in inner or words[-1] in inner or not inner.strip():
            break
        words = inner.strip()
    return words


def _without_verb(name: str, manner: Manner) -> tuple[str, Manner]:
    """`林夏低声说道` before a quotation is 林夏, speaking low."""
    while (match := _SAID.search(name)) and match.start() > 0:
        if match["how"] and not manner.parenthetical:
            manner = Manner(manner.extension, match["how"])
        name = name[: match.start()].strip()
    return name, manner


def is_name(name: str) -> bool:
    """True when folded words before a colon can be one speaker or several."""
    if _BAD_IN_NAME.search(name) or name.upper() in _LABELS:
        return False
    if not any(character.isalpha() for character in name) or _NOT_NAMES.search(name):
        return False
    if _PRONOUN.match(name):
        return False
    parts = [part for part in _JOINT.split(name) if part]
    return 0 < len(parts) <= 6 and all(_is_one_name(part) for part in parts)


def _is_one_name(part: str) -> bool:
    if not has_cjk(part):
        return len(part) <= 30 and part.count(" ") <= 4
    return len(part) <= 10 and part.count(" ") <= 2


def names_of(speaker: str) -> list[str]:
    """Each single name of a speaker as written: 林夏&老陈, 林夏、老陈."""
    return [part for part in (piece.strip() for piece in re.split(r"[、&＆/]", speaker)) if part]


def names_of_cast(words: str) -> list[str]:
    """The names of a cast line, without bracketed notes and without 等."""
    plain = re.sub(r"[（(][^（()）]*[)）]", " ", words)
    parts = re.split(r"[、，,/；;|·\s]+" if has_cjk(plain) else r"[、，,/；;|]+", plain)
    return [
        name
        for name in (part.strip(" 。.：:") for part in parts)
        if name and name not in {"等", "无"}
    ]
