"""The title page of a Fountain script: `Key: value` lines at the very top. Source: fountain.io/syntax."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.screenplay.headings import is_slug
from app.screenplay.source import SourceLine, lines_of
from app.screenplay.vocabulary import FIELD_KEYS, FRONT_LABELS, PEOPLE_LABELS


class TitlePage(NamedTuple):
    """The fields as written, and how many lines of the source they take (0: there is none)."""

    fields: dict[str, str]
    lines: int


_KEY = re.compile(r"^([^\s.!@>~=#/\[(【《][^:：\[\]]{0,39})[:：](.*)$")
_INDENTED = re.compile(r"^(?:\t| {3,})\s*(\S.*)$")
_NEVER = re.compile(r"(?:\bTO|^FADE IN|^FADE OUT)$")


def read_title_page(text: str) -> TitlePage:
    """Read the title page at the head of `text`, if there is one."""
    return of_lines(lines_of(text.removeprefix("\ufeff")))


def of_lines(lines: Sequence[SourceLine]) -> TitlePage:
    """Read the title page from lines already split."""
    fields: dict[str, list[str]] = {}
    open_key = ""
    count = 0
    for line in lines:
        text = line.text.removeprefix("\ufeff") if line.number == 1 else line.text
        if not text.strip():
            break
        count += 1
        if open_key and (match := _INDENTED.match(text)):
            fields[open_key].append(match.group(1).strip())
        elif match := _key(text):
            open_key = match.group(1).strip()
            value = match.group(2).strip()
            fields.setdefault(open_key, []).extend([value] if value else [])
        elif open_key and fields[open_key]:
            # A value that runs on without its indent: seen in real files, better kept than lost.
            if not _is_known(fields):
                return TitlePage({}, 0)
            fields[open_key].append(text.strip())
        else:
            return TitlePage({}, 0)
    if not fields or not (_is_known(fields) or _is_latin(fields)):
        return TitlePage({}, 0)
    return TitlePage({key: "\n".join(values) for key, values in fields.items()}, count)


def _key(text: str) -> re.Match[str] | None:
    match = _KEY.match(text)
    if match is None or is_slug(text) or _NEVER.search(match.group(1).strip().upper()):
        return None
    return match


def _is_known(fields: dict[str, list[str]]) -> bool:
    return any(
        key.lower() in FIELD_KEYS or key in FRONT_LABELS or key in PEOPLE_LABELS for key in fields
    )


def _is_latin(fields: dict[str, list[str]]) -> bool:
    """Unknown keys alone make a title page only when each has a value and looks like a word."""
    return all(
        values and re.match(r"^[A-Za-z][A-Za-z0-9 _-]*$", key) for key, values in fields.items()
    )


def title_of(fields: dict[str, str]) -> str:
    """The title among the fields, without emphasis marks."""
    for key, value in fields.items():
        if FIELD_KEYS.get(key.lower()) == "title":
            return re.sub(r"[*_]+", "", value).replace("\n", " ").strip()
    return ""


def write_title_page(fields: dict[str, str], title: str) -> str:
    """The fields as a title page, or "" when there are none."""
    lines: list[str] = []
    if title and not title_of(fields):
        lines.append(f"Title: {title}")
    for key, value in fields.items():
        values = [part.strip() for part in value.split("\n") if part.strip()]
        if len(values) == 1:
            lines.append(f"{key}: {values[0]}")
        else:
            lines += [f"{key}:", *(f"    {part}" for part in values)]
    return "\n".join(lines)
