"""What one line of Fountain can be, by its marks and its letters. Source: fountain.io/syntax.

The order of the marks is the one the reference tests agree on: page break, synopsis, section, forced
heading, forced action, lyrics, centred, forced transition; then context decides (`fountain`).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from app.screenplay.headings import is_slug
from app.screenplay.source import has_cjk

MarkKind = Literal[
    "page_break", "synopsis", "section", "heading", "shot_hint", "action", "lyrics", "centered", "transition", "plain",
]  # fmt: skip


class Marked(NamedTuple):
    """A line's mark and the words it leaves; `plain` lines have none."""

    kind: MarkKind
    text: str


class Cue(NamedTuple):
    """A character cue: who speaks, where from, and whether beside the speech before."""

    speaker: str
    extension: str
    dual: bool


_PAGE_BREAK = re.compile(r"^={3,}$")


def marked(raw: str) -> Marked:
    """The line's mark, leading white space ignored; action alone keeps its indent."""
    text = raw.strip()
    first = text[:1]
    if first not in {"=", "#", ".", "!", "~", ">"} or text == "!":
        return Marked("plain", text)
    if first == "=":
        return _equals(text)
    if first == "#":
        return Marked("section", text)
    if first == ".":
        return (
            Marked("heading", text[1:].strip())
            if _is_forced_heading(text)
            else Marked("plain", text)
        )
    if first == "!":
        if text.startswith("!!"):
            return Marked("shot_hint", text[2:].strip())
        return Marked("action", indented(raw.replace("!", "", 1)))
    if first == "~":
        return Marked("lyrics", text[1:].strip())
    if text.endswith("<") and len(text) > 1:
        return Marked("centered", text[1:-1].strip())
    return Marked("transition", text[1:].strip())


def _equals(text: str) -> Marked:
    if _PAGE_BREAK.match(text):
        return Marked("page_break", "")
    words = text[1:].strip()
    return Marked("synopsis", words) if words else Marked("plain", text)


def _is_forced_heading(text: str) -> bool:
    return len(text) > 1 and text[1] != "." and bool(text[1:].strip())


def indented(text: str) -> str:
    """An action line: its indent kept with tabs as four spaces, its tail trimmed."""
    return text.replace("\t", "    ").rstrip()


def is_upper(text: str) -> bool:
    """True when `text` has cased letters, all upper case, and no Chinese (which has no case)."""
    return text.isupper() and not has_cjk(text)


def is_transition(text: str) -> bool:
    """True for a natural transition: upper case and ending in TO:."""
    return text.endswith("TO:") and is_upper(text)


def cue_of(raw: str) -> Cue | None:
    """The cue on a line that may be one: natural (upper case) or forced with @; None when it is neither."""
    text = raw.strip()
    forced = text.startswith("@")
    if forced:
        text = text[1:].strip()
    elif is_slug(text) or text.startswith("("):
        return None
    dual = text.endswith("^")
    if dual:
        text = text[:-1].rstrip()
    name, extension = _peel(text)
    if not name or (not forced and (name.endswith(":") or not is_upper(name))):
        return None
    return Cue(name, extension, dual)


_GROUP_ENDS = {")": "(", "）": "（"}


def _peel(text: str) -> tuple[str, str]:
    """Take the extensions in brackets off the end of a cue; two of them are joined by a comma."""
    groups: list[str] = []
    while text and text[-1] in _GROUP_ENDS:
        opening = max(text.rfind("("), text.rfind("（"))
        inside = text[opening + 1 : -1].strip()
        if opening <= 0 or not inside or any(mark in inside for mark in ")）"):
            break
        groups.insert(0, inside)
        text = text[:opening].rstrip()
    return text, ", ".join(groups)


def parenthetical_of(text: str) -> str:
    """The words of a line wholly in brackets, or "" when it is none."""
    text = text.strip()
    if len(text) > 2 and text[0] in "(（" and text[-1] in ")）":
        return text[1:-1].strip()
    return ""
