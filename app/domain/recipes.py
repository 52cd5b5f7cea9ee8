"""Exactly what is asked of a generator: frozen, stored with what it made, the same bytes for the same question."""

from __future__ import annotations

import hashlib
import json
from math import gcd
from typing import Literal

from pydantic import Field

from app.domain.cast import CastKind, Rights, Slot
from app.domain.entity import Value
from app.domain.ids import CastId, LookId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.shots import Angle, Move, Size

Medium = Literal["video", "picture", "voice", "lips", "text"]
#: `clip` is a film to go on from or to change, `sound` a recording to move lips to.
ReferenceRole = Literal[
    "character", "place", "prop", "style", "first_frame", "last_frame", "clip", "sound"
]


class RecipeReference(Value):
    """One picture, film or recording that goes along, bound by name."""

    role: ReferenceRole
    name: str = Field(description="cast name, e.g. 林夏; how the prompt speaks of it")
    media: MediaRef
    cast_id: CastId | None = None
    look_id: LookId | None = None
    sheet_version: int = 0
    slot: str = Field("", description="which view of the sheet it is, e.g. front")
    rights: Rights = ""
    take_id: TakeId | None = Field(
        None, description="the take whose frame or film this is, where a shot goes on from another"
    )
    frame: int | None = Field(None, ge=0, description="which frame of that take, counted from 0")
    vendor_id: str = Field(
        "", description="how the vendor that is asked knows this file, when it made or holds it"
    )


class Figure(Value):
    """Someone in frame, as the animatic draws them."""

    name: str
    color: str
    look: str = ""
    speaking: bool = False
    reference: MediaRef | None = None
    sex: Literal["", "female", "male"] = ""
    crowd: bool = False


class SpokenLine(Value):
    """A line within a shot, for captions and lip movement."""

    speaker: str
    text: str
    kind: Literal["dialogue", "narration", "inner", "lyrics"] = "dialogue"
    start: float = Field(0.0, ge=0, description="seconds from the shot's head")
    seconds: float = Field(0.0, ge=0)


class Picture(Value):
    """The shot as a drawing: all that a storyboard artist needs to know."""

    number: str = ""
    size: Size = "MS"
    angle: Angle = "eye"
    move: Move = "static"
    action: str = ""
    place: str = ""
    int_ext: str = ""
    time_of_day: str = ""
    props: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    lines: tuple[SpokenLine, ...] = ()
    effects: tuple[str, ...] = Field(
        (),
        description="keys rain, snow, fire, smoke, fog, wind, lightning, glow, dark, shake, flashback; and "
        "`subtitle: TEXT` for words that stand on the picture",
    )


ShapedBy = Literal["own_words", "style", "identity", "look", "place", "chain"]


class Shaping(Value):
    """One thing that the prompt was made of, as it was then; how the wording changes since is no matter."""

    what: ShapedBy
    name: str = Field("", description="cast name, or the number of the shot it goes on from")
    words: str = ""


class RecipePart(Value):
    """One shot of several that are asked for in one film."""

    shot_id: ShotId
    start: float = Field(ge=0, description="seconds from the film's head")
    seconds: float = Field(gt=0)
    words: str = Field("", description="its own prompt, for models that read one for each shot")
    own: Recipe | None = Field(
        None,
        description="what would have been asked for the shot alone, by which its take is judged",
    )


class SheetView(Value):
    """Which picture of a sheet is asked for; the recipe's `shot_id` is then the id of the look."""

    cast_id: CastId
    look_id: LookId
    slot: Slot
    label: str = Field("", description="what an expression, hand or detail is to show")
    kind: CastKind = "character"


class Recipe(Value):
    """A complete question to a generator; a voice speaks `prompt`, as `settings` say (voice, speed, …)."""

    generator: str
    model: str = ""
    medium: Medium = "video"
    shot_id: ShotId
    prompt: str = ""
    negative: str = ""
    language: Literal["zh", "en"] = "zh"
    references: tuple[RecipeReference, ...] = ()
    seconds: float = Field(
        0.0, ge=0, le=600, description="0 where the medium has no length to ask for"
    )
    width: int = Field(0, ge=0, le=8192, description="0 for voices and text")
    height: int = Field(0, ge=0, le=8192, description="0 for voices and text")
    fps: int = Field(24, gt=0, le=120)
    seed: int = Field(0, ge=0, le=2_147_483_647)
    settings: dict[str, str | int | float | bool] = Field(default_factory=dict)
    picture: Picture = Picture()
    mention: str = Field(
        "",
        description="how the prompt speaks of its pictures, as `ModelCard.mention`; empty: not at all",
    )
    lead: str = Field(
        "", description="the sentence of the prompt, at its head, that says who is on which picture"
    )
    shaped_by: tuple[Shaping, ...] = ()
    parts: tuple[RecipePart, ...] = Field(
        (), description="the shots of one film of several, in order; empty for a single shot"
    )

    sheet: SheetView | None = Field(
        None, description="set where a picture of a sheet is asked for instead of a shot"
    )

    @property
    def shots(self) -> tuple[ShotId, ...]:
        """The shots that are asked for, in order: one, or those of a film of several."""
        return tuple(part.shot_id for part in self.parts) or (self.shot_id,)

    def of_shot(self, shot_id: ShotId) -> Recipe:
        """What was asked for one shot: of a film of several its own part, else the recipe itself."""
        owns = (part.own for part in self.parts if part.shot_id == shot_id)
        return next(owns, None) or self

    @property
    def aspect(self) -> str:
        """`9:16`, `16:9`, `1:1`, or `W:H` in lowest terms; empty where there is no picture.

        The wide screen keeps the name that film-makers and vendors give it: `21:9`, not `7:3`.
        """
        divisor = gcd(self.width, self.height)
        if divisor == 0:
            return ""
        lowest = f"{self.width // divisor}:{self.height // divisor}"
        return {"7:3": "21:9", "3:7": "9:21"}.get(lowest, lowest)

    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: equal exactly when the same thing is asked.

        Fields at their defaults are left out, so that a field added later changes no fingerprint.
        """
        body = json.dumps(
            self.model_dump(mode="json", exclude_defaults=True),
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return hashlib.sha256(body.encode()).hexdigest()

    def subject_fingerprint(self) -> str:
        """As `fingerprint`, without the seed: equal for takes that differ only by chance."""
        return self.model_copy(update={"seed": 0}).fingerprint()


#: A part names the recipe of its shot alone, which is written below it.
RecipePart.model_rebuild()
Recipe.model_rebuild()
