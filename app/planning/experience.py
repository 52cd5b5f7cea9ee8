"""What generators really cost: how much is kept of what was paid for, and how long it takes. Pure figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Final, Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.experience import Outcome
from app.domain.ids import ShotId, TakeId
from app.domain.money import Currency, Money, total
from app.domain.wording import N_

Dimension = Literal["generator", "model", "size", "character"]

FIGURES: Final = N_("{label}: {kept} of {decided} kept")
SIZED: Final = N_("{size}: {label} {kept} of {decided} kept")
PER_SECOND: Final = N_("{price} per kept second")
PER_PIECE: Final = N_("{price} per kept picture")
IN_SECONDS: Final = N_("{count} sec")
IN_MINUTES: Final = N_("{count} min")
IN_HOURS: Final = N_("{count} hours")
_OVER_WITHOUT_TAKE: Final = frozenset({"rejected", "moderated", "failed", "expired"})


class Experience(Value):
    """Figures of one group of attempts; fields that the group was not made by are empty.

    Sent attempts are kept (picked), rejected (another take of the shot was picked), failed (nothing came of
    them), undecided (a take, and no pick on its shot yet) or still under way.
    """

    generator: str = ""
    model: str = ""
    size: str = ""
    character: str = ""
    sent: int = Field(0, ge=0, description="attempts that reached the vendor")
    made: int = Field(0, ge=0, description="attempts that became takes")
    kept: int = Field(0, ge=0)
    rejected: int = Field(0, ge=0)
    failed: int = Field(0, ge=0)
    undecided: int = Field(0, ge=0)
    spent: tuple[Money, ...] = ()
    kept_seconds: float = Field(0.0, ge=0)
    per_kept_second: Money | None = Field(
        None, description="all that was paid for decided attempts, over the seconds kept"
    )
    per_kept_piece: Money | None = Field(None, description="the same over the takes kept")
    wait_median: float | None = Field(None, description="seconds from sending to the take")
    wait_90: float | None = Field(None, description="seconds within which nine of ten arrived")

    @property
    def decided(self) -> int:
        """Attempts of which it is known whether they were of use."""
        return self.kept + self.rejected + self.failed

    @property
    def reject_rate(self) -> float | None:
        """Part of the decided attempts that was of no use, 0 to 1; None before any is decided."""
        return None if not self.decided else (self.rejected + self.failed) / self.decided


def summarise(
    outcomes: Iterable[Outcome],
    picks: Mapping[ShotId, TakeId],
    by: Sequence[Dimension],
    *,
    currency: Currency = "CNY",
    worth: Mapping[Currency, Decimal] | None = None,
) -> tuple[Experience, ...]:
    """Figures for each group of `by`, most often sent first; one person in frame is one group of `character`.

    Args:
        outcomes: all attempts in question; those that were never sent are left out.
        picks: the picked take of each shot that has one.
        by: what the groups differ in; empty for one group of all.
        currency: of the prices per second and piece.
        worth: what one unit of other money is worth in `currency`; money without worth gives no price.
    """
    groups: dict[tuple[tuple[Dimension, str], ...], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.submitted_at is None:
            continue
        for key in _keys(outcome, by):
            groups.setdefault(key, []).append(outcome)
    made = [
        _figures(dict(key), group, picks, currency, worth or {}) for key, group in groups.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.sent, one.generator, one.model, one.size)))


def in_words(figures: Experience, label: str) -> tuple[str, ...]:
    """The figures as short sentences for a picker, to be joined by commas; empty before anything is decided."""
    if not figures.decided:
        return ()
    template = SIZED if figures.size else FIGURES
    words = [
        template.format(size=figures.size, label=label, kept=figures.kept, decided=figures.decided)
    ]
    if figures.per_kept_second is not None:
        words.append(PER_SECOND.format(price=figures.per_kept_second))
    elif figures.per_kept_piece is not None:
        words.append(PER_PIECE.format(price=figures.per_kept_piece))
    if figures.wait_median is not None:
        words.append(span(figures.wait_median))
    return tuple(words)


def span(seconds: float) -> str:
    """A waiting time in its fitting unit."""
    if seconds < 90:
        return IN_SECONDS.format(count=round(seconds))
    if seconds < 5400:
        return IN_MINUTES.format(count=round(seconds / 60))
    return IN_HOURS.format(count=f"{seconds / 3600:.1f}")


def _keys(outcome: Outcome, by: Sequence[Dimension]) -> list[tuple[tuple[Dimension, str], ...]]:
    people = outcome.people if "character" in by else ("",)
    values: dict[Dimension, str] = {
        "generator": outcome.generator,
        "model": outcome.model,
        "size": outcome.size,
    }
    return [
        tuple((name, person if name == "character" else values[name]) for name in by)
        for person in dict.fromkeys(people)
    ]


def _figures(
    key: dict[Dimension, str],
    group: Sequence[Outcome],
    picks: Mapping[ShotId, TakeId],
    currency: Currency,
    worth: Mapping[Currency, Decimal],
) -> Experience:
    kept = [one for one in group if _is_kept(one, picks)]
    rejected = [one for one in group if one.take_id and one not in kept and one.shot_id in picks]
    undecided = [one for one in group if one.take_id and one.shot_id not in picks]
    failed = [one for one in group if one.state in _OVER_WITHOUT_TAKE]
    paid = _sum([*kept, *rejected, *failed], currency, worth)
    seconds = sum(one.seconds for one in kept)
    waits = sorted(
        max((one.updated_at - one.submitted_at).total_seconds(), 0.0)
        for one in group
        if one.state == "take" and one.submitted_at is not None
    )
    return Experience(
        **{str(name): value for name, value in key.items()},
        sent=len(group),
        made=sum(1 for one in group if one.state == "take"),
        kept=len(kept),
        rejected=len(rejected),
        failed=len(failed),
        undecided=len(undecided),
        spent=tuple(total(one.spent for one in group if one.spent).values()),
        kept_seconds=seconds,
        per_kept_second=_over(paid, Decimal(str(seconds)), currency),
        per_kept_piece=_over(paid, Decimal(len(kept)), currency),
        wait_median=median(waits) if waits else None,
        wait_90=waits[min(int(len(waits) * 0.9), len(waits) - 1)] if waits else None,
    )


def _is_kept(outcome: Outcome, picks: Mapping[ShotId, TakeId]) -> bool:
    return outcome.take_id is not None and picks.get(outcome.shot_id) == outcome.take_id


def _sum(
    outcomes: Sequence[Outcome], currency: Currency, worth: Mapping[Currency, Decimal]
) -> Decimal | None:
    """What they cost together in one currency; None when some of it has no worth there."""
    sums = Decimal(0)
    for one in outcomes:
        if one.spent is None or not one.spent.amount:
            continue
        rate = Decimal(1) if one.spent.currency == currency else worth.get(one.spent.currency)
        if rate is None:
            return None
        sums += one.spent.amount * rate
    return sums


def _over(paid: Decimal | None, count: Decimal, currency: Currency) -> Money | None:
    return None if paid is None or not count else Money(amount=paid / count, currency=currency)
