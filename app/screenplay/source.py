"""The source as lines that know their place, and a folded copy of a line to match against.

Matching happens on folded text (scripts pasted from everywhere mix widths, dashes and invisible characters);
what is kept is always cut out of the line as written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BREAK = re.compile(r"\r\n|\n|\r")

#: Invisible characters that pasting leaves behind, and markdown's bold marks.
_NOISE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]|\\*\\*")


#: The traditional forms of the characters in this room's vocabulary; names and speech stay as written.
_TRADITIONAL = (
    "內場時間晝後黃黎淩傍號話閃憶結音樂轉鏡頭畫獨旁註備說繼續連現實單雙機遠俯拍節構綱設視"
)
_SIMPLIFIED = "内场时间昼后黄黎凌傍号话闪忆结音乐转镜头画独旁注备说继续连现实单双机远俯拍节构纲设视"


def _fold_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update(dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x202F, ord("\t")), " "))
    table.update(dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), "-"))
    table.update({ord("∶"): ":", ord("︰"): ":", ord("〖"): "【", ord("〗"): "】"})
    table.update(dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True)))
    return table


_FOLD = _fold_table()


class SourceLine(NamedTuple):
    """One line without its break; `start` and `end` are offsets into the source, the break included."""

    number: int
    text: str
    start: int
    end: int


def lines_of(text: str) -> list[SourceLine]:
    """Every line of `text`, split at CRLF, LF and CR only; a final break opens one more, empty line."""
    lines: list[SourceLine] = []
    start = 0
    for number, match in enumerate(_BREAK.finditer(text), start=1):
        lines.append(SourceLine(number, text[start : match.start()], start, match.end()))
        start = match.end()
    lines.append(SourceLine(len(lines) + 1, text[start:], start, len(text)))
    return lines


class Folded:
    """A line folded for matching, which can cut the words as written out of it again."""

    __slots__ = ("_index", "raw", "text")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._index: list[int] | None = None
        if _NOISE.search(raw) is None:
            self.text = raw.translate(_FOLD)
            return
        keep: list[int] = []
        cursor = 0
        for match in _NOISE.finditer(raw):
            keep.extend(range(cursor, match.start()))
            cursor = match.end()
        keep.extend(range(cursor, len(raw)))
        self._index = keep
        self.text = "".join(raw[position] for position in keep).translate(_FOLD)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the line as written of `text[start:end]`, white space at both ends left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if self._index is None:
            return start, end
        if start >= end:
            edge = self._index[start] if start < len(self._index) else len(self.raw)
            return edge, edge
        return self._index[start], self._index[end - 1] + 1

    def cut(self, start: int, end: int | None = None) -> str:
        """The words as written of `text[start:end]`; a bold mark is kept when its partner is inside."""
        first, last = self.span(start, len(self.text) if end is None else end)
        piece = self.raw[first:last]
        if self._index is not None and piece.count("**") % 2:
            if self.raw[max(first - 2, 0) : first] == "**":
                return f"**{piece}"
            if self.raw[last : last + 2] == "**":
                return f"{piece}**"
        return piece

    def name(self, start: int, end: int) -> str:
        """Like `cut`, without noise: for names, which must compare equal wherever they stand."""
        name = _NOISE.sub("", self.cut(start, end)).strip()
        # Two-letter names are often spread to the width of three: 林　夏.
        return re.sub(r"^(\S)\s+(\S)$", r"\1\2", name)


def fold(text: str) -> str:
    """`text` folded for comparison."""
    return Folded(text).text.strip()


def closing(text: str, start: int, pair: str) -> int:
    """Offset of the bracket that closes the one at `start`, or -1; `pair` is its two characters."""
    depth = 0
    opening, shut = pair[0], pair[1]
    for position in range(start, len(text)):
        if text[position] == opening:
            depth += 1
        elif text[position] == shut:
            depth -= 1
            if depth == 0:
                return position
    return -1


def is_balanced(text: str, pair: str) -> bool:
    """True when every bracket of `pair` in `text` is opened before it is closed, and closed."""
    depth = 0
    for character in text:
        if character == pair[0]:
            depth += 1
        elif character == pair[1]:
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def has_cjk(text: str) -> bool:
    """True when `text` holds a Chinese character."""
    return _CJK.search(text) is not None


_CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
