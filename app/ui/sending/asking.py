"""What a cost sheet is asked about: which shots, who makes them, how often, and what follows a failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.choices import FallbackPlan, GeneratorChoice
from app.domain.ids import ShotId
from app.domain.money import Money
from app.studio.costs import CapState, CostSheet
from app.ui.i18n import _


@dataclass(frozen=True)
class Asking:
    """No choice follows each shot; several are a bake-off. `fallbacks` None follows shots and project."""

    shots: tuple[ShotId, ...]
    choices: tuple[GeneratorChoice, ...] = ()
    takes: int = 1
    fallbacks: FallbackPlan | None = None


#: Prices what is asked; nothing is written or sent.
Quote = Callable[[Asking], CostSheet]


def price_words(price: Money | None) -> str:
    """A price in words; an unknown one is said, never invented."""
    if price is None:
        return _("price unknown")
    return _("free") if not price.amount else str(price)


def total_words(sheet: CostSheet) -> str:
    """The sum of a sheet; with unknown prices it says so."""
    if len(sheet.blocked) == len(sheet.items):
        return "–"
    known = " + ".join(str(money) for money in sheet.totals)
    if sheet.unknown_prices:
        return f"{known} + ?" if known else _("price unknown")
    return known or _("free")


def cap_words(state: CapState, name: str = "") -> str:
    """One cap in a sentence; `name` is the generator's, for its own cap."""
    whose = {
        "project": _("project"), "day": _("today"), "batch": _("this batch"), "generator": name,
    }[state.scope]  # fmt: skip
    if state.is_over:
        return _("Over the cap of {cap} ({whose})").format(cap=state.cap, whose=whose)
    return _("{left} of the cap of {cap} will be left ({whose})").format(
        left=state.left, cap=state.cap, whose=whose
    )
