"""The cost sheet: everything a batch would ask for and what it would cost, before a cent is spent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import Field

from app.domain.cards import Card
from app.domain.entity import Value
from app.domain.ids import ShotId
from app.domain.money import Money, converted, total
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput, OverBudget


class CostItem(Value):
    """One take that would be asked for."""

    shot_id: ShotId
    shot_number: str
    generator: str
    model: str
    seconds: float
    recipe: Recipe
    price: Money | None = Field(description="None: the card does not know; never shown as zero")
    problems: tuple[str, ...] = Field((), description="why it cannot be sent")
    dropped: tuple[str, ...] = Field((), description="what the generator has no room for")
    duplicate: bool = Field(default=False, description="the same question is already in flight")

    @property
    def blocked(self) -> bool:
        """True when it will not be sent."""
        return bool(self.problems)


class CostSheet(Value):
    """A whole batch, priced and checked."""

    items: tuple[CostItem, ...]
    cap: Money | None = Field(None, description="the cap in force for this batch")
    spent: Money | None = Field(None, description="spent and reserved so far under that cap")
    cny_per_usd: Decimal = Field(Decimal("7.1"), gt=0, description="the person's own rate")
    careful_above: Money | None = Field(
        None, description="dearer batches are looked at twice; None: every paid one is"
    )
    kinds: tuple[str, ...] = Field(
        (), description="card kinds in the batch: offline, local, remote, person"
    )

    @property
    def totals(self) -> tuple[Money, ...]:
        """Sums of the items that can be sent, by currency, zero sums left out."""
        prices = [item.price for item in self.items if item.price and not item.blocked]
        return tuple(money for money in total(prices).values() if money.amount)

    @property
    def unknown_prices(self) -> int:
        """How many sendable items have no known price."""
        return sum(1 for item in self.items if item.price is None and not item.blocked)

    @property
    def blocked(self) -> tuple[CostItem, ...]:
        """Items that will not be sent, each with its reasons."""
        return tuple(item for item in self.items if item.blocked)

    @property
    def duplicates(self) -> int:
        """Items whose same question is already in flight."""
        return sum(1 for item in self.items if item.duplicate)

    @property
    def is_offline(self) -> bool:
        """True when everything is made on this machine and costs nothing."""
        return set(self.kinds) <= {"offline"}

    @property
    def left(self) -> Money | None:
        """What the cap still allows after this batch; None without a cap."""
        if self.cap is None:
            return None
        asked = (converted(one, self.cap.currency, self.cny_per_usd) for one in self.totals)
        held = self.spent.amount if self.spent else Decimal(0)
        left = self.cap.amount - held - sum((one.amount for one in asked if one), Decimal(0))
        return Money(amount=left, currency=self.cap.currency)

    @property
    def is_over(self) -> bool:
        """True when the batch costs something and would exceed the cap; what is free never does."""
        left = self.left
        return bool(self.totals) and left is not None and left.amount < 0

    @property
    def is_modest(self) -> bool:
        """True when the batch is free, or surely no dearer than `careful_above`."""
        if self.unknown_prices:
            return False
        limit = self.careful_above
        if not self.totals or limit is None:
            return not self.totals
        sums = [converted(one, limit.currency, self.cny_per_usd) for one in self.totals]
        known = [one.amount for one in sums if one is not None]
        return len(known) == len(sums) and sum(known, Decimal(0)) <= limit.amount

    def demand_sendable(self) -> None:
        """Raise unless the whole batch may go.

        Raises:
            BadInput: an item is blocked; nothing of the batch is sent.
            OverBudget: the cap would be exceeded, or cannot be held because prices are unknown.
        """
        if not self.items:
            raise BadInput(N_("There is nothing to send."), N_("Select shots first."))
        blocked = self.blocked
        if blocked:
            first = blocked[0]
            raise BadInput(
                N_("{count} of {total} cannot be sent; shot {number}: {problem}").format(
                    count=len(blocked),
                    total=len(self.items),
                    number=first.shot_number,
                    problem=first.problems[0],
                ),
                N_("Put it right or take those shots out of the batch."),
            )
        if self.cap is None:
            return
        foreign = [
            money
            for money in self.totals
            if converted(money, self.cap.currency, self.cny_per_usd) is None
        ]
        if foreign or self.unknown_prices:
            raise OverBudget(
                N_("The cap cannot be checked: some prices are unknown or in another currency."),
                N_("Remove the cap for this batch, or choose a generator with a known price."),
            )
        left = self.left
        if self.is_over and left is not None:
            over = Money(amount=-left.amount, currency=left.currency)
            raise OverBudget(
                N_("This would go {over} over the cap of {cap}.").format(over=over, cap=self.cap),
                N_("Send fewer shots or raise the cap."),
            )

    def summary(self) -> dict[str, Any]:
        """The sheet as a document, without the recipes."""
        return {
            "items": [item.model_dump(mode="json", exclude={"recipe"}) for item in self.items],
            "totals": [money.model_dump(mode="json") for money in self.totals],
            "unknown_prices": self.unknown_prices,
            "blocked": len(self.blocked),
            "duplicates": self.duplicates,
            "cap": self.cap.model_dump(mode="json") if self.cap else None,
            "left": self.left.model_dump(mode="json") if self.left else None,
        }


def cap_of(text: str) -> Money | None:
    """A cap such as `20.00 CNY`; None for an empty text.

    Raises:
        BadInput: the text is not an amount with a currency.
    """
    if not text.strip():
        return None
    amount, _, currency = text.strip().partition(" ")
    try:
        return Money.model_validate({"amount": amount, "currency": currency or "CNY"})
    except ValueError as trouble:
        raise BadInput(
            N_("“{text}” is not a cap.").format(text=text), N_("Write an amount such as 20.00 CNY.")
        ) from trouble


def kind_problem(card: Card) -> str:
    """Why a card's generator takes no batches; empty when it does."""
    return N_("A person does this: use Hand off.") if card.kind == "person" else ""
