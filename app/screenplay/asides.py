"""Takes boneyards /* */ and notes [[ ]] out of a Fountain source, remembering where they stood.

One forward pass each, so that a file full of openings without closings is still read in linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.screenplay.source import SourceLine, lines_of


@dataclass
class Bare:
    """A line without its asides (kind, text, line). `hidden`: it held only a note, so it is no blank line."""

    number: int
    start: int
    text: str
    asides: list[tuple[str, str, int]] = field(default_factory=list)
    hidden: bool = False


@dataclass
class _Aside:
    start: int
    end: int
    kind: str
    text: str


_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)")
_JOINS = frozenset({"/*", "*/", "[[", "]]"})


def _boneyards(text: str) -> list[_Aside]:
    found: list[_Aside] = []
    at = text.find("/*")
    while at >= 0:
        shut = text.find("*/", at + 2)
        if shut < 0:
            break
        found.append(_Aside(at, shut + 2, "boneyard", text[at : shut + 2]))
        at = text.find("/*", shut + 2)
    return found


def _notes(text: str, boneyards: list[_Aside]) -> list[_Aside]:
    """Closed notes that hold no empty line; text inside a boneyard is not looked at."""
    if boneyards:
        pieces = []
        cursor = 0
        for boneyard in boneyards:
            pieces += [text[cursor : boneyard.start], "\0" * (boneyard.end - boneyard.start)]
            cursor = boneyard.end
        text = "".join([*pieces, text[cursor:]])
    found: list[_Aside] = []
    at = text.find("[[")
    blank = shut = -1
    while at >= 0:
        if shut < at + 2:
            shut = text.find("]]", at + 2)
            if shut < 0:
                break
        if blank < at:
            match = _BLANK_LINE.search(text, at)
            blank = match.start() if match else len(text)
        if blank < shut:
            at = text.find("[[", blank)
            continue
        found.append(_Aside(at, shut + 2, "note", text[at + 2 : shut].replace("\0", "")))
        at = text.find("[[", shut + 2)
    return found


def _merged(boneyards: list[_Aside], notes: list[_Aside]) -> list[_Aside]:
    """Both in order; a boneyard inside a note goes with the note's text."""
    merged: list[_Aside] = []
    for aside in sorted([*boneyards, *notes], key=lambda one: one.start):
        if merged and aside.start < merged[-1].end:
            continue
        merged.append(aside)
    return merged


def bare_lines(text: str) -> list[Bare]:
    """The lines of a Fountain source without notes and boneyards; these hang on the line they begin in."""
    boneyards = _boneyards(text)
    asides = _merged(boneyards, _notes(text, boneyards))
    lines: list[Bare] = []
    waiting = 0
    for line in lines_of(text):
        waiting = _bare(line, asides, waiting, lines)
    return lines


def _bare(line: SourceLine, asides: list[_Aside], waiting: int, lines: list[Bare]) -> int:
    """Cut the asides that touch one line; answers which aside is the next to be looked at."""
    stop = line.start + len(line.text)
    bare = Bare(line.number, line.start, line.text)
    if waiting >= len(asides) or asides[waiting].start >= line.end:
        lines.append(bare)
        return waiting
    pieces: list[str] = []
    cursor = line.start
    kinds = set()
    while waiting < len(asides) and asides[waiting].start < max(stop, line.start + 1):
        aside = asides[waiting]
        if aside.start >= line.start:
            pieces.append(line.text[cursor - line.start : aside.start - line.start])
            bare.asides.append((aside.kind, aside.text, line.number))
        kinds.add(aside.kind)
        cursor = min(aside.end, stop)
        if aside.end > stop:
            break
        waiting += 1
    pieces.append(line.text[cursor - line.start :] if cursor < stop else "")
    bare.text = _joined(pieces)
    # A note on a line of its own is no paragraph break; a boneyard leaves an empty line behind.
    bare.hidden = not bare.text.strip() and "note" in kinds
    lines.append(bare)
    return waiting


def _joined(pieces: list[str]) -> str:
    """The pieces of a line put together, never so that a mark arises that was not there."""
    text = pieces[0]
    for piece in pieces[1:]:
        text += f" {piece}" if text[-1:] + piece[:1] in _JOINS else piece
    return text
