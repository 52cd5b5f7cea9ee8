"""Who and what recurs: characters, places, props, styles, and how they look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from app.domain.bible import Bible
from app.domain.entity import Entity, Value
from app.domain.ids import CastId, LookId, SceneId
from app.domain.media import MediaRef

CastKind = Literal["character", "place", "prop", "style"]
Rights = Literal["", "own", "release", "generated"]

LookKind = Literal["", "wardrobe", "age", "state"]

#: Views of a sheet. `in_hand` is a prop as it is held, `opposite` a place seen from its other end, `plan` from
#: above, `sheet` all views composed to one picture.
Slot = Literal[
    "front", "three_quarter", "side", "back", "full", "close_up", "expression", "hands", "in_hand", "wide",
    "opposite", "plan", "detail", "sheet",
]  # fmt: skip
#: The named slots of a sheet, in the order in which they are shown and filled.
SLOTS: dict[CastKind, tuple[Slot, ...]] = {
    "character": (
        "front", "three_quarter", "side", "back", "full", "close_up", "expression", "hands", "in_hand", "sheet",
    ),
    "place": ("wide", "opposite", "plan", "detail", "sheet"),
    "prop": ("front", "three_quarter", "side", "back", "in_hand", "detail", "sheet"),
    "style": ("wide", "detail"),
}  # fmt: skip
#: A sheet holds one picture of each slot; of these as many as the person likes.
MANY: frozenset[Slot] = frozenset({"expression", "hands", "in_hand", "detail"})

#: Colours that tell characters apart on cards, strips and in the animatic; readable on dark and light.
PALETTE: tuple[str, ...] = (
    "#E4572E", "#2E86AB", "#8F5FBF", "#3A9D5D", "#D99A1C", "#C2427A", "#2A9D8F", "#6D7A8C",
    "#B5651D", "#5567D6",
)  # fmt: skip


class Voice(Value):
    """How a character sounds: a generator's voice and how it is bent."""

    generator: str = "espeak"
    name: str = Field(
        "", description="the generator's own voice name; empty lets it choose by language and sex"
    )
    pitch: int = Field(50, ge=0, le=99)
    rate: int = Field(100, ge=50, le=200, description="percent of normal speed")
    sex: Literal["", "female", "male"] = ""


class CastEntry(Entity):
    """One character, place, prop or style."""

    id: CastId
    rank: str
    kind: CastKind = "character"
    name: str = Field(min_length=1, max_length=80)
    aliases: tuple[str, ...] = ()
    description: str = ""
    age: str = ""
    bible: Bible = Bible()
    identity_zh: str = Field(
        "",
        description="60-120 字, word for word in every Chinese prompt; empty: put together from the fields",
    )
    identity_en: str = Field(
        "", description="40-80 words, word for word in every English prompt; empty: put together"
    )
    color: str = Field(PALETTE[0], pattern=r"^#[0-9A-Fa-f]{6}$")
    crowd: bool = Field(default=False, description="a group or an extra: never a recurring face")
    voice: Voice = Voice()

    def answers_to(self, name: str) -> bool:
        """True when `name` is this entry's name or one of its aliases, whatever its case."""
        wanted = name.strip().casefold()
        return any(wanted == known.casefold() for known in (self.name, *self.aliases))


class Reference(Value):
    """One pinned picture of a look; vendors refuse photographs of real people, so its rights are noted."""

    slot: Slot = "front"
    media: MediaRef
    rights: Rights = ""
    note: str = Field("", description="such as whose release it is")
    label: str = Field("", description="what an expression, hand or detail shows, e.g. 微笑")
    generated_by: str = Field("", description="generator id, where `rights` is `generated`")


class SheetVersion(Value):
    """A sheet as it was before its pictures changed."""

    version: int = Field(ge=0)
    references: tuple[Reference, ...] = ()


class Look(Entity):
    """One wardrobe, age or state of an entry, valid for a range of scenes (None: no bound)."""

    id: LookId
    cast_id: CastId
    rank: str
    name: str = ""
    kind: LookKind = ""
    description: str = ""
    reason: str = Field("", description="why it holds there, e.g. 淋雨之后; across episodes too")
    from_scene: SceneId | None = None
    to_scene: SceneId | None = None
    references: tuple[Reference, ...] = ()
    sheet_version: int = Field(0, ge=0, description="grows each time the pinned pictures change")
    earlier: tuple[SheetVersion, ...] = Field(
        (), description="the last sheets this look had before, oldest first; their files stay"
    )


def find_by_name(entries: Sequence[CastEntry], name: str) -> CastEntry | None:
    """The entry that answers to `name`, or None."""
    return next((entry for entry in entries if entry.answers_to(name)), None)
