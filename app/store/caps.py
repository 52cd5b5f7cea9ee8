"""Whether new reservations keep within the caps; asked inside the transaction that writes them.

What counts: all that was spent or is reserved in the project, at the generator, in the batch, or on the day.
Against a day counts what was sent that day and all that is reserved and not yet sent, since it may still go
that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from app.domain.attempts import Attempt
from app.domain.caps import Cap
from app.domain.money import Currency, Money
from app.domain.wording import N_
from app.errors import OverBudget
from app.store.charges import charge_of
from app.store.ledger_tables import attempts

_OVER = {
    "project": N_("This would cost {wanted}; {left} of the budget of {cap} is left."),
    "day": N_("This would cost {wanted}; {left} of the day's budget of {cap} is left."),
    "generator": N_("This would cost {wanted}; {left} of the budget of {cap} for {key} is left."),
    "batch": N_("This would cost {wanted}; {left} of the {cap} for these shots is left."),
}
_OTHER_MONEY = N_("This costs {wanted}, but the budget is set in {currency}.")
_RAISE_CAP = N_("Raise the budget, or choose fewer shots or a cheaper generator. Nothing was sent.")
_GIVE_WORTH = N_("Say in Preferences what it is worth, or take the budget off. Nothing was sent.")


@dataclass(frozen=True, slots=True)
class Share:
    """What one attempt counts with."""

    generator: str
    batch: str
    day: str
    unsent: bool
    amount: Decimal
    currency: Currency


def day_of(attempt: Attempt) -> str:
    """The person's own day (ISO) that an attempt counts to: when it was sent, else written down."""
    return local_day(attempt.submitted_at or attempt.created_at)


def local_day(when: datetime) -> str:
    """The date on the person's calendar: a cap for a day ends at their midnight, not at Greenwich's."""
    return when.astimezone().date().isoformat()


def check(
    connection: sa.Connection, new: Sequence[Attempt], caps: Iterable[Cap], now: datetime
) -> None:
    """Raise unless `new` fits into every cap beside what stands in the ledger.

    Raises:
        OverBudget: a cap would be passed, or a price is in money that the cap cannot count.
    """
    caps = tuple(caps)
    wanted = [share for share in map(_share_of, new) if share is not None]
    if not caps or not wanted:
        return
    standing = _standing(connection)
    for cap in caps:
        _check_one(cap, wanted, standing, now)


def committed(connection: sa.Connection, cap: Cap, now: datetime) -> Money:
    """What counts against a cap already, in its currency; what has no worth in it is left out."""
    amounts = (_worth(cap, share) for share in _counting(cap, _standing(connection), now))
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    return Money(amount=total, currency=cap.money.currency)


def _check_one(cap: Cap, wanted: list[Share], standing: list[Share], now: datetime) -> None:
    asked = Decimal(0)
    for share in wanted:
        if not cap.covers(share.generator, share.batch):
            continue
        amount = _worth(cap, share)
        if amount is None:
            price = Money(amount=share.amount, currency=share.currency)
            text = _OTHER_MONEY.format(wanted=price, currency=cap.money.currency)
            raise OverBudget(text, _GIVE_WORTH)
        asked += amount
    if asked == 0:
        return
    held = (_worth(cap, share) for share in _counting(cap, standing, now))
    left = cap.money.amount - sum((one for one in held if one is not None), Decimal(0))
    if asked > left:
        price = Money(amount=asked, currency=cap.money.currency)
        room = Money(amount=max(left, Decimal(0)), currency=cap.money.currency)
        text = _OVER[cap.scope].format(wanted=price, left=room, cap=cap.money, key=cap.key)
        raise OverBudget(text, _RAISE_CAP)


def _counting(cap: Cap, standing: list[Share], now: datetime) -> Iterable[Share]:
    today = local_day(now)
    day = cap.key or today
    for share in standing:
        if cap.scope == "day":
            counts = share.day == day or (share.unsent and day >= today)
        else:
            counts = cap.covers(share.generator, share.batch)
        if counts:
            yield share


def _worth(cap: Cap, share: Share) -> Decimal | None:
    return cap.value(share.amount, share.currency)


def _share_of(attempt: Attempt) -> Share | None:
    charge = charge_of(attempt)
    if charge.money is None or charge.amount == 0:
        return None
    return Share(
        generator=attempt.generator,
        batch=attempt.batch,
        day=day_of(attempt),
        unsent=attempt.state == "reserved",
        amount=charge.amount,
        currency=charge.money.currency,
    )


def _standing(connection: sa.Connection) -> list[Share]:
    table = attempts.c
    query = sa.select(
        table.generator, table.batch, table.day, table.state, table.amount, table.currency
    )
    found = connection.execute(query.where(table.charge != "none")).all()
    return [
        Share(
            generator=row.generator,
            batch=row.batch,
            day=row.day,
            unsent=row.state == "reserved",
            amount=Decimal(row.amount),
            currency=row.currency,
        )
        for row in found
        if row.amount != "0"
    ]
