"""Loads the cards, checks a recipe against one, and prices it. Nothing here asks the network."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from app.domain.cards import Card, ModelCard, Price
from app.domain.money import Money
from app.domain.recipes import Medium, Recipe, ReferenceRole
from app.domain.wording import N_
from app.errors import Damaged
from app.paths import resource

_FRAMES: frozenset[ReferenceRole] = frozenset({"first_frame", "last_frame"})
_OTHER_MEDIA: frozenset[ReferenceRole] = frozenset({"clip", "sound"})
ROLE_NAMES: dict[ReferenceRole, str] = {
    "character": N_("character pictures"),
    "place": N_("place pictures"),
    "prop": N_("prop pictures"),
    "style": N_("style pictures"),
    "first_frame": N_("first frames"),
    "last_frame": N_("last frames"),
    "clip": N_("films"),
    "sound": N_("recordings"),
}
_NOT_MADE: dict[Medium, str] = {
    "video": N_("{label} makes no video."),
    "picture": N_("{label} makes no pictures."),
    "voice": N_("{label} does not speak."),
    "lips": N_("{label} does not move lips."),
    "text": N_("{label} does not write."),
}
_SHORT_SIDE = {
    "360p": 360,
    "480p": 480,
    "540p": 540,
    "720p": 720,
    "1080p": 1080,
    "1k": 1024,
    "2k": 1440,
    "4k": 2160,
}


def load(path: Path) -> Card:
    """Read one card; unknown fields are refused.

    Raises:
        Damaged: it is not JSON, or not a card; names the file and the first wrong field.
    """
    try:
        return Card.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Damaged(
            N_("The generator card {name} is not usable: {place}: {problem}.").format(
                name=path.name, place=place, problem=first["msg"]
            ),
            N_("Correct the card, or remove it."),
        ) from error


def load_all(folder: Path | None = None) -> tuple[Card, ...]:
    """Every card of a folder (the shipped ones by default), ordered by file name."""
    return tuple(load(path) for path in sorted((folder or resource("cards")).glob("*.json")))


def check(recipe: Recipe, card: Card, today: str = "") -> tuple[str, ...]:
    """Why this card refuses this recipe, in plain sentences; empty when it does not.

    `today` is an ISO date; a model whose retirement lies after it is still served (empty: all retired ones
    are refused).
    """
    model = card.model(recipe.model)
    if model is None:
        known = ", ".join(one.id for one in card.models if not one.retired_on)
        text = N_("{label} has no model {model}. It has {known}.")
        return (text.format(label=card.label, model=recipe.model, known=known),)
    retired = retirement(model, today)
    if retired:
        return (retired,)
    if recipe.medium not in card.media_of(model):
        return (_NOT_MADE[recipe.medium].format(label=model.label),)
    return tuple(
        problem
        for problems in (
            _needs(recipe, model),
            _part_problems(recipe, model),
            _length_problems(recipe, model) if recipe.medium == "video" else [],
            _prompt_problems(recipe, model),
            _shape_problems(recipe, model),
            _reference_problems(recipe, model),
            _setting_problems(recipe, model),
        )
        for problem in problems
    )


def _part_problems(recipe: Recipe, model: ModelCard) -> list[str]:
    """A film of several shots needs a model that makes them, told in the way in which it is told them."""
    count, most = len(recipe.parts), model.multi_shot_most
    if count < 2:
        return []
    if count > most:
        text = N_("{label} makes {most} shots in one film at most, not {count}.")
        return [text.format(label=model.label, most=max(most, 1), count=count)]
    if not model.multi_shot_words:
        return []
    long = max(len(part.words) for part in recipe.parts)
    if long > model.multi_shot_words or not all(part.words.strip() for part in recipe.parts):
        text = N_("{label} wants words for each shot, {most} characters at most.")
        return [text.format(label=model.label, most=model.multi_shot_words)]
    lengths = [part.seconds for part in recipe.parts]
    if any(one != int(one) for one in lengths) or sum(lengths) != recipe.seconds:
        text = N_("{label} wants whole seconds for each shot, which make up the film's length.")
        return [text.format(label=model.label)]
    return []


def retirement(model: ModelCard, today: str = "") -> str:
    """Why a model is not served any more on that day (ISO; empty: whenever it was retired); "" while it is."""
    if not model.retired_on or (today and model.retired_on > today):
        return ""
    text = N_("{label} was retired on {day}.")
    if model.successor:
        text = N_("{label} was retired on {day}. Use {successor} instead.")
    return text.format(label=model.label, day=model.retired_on, successor=model.successor)


def price(recipe: Recipe, card: Card) -> Money | None:
    """What this recipe will cost; None when the card does not know. Nothing is free unless the card says so.

    Points become money where the card says what one is worth.
    """
    model = card.model(recipe.model)
    if model is None:
        return None
    if card.kind in ("offline", "person") or (card.kind == "local" and not model.prices):
        return Money(amount=Decimal(0))
    for unit in ("second", "piece", "thousand_characters", "million_tokens"):
        rate = rate_for(recipe, model, unit)
        if rate is None:
            continue
        count = _units(recipe, model, unit)
        if not count:
            continue
        amount = rate.amount * count + _pictures_amount(recipe, model)
        return in_money(Money(amount=amount, currency=rate.currency), card)
    return None


def in_money(amount: Money, card: Card) -> Money:
    """Points as money where the card says what one is worth; anything else unchanged."""
    if amount.currency != "POINTS" or card.point_worth is None:
        return amount
    worth = card.point_worth
    return Money(amount=amount.amount * worth.amount, currency=worth.currency)


def rate_for(recipe: Recipe, model: ModelCard, unit: str) -> Price | None:
    """The most specific price row of that unit for this recipe's resolution and sound."""
    wanted = resolution_of(recipe, model)
    sound = sound_of(recipe, model)
    rows = [
        row
        for row in model.prices
        if row.unit == unit
        and row.resolution in ("", wanted)
        and row.with_sound in (None, sound)
        and all(setting_of(recipe, model, name) == value for name, value in row.when.items())
    ]
    return max(
        rows,
        key=lambda row: (bool(row.resolution), row.with_sound is not None, len(row.when)),
        default=None,
    )


