"""Amounts with their currency; never floats, never mixed without saying so."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from app.domain.entity import Value

Currency = Literal["CNY", "USD", "POINTS"]


class Money(Value):
    """An exact amount in one currency."""

    amount: Decimal
    currency: Currency = "CNY"

    def __str__(self) -> str:
        sign = {"CNY": "¥", "USD": "$", "POINTS": ""}[self.currency]
        unit = " pt" if self.currency == "POINTS" else ""
        return f"{sign}{self.amount.quantize(Decimal('0.01'))}{unit}"


def converted(money: Money, currency: Currency, cny_per_usd: Decimal) -> Money | None:
    """An amount in another currency at the person's own rate; None where no rate leads there (points)."""
    if money.currency == currency:
        return money
    if {money.currency, currency} != {"CNY", "USD"}:
        return None
    amount = money.amount * cny_per_usd if currency == "CNY" else money.amount / cny_per_usd
    return Money(amount=amount, currency=currency)


def total(amounts: Iterable[Money]) -> dict[Currency, Money]:
    """Sums by currency; currencies are never added to each other."""
    sums: dict[Currency, Money] = {}
    for money in amounts:
        held = sums[money.currency].amount if money.currency in sums else Decimal(0)
        sums[money.currency] = Money(amount=held + money.amount, currency=money.currency)
    return sums
