"""Limits on what may be spent: by project, day, generator or batch; checked where the reservation is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.money import Currency, Money

CapScope = Literal["project", "day", "generator", "batch"]


class Cap(Value):
    """One limit on spent and reserved money together.

    `worth` says what one unit of other money is worth in the cap's currency, at the person's own rates. What
    has no worth there cannot be sent under the cap, unless it costs nothing.
    """

    scope: CapScope
    key: str = Field(
        "",
        description="day: ISO date, empty for the day of sending; generator: its id; batch: its name, "
        "empty for the one being sent; project: empty",
    )
    money: Money
    worth: dict[Currency, Decimal] = Field(default_factory=dict)

    def covers(self, generator: str, batch: str) -> bool:
        """True when attempts at this generator and of this batch count against the cap."""
        if self.scope == "generator":
            return self.key == generator
        return self.scope != "batch" or self.key == batch

    def value(self, amount: Decimal, currency: Currency) -> Decimal | None:
        """An amount in the cap's currency; None where no rate leads there."""
        if currency == self.money.currency:
            return amount
        rate = self.worth.get(currency)
        return None if rate is None else amount * rate
