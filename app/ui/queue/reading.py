"""Reads the ledger for the queue: rows in words, what to expect, and what each refusal means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median

from app.domain.attempts import Attempt
from app.domain.ids import AttemptId, ShotId
from app.studio.attempts import QueueRow
from app.ui.i18n import _, span
from app.ui.models.attempts import AttemptCard
from app.ui.models.makers import Makers
from app.ui.sending.asking import price_words

_WAITING = frozenset({"planned", "reserved"})
_RUNNING = frozenset({"submitting", "accepted", "running", "ready", "downloading", "verified"})


def group_of(attempt: Attempt, why: str = "") -> str:
    """Which filter an attempt belongs to; `why` it needs a person, empty when it does not."""
    if attempt.state == "unknown" or why:
        return "needs_you"
    if attempt.state == "take":
        return "done"
    if attempt.state in _WAITING:
        return "waiting"
    return "running" if attempt.state in _RUNNING else "failed"


def expectations(attempts: Iterable[Attempt]) -> dict[tuple[str, str], tuple[float, float, int]]:
    """For each generator and model: median and 90 % of the seconds that finished attempts took, and how many."""
    spans: dict[tuple[str, str], list[float]] = {}
    for attempt in attempts:
        if attempt.state == "take":
            begun = attempt.submitted_at or attempt.created_at
            spans.setdefault((attempt.generator, attempt.model), []).append(
                max((attempt.updated_at - begun).total_seconds(), 0.0)
            )
    found = {}
    for key, seconds in spans.items():
        ordered = sorted(seconds)
        found[key] = (
            median(ordered),
            ordered[min(int(len(ordered) * 0.9), len(ordered) - 1)],
            len(ordered),
        )
    return found


def expected_words(found: tuple[float, float, int] | None) -> str:
    """A range in words, or that nothing is known yet."""
    if found is None:
        return _("no history yet")
    middle, late, count = found
    if count < 2 or late - middle < 1:
        return span(max(middle, 1))
    return _("{low} to {high}").format(low=span(max(middle, 1)), high=span(late))


def cards_of(
    rows: Sequence[QueueRow],
    makers: Makers,
    places: Mapping[ShotId, tuple[str, str]],
    why: Callable[[Attempt], str] = lambda _attempt: "",
) -> list[AttemptCard]:
    """Every attempt as the table shows it; `why` says in a sentence why one needs a person.

    `places` are place and episode of the shots, as far as they are known.
    """
    history = expectations(row.attempt for row in rows)
    known = {row.attempt.id: row.attempt for row in rows}
    made: list[AttemptCard] = []
    for row in rows:
        attempt = row.attempt
        needs = why(attempt)
        group = group_of(attempt, needs)
        moving = attempt.state in _RUNNING | _WAITING
        place, episode = places.get(attempt.shot_id, ("", ""))
        paid = attempt.cost if attempt.cost is not None else attempt.estimate
        made.append(
            AttemptCard(
                id=attempt.id,
                shot_id=attempt.shot_id,
                number=row.shot_number or "–",
                place=place or attempt.recipe.picture.place,
                episode=episode,
                take=0,
                take_id=attempt.take_id or "",
                generator=makers.generator(attempt.generator),
                generator_id=attempt.generator,
                model=makers.model(attempt.generator, attempt.model),
                state=attempt.state,
                group=group,
                since=attempt.submitted_at or attempt.created_at if moving else attempt.updated_at,
                expected=expected_words(history.get((attempt.generator, attempt.model)))
                if moving
                else "",
                progress=attempt.progress if attempt.state in _RUNNING else None,
                needs=needs,
                links=links_of(attempt, known, makers),
                prompt=attempt.recipe.prompt,
                expires_at=attempt.expires_at,
                cost=_("not charged") if free_of_charge(attempt) else price_words(paid),
                cost_known=attempt.cost is not None,
                refusal=attempt.refusal,
                provider_id=attempt.provider_id,
                can_cancel=attempt.state in _WAITING or attempt.state in ("accepted", "running"),
                sequence=attempt.sequence,
            )
        )
    return made


def links_of(
    attempt: Attempt, known: Mapping[AttemptId, Attempt], makers: Makers
) -> tuple[tuple[str, str], ...]:
    """Whose place an attempt took, who took its place, and who would: names and makers."""
    found: list[tuple[str, str]] = []
    for name, other in (
        (_("In place of"), attempt.fallback_of),
        (_("Followed by"), attempt.followed_by),
    ):
        linked = known.get(other) if other else None
        if linked is not None:
            found.append((name, makers.short(linked.generator, linked.model)))
    if attempt.chain is not None and attempt.followed_by is None and attempt.state != "take":
        names = [makers.short(one.generator, one.model) for one in attempt.chain.recipes]
        if names:
            found.append((_("If it fails"), " → ".join(names)))
    return tuple(found)


def free_of_charge(attempt: Attempt) -> bool:
    """True when it ended without a take and the vendor said that nothing was charged."""
    return attempt.cost is None and attempt.refusal is not None and attempt.refusal.billed == "no"


def age_words(since: datetime | None, now: datetime) -> str:
    """How long ago, in words."""
    return "" if since is None else span((now - since).total_seconds())
