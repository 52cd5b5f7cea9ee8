"""Whether a take still answers its shot: what has changed since it was asked for, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.domain.ids import CastId
from app.domain.recipes import Figure, Picture, Recipe, RecipeReference, Shaping
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
SHEET_CHANGED: Final = N_("Sheet v{before} → v{after} of {name}.")
OTHER_LOOK: Final = N_("{name} has another look here now.")
LOOK_REWORDED: Final = N_("The look of {name} is described otherwise now.")
IDENTITY_CHANGED: Final = N_("The description of {name} has changed.")
OTHER_PICTURES: Final = N_("Other pictures of {name} go along now.")
PICTURE_NEW: Final = N_("A picture of {name} goes along now.")
PICTURE_GONE: Final = N_("No picture of {name} goes along any more.")
STYLE_CHANGED: Final = N_("The style has changed.")
CHAIN_OTHER_TAKE: Final = N_("It goes on from another take of shot {name} now.")
CHAIN_OTHER_FRAME: Final = N_("The cut of shot {name} changed, where this shot joins it.")
CHAIN_NEW: Final = N_("It joins shot {name} now.")
CHAIN_GONE: Final = N_("It no longer joins shot {name}.")

_HALF_FRAME: Final = 0.02


def outdated(take: Take, current_recipe: Recipe) -> tuple[str, ...]:
    """Why a take no longer matches its shot, most important first; empty while it does.

    Chance is no reason: seeds are ignored. Imported takes have no recipe and never grow old. A take of
    another generator is judged by what it shows only, since wording and limits differ between generators.
    """
    if take.recipe is None:
        return ()
    asked = take.recipe.of_shot(take.shot_id)
    pinned: tuple[str, ...] = ()
    if _same_maker(asked, current_recipe):
        pinned = reference_reasons(asked.references, current_recipe.references)
    return merged(told_reasons(take, current_recipe, others=bool(pinned)), pinned)


def merged(told: Iterable[str], pinned: Iterable[str]) -> tuple[str, ...]:
    """Reasons of both kinds, each once."""
    return tuple(dict.fromkeys((*told, *pinned)))


def told_reasons(take: Take, now: Recipe, *, others: bool = False) -> tuple[str, ...]:
    """The reasons that lie in words and settings; the pictures that go along are not looked at.

    `others`: there are reasons already, so that a prompt which merely reads otherwise needs none.
    """
    if take.recipe is None:
        return ()
    asked = take.recipe.of_shot(take.shot_id)
    reasons = _picture_reasons(asked.picture, now.picture)
    if now.seconds > max(asked.seconds, take.media.seconds) + _HALF_FRAME:
        reasons.append(LONGER_NOW)
    if asked.aspect != now.aspect:
        reasons.append(SIZE_CHANGED)
    if _same_maker(asked, now):
        if asked.settings != now.settings:
            reasons.append(SETTINGS_CHANGED)
        if asked.shaped_by:
            reasons.extend(_shaping_reasons(asked.shaped_by, now.shaped_by))
        elif not now.shaped_by and not reasons and not others and _words(asked) != _words(now):
            reasons.append(PROMPT_CHANGED)
    return tuple(reasons)


def reference_reasons(
    asked: tuple[RecipeReference, ...], now: tuple[RecipeReference, ...]
) -> tuple[str, ...]:
    """The reasons that lie in pictures, frames and films: `Sheet v3 → v4 of 林夏.`"""
    if pinned(asked) == pinned(now):
        return ()
    reasons = [*_cast_reasons(asked, now), *_chain_reasons(asked, now)]
    return tuple(reasons) or (REFERENCES_CHANGED,)


def pinned(references: Iterable[RecipeReference]) -> tuple[tuple[object, ...], ...]:
    """What counts of references: the file, or of a neighbour's frame which frame of which take."""
    return tuple(
        (one.role, one.take_id, one.frame)
        if one.take_id is not None
        else (one.role, one.cast_id or one.name, one.media.sha256)
        for one in references
    )


