"""One mark a source line, for the script editor's highlighting and outline; fast enough to run on every key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from app.domain.script import ElementType, ScriptFormat
from app.screenplay.asides import bare_lines
from app.screenplay.chinese import body_start, has_headings, opens_scene
from app.screenplay.chinese_lines import Read, read_line
from app.screenplay.fountain_lines import cue_of, is_transition, marked, parenthetical_of
from app.screenplay.headings import episode_header, is_slug
from app.screenplay.source import Folded, lines_of
from app.screenplay.title_page import of_lines

MarkKind = Literal[
    "title", "episode", "scene", "cast", "action", "cue", "parenthetical", "dialogue", "transition", "directive",
    "sound", "note", "synopsis", "blank", "other",
]  # fmt: skip
SpanKind = Literal["speaker", "note"]


class Span(NamedTuple):
    """A stretch of a line, as offsets into the line as written (Python characters, end excluded)."""

    start: int
    end: int
    kind: SpanKind


class LineMark(NamedTuple):
    """What a line is. A `dialogue` line of a Chinese script holds its speaker as a span."""

    kind: MarkKind
    spans: tuple[Span, ...] = ()


_BLANK = LineMark("blank")
_OTHER = LineMark("other")
_TYPES: dict[ElementType, MarkKind] = {
    "dialogue": "dialogue", "narration": "dialogue", "inner": "dialogue", "sound": "sound", "music": "sound",
    "transition": "transition", "note": "note", "synopsis": "synopsis", "cast": "cast", "action": "action",
    "other": "other", "page_break": "other",
}  # fmt: skip


def mark(text: str, format: ScriptFormat) -> tuple[LineMark, ...]:
    """One mark for each line of `text`, a last empty line included; never raises."""
    return _mark_fountain(text) if format == "fountain" else _mark_chinese(text)


# --- Chinese


def _mark_chinese(text: str) -> tuple[LineMark, ...]:
    lines = lines_of(text)
    reads = [read_line(line.text) for line in lines]
    begin = body_start(lines, reads)
    marks = [_front_mark(read) for read in reads[:begin]]
    labels_open = not has_headings(reads)
    header_open = cue_open = False
    for line, read in zip(lines[begin:], reads[begin:], strict=True):
        if read.kind == "blank":
            marks.append(_BLANK)
            continue
        if read.kind == "prose" and cue_open:
            manner = line.text.strip()[:1] in {"(", "（"}
            marks.append(LineMark("parenthetical" if manner else "dialogue"))
            cue_open = manner
            continue
        cue_open = read.kind == "cue"
        if read.kind == "label" and (header_open or (labels_open and opens_scene(read))):
            marks.append(LineMark("scene"))
            header_open = True
            continue
        header_open = read.kind == "scene" or (header_open and read.kind == "cast")
        marks.append(_line_mark(line.text))
    return tuple(marks)


@lru_cache(maxsize=65_536)
def _line_mark(raw: str) -> LineMark:
    """The mark of a Chinese line looked at alone."""
    read = read_line(raw)
    if read.kind in {"episode", "scene", "cast", "blank"}:
        return LineMark(read.kind)
    if read.speech:
        return LineMark(
            "cue" if read.kind == "cue" else "dialogue", (Span(*read.speech.name_span, "speaker"),)
        )
    if read.kind == "unclosed":
        return _OTHER
    return LineMark(_TYPES.get(read.parts[0].type, "directive"))


def _front_mark(read: Read) -> LineMark:
    if read.kind == "blank":
        return _BLANK
    if read.speech:
        return LineMark("cast", (Span(*read.speech.name_span, "speaker"),))
    return LineMark("cast" if read.kind == "cast" else "title")


# --- Fountain


def _mark_fountain(text: str) -> tuple[LineMark, ...]:
    raw = lines_of(text)
    page = of_lines(raw).lines
    lines = bare_lines(text)
    texts = [line.text for line in lines]
    marks: list[LineMark] = []
    speech = False
    blank_before = True
    for position, line in enumerate(lines):
        if position < page:
            marks.append(LineMark("title"))
            continue
        stripped = line.text.strip()
        if not stripped:
            inside = not raw[position].text.strip()
            marks.append(_BLANK if inside else LineMark("note"))
            if not line.hidden:
                speech = speech and len(line.text) >= 2
                blank_before = True
            continue
        blank_after = _is_blank_after(texts, position)
        kind, speech = _fountain_kind(line.text, stripped, speech, blank_before, blank_after)
        marks.append(_with_notes(kind, raw[position].text, has_note=bool(line.asides)))
        blank_before = False
    return tuple(marks)


def _is_blank_after(texts: Sequence[str], position: int) -> bool:
    return position + 1 >= len(texts) or not texts[position + 1].strip()


_MARKED: dict[str, MarkKind] = {
    "page_break": "other", "synopsis": "synopsis", "heading": "scene", "shot_hint": "directive", "action": "action",
    "lyrics": "dialogue", "centered": "action", "transition": "transition",
}  # fmt: skip


def _fountain_kind(
    raw: str,
    stripped: str,
    speech: bool,
    blank_before: bool,
    blank_after: bool,
) -> tuple[MarkKind, bool]:
    """The line's kind, and whether a speech is open after it."""
    kind = marked(raw).kind
    if kind == "section":
        return ("episode" if episode_header(Folded(raw), loose=True) else "other"), False
    if kind == "heading" and speech and stripped[1:2].isdigit():
        return "dialogue", True
    if kind != "plain":
        return _MARKED[kind], speech and kind == "lyrics"
    if speech:
        return ("parenthetical" if parenthetical_of(stripped) else "dialogue"), True
    if blank_before and is_slug(stripped):
        return "scene", False
    if blank_before and blank_after and is_transition(stripped):
        return "transition", False
    natural = blank_before and not blank_after
    if (natural or stripped.startswith("@")) and cue_of(stripped):
        return "cue", True
    return "action", False


def _with_notes(kind: MarkKind, raw: str, *, has_note: bool) -> LineMark:
    if not has_note:
        return LineMark(kind)
    start = max(raw.find("[["), raw.find("/*"))
    shut = max(raw.rfind("]]"), raw.rfind("*/")) + 2
    return LineMark(kind, (Span(max(start, 0), shut if shut > start + 1 else len(raw), "note"),))
