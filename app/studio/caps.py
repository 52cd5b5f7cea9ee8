"""The limits on spending in force: the project's, the day's, each generator's, and a batch's own."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.domain.caps import Cap
from app.domain.money import Currency, Money
from app.studio.costs import CapState, CostItem, cap_of
from app.studio.services import Services
from app.studio.workspace import Workspace


class Caps:
    """Reads the caps of one project from its row and from Preferences."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services

    def in_force(self, batch: Decimal | None = None, currency: Currency = "CNY") -> tuple[Cap, ...]:
        """Every cap there is; `batch` is the sum that one batch may cost, in `currency`."""
        settings = self._services.settings.current
        caps: list[Cap] = []
        if batch is not None:
            caps.append(self._cap("batch", Money(amount=batch, currency=currency)))
        budget = cap_of(self._workspace.project.budget)
        if budget is not None:
            caps.append(self._cap("project", budget))
        if settings.daily_cap is not None:
            day = Money(amount=settings.daily_cap, currency=settings.cap_currency)
            caps.append(self._cap("day", day))
        for generator, money in sorted(settings.generator_caps.items()):
            caps.append(self._cap("generator", money, generator))
        return tuple(caps)

    def of_batch(self, own: Money | None) -> tuple[Cap, ...]:
        """What a batch is sent under: its own cap, where it has one, and all others."""
        if own is None:
            return self.in_force()
        return self.in_force(own.amount, own.currency)

    def states(self, caps: Iterable[Cap], items: Iterable[CostItem]) -> tuple[CapState, ...]:
        """What each cap holds already and what the items would add; caps that no item counts against are left out."""
        asked = [item for item in items if not item.blocked]
        found = []
        for cap in caps:
            counted = [item for item in asked if cap.covers(item.generator, cap.key)]
            if not counted and cap.scope == "generator":
                continue
            prices = [item.price for item in counted if item.price is not None]
            worth = [cap.value(price.amount, price.currency) for price in prices if price.amount]
            sums = sum((one for one in worth if one is not None), Decimal(0))
            found.append(
                CapState(
                    scope=cap.scope,
                    generator=cap.key if cap.scope == "generator" else "",
                    cap=cap.money,
                    committed=self._committed(cap),
                    asked=Money(amount=sums, currency=cap.money.currency),
                    unpriced=len(counted) - len(prices),
                    foreign=sum(1 for one in worth if one is None),
                )
            )
        return tuple(found)

    def _committed(self, cap: Cap) -> Money:
        """Spent and reserved under the cap; a batch that is not sent yet has nothing of either."""
        if cap.scope == "batch":
            return Money(amount=Decimal(0), currency=cap.money.currency)
        return self._workspace.file.ledger.counted(cap, self._services.now())

    def _cap(self, scope: str, money: Money, key: str = "") -> Cap:
        worth = self._services.settings.current.worth(money.currency)
        return Cap.model_validate({"scope": scope, "key": key, "money": money, "worth": worth})
