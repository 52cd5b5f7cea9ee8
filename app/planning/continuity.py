"""Whether a take still answers its shot: what has changed since it was asked for, in words."""

from __future__ import annotations

from typing import Final

from app.domain.recipes import Picture, Recipe, RecipeReference
from app.domain.takes import Take
from app.domain.wording import N_

FRAMING_CHANGED: Final = N_("The framing or the camera move has changed.")
ACTION_CHANGED: Final = N_("The action has changed.")
LINES_CHANGED: Final = N_("What is said has changed.")
PEOPLE_CHANGED: Final = N_("Who is in frame, or how they look, has changed.")
PLACE_CHANGED: Final = N_("The place or the time of day has changed.")
REFERENCES_CHANGED: Final = N_("The reference pictures have changed.")
PROMPT_CHANGED: Final = N_("The prompt has changed.")
LONGER_NOW: Final = N_("The shot is now longer than the take was asked to be.")
SIZE_CHANGED: Final = N_("The picture size has changed.")
SETTINGS_CHANGED: Final = N_("The generator's settings have changed.")

_HALF_FRAME: Final = 0.02


def outdated(take: Take, current_recipe: Recipe) -> tuple[str, ...]:
    """Why a take no longer matches its shot, most important first; empty while it does.

    Chance is no reason: seeds are ignored. Imported takes have no recipe and never grow old. A take of
    another generator is judged by what it shows only, since wording and limits differ between generators.
    """
    asked = take.recipe
    if asked is None:
        return ()
    reasons = _picture_reasons(asked.picture, current_recipe.picture)
    if _pinned(asked.references) != _pinned(current_recipe.references) and _same_maker(
        asked, current_recipe
    ):
        reasons.append(REFERENCES_CHANGED)
    if current_recipe.seconds > max(asked.seconds, take.media.seconds) + _HALF_FRAME:
        reasons.append(LONGER_NOW)
    if asked.aspect != current_recipe.aspect:
        reasons.append(SIZE_CHANGED)
    if _same_maker(asked, current_recipe):
        if asked.settings != current_recipe.settings:
            reasons.append(SETTINGS_CHANGED)
        if (asked.prompt, asked.negative) != (
            current_recipe.prompt,
            current_recipe.negative,
        ) and not reasons:
            reasons.append(PROMPT_CHANGED)
    return tuple(reasons)


def _picture_reasons(asked: Picture, now: Picture) -> list[str]:
    """Reasons that can be seen; the shot's number and the timing of lines are none."""
    reasons: list[str] = []
    if (asked.size, asked.angle, asked.move) != (now.size, now.angle, now.move):
        reasons.append(FRAMING_CHANGED)
    if (asked.action, asked.props, asked.effects) != (now.action, now.props, now.effects):
        reasons.append(ACTION_CHANGED)
    if [(line.speaker, line.text, line.kind) for line in asked.lines] != [
        (line.speaker, line.text, line.kind) for line in now.lines
    ]:
        reasons.append(LINES_CHANGED)
    if asked.figures != now.figures:
        reasons.append(PEOPLE_CHANGED)
    if (asked.place, asked.int_ext, asked.time_of_day) != (now.place, now.int_ext, now.time_of_day):
        reasons.append(PLACE_CHANGED)
    return reasons


def _same_maker(first: Recipe, second: Recipe) -> bool:
    return (first.generator, first.model) == (second.generator, second.model)


def _pinned(references: tuple[RecipeReference, ...]) -> list[tuple[str, str, str]]:
    return [(each.role, each.name, each.media.sha256) for each in references]
