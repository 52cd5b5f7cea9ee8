"""What one line of a Chinese script is, looked at alone; `chinese` decides what it means where it stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from app.screenplay.directives import Part, labelled, leading
from app.screenplay.headings import (
    EpisodeHeader,
    Heading,
    episode_header,
    is_slug,
    scene_heading,
    slug_heading,
)
from app.screenplay.source import Folded, closing, is_balanced
from app.screenplay.speech import Speech, speech_of
from app.screenplay.vocabulary import CAST_LABELS, DIRECTIVES, HEADING_LABELS

LineKind = Literal[
    "blank", "episode", "scene", "label", "cast", "action", "prose", "speech", "cue", "directive", "rule",
    "unplaced", "unclosed",
]  # fmt: skip


class Read(NamedTuple):
    """A line as read alone: its kind, the elements it would become, and what its heading says."""

    kind: LineKind
    parts: tuple[Part, ...] = ()
    heading: Heading | None = None
    episode: EpisodeHeader | None = None
    label: str = ""
    speech: Speech | None = None


_ACTION = re.compile(r"^[\s>]*[△▲Δ∆▷▶]\s*:?\s*")
_BULLET = re.compile(r"^[\s>]*(?:[*•·]|-(?!-))\s+")
_RULE = re.compile(r"^\s*[-=_*~·]{3,}\s*$")
_UNPLACED = re.compile(
    r"^\s*(?:-?\s*[0-9]{1,4}\s*-?|第\s*[0-9]+\s*页.*|PAGE\s*[0-9]+.*|[0-9]+\s*/\s*[0-9]+|点击(?:上方|下方|蓝字|关注).*|"
    r"(?:长按|扫码|扫描).{0,12}(?:二维码|关注).*)\s*$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^[\s#>*]*")
_BLANK = Read("blank")


@lru_cache(maxsize=65_536)
def read_line(raw: str) -> Read:
    """Read one line alone. Cached: an editor asks again for every line after each keystroke."""
    line = Folded(raw)
    text = line.text.strip()
    if not text:
        # A line of bold marks or invisible characters only holds nothing to keep.
        return _BLANK
    if match := _ACTION.match(line.text):
        return Read("action", (Part("action", line.cut(match.end())),))
    return (
        _rule(line, text)
        or _header(line)
        or _bracketed(line)
        or _wrapped(line, text)
        or _labelled(line)
        or _content(line, 0)
    )


def _rule(line: Folded, text: str) -> Read | None:
    if _RULE.match(text):
        return Read("rule", (Part("page_break", text),))
    if _UNPLACED.match(text):
        return Read("unplaced", (Part("other", line.cut(0)),))
    return None


def _header(line: Folded) -> Read | None:
    if episode := episode_header(line):
        return Read("episode", episode=episode)
    if heading := scene_heading(line):
        return Read("scene", heading=heading)
    slug = line.text.strip(" #*")
    if is_slug(slug) and len(slug) <= 100:
        return Read("scene", heading=slug_heading(slug))
    return None


def _bracketed(line: Folded) -> Read | None:
    """Lines that open with 【; what follows the groups is read as if it stood alone."""
    if not line.text.lstrip().startswith("【"):
        return None
    found = leading(line)
    if found is None:
        return Read("unclosed", (Part("action", line.cut(0)),))
    parts, at = found
    if at >= len(line.text):
        return Read("directive", tuple(parts))
    last = parts[-1]
    if last.type in {"narration", "inner"} and not last.text:
        parts[-1] = last._replace(text=line.cut(at))
        return Read("directive", tuple(parts))
    return Read("directive", (*parts, *_content(line, at).parts))


def _wrapped(line: Folded, text: str) -> Read | None:
    """A line wholly in round or square brackets: a known direction, or an action."""
    pair = {"(": "()", "[": "[]"}.get(text[0])
    if pair is None:
        return None
    start = line.text.index(text[0])
    shut = closing(line.text, start, pair)
    if shut != start + len(text) - 1:
        return None
    inside = line.text[start + 1 : shut].strip()
    head = inside.partition(":")[0].strip().upper()
    if match := _ACTION.match(inside):
        offset = line.text.index(inside, start + 1) + match.end()
        return Read("action", (Part("action", line.cut(offset, shut)),))
    if (head in DIRECTIVES or head in CAST_LABELS) and is_balanced(inside, "【】"):
        part = labelled(line, start + 1, shut)
        if part is not None:
            return Read("directive", (part,))
    if not inside or pair == "[]":
        return None
    return Read("prose", (Part("action", line.cut(start + 1, shut)),))


def _labelled(line: Folded) -> Read | None:
    """`人物：`, `夜/日：`, `音效：` and their like: words before a colon that name no speaker."""
    start = _LEAD.match(line.text).end()  # type: ignore[union-attr]
    colon = line.text.find(":", start, start + 20)
    if colon < 0:
        return None
    label = line.text[start:colon].strip().upper()
    if label in CAST_LABELS:
        return Read("cast", (Part("cast", line.cut(colon + 1)),), label=label)
    if label in HEADING_LABELS:
        return Read("label", (Part("note", line.cut(start)),), label=HEADING_LABELS[label])
    if label in DIRECTIVES and is_balanced(line.text, "【】"):
        part = labelled(line, start)
        return Read("directive", (part,)) if part else None
    return None


def _content(line: Folded, start: int) -> Read:
    """Speech or prose from `start` on."""
    if match := _ACTION.match(line.text[start:]):
        return Read("action", (Part("action", line.cut(start + match.end())),))
    if speech := speech_of(line, start):
        part = Part(
            speech.type, speech.text, speech.speaker, speech.extension, speech.parenthetical
        )
        return Read("cue" if speech.is_cue else "speech", (part,), speech=speech)
    if start == 0 and (match := _BULLET.match(line.text)):
        start = match.end()
    return Read("prose", (Part("action", line.cut(start)),))
