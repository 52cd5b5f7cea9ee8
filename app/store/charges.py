"""What an attempt weighs on the budget: nothing, a reservation, or money spent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.domain.attempts import Attempt
from app.domain.money import Currency, Money

Weight = Literal["none", "reserved", "spent"]

_FREE = frozenset({"planned", "rejected", "cancelled"})
_ENDED_BADLY = frozenset({"moderated", "failed", "expired"})


@dataclass(frozen=True, slots=True)
class Charge:
    """How an attempt counts, and with how much."""

    weight: Weight
    money: Money | None

    @property
    def amount(self) -> Decimal:
        """The sum that counts against a cap; 0 for none."""
        return self.money.amount if self.money is not None and self.weight != "none" else Decimal(0)


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of one group and one currency; `key` is a generator, a day (ISO), a shot or a batch."""

    key: str
    currency: Currency
    reserved: Decimal
    spent: Decimal
    attempts: int

    @property
    def committed(self) -> Money:
        """What counts against a cap: spent and reserved together."""
        return Money(amount=self.reserved + self.spent, currency=self.currency)


def charge_of(attempt: Attempt) -> Charge:
    """The reported cost where there is one; else the estimate, unless it is certain that nothing was billed.

    A doubt counts as spent, so that a cap is never passed by forgetting (DESIGN §5).
    """
    if attempt.cost is not None:
        return Charge("spent", attempt.cost)
    if attempt.state in _FREE or attempt.estimate is None:
        return Charge("none", None)
    if attempt.state == "take":
        return Charge("spent", attempt.estimate)
    if attempt.state in _ENDED_BADLY:
        unbilled = attempt.refusal is not None and attempt.refusal.billed == "no"
        return Charge("none", None) if unbilled else Charge("spent", attempt.estimate)
    return Charge("reserved", attempt.estimate)
