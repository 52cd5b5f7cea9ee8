"""What stands before the first episode of a Chinese script: title, labelled fields, the character list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.script import Person
from app.screenplay.source import Folded, SourceLine, closing, lines_of
from app.screenplay.speech import is_name, names_of_cast
from app.screenplay.vocabulary import FIELD_KEYS, FRONT_LABELS, PEOPLE_LABELS


class Front(NamedTuple):
    """The front matter as read."""

    title: str
    fields: dict[str, str]
    people: tuple[Person, ...]


_TITLE = re.compile(r"^[\s#>*]*《([^《》]{1,60})》[^《》:]{0,20}$")
_LEAD = re.compile(r"^[\s#>*\-•·【]*(?:[0-9]{1,2}\s*[.、)]|[一二三四五六七八九十]{1,2}、)?\s*")
_LONGEST_LABEL = 40
_BODY = frozenset({"正文", "剧本正文", "剧本", "剧本内容"})
_AMBIGUOUS = frozenset({"时间", "地点", "说明", "备注", "背景"})


class _Label(NamedTuple):
    name: str
    value: str


def _label(line: Folded) -> _Label | None:
    """The known label at the head of a line, with or without a value."""
    text = line.text
    start = _LEAD.match(text).end()  # type: ignore[union-attr]
    colon = text.find(":", start)
    end = len(text) if colon < 0 else colon
    if end - start > _LONGEST_LABEL:
        return None
    name = re.sub(r"\(.*\)$", "", text[start:end].strip(" *#】")).strip()
    known = name.lower() in FIELD_KEYS or name in FRONT_LABELS or name in PEOPLE_LABELS
    if not known or (colon < 0 and name not in PEOPLE_LABELS | _BODY | FRONT_LABELS):
        return None
    return _Label(name, "" if colon < 0 else line.cut(colon + 1))


def read_front(text: str) -> Front:
    """Read front matter; every line that is no title, label or person continues what stands above it."""
    title = ""
    fields: dict[str, str] = {}
    people: list[Person] = []
    open_field = ""
    in_people = False
    for source in lines_of(text):
        line = Folded(source.text)
        if not line.text.strip():
            continue
        if not title and (match := _TITLE.match(line.text)):
            title = line.cut(match.start(1), match.end(1))
        elif label := _label(line):
            in_people = label.name in PEOPLE_LABELS
            open_field = "" if in_people else label.name
            if in_people:
                people.extend(
                    Person(name=name, line=source.number) for name in names_of_cast(label.value)
                )
            else:
                fields[label.name] = label.value
        elif in_people:
            _add_person(people, line, source)
        elif open_field:
            fields[open_field] = f"{fields[open_field]}\n{source.text.strip()}".strip()
    titled = next(
        (value for key, value in fields.items() if FIELD_KEYS.get(key.lower()) == "title"), ""
    )
    return Front(title or titled.strip("《》"), fields, tuple(people))


def _add_person(people: list[Person], line: Folded, source: SourceLine) -> None:
    """A line of the list: `林夏（24岁）：话少`; one that names nobody goes on about the person above."""
    person = _person(line, source.number)
    if person is not None:
        people.append(person)
    elif people:
        last = people[-1]
        told = "\n".join(part for part in (last.description, source.text.strip()) if part)
        people[-1] = last.model_copy(update={"description": told})


def _person(line: Folded, number: int) -> Person | None:
    text = line.text
    start = _LEAD.match(text).end()  # type: ignore[union-attr]
    match = re.compile(r"[:,(]|\s-{1,2}\s").search(text, start)
    if match is None:
        return None
    name = line.name(start, match.start())
    if not name or not is_name(Folded(name).text):
        return None
    aside = ""
    rest = match.start() if match.group() == "(" else match.end()
    if text[rest : rest + 1] == "(":
        shut = closing(text, rest, "()")
        if shut < 0:
            return None
        aside = line.cut(rest + 1, shut)
        rest = shut + 1
    while rest < len(text) and text[rest] in " :,-":
        rest += 1
    told = "，".join(part for part in (aside, line.cut(rest)) if part)
    return Person(name=name, description=told, line=number)


def front_lines(lines: Sequence[SourceLine]) -> int:
    """How many lines at the head are surely front matter, in a script without any heading."""
    end = 0
    in_people = False
    for position, source in enumerate(lines):
        line = Folded(source.text)
        if not line.text.strip():
            in_people = False
            continue
        label = _label(line)
        if label is not None and label.name not in _AMBIGUOUS:
            in_people = label.name in PEOPLE_LABELS and not label.value
            if label.name in PEOPLE_LABELS and label.value:
                break
        elif not (end == 0 and _TITLE.match(line.text)) and not (
            in_people and _person(line, source.number)
        ):
            break
        end = position + 1
    return end
