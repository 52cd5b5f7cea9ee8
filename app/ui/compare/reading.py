"""Takes as columns: who made them, what they cost, how long they took, and where their recipes part."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.domain.attempts import Attempt
from app.domain.ids import AttemptId, TakeId
from app.domain.recipes import Recipe
from app.domain.takes import Take
from app.ui.i18n import _, span
from app.ui.models.makers import Makers
from app.ui.models.words import reference_words, setting_words, value_words

#: A word of letters and digits, a stretch of space, or one other character (a Chinese one is a word of its own).
_WORD = re.compile(r"[A-Za-z0-9_.-]+|\s+|.", re.DOTALL)
#: Takes on the screen at once.
MOST = 4
#: Rows that may be long and are marked word by word.
LONG = ("prompt", "negative")


@dataclass(frozen=True)
class Column:
    """One take as the comparison shows it."""

    take: Take
    name: str
    maker: str
    short: str
    cost: str
    wait: str
    wait_seconds: float | None = None


@dataclass(frozen=True)
class FactRow:
    """One line of the table below the pictures: a value for each column."""

    key: str
    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """True when the takes do not agree."""
        return len(set(self.values)) > 1


def column_of(take: Take, makers: Makers, attempt: Attempt | None) -> Column:
    """The words of one take."""
    seconds = waited(attempt)
    maker = makers.both(take.generator, take.model) if take.generator else ""
    cost = "–" if take.cost is None else str(take.cost) if take.cost.amount else _("free")
    return Column(
        take=take,
        name=f"T{take.number}",
        maker=maker or take.note or _("Imported"),
        short=makers.short(take.generator, take.model) or take.note or _("Imported"),
        cost=cost,
        wait=span(seconds) if seconds is not None else "–",
        wait_seconds=seconds,
    )


def waited(attempt: Attempt | None) -> float | None:
    """Seconds from sending to the saved take; None for what was never sent."""
    if attempt is None or attempt.state != "take":
        return None
    begun = attempt.submitted_at or attempt.created_at
    return max((attempt.updated_at - begun).total_seconds(), 0.0)


def first_shown(
    takes: Sequence[Take],
    picked: TakeId | None,
    batch_of: Callable[[AttemptId], str],
) -> list[TakeId]:
    """What to lay side by side first: the newest batch when it has two or more, the take that counts, then the newest.

    Never more than four; in order of arrival.
    """
    ordered = sorted(takes, key=lambda take: -take.number)
    batches = [batch_of(take.attempt_id) if take.attempt_id else "" for take in ordered]
    newest = next((batch for batch in batches if batch), "")
    together = [
        take for take, batch in zip(ordered, batches, strict=True) if batch and batch == newest
    ]
    wanted: list[TakeId] = [take.id for take in together] if len(together) > 1 else []
    wanted = wanted[:MOST]
    if picked is not None and picked not in wanted and len(wanted) < MOST:
        wanted.append(picked)
    for take in ordered:
        if len(wanted) >= MOST or (len(wanted) >= 2 and len(together) > 1):
            break
        if take.id not in wanted:
            wanted.append(take.id)
    numbers = {take.id: take.number for take in takes}
    return sorted((one for one in wanted if one in numbers), key=lambda one: numbers[one])


def rows(columns: Sequence[Column]) -> list[FactRow]:
    """Every fact of the takes, line by line; recipes of takes without one are dashes."""
    recipes = [column.take.recipe for column in columns]
    media = [column.take.media for column in columns]
    found = [
        _row("cost", _("Cost"), [column.cost for column in columns]),
        _row("wait", _("Waiting time"), [column.wait for column in columns]),
        _row("maker", _("Generator"), [column.maker for column in columns]),
        _row(
            "length",
            _("Length"),
            [_("{s} s").format(s=f"{one.seconds:.1f}") if one.seconds else "–" for one in media],
        ),
        _row("size", _("Picture size"), [f"{one.width} × {one.height}" for one in media]),
        _row("prompt", _("Prompt"), [_of(one, lambda recipe: recipe.prompt) for one in recipes]),
        _row(
            "negative",
            _("Not wanted"),
            [_of(one, lambda recipe: recipe.negative) for one in recipes],
        ),
        _row("references", _("References"), [_of(one, _references) for one in recipes]),
        _row("seed", _("Seed"), [_of(one, lambda recipe: str(recipe.seed)) for one in recipes]),
    ]
    names = sorted({name for recipe in recipes if recipe for name in recipe.settings})
    for name in names:
        values = [_of(one, lambda recipe, of=name: _setting(recipe, of)) for one in recipes]
        found.append(_row(f"setting.{name}", setting_words(name), values))
    return found


def changed_spans(base: str, other: str) -> list[tuple[int, int]]:
    """Where `other` says something that `base` does not, as (start, length) in `other`, by words and characters."""
    ours, theirs = _WORD.findall(base), _WORD.findall(other)
    found: list[tuple[int, int]] = []
    places = [0]
    for word in theirs:
        places.append(places[-1] + len(word))
    for tag, _from, _to, start, end in SequenceMatcher(None, ours, theirs, False).get_opcodes():
        if tag in ("replace", "insert"):
            found.append((places[start], places[end] - places[start]))
    return found


def _row(key: str, name: str, values: Sequence[str]) -> FactRow:
    return FactRow(key, name, tuple(value or "–" for value in values))


def _of(recipe: Recipe | None, read: Callable[[Recipe], str]) -> str:
    return read(recipe) if recipe is not None else ""


def _references(recipe: Recipe) -> str:
    return ", ".join(reference_words(one.role, one.name) for one in recipe.references)


def _setting(recipe: Recipe, name: str) -> str:
    value = recipe.settings.get(name)
    if value is None:
        return ""
    return value_words(value)
