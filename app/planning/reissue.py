"""The same question to another generator: what its card takes is carried over, what it does not is named."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from app.domain.cards import Card, ModelCard
from app.domain.recipes import Medium, Recipe, RecipeReference, ReferenceRole
from app.domain.wording import N_
from app.errors import BadInput
from app.planning import mentions
from app.planning.differences import MEDIUM_WORDS, ROLE_WORDS
from app.planning.recipes import (
    PROMPT_CUT,
    SETTING_UNKNOWN,
    CompiledRecipe,
    Setting,
    lead_for,
    length_for,
    marked,
    pixels,
    shape_for,
)

NEGATIVE_LOST: Final = N_("What was not wanted is left out: this model has no field for it.")
REFERENCE_LOST: Final = N_("{name} ({role}) is left out: this model takes no more of these.")
FRAMES_OR_REFERENCES: Final = N_(
    "{name} ({role}) is left out: this model takes frames or pictures."
)
SETTING_OTHER: Final = N_("{name} was {before}; this model has {after}.")
MEDIUM_OTHER: Final = N_("It was asked for as {before}; this model makes {after}.")
_FRAMES: Final[frozenset[ReferenceRole]] = frozenset({"first_frame", "last_frame"})
_LOOSE: Final[frozenset[ReferenceRole]] = frozenset({"clip", "sound"})
_SENTENCE_END: Final = re.compile(r"(?<=[。！？.!?])\s*")


def reissue(
    recipe: Recipe, card: Card, model_id: str = "", *, mark: bool = False
) -> CompiledRecipe:
    """`recipe` as `card` would be asked it; the seed is left to chance. `mark`: vendors may burn in theirs.

    Raises:
        BadInput: the card has no such model.
    """
    model = card.model(model_id)
    if model is None:
        raise BadInput(
            N_("{label} has no model {model_id}.").format(label=card.label, model_id=model_id),
            N_("Choose another model."),
        )
    dropped: list[str] = []
    medium = _medium(recipe, card, model, dropped)
    settings = _settings(recipe, model, dropped)
    settings |= marked(model, mark=mark)
    references = _references(recipe, model, dropped)
    framed = any(one.role in _FRAMES for one in references)
    aspect = shape_for(recipe.aspect or "9:16", model, dropped, framed=framed)
    width, height = recipe.width, recipe.height
    if recipe.aspect and (aspect != recipe.aspect or "resolution" in settings):
        width, height = pixels(str(settings.get("resolution", "")) or "1080p", aspect)
    negative = recipe.negative if model.negative else ""
    if recipe.negative and not negative:
        dropped.append(NEGATIVE_LOST)
    template = mentions.template_of(card, model, recipe.language)
    lead = lead_for(references, model, template, recipe.language, dropped)
    words = mentions.marked_names(mentions.unmarked(recipe), references, template)
    changed = recipe.model_copy(
        update={
            "prompt": lead + _prompt(words, recipe, model, len(lead), dropped),
            "lead": lead,
            "mention": template if mentions.spoken_of(references) else "",
            "references": references,
            "generator": card.id,
            "model": model.id,
            "medium": medium,
            "negative": negative,
            "seconds": length_for(recipe.seconds, model, dropped) if medium == "video" else 0.0,
            "width": width,
            "height": height,
            "seed": 0,
            "settings": settings,
        }
    )
    return CompiledRecipe(recipe=changed, dropped=tuple(dropped))


def _medium(recipe: Recipe, card: Card, model: ModelCard, dropped: list[str]) -> Medium:
    made = card.media_of(model)
    if recipe.medium in made:
        return recipe.medium
    dropped.append(
        MEDIUM_OTHER.format(before=MEDIUM_WORDS[recipe.medium], after=MEDIUM_WORDS[made[0]])
    )
    return made[0]


def _prompt(words: str, recipe: Recipe, model: ModelCard, led: int, dropped: list[str]) -> str:
    """Whole sentences from the start, as many as the model reads behind a lead of `led` characters."""
    most = (model.prompt_most_zh if recipe.language == "zh" else model.prompt_most_en) - led
    if len(words) <= most:
        return words
    kept = ""
    for sentence in _SENTENCE_END.split(words):
        joined = kept + sentence if recipe.language == "zh" else f"{kept} {sentence}".strip()
        if len(joined) > most:
            break
        kept = joined
    kept = kept or words[: max(most, 0)]
    dropped.append(PROMPT_CUT.format(most=most, text=words[len(kept) :].strip()))
    return kept


def _references(
    recipe: Recipe, model: ModelCard, dropped: list[str]
) -> tuple[RecipeReference, ...]:
    room = {slot.role: slot.most for slot in model.references}
    framed = any(one.role in _FRAMES and room.get(one.role) for one in recipe.references)
    used: Counter[ReferenceRole] = Counter()
    free = 0
    kept: list[RecipeReference] = []
    for one in recipe.references:
        loose = one.role not in _FRAMES | _LOOSE
        if loose and framed and model.frames_exclude_references:
            dropped.append(FRAMES_OR_REFERENCES.format(name=one.name, role=ROLE_WORDS[one.role]))
            continue
        full = loose and model.references_most is not None and free >= model.references_most
        if full or used[one.role] >= room.get(one.role, 0):
            dropped.append(REFERENCE_LOST.format(name=one.name, role=ROLE_WORDS[one.role]))
            continue
        used[one.role] += 1
        free += loose
        # A vendor's own name for a file means nothing to another vendor.
        kept.append(one.model_copy(update={"vendor_id": ""}))
    return tuple(kept)


def _settings(recipe: Recipe, model: ModelCard, dropped: list[str]) -> dict[str, Setting]:
    """The model's defaults, and the recipe's own choices where the model knows them."""
    made: dict[str, Setting] = {
        name: choices[0] for name, choices in sorted(model.settings.items()) if choices
    }
    if model.resolutions:
        made["resolution"] = model.resolutions[0]
    for name, value in sorted(recipe.settings.items()):
        given = str(value).lower() if isinstance(value, bool) else str(value)
        known = model.resolutions if name == "resolution" else model.settings.get(name)
        if known is None or (name == "resolution" and not known):
            if name not in ("resolution", "watermark"):
                dropped.append(SETTING_UNKNOWN.format(name=name))
        elif not known or given in known:
            made[name] = value
        else:
            after = str(made.get(name, ""))
            dropped.append(SETTING_OTHER.format(name=name, before=given, after=after))
    return made
