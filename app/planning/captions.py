"""Lines as captions: split where a reader breathes, timed to what is heard.

A caption of a vertical drama holds about 14 Chinese characters, an English one about 32 letters; wide pictures
hold half as many again (reference platforms and timeline_ui §7).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.script import Element
from app.domain.timeline import Caption
from app.domain.timing import Frames, frames_of
from app.planning import pacing

_CHINESE_BREAK = re.compile(r"[^，。！？；：、…—]+[，。！？；：、…—”’」』]*|[，。！？；：、…—]+")
_NO_END = "，。；：、"


def most_characters(width: int, height: int, *, chinese: bool) -> int:
    """Characters that one caption may hold in a picture of `width` × `height`."""
    narrow = width <= height
    if chinese:
        return 14 if narrow else 20
    return 32 if narrow else 42


def split(text: str, most_zh: int = 14, most_en: int = 32) -> tuple[str, ...]:
    """`text` in pieces short enough to read, cut at punctuation first, then between words or characters."""
    spoken = pacing.spoken_text(text)
    if not spoken:
        return ()
    if pacing.is_chinese(spoken):
        pieces = [
            part for phrase in _CHINESE_BREAK.findall(spoken) for part in _even(phrase, most_zh)
        ]
        packed = _pack(pieces, most_zh, "")
        return tuple(piece.rstrip(_NO_END) or piece for piece in packed)
    words = [part for word in spoken.split() for part in _even(word, most_en)]
    return tuple(_balanced(words, most_en))


def lay(
    line: Element, start: Frames, seconds: float, fps: int, limits: tuple[int, int]
) -> list[Caption]:
    """Captions of one line from frame `start` on, each for its share of `seconds`; `limits` as in `split`."""
    pieces = split(line.text, *limits)
    weights = [pacing.speech_seconds(piece) for piece in pieces]
    whole = sum(weights) or 1.0
    captions: list[Caption] = []
    passed = 0.0
    for piece, weight in zip(pieces, weights, strict=True):
        begin = start + frames_of(seconds * passed / whole, fps)
        passed += weight
        end = max(start + frames_of(seconds * passed / whole, fps), begin + 1)
        captions.append(
            Caption(start=begin, end=end, text=piece, speaker=line.speaker, element_id=line.id)
        )
    return captions


def without_overlaps(captions: Sequence[Caption], length: Frames) -> tuple[Caption, ...]:
    """In order of time, one at a time, within `length` frames; two said at once become one of two rows."""
    clean: list[Caption] = []
    for caption in sorted(captions, key=lambda each: each.start):
        end = min(caption.end, length)
        if end <= caption.start:
            continue
        last = clean[-1] if clean else None
        if last and last.start == caption.start:
            both = f"{last.text}\n{caption.text}"
            clean[-1] = last.model_copy(update={"text": both, "end": max(last.end, end)})
            continue
        if last and last.end > caption.start:
            clean[-1] = last.model_copy(update={"end": caption.start})
        clean.append(caption.model_copy(update={"end": end}))
    return tuple(clean)


def _even(text: str, most: int) -> list[str]:
    """A stretch without a break, in equal parts no longer than `most`."""
    parts = -(-len(text) // most)
    size = -(-len(text) // parts)
    return [text[place : place + size] for place in range(0, len(text), size)]


def _pack(pieces: Sequence[str], most: int, glue: str) -> list[str]:
    packed: list[str] = []
    for piece in pieces:
        if packed and len(packed[-1]) + len(glue) + len(piece) <= most:
            packed[-1] += glue + piece
        else:
            packed.append(piece)
    return packed


def _balanced(words: Sequence[str], most: int) -> list[str]:
    """Words in rows of like length: the fewest rows first, then the narrowest that still holds them."""
    rows = len(_pack(words, most, " "))
    whole = len(" ".join(words))
    for width in range(-(-whole // rows), most):
        packed = _pack(words, width, " ")
        if len(packed) == rows and max(map(len, packed)) <= width:
            return packed
    return _pack(words, most, " ")