def setting_of(recipe: Recipe, model: ModelCard, name: str) -> str:
    """A setting as the card writes it: the recipe's, else the model's default; also `seconds` and `aspect`."""
    if name == "seconds":
        return f"{recipe.seconds:g}"
    if name == "aspect":
        return recipe.aspect
    value = recipe.settings.get(name, "")
    if value == "":
        return next(iter(model.settings.get(name, ())), "")
    return json.dumps(value) if isinstance(value, bool) else str(value)


def resolution_of(recipe: Recipe, model: ModelCard) -> str:
    """The resolution asked for: the recipe's setting, else the model's default; "" when it has none."""
    chosen = str(recipe.settings.get("resolution", ""))
    return chosen or (model.resolutions[0] if model.resolutions else "")


def sound_of(recipe: Recipe, model: ModelCard) -> bool:
    """Whether the model is asked to make sound too; models that can do so by default."""
    return model.native_sound and recipe.settings.get("sound", True) not in (False, "off", "false")


def pixels(resolution: str, aspect: str) -> tuple[int, int]:
    """Width and height of a named resolution in an aspect such as `9:16`, in multiples of 16."""
    short = _SHORT_SIDE.get(resolution.lower(), 720)
    across, _, down = aspect.partition(":")
    wide, high = int(across), int(down)
    long = round(short * max(wide, high) / min(wide, high) / 16) * 16
    return (long, short) if wide >= high else (short, long)


def missing_inputs(recipe: Recipe, held: Iterable[str]) -> tuple[str, ...]:
    """One sentence for each reference whose file is not there; `held` are the SHA-256 that are."""
    there = set(held)
    return tuple(
        N_("The picture of {name} is missing.").format(name=reference.name)
        for reference in recipe.references
        if reference.media.sha256 not in there
    )


def _units(recipe: Recipe, model: ModelCard, unit: str) -> Decimal:
    """How many of a price's units a recipe asks for; 0 where that cannot be known beforehand."""
    if unit == "second":
        seconds = Decimal(str(recipe.seconds))
        if model.clip_seconds_billed:
            clips = (one.media.seconds for one in recipe.references if one.role == "clip")
            seconds += sum((Decimal(math.ceil(length)) for length in clips), Decimal(0))
        return seconds
    if unit == "piece":
        return Decimal(1)
    if unit == "thousand_characters":
        han = sum("\u4e00" <= sign <= "\u9fff" for sign in recipe.prompt)
        return Decimal(len(recipe.prompt) + han * (model.han_counts - 1)) / 1000
    if recipe.medium != "video":
        return Decimal(0)
    return _tokens(recipe, model) / 1_000_000


def _pictures_amount(recipe: Recipe, model: ModelCard) -> Decimal:
    """What the pictures that go along cost on top, those that are free not counted."""
    rate = rate_for(recipe, model, "picture")
    if rate is None:
        return Decimal(0)
    count = sum(1 for one in recipe.references if one.role not in _OTHER_MEDIA)
    return rate.amount * max(0, count - model.pictures_free)


def _tokens(recipe: Recipe, model: ModelCard) -> Decimal:
    """seconds × width × height × 24 / 1024: how Ark counts video (seedance.md, Price)."""
    width, height = pixels(resolution_of(recipe, model), recipe.aspect)
    return Decimal(str(recipe.seconds)) * width * height * 24 / 1024


