"""Follows flashbacks through an episode: which scenes are memories, and which marks have no partner.

A flashback opened within a scene ends with its end mark or with the next heading. One opened as the last
thing before a heading, or as the first thing of a scene, makes that whole scene a flashback.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.script import Diagnostic, Element, ElementType
from app.domain.wording import N_
from app.screenplay.headings import is_flashback

_SILENT: frozenset[ElementType] = frozenset(
    {"cast", "note", "synopsis", "section", "page_break", "transition", "other"}
)

Told = tuple[str, Sequence[Element]]


def follow(scenes: Sequence[Told]) -> tuple[list[bool], list[Diagnostic]]:
    """For each (heading, elements) of an episode: is it a flashback; and what is wrong with the marks."""
    flags: list[bool] = []
    found: list[Diagnostic] = []
    carried: Element | None = None
    left_open: Element | None = None
    for heading, elements in scenes:
        telling = [element for element in elements if element.type not in _SILENT]
        first = telling[0] if telling else None
        opens = first is not None and first.type == "flashback_start"
        flags.append(carried is not None or opens or is_flashback(heading))
        opened = carried
        closable = is_flashback(heading) or left_open is not None
        for element in telling:
            if element.type == "flashback_start":
                opened = element
            elif element.type == "flashback_end":
                if opened is None and not closable:
                    found.append(_unopened(element))
                if left_open is not None:
                    left_open = None
                opened, closable = None, False
        if left_open is not None:
            found.append(_unclosed(left_open))
        carried = telling[-1] if opened is not None and telling and telling[-1] is opened else None
        left_open = opened if carried is None else None
    found.extend(_unclosed(still) for still in (left_open, carried) if still is not None)
    return flags, found


def _unclosed(element: Element) -> Diagnostic:
    return Diagnostic(
        severity="warning",
        line=element.line,
        code="unclosed-flashback",
        message=N_("The flashback that begins here is not closed; it ends with its scene."),
    )


def _unopened(element: Element) -> Diagnostic:
    return Diagnostic(
        severity="warning",
        line=element.line,
        code="unopened-flashback",
        message=N_("A flashback ends here that did not begin."),
    )
