"""Numbers of episodes and scenes as people write them: 12, １２, 十二, 廿三, 1-1A, 第三场."""

from __future__ import annotations

import re

_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5,
    "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS = {"廿": 20, "卅": 30}

#: A number in either writing, for use inside a regular expression over folded text.
NUMERAL = "(?:[0-9]{1,4}|[零〇○一二两三四五六七八九十百千廿卅]{1,8})"

_ONLY = re.compile(f"^{NUMERAL}$")


def number_of(text: str) -> int | None:
    """The value of a numeral such as 12, 十二, 一百零三, 二〇 or 廿三; None when it is none."""
    if not _ONLY.match(text):
        return None
    if text.isascii():
        return int(text)
    if not any(character in _UNITS or character in _TENS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = 0
    digit = 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in _TENS:
            total += _TENS[character]
        else:
            digit = _DIGITS[character]
    return total + digit


def scene_number(text: str) -> str:
    """A scene number in one writing: dashes as `-`, no spaces, Chinese numerals as digits, suffix kept."""
    parts = [part for part in re.split(r"\s*[-_.]\s*", text.strip()) if part]
    plain = []
    for part in parts:
        value = number_of(part)
        plain.append(part if value is None or part.isascii() else str(value))
    return "-".join(plain)


_PARTS = re.compile(r"^(\d+)-(\d+)(.*)$")
_SINGLE = re.compile(r"^(\d+)(.*)$")


def number_parts(number: str) -> tuple[int | None, int | None, str]:
    """Episode, scene and suffix of a scene number: `2-1A` is (2, 1, "A"), `12` is (None, 12, "")."""
    if match := _PARTS.match(number):
        return int(match.group(1)), int(match.group(2)), match.group(3)
    if match := _SINGLE.match(number):
        return None, int(match.group(1)), match.group(2)
    return None, None, number
