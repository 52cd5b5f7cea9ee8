"""The queue as screens and tables show it: one row for each attempt, and what all of them cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.attempts import Attempt
from app.domain.entity import Value
from app.domain.ids import ShotId
from app.domain.money import Money
from app.store.charges import Total
from app.store.ledger_reading import LedgerReader


class QueueRow(Value):
    """One attempt as the queue shows it."""

    attempt: Attempt
    shot_number: str
    shot_exists: bool
    waited: float


class Spend(Value):
    """What the project has cost so far, by currency."""

    today: tuple[Money, ...] = ()
    month: tuple[Money, ...] = ()
    whole: tuple[Money, ...] = ()
    reserved: tuple[Money, ...] = ()
    by_generator: tuple[tuple[str, Money], ...] = ()


def queue_rows(
    attempts: Sequence[Attempt],
    numbers: Mapping[ShotId, str],
    now: datetime,
    looks: Collection[str] = (),
) -> tuple[QueueRow, ...]:
    """Rows of attempts given in the order of their creation, newest first.

    `numbers` are those of the shots; pictures for the sheet of a look stand under the look's id, one of `looks`.
    """
    return tuple(
        QueueRow(
            attempt=attempt,
            shot_number=numbers.get(attempt.shot_id) or attempt.recipe.picture.number,
            shot_exists=attempt.shot_id in numbers or attempt.shot_id in looks,
            waited=_waited(attempt, now),
        )
        for attempt in reversed(attempts)
    )


def spend_of(ledger: LedgerReader, today: date) -> Spend:
    """Sums of a ledger; free attempts count as nothing."""
    day = today.isoformat()
    days = ledger.totals("day")
    whole = ledger.totals()
    return Spend(
        today=_spent(total for total in days if total.key == day),
        month=_spent(total for total in days if total.key.startswith(day[:7])),
        whole=_spent(whole),
        reserved=_money((total.currency, total.reserved) for total in whole),
        by_generator=tuple(
            (total.key, total.committed)
            for total in ledger.totals("generator")
            if total.committed.amount
        ),
    )


def _waited(attempt: Attempt, now: datetime) -> float:
    start = attempt.submitted_at or attempt.created_at
    end = attempt.updated_at if attempt.is_final else now
    return max(0.0, (end - start).total_seconds())


def _spent(totals: Iterable[Total]) -> tuple[Money, ...]:
    return _money((total.currency, total.spent) for total in totals)


def _money(sums: Iterable[tuple[Any, Decimal]]) -> tuple[Money, ...]:
    held: dict[Any, Decimal] = {}
    for currency, amount in sums:
        held[currency] = held.get(currency, Decimal(0)) + amount
    return tuple(
        Money(amount=amount, currency=currency) for currency, amount in held.items() if amount
    )
