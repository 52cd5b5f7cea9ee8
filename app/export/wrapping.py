"""Breaks a caption into lines of even length, by the rules of both scripts.

The renderer breaks Chinese anywhere, even before a comma; here no line begins with a closing sign or
ends with an opening one, and Latin words stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_TOKEN = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\ufe30-\uffef]+|\s+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。！？；：、…—～·）】》〉」』”’,.!?;:)]}%％")
_NEVER_LAST = frozenset("（【《〈「『“‘([{")
#: Measuring at one large size keeps widths proportional and the font loaded once.
_UNIT = 200

Measure = Callable[[str], float]


def measure_in(font_file: Path, em: float) -> Measure:
    """Width of a text in pixels at a letter size of `em` pixels."""
    font = _font(font_file)
    return lambda text: font.getlength(text) * em / _UNIT


@lru_cache(maxsize=4)
def _font(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), _UNIT)


def wrap(text: str, room: float, measure: Measure) -> str:
    """`text` with line breaks so that each line fits `room` pixels; breaks already there are kept.

    As few lines as possible, as even as possible; a single word wider than the room stays whole.
    """
    return "\n".join(_balanced(line, room, measure) for line in text.split("\n"))


def _balanced(text: str, room: float, measure: Measure) -> str:
    units = _units(text)
    best = _greedy(units, room, measure)
    if len(best) == 1:
        return best[0]
    low, high = room / len(best) * 0.9, room
    for _ in range(7):
        middle = (low + high) / 2
        lines = _greedy(units, middle, measure)
        if len(lines) <= len(best) and all(measure(line) <= room for line in lines):
            best, high = lines, middle
        else:
            low = middle
    return "\n".join(best)


def _units(text: str) -> list[str]:
    """What must not be torn: words, and characters with the signs that cling to them."""
    units: list[str] = []
    for token in _TOKEN.findall(text):
        clings = units and (token in _NEVER_FIRST or units[-1][-1:] in _NEVER_LAST)
        if clings:
            units[-1] += token
        else:
            units.append(token)
    return units


def _greedy(units: list[str], room: float, measure: Measure) -> list[str]:
    lines = [""]
    for unit in units:
        if lines[-1].strip() and measure((lines[-1] + unit).strip()) > room:
            lines.append("")
        lines[-1] += unit
    return [line.strip() for line in lines]
