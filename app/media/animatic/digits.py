"""Digits of a lit display, and what time the words tell."""

from __future__ import annotations

import re
from typing import Final

#: Lit segments of each digit: top, upper right, lower right, bottom, lower left, upper left, middle.
_SEGMENTS: Final = {
    "0": "abcdef", "1": "bc", "2": "abdeg", "3": "abcdg", "4": "bcfg", "5": "acdfg", "6": "acdefg",
    "7": "abc", "8": "abcdefg", "9": "abcdfg",
}  # fmt: skip
_BARS: Final = {
    "a": (0.15, 0.9, 0.7, 0.1), "b": (0.85, 0.52, 0.15, 0.4), "c": (0.85, 0.08, 0.15, 0.4),
    "d": (0.15, 0.0, 0.7, 0.1), "e": (0.0, 0.08, 0.15, 0.4), "f": (0.0, 0.52, 0.15, 0.4),
    "g": (0.15, 0.45, 0.7, 0.1),
}  # fmt: skip
_DIGITS: Final = {
    letter: value for value, letter in enumerate("零一二三四五六七八九")
} | {"两": 2, "〇": 0}  # fmt: skip
_CHINESE = re.compile(
    r"([零〇一二两三四五六七八九十]{1,3})[点时](?:([零〇一二三四五六七八九十]{1,3})分?|(半)|(整))?"
)
_PLAIN = re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)")

Bar = tuple[float, float, float, float]


def bars(text: str) -> list[Bar]:
    """Rectangles (left, low, width, height) of a display one unit high; digits are 0.5 wide, 0.66 apart."""
    found: list[Bar] = []
    at = 0.0
    for letter in text:
        if letter == ":":
            found += [(at + 0.06, 0.26, 0.1, 0.12), (at + 0.06, 0.62, 0.1, 0.12)]
            at += 0.34
            continue
        for segment in _SEGMENTS.get(letter, ""):
            x, y, wide, tall = _BARS[segment]
            found.append((at + x * 0.5, y, wide * 0.5 if wide > 0.3 else 0.09, tall))
        at += 0.66
    return found


def width_of(text: str) -> float:
    """How wide `bars` draws a text."""
    return sum(0.34 if letter == ":" else 0.66 for letter in text) - 0.16


def number_of(letters: str) -> int:
    """A Chinese numeral below one hundred: 十一 is 11, 四十 is 40."""
    tens, ten, ones = letters.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones[-1:], 0)


def time_in(words: str) -> tuple[int, int] | None:
    """Hour and minute that the words tell (零点十二分, 00:12, twelve past midnight); None without."""
    if match := _PLAIN.search(words):
        return int(match.group(1)) % 24, int(match.group(2)) % 60
    if match := _CHINESE.search(words):
        minute = 30 if match.group(3) else number_of(match.group(2)) if match.group(2) else 0
        return number_of(match.group(1)) % 24, minute % 60
    if "midnight" in words.casefold():
        return 0, 0
    return None
