"""Bracketed and labelled directions: 【字幕：三年前】, 【闪回】, 音效：雨声."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.script import ElementType
from app.screenplay.source import Folded, closing
from app.screenplay.speech import speech_of
from app.screenplay.vocabulary import (
    CANONICAL,
    CAST_LABELS,
    DIRECTIVES,
    MARKS_ALONE,
    PSEUDO_SPEAKERS,
    is_plain,
)


class Part(NamedTuple):
    """An element's content before it has a place: what a line, or a piece of it, turns into."""

    type: ElementType
    text: str
    speaker: str = ""
    extension: str = ""
    parenthetical: str = ""


#: Words that may open a direction without a colon after them: 切至后巷, 镜头推近. Longest first.
_OPENERS = sorted(
    (word for word in DIRECTIVES if len(word) > 1 and not word.isascii()), key=len, reverse=True
)


def labelled(line: Folded, start: int = 0, end: int | None = None) -> Part | None:
    """The direction that begins with a known label, with or without a value, or None."""
    text = line.text
    end = len(text) if end is None else end
    colon = text.find(":", start, end)
    head = text[start : end if colon < 0 else colon].strip().upper()
    value = "" if colon < 0 else line.cut(colon + 1, end)
    if head in CAST_LABELS and value:
        return Part("cast", value)
    kind = DIRECTIVES.get(head)
    if kind is None:
        return None
    plain = bool(value) and is_plain(head)
    return Part(kind, value if plain else line.cut(start, end).rstrip("：: "))


def bracketed(line: Folded, start: int, end: int) -> Part:
    """What the words inside 【】 mean; unknown words are kept as `other`."""
    text = line.text
    colon = text.find(":", start, end)
    head = text[start : end if colon < 0 else colon].strip().upper()
    if head in PSEUDO_SPEAKERS:
        words = "" if colon < 0 else line.cut(colon + 1, end)
        name = line.name(start, end if colon < 0 else colon)
        speaker, extension = ("", name) if head in MARKS_ALONE else (name, "")
        return Part(PSEUDO_SPEAKERS[head], words, speaker, extension)
    if part := labelled(line, start, end):
        return part
    speech = speech_of(line, start, end) if colon >= 0 else None
    if speech and speech.extension and speech.text:
        return Part(
            speech.type, speech.text, speech.speaker, speech.extension, speech.parenthetical
        )
    inside = text[start:end].strip()
    for word in _OPENERS:
        if inside.startswith(word):
            return Part(DIRECTIVES[word], line.cut(start, end))
    return Part("other", line.cut(start, end))


def leading(line: Folded, start: int = 0) -> tuple[list[Part], int] | None:
    """The 【】 groups at the head of a line and where the rest begins; None when one is not closed."""
    text = line.text
    parts: list[Part] = []
    at = start
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text) or text[at] != "【":
            return parts, at
        shut = closing(text, at, "【】")
        if shut < 0:
            return None
        parts.append(bracketed(line, at + 1, shut))
        at = shut + 1


def whole(line: Folded) -> Part | None:
    """The direction when one pair of 【】 wraps the whole line, else None."""
    found = leading(line)
    if found is None or len(found[0]) != 1 or found[1] < len(line.text):
        return None
    return found[0][0]


def written(kind: ElementType, text: str) -> str:
    """A direction as a line in brackets that reads back as the same type and text."""
    bare = f"【{text}】"
    part = whole(Folded(bare))
    if part is not None and (part.type, part.text) == (kind, text):
        return bare
    label = CANONICAL.get(kind)
    return f"【{label}：{text}】" if label else bare
