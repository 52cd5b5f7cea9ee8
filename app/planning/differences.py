"""What two questions about one shot differ in, in words; chance is no difference."""

from __future__ import annotations

from typing import Final

from app.domain.entity import Value
from app.domain.recipes import Medium, Recipe, RecipeReference, ReferenceRole
from app.domain.wording import N_

ROLE_WORDS: Final[dict[ReferenceRole, str]] = {
    "character": N_("character"),
    "place": N_("place"),
    "prop": N_("prop"),
    "style": N_("style"),
    "first_frame": N_("first frame"),
    "last_frame": N_("last frame"),
    "clip": N_("film to go on from"),
    "sound": N_("recording"),
}
MEDIUM_WORDS: Final[dict[Medium, str]] = {
    "video": N_("video"),
    "picture": N_("picture"),
    "voice": N_("voice"),
    "lips": N_("lip-sync"),
    "text": N_("text"),
}
GENERATOR: Final = N_("Generator")
MODEL: Final = N_("Model")
KIND: Final = N_("Kind")
PROMPT: Final = N_("Prompt")
NEGATIVE: Final = N_("Not wanted")
REFERENCES: Final = N_("References")
LENGTH: Final = N_("Length")
SIZE: Final = N_("Picture size")
SETTING: Final = N_("Setting {name}")
NOTHING: Final = N_("none")


class Difference(Value):
    """One thing that is asked otherwise; `before` and `after` as a person reads them."""

    what: str
    before: str
    after: str


def differences(before: Recipe, after: Recipe) -> tuple[Difference, ...]:
    """What `after` asks otherwise than `before`, in the order of a send preview; seeds are chance."""
    pairs = [
        (GENERATOR, before.generator, after.generator),
        (MODEL, before.model, after.model),
        (KIND, MEDIUM_WORDS[before.medium], MEDIUM_WORDS[after.medium]),
        (PROMPT, before.prompt, after.prompt),
        (NEGATIVE, before.negative, after.negative),
        *_references(before, after),
        (LENGTH, _seconds(before), _seconds(after)),
        (SIZE, _size(before), _size(after)),
    ]
    for name in sorted({*before.settings, *after.settings}):
        old, new = before.settings.get(name), after.settings.get(name)
        pairs.append((SETTING.format(name=name), _setting(old), _setting(new)))
    return tuple(
        Difference(what=what, before=old or NOTHING, after=new or NOTHING)
        for what, old, new in pairs
        if old != new
    )


def _references(before: Recipe, after: Recipe) -> list[tuple[str, str, str]]:
    old = {_key(one): one for one in before.references}
    new = {_key(one): one for one in after.references}
    if list(old) == list(new):
        return []
    return [(REFERENCES, _named(before.references), _named(after.references))]


def _key(reference: RecipeReference) -> tuple[str, str, str]:
    return reference.role, reference.name, reference.media.sha256


def _named(references: tuple[RecipeReference, ...]) -> str:
    """Names with the head of their file's address, so that another picture of one person is a difference."""
    return ", ".join(f"{one.name} ({one.role}, {one.media.sha256[:6]})" for one in references)


def _seconds(recipe: Recipe) -> str:
    return f"{recipe.seconds:g} s" if recipe.seconds else ""


def _size(recipe: Recipe) -> str:
    return f"{recipe.width} × {recipe.height}" if recipe.width else ""


def _setting(value: str | int | float | bool | None) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