def _cast_reasons(
    asked: tuple[RecipeReference, ...], now: tuple[RecipeReference, ...]
) -> list[str]:
    old, new = _by_cast(asked), _by_cast(now)
    reasons: list[str] = []
    for cast_id in dict.fromkeys((*old, *new)):
        had, has = old.get(cast_id, []), new.get(cast_id, [])
        if pinned(had) == pinned(has):
            continue
        if not had or not has:
            text = PICTURE_NEW if has else PICTURE_GONE
            reasons.append(text.format(name=(has or had)[0].name))
        elif had[0].look_id != has[0].look_id:
            reasons.append(OTHER_LOOK.format(name=has[0].name))
        elif had[0].sheet_version != has[0].sheet_version:
            versions = {"before": had[0].sheet_version, "after": has[0].sheet_version}
            reasons.append(SHEET_CHANGED.format(name=has[0].name, **versions))
        else:
            reasons.append(OTHER_PICTURES.format(name=has[0].name))
    return reasons


def _by_cast(references: Iterable[RecipeReference]) -> dict[CastId, list[RecipeReference]]:
    found: dict[CastId, list[RecipeReference]] = {}
    for one in references:
        if one.cast_id is not None:
            found.setdefault(one.cast_id, []).append(one)
    return found


def _chain_reasons(
    asked: tuple[RecipeReference, ...], now: tuple[RecipeReference, ...]
) -> list[str]:
    old = {one.role: one for one in asked if one.take_id is not None}
    new = {one.role: one for one in now if one.take_id is not None}
    reasons: list[str] = []
    for role in dict.fromkeys((*old, *new)):
        had, has = old.get(role), new.get(role)
        if had is None and has is not None:
            reasons.append(CHAIN_NEW.format(name=has.name))
        elif had is not None and has is None:
            reasons.append(CHAIN_GONE.format(name=had.name))
        elif had is not None and has is not None and had.take_id != has.take_id:
            reasons.append(CHAIN_OTHER_TAKE.format(name=has.name))
        elif had is not None and has is not None and had.frame != has.frame:
            reasons.append(CHAIN_OTHER_FRAME.format(name=has.name))
    return reasons


def _shaping_reasons(asked: tuple[Shaping, ...], now: tuple[Shaping, ...]) -> list[str]:
    """What the prompt was made of and is now made of; who came or went is seen in the picture."""
    old = {(row.what, row.name): row.words for row in asked}
    new = {(row.what, row.name): row.words for row in now}
    if old.get(("own_words", "")) != new.get(("own_words", "")):
        return [PROMPT_CHANGED]
    texts = {"style": STYLE_CHANGED, "identity": IDENTITY_CHANGED, "look": LOOK_REWORDED}
    shown = {name for _, name in old.keys() & new.keys()} | {""}
    return [
        texts[what].format(name=name)
        for what, name in dict.fromkeys((*old, *new))
        if what in texts and name in shown and old.get((what, name)) != new.get((what, name))
    ]


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
    if _seen(asked.figures) != _seen(now.figures):
        reasons.append(PEOPLE_CHANGED)
    if (asked.place, asked.int_ext, asked.time_of_day) != (now.place, now.int_ext, now.time_of_day):
        reasons.append(PLACE_CHANGED)
    return reasons


def _seen(figures: tuple[Figure, ...]) -> list[tuple[object, ...]]:
    """Figures without their pictures, which are judged where they go along."""
    return [(one.name, one.color, one.look, one.speaking, one.sex, one.crowd) for one in figures]


def _same_maker(first: Recipe, second: Recipe) -> bool:
    return (first.generator, first.model) == (second.generator, second.model)


def _words(recipe: Recipe) -> tuple[str, str]:
    return recipe.prompt, recipe.negative
