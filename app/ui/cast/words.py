"""The words of the cast page: kinds and reference slots."""

from __future__ import annotations

from app.domain.cast import CastKind, Slot
from app.domain.wording import N_

#: Kind to (one, many, icon).
KINDS: dict[CastKind, tuple[str, str, str]] = {
    "character": (N_("Character"), N_("Characters"), "character"),
    "place": (N_("Place"), N_("Places"), "place"),
    "prop": (N_("Prop"), N_("Props"), "prop"),
    "style": (N_("Style"), N_("Styles"), "style"),
}

SLOTS: dict[Slot, str] = {
    "front": N_("Front"),
    "three_quarter": N_("Three-quarter"),
    "side": N_("Side"),
    "back": N_("Back"),
    "full": N_("Full figure"),
    "close_up": N_("Close-up"),
    "expression": N_("Expression"),
    "wide": N_("Wide"),
    "detail": N_("Detail"),
}

#: Which slots a sheet of each kind offers, in order.
SLOTS_OF: dict[CastKind, tuple[Slot, ...]] = {
    "character": ("front", "three_quarter", "side", "back", "full", "close_up", "expression"),
    "place": ("wide", "front", "side", "detail"),
    "prop": ("front", "side", "detail"),
    "style": ("wide", "detail"),
}
