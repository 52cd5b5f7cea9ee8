"""From a written line to what a voice should say: directions out, and each stretch to its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Tongue = Literal["zh", "en"]

_DIRECTION = re.compile(r"（[^（）]*）|\([^()]*\)|【[^【】]*】|\[[^\[\]]*\]|<[^<>]*>")
_PAUSE = re.compile(r"停|顿|静默|沉默|pause|beat|silence", re.IGNORECASE)
#: Signs that are a breath when heard, and would be read out or swallowed as they stand.
_BREATH = re.compile(r"(?:[—–~～…]|\.{2,}|-{2,})+")
_UNSPOKEN = re.compile(r"[△▲■●◆*_#|\\/^`“”\"‘’「」『』《》〈〉]+")
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u3400-\u9fff\uf900-\ufaff]")

_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff65]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_PIECE = re.compile(
    r"[A-Za-z\u00c0-\u024f][0-9A-Za-z\u00c0-\u024f'’.-]*|[0-9][0-9.,:%]*[A-Za-z]*|\s+|.", re.DOTALL
)


@dataclass(frozen=True)
class Run:
    """A stretch of text in one language."""

    tongue: Tongue
    text: str


def spoken(text: str) -> str:
    """The words that are said: `（停顿）` becomes a breath, other directions and marks go.

    Empty when nothing is left to say.
    """
    before = None
    while before != text:
        before = text
        text = _DIRECTION.sub(lambda m: "，" if _PAUSE.search(m.group()) else " ", text)
    text = _UNSPOKEN.sub(" ", _BREATH.sub("，", text))
    text = re.sub(r"\s+", " ", text).strip(" ，,")
    return text if _WORD.search(text) else ""


def runs(text: str, language: str) -> tuple[Run, ...]:
    """Stretches of Chinese and Latin text in order; digits and signs follow the words around them.

    `language` decides for text without letters, and for digits that stand free in a Chinese line.
    """
    home: Tongue = "en" if language.startswith("en") else "zh"
    marked = [(_tongue_of(piece, home), piece) for piece in _PIECE.findall(text)]
    current = next((tongue for tongue, _ in marked if tongue is not None), home)
    settled: list[tuple[Tongue, str]] = []
    for tongue, piece in marked:
        current = tongue or current
        settled.append((current, piece))
    joined = (
        Run(tongue, "".join(piece for _, piece in group).strip())
        for tongue, group in groupby(settled, key=lambda pair: pair[0])
    )
    return tuple(run for run in joined if _WORD.search(run.text))


def _tongue_of(piece: str, home: Tongue) -> Tongue | None:
    if _LATIN.search(piece):
        return "en"
    if piece[0].isdigit():
        return "zh" if home == "zh" else None
    return "zh" if _HAN.match(piece) and _WORD.match(piece) else None
