"""Names in a prompt: `@林夏` as a person writes it, and the marks by which models know their pictures.

A vendor that finds its pictures spoken of already leaves a prompt as it is, so the marks are written here, once,
within the prompt's limit.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from app.domain.cards import Card, ModelCard
from app.domain.cast import CastEntry
from app.domain.entity import Value
from app.domain.ids import CastId
from app.domain.project import Language
from app.domain.recipes import Recipe, RecipeReference, ReferenceRole
from app.planning.spelling import find, key_of

_PLAIN: Final[dict[Language, str]] = {"zh": "图{n}", "en": "image {n}"}
#: Frames, films and recordings are not spoken of: the model knows them by their field.
UNSPOKEN: Final[frozenset[ReferenceRole]] = frozenset(
    {"first_frame", "last_frame", "clip", "sound"}
)


class Mention(Value):
    """`@name` in a text: where it stands, and whom it means."""

    start: int
    end: int
    cast_id: CastId
    name: str


def find_mentions(text: str, cast: Sequence[CastEntry]) -> tuple[Mention, ...]:
    """Every `@name` whose name or alias is in the cast, longest names first, in order of place."""
    known = _known(cast)
    if not known or "@" not in text:
        return ()
    return tuple(
        Mention(start=hit.start(), end=hit.end(), cast_id=entry.id, name=entry.name)
        for hit in _pattern(known).finditer(text)
        for entry in (known[hit[1].casefold()],)
    )


def plain(text: str, cast: Sequence[CastEntry]) -> str:
    """The text with every mention as the entry's own name; what is no mention stays, e.g. an address."""
    for mention in reversed(find_mentions(text, cast)):
        text = text[: mention.start] + mention.name + text[mention.end :]
    return text


def complete(query: str, cast: Sequence[CastEntry], limit: int = 8) -> tuple[CastEntry, ...]:
    """Whom `@query` may become, best first: by letters, pinyin or initials of names and aliases."""
    keyed = [(key_of(" ".join((entry.name, *entry.aliases))), entry) for entry in cast]
    return tuple(find(query.removeprefix("@"), keyed, limit))


def spoken_of(references: Iterable[RecipeReference]) -> tuple[RecipeReference, ...]:
    """The references that a prompt speaks of."""
    return tuple(one for one in references if one.role not in UNSPOKEN)


def template_of(card: Card, model: ModelCard, language: Language) -> str:
    """How this model's prompts speak of pictures; empty for those that read no such thing.

    A workflow of one's own, a person and the animatic know pictures by other ways than the prompt.
    """
    if model.mention:
        return model.mention
    takes = any(slot.most and slot.role not in UNSPOKEN for slot in model.references)
    return _PLAIN[language] if card.kind == "remote" and takes else ""


def numbered(
    references: Iterable[RecipeReference], model: ModelCard
) -> tuple[RecipeReference, ...]:
    """The references that a prompt speaks of, in the order in which the model counts them."""
    shown = spoken_of(references)
    if not model.inputs:
        return shown
    ordered = [
        one for field in model.inputs for one in shown if field.word in (one.role, "references")
    ]
    return tuple(dict.fromkeys(ordered))


def binding(
    references: Iterable[RecipeReference],
    model: ModelCard,
    template: str,
    language: Language,
    names: Collection[str] | None = None,
) -> str:
    """The sentence that leads a prompt: which picture is who, `图1、图3是林夏，图2是灯笼铺。`

    Empty where marks carry the names themselves, or nothing is spoken of. `names`: only these are told, with the
    numbers that they have among all.
    """
    if not template or "{name}" in template:
        return ""
    marks: dict[str, list[str]] = {}
    for place, one in enumerate(numbered(references, model)):
        if names is not None and one.name not in names:
            continue
        marks.setdefault(one.name, []).append(template.format(n=place + 1, i=place, name=one.name))
    if not marks:
        return ""
    if language == "zh":
        return "，".join(f"{'、'.join(given)}是{name}" for name, given in marks.items()) + "。"
    pairs = (
        f"{' and '.join(given)} {'is' if len(given) == 1 else 'are'} {name}"
        for name, given in marks.items()
    )
    return ", ".join(pairs) + ". "


def marked_names(text: str, references: Iterable[RecipeReference], template: str) -> str:
    """The text with every name that has a picture written as its mark, for models that know pictures by name."""
    names = {one.name for one in spoken_of(references)}
    if "{name}" not in template or not names:
        return text
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile("@?(" + "|".join(map(re.escape, longest)) + ")( ?)")

    def mark(hit: re.Match[str]) -> str:
        written = template.format(name=hit[1], n="", i="")
        return written if written.endswith(" ") else written + hit[2]

    return pattern.sub(mark, text)


def unmarked(recipe: Recipe) -> str:
    """The prompt of a recipe without its marks, for another model, which speaks of pictures in its own way."""
    template, text = recipe.mention, recipe.prompt
    if not template:
        return text
    text = text.removeprefix(recipe.lead)
    if "{name}" in template:
        for name in sorted(
            {one.name for one in spoken_of(recipe.references)}, key=len, reverse=True
        ):
            text = text.replace(template.format(name=name, n="", i=""), name)
    return text


def _known(cast: Sequence[CastEntry]) -> dict[str, CastEntry]:
    known: dict[str, CastEntry] = {}
    for entry in cast:
        for name in filter(str.strip, (entry.name, *entry.aliases)):
            known.setdefault(name.strip().casefold(), entry)
    return known


def _pattern(known: Iterable[str]) -> re.Pattern[str]:
    """`@` and a known name, where the `@` is not inside an address such as a@b."""
    longest = sorted(known, key=len, reverse=True)
    names = "|".join(
        re.escape(name) + (r"(?![A-Za-z0-9_])" if name[-1:].isascii() else "") for name in longest
    )
    return re.compile(rf"(?<![A-Za-z0-9_.])@({names})", re.IGNORECASE)
