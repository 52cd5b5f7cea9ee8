"""How a prompt tells a model who is on which picture: models know pictures by number or tag, people by name."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.recipes import Recipe, RecipeReference

_NUMBERED = {"zh": "图{n}", "en": "image {n}"}
_FRAMES = ("first_frame", "last_frame", "clip", "sound")


def shown(recipe: Recipe) -> tuple[RecipeReference, ...]:
    """The references a prompt speaks of: pictures that are neither frames nor films nor recordings."""
    return tuple(one for one in recipe.references if one.role not in _FRAMES)


def bound_prompt(
    recipe: Recipe, mention: str = "", pictures: Sequence[RecipeReference] | None = None
) -> str:
    """The prompt, led by who is on which picture; unchanged when it already speaks of them.

    `mention` is how this vendor writes picture number `{n}` (1, 2, ...) or `{name}`; empty: in plain words of
    the prompt's language. `pictures` are those that are numbered, in order (default: `shown(recipe)`).
    """
    numbered = shown(recipe) if pictures is None else tuple(pictures)
    template = mention or _NUMBERED[recipe.language]
    marks = [template.format(n=place, name=one.name) for place, one in enumerate(numbered, 1)]
    prompt = recipe.prompt
    if not marks or any(mark.casefold() in prompt.casefold() for mark in marks):
        return prompt
    pairs = list(zip(marks, numbered, strict=True))
    if recipe.language == "zh":
        return "，".join(f"{mark}是{one.name}" for mark, one in pairs) + "。" + prompt
    return ", ".join(f"{mark} is {one.name}" for mark, one in pairs) + ". " + prompt
