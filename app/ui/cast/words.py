"""The words of the cast page: kinds, reference slots, rights, kinds of looks."""

from __future__ import annotations

from app.domain.bible import BibleField
from app.domain.cast import SLOTS as SLOTS_OF
from app.domain.cast import CastKind, Look, LookKind, Reference, Rights, Slot
from app.domain.wording import N_
from app.ui.i18n import _

__all__ = [
    "FIELD_HINTS",
    "KINDS",
    "LOOK_KINDS",
    "RIGHTS",
    "SLOTS",
    "SLOTS_OF",
    "look_name",
    "slot_words",
]

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
    "hands": N_("Hands"),
    "in_hand": N_("In the hand"),
    "wide": N_("Wide"),
    "opposite": N_("Opposite view"),
    "plan": N_("Plan from above"),
    "detail": N_("Detail"),
    "sheet": N_("Whole sheet"),
}

#: Rights to (words in the menu, word on the picture, tone).
RIGHTS: dict[Rights, tuple[str, str, str]] = {
    "": (N_("Nothing noted"), N_("Rights?"), "warn"),
    "own": (N_("My own picture"), N_("Own"), "ok"),
    "release": (N_("Real person, with a release"), N_("Release"), "ok"),
    "generated": (N_("Made by a generator"), N_("Generated"), "accent"),
}

LOOK_KINDS: dict[LookKind, str] = {
    "": N_("Look"),
    "wardrobe": N_("Wardrobe"),
    "age": N_("Age"),
    "state": N_("State"),
}

#: What a person may write in a field, as an example.
FIELD_HINTS: dict[BibleField, str] = {
    "face": N_("Oval face, narrow eyes, straight brows"),
    "hair": N_("Black, to the chin, parted left"),
    "build": N_("168 cm, slight, upright"),
    "skin": N_("Fair, a little tired"),
    "marks": N_("Small mole under the left eye"),
    "manner": N_("Speaks low, hands in the sleeves"),
    "props": N_("Red cord at the right wrist"),
    "voice": N_("Low, dry, slow"),
    "never": N_("No glasses, no jewellery"),
    "geography": N_("Counter left, door right, shelves behind"),
    "light": N_("Warm lantern from the left, rain outside"),
    "palette": N_("Amber, dark teal, worn wood"),
    "look": N_("Live action, fine grain, soft contrast"),
    "lens": N_("35 mm, shallow depth"),
    "negative": N_("Text, watermark, extra fingers"),
    "make": N_("Paper lantern on bamboo, palm-sized"),
}


def look_name(look: Look) -> str:
    """How a look is called everywhere: its name, else the everyday one."""
    return look.name or _("Everyday look")


def slot_words(reference: Reference) -> str:
    """The slot of a picture, with its label where it has one."""
    words = _(SLOTS[reference.slot])
    return f"{words}: {reference.label}" if reference.label else words
