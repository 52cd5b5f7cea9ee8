"""The cost sheet: everything a batch would ask for and what it would cost, before a cent is spent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from app.domain.attempts import Chain
from app.domain.caps import CapScope
from app.domain.entity import Value
from app.domain.ids import AttemptId, ShotId
from app.domain.money import Money, converted, total
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput, NeedsDecision, OverBudget


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
    twin: AttemptId | None = Field(None, description="the attempt that asks it already")
    chain: Chain | None = Field(None, description="who is asked when this comes to nothing")

    @property
    def blocked(self) -> bool:
        """True when it will not be sent."""
        return bool(self.problems)


class CapState(Value):
    """One cap in force, and what the batch would do to it; every sum in the cap's own currency."""

    scope: CapScope
    generator: str = Field("", description="of a generator's cap: its id")
    cap: Money
    committed: Money = Field(description="spent and reserved so far under it")
    asked: Money = Field(description="what the batch adds, as far as prices are known")
    unpriced: int = Field(0, description="items of the batch whose price is not known")
    foreign: int = Field(0, description="items whose money no rate leads to this currency")

    @property
    def left(self) -> Money:
        """What the cap still allows after the batch; below zero when it is exceeded."""
        left = self.cap.amount - self.committed.amount - self.asked.amount
        return Money(amount=left, currency=self.cap.currency)

    @property
    def is_over(self) -> bool:
        """True when the batch costs something and would exceed the cap; what is free never does."""
        return self.asked.amount > 0 and self.left.amount < 0


class CostSheet(Value):
    """A whole batch, priced and checked."""

    items: tuple[CostItem, ...]
    cap: Money | None = Field(None, description="the cap in force for this batch")
    spent: Money | None = Field(None, description="spent and reserved so far under that cap")
    caps: tuple[CapState, ...] = Field((), description="every cap in force, `cap` among them")
    batch: str = Field("", description="name that the attempts will share; empty: given when sent")
    kind: Literal["batch", "bake_off", "reissue"] = "batch"
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
        for one in self.caps:
            if (one.cap, one.committed) == (self.cap, self.spent):
                return one.left
        asked = (converted(one, self.cap.currency, self.cny_per_usd) for one in self.totals)
        held = self.spent.amount if self.spent else Decimal(0)
        left = self.cap.amount - held - sum((one.amount for one in asked if one), Decimal(0))
        return Money(amount=left, currency=self.cap.currency)

    @property
    def is_over(self) -> bool:
        """True when the batch costs something and would exceed a cap; what is free never does."""
        left = self.left
        tightest = bool(self.totals) and left is not None and left.amount < 0
        return tightest or any(one.is_over for one in self.caps)

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

    def demand_sendable(self, *, allow_unpriced: bool = False) -> None:
        """Raise unless the whole batch may go.

        Raises:
            BadInput: an item is blocked; nothing of the batch is sent.
            NeedsDecision: a price under a cap is unknown and `allow_unpriced` is False.
            OverBudget: a cap would be exceeded, or cannot be held because no rate leads to its currency.
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
        self._demand_within(allow_unpriced=allow_unpriced)

    def _demand_within(self, *, allow_unpriced: bool) -> None:
        if not self.caps and self.cap is None:
            return
        if any(one.foreign for one in self.caps):
            raise OverBudget(
                N_("The cap cannot be checked: some of it is paid in money without a rate."),
                N_("Say in Preferences what a point is worth, or take the cap off."),
            )
        unpriced = self.unknown_prices if self.cap else sum(one.unpriced for one in self.caps)
        if unpriced and not allow_unpriced:
            raise NeedsDecision(
                N_("The price of {count} of these is not known, so the cap cannot be held.").format(
                    count=unpriced
                ),
                N_("Choose a model with a known price, or allow it for this batch."),
            )
        over = next((one for one in self.caps if one.is_over), None)
        left, cap = (over.left, over.cap) if over else (self.left, self.cap)
        if self.is_over and left is not None and cap is not None:
            beyond = Money(amount=-left.amount, currency=left.currency)
            raise OverBudget(
                N_("This would go {over} over the cap of {cap}.").format(over=beyond, cap=cap),
                N_("Send fewer shots or raise the cap."),
            )

    def summary(self) -> dict[str, Any]:
        """The sheet as a document, without the recipes."""
        return {
            "kind": self.kind,
            "items": [_item(item) for item in self.items],
            "totals": [money.model_dump(mode="json") for money in self.totals],
            "unknown_prices": self.unknown_prices,
            "blocked": len(self.blocked),
            "duplicates": self.duplicates,
            "cap": self.cap.model_dump(mode="json") if self.cap else None,
            "left": self.left.model_dump(mode="json") if self.left else None,
            "caps": [
                {**one.model_dump(mode="json"), "left": one.left.model_dump(mode="json")}
                for one in self.caps
            ],
        }


def _item(item: CostItem) -> dict[str, Any]:
    chain = item.chain.recipes if item.chain else ()
    return {
        **item.model_dump(mode="json", exclude={"recipe", "chain"}),
        "medium": item.recipe.medium,
        "fallbacks": [f"{recipe.generator}:{recipe.model}" for recipe in chain],
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