def _needs(recipe: Recipe, model: ModelCard) -> list[str]:
    roles = {reference.role for reference in recipe.references}
    wanted: tuple[tuple[bool, ReferenceRole, str], ...] = (
        (model.first_frame_needed, "first_frame", N_("{label} needs a first frame.")),
        (model.sound_needed, "sound", N_("{label} needs a recording to move lips to.")),
        (model.clip_needed, "clip", N_("{label} needs a film to work on.")),
    )
    return [
        text.format(label=model.label)
        for needed, role, text in wanted
        if needed and role not in roles
    ]


def _length_problems(recipe: Recipe, model: ModelCard) -> list[str]:
    seconds = recipe.seconds
    words = {"label": model.label, "seconds": f"{seconds:g}"}
    resolution = resolution_of(recipe, model)
    for known, at in (
        (model.seconds_of.get(resolution, ()), resolution),
        (model.seconds_choices, ""),
    ):
        if not known or seconds in known:
            continue
        choices = ", ".join(f"{choice:g}" for choice in known)
        text = N_("{label} makes clips of {choices} seconds, not {seconds}.")
        if at:
            text = N_("{label} makes clips of {choices} seconds at {resolution}, not {seconds}.")
        return [text.format(choices=choices, resolution=at, **words)]
    if model.seconds_choices:
        return []
    if not model.seconds_min <= seconds <= model.seconds_max:
        text = N_("{label} makes clips of {least} to {most} seconds, not {seconds}.")
        least, most = f"{model.seconds_min:g}", f"{model.seconds_max:g}"
        return [text.format(least=least, most=most, **words)]
    if model.whole_seconds and seconds != int(seconds):
        return [N_("{label} makes whole seconds only, not {seconds}.").format(**words)]
    return []


def _prompt_problems(recipe: Recipe, model: ModelCard) -> list[str]:
    problems = []
    most = model.prompt_most_zh if recipe.language == "zh" else model.prompt_most_en
    count = len(recipe.prompt)
    if count > most:
        text = N_("The prompt has {count} characters; {label} reads {most}.")
        problems.append(text.format(count=count, label=model.label, most=most))
    if recipe.negative and not model.negative:
        problems.append(N_("{label} has no negative prompt.").format(label=model.label))
    return problems


def _shape_problems(recipe: Recipe, model: ModelCard) -> list[str]:
    text = N_("{label} does not make {wanted}, only {known}.")
    problems = []
    if model.aspects and recipe.aspect and recipe.aspect not in model.aspects:
        known = ", ".join(model.aspects)
        problems.append(text.format(label=model.label, wanted=recipe.aspect, known=known))
    framed = any(reference.role in _FRAMES for reference in recipe.references)
    if model.aspects_from_words and not framed and recipe.aspect not in model.aspects_from_words:
        known = ", ".join(model.aspects_from_words)
        bare = N_("Without a first frame {label} does not make {wanted}, only {known}.")
        problems.append(bare.format(label=model.label, wanted=recipe.aspect, known=known))
    wanted = resolution_of(recipe, model)
    if wanted and model.resolutions and wanted not in model.resolutions:
        known = ", ".join(model.resolutions)
        problems.append(text.format(label=model.label, wanted=wanted, known=known))
    return problems


def _reference_problems(recipe: Recipe, model: ModelCard) -> list[str]:
    problems = []
    allowed = {slot.role: slot.most for slot in model.references}
    counts = Counter(reference.role for reference in recipe.references)
    for role, count in counts.items():
        most = allowed.get(role, 0)
        if count > most:
            text = N_("{label} takes no {things}.")
            if most:
                text = N_("{label} takes {most} {things}, not {count}.")
            things = ROLE_NAMES[role]
            problems.append(text.format(label=model.label, most=most, things=things, count=count))
    free = sum(count for role, count in counts.items() if role not in _FRAMES | _OTHER_MEDIA)
    if model.references_most is not None and free > model.references_most:
        text = N_("{label} takes {most} reference pictures, not {count}.")
        problems.append(text.format(label=model.label, most=model.references_most, count=free))
    if model.frames_exclude_references and free and set(counts) & _FRAMES:
        text = N_("{label} takes first and last frames or references, not both.")
        problems.append(text.format(label=model.label))
    if "last_frame" in counts and "first_frame" not in counts:
        text = N_("{label} needs a first frame to go with the last one.")
        problems.append(text.format(label=model.label))
    return problems


def _setting_problems(recipe: Recipe, model: ModelCard) -> list[str]:
    problems = []
    for name, value in recipe.settings.items():
        choices = model.settings.get(name)
        given = json.dumps(value) if isinstance(value, bool) else str(value)
        if choices and given not in choices:
            text = N_("{label} knows {name} as {choices}, not {given}.")
            known = ", ".join(choices)
            problems.append(text.format(label=model.label, name=name, choices=known, given=given))
    return problems
