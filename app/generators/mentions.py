"""How a prompt tells a model who is on which picture: models know pictures by number or tag, people by name."""

from __future__ import annotations

import re
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

    `mention` is how this vendor writes picture number `{n}` (1, 2, ...), `{i}` (0, 1, ...) or `{name}`; empty:
    in plain words of the prompt's language. `pictures` are those that are numbered, in order (default:
    `shown(recipe)`).
    """
    numbered = shown(recipe) if pictures is None else tuple(pictures)
    template = mention or _NUMBERED[recipe.language]
    marks = [
        template.format(n=place, i=place - 1, name=one.name)
        for place, one in enumerate(numbered, 1)
    ]
    prompt = recipe.prompt
    if not marks or any(mark.casefold() in prompt.casefold() for mark in marks):
        return prompt
    pairs = list(zip(marks, numbered, strict=True))
    if recipe.language == "zh":
        return "，".join(f"{mark}是{one.name}" for mark, one in pairs) + "。" + prompt
    return ", ".join(f"{mark} is {one.name}" for mark, one in pairs) + ". " + prompt


def called_prompt(recipe: Recipe, mark: str = "@{name} ") -> str:
    """The prompt with every name of a picture written as its mark, for models that know pictures by name.

    Names that the prompt does not say lead it; those that are marked already stay as they are.
    """
    names = list(dict.fromkeys(one.name for one in shown(recipe)))
    if not names:
        return recipe.prompt
    said: set[str] = set()

    def marked(match: re.Match[str]) -> str:
        said.add(match[1])
        return mark.format(name=match[1])

    longest_first = sorted(names, key=len, reverse=True)
    pattern = "@?(" + "|".join(re.escape(name) for name in longest_first) + ") ?"
    prompt = re.sub(pattern, marked, recipe.prompt)
    return "".join(mark.format(name=name) for name in names if name not in said) + prompt
