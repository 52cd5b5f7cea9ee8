"""A shot: what the camera sees and how, which lines are said in it, and how long it is planned to be.

Vocabulary and aliases: reference shotlist §2-§5; labels in both languages are data in `vocabulary.py`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.domain.choices import FallbackPlan
from app.domain.entity import Entity, Value
from app.domain.ids import CastId, ElementId, LookId, SceneId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.timing import Frames

Size = Literal["ELS", "LS", "FS", "MLS", "MS", "MCU", "CU", "ECU", "INS"]
Angle = Literal[
    "eye", "high", "low", "top", "worm", "dutch", "ots", "pov", "profile", "back", "aerial"
]
Move = Literal[
    "static", "dolly_in", "dolly_out", "zoom_in", "zoom_out", "pan_left", "pan_right", "tilt_up",
    "tilt_down", "truck_left", "truck_right", "pedestal_up", "pedestal_down", "crane", "follow",
    "arc", "roll", "whip", "handheld", "rack", "dolly_zoom", "drone",
]  # fmt: skip
TransitionKind = Literal["cut", "dissolve", "fade_in", "fade_out", "fade_white"]
#: How a shot goes on from the one before it: not, from the last frame of its take, or from the whole film.
Chain = Literal["none", "frame", "extend"]
ShotStatus = Literal["draft", "ready", "review", "retake", "approved", "locked", "omitted"]


class Transition(Value):
    """How a shot begins: a cut, or a change over `frames` that needs as many frames of handle.

    `dissolve` overlaps the shot with the one before; `fade_in` opens it from black and `fade_white` from
    white over its first `frames`; `fade_out` alone is about the other end: the shot closes to black over
    its last `frames`. Only the dissolve overlaps anything.
    """

    kind: TransitionKind = "cut"
    frames: Frames = Field(0, ge=0)


class Shot(Entity):
    """One planned shot; its order within the scene is `rank`."""

    id: ShotId
    scene_id: SceneId
    rank: str
    number: str = Field(
        "", description="label such as 1-2-03; stays with the shot when others move"
    )
    size: Size = "MS"
    angle: Angle = "eye"
    move: Move = "static"
    action: str = ""
    subjects: tuple[CastId, ...] = Field(
        (), description="who and what is in frame, most important first"
    )
    lines: tuple[ElementId, ...] = Field((), description="spoken elements heard in this shot")
    covers: tuple[ElementId, ...] = Field(
        (), description="all script elements this shot shows, lines included"
    )
    length: Frames = Field(72, ge=1, description="planned length on the cut")
    notes: str = ""
    prompt: str = Field(
        "", description="the person's own words; replaces the compiled description when set"
    )
    generator: str = Field(
        "", description="generator id; empty follows the scene, then the project"
    )
    model: str = Field("", description="a model of `generator`; empty is its first")
    fallbacks: FallbackPlan | None = Field(None, description="None follows the project")
    first_frame: MediaRef | None = Field(
        None, description="the picture that the shot begins with, where a person chose one"
    )
    last_frame: MediaRef | None = Field(
        None, description="the picture that the shot ends with, where a person chose one"
    )
    chain: Chain = Field(
        "none",
        description="`frame` begins with the last frame that the cut shows of the shot before",
    )
    ends_on_next: bool = Field(
        default=False, description="ends with the first frame that the cut shows of the shot after"
    )
    looks: dict[CastId, LookId] = Field(
        default_factory=dict,
        description="looks that a person chose for this shot, whatever the scene says",
    )
    status: ShotStatus = "draft"
    locked_length: bool = Field(
        default=False, description="the person set the length; speech no longer grows it"
    )
    orphaned: bool = Field(default=False, description="its script text is gone; kept for its takes")
    origin: str = Field(
        "", description="fingerprint of what the breakdown proposed; empty when made by hand"
    )
    pick: TakeId | None = None
    trim_in: Frames = Field(0, ge=0, description="frames of the pick skipped at its head")
    transition: Transition = Transition()
    gap_before: Frames = Field(0, ge=0, description="black before the shot")
    rating: int = Field(0, ge=0, le=5)


class ProposedShot(Value):
    """A shot as the breakdown would have it, before a person accepts it."""

    scene_id: SceneId
    number: str
    size: Size = "MS"
    angle: Angle = "eye"
    move: Move = "static"
    action: str = ""
    subjects: tuple[CastId, ...] = ()
    lines: tuple[ElementId, ...] = ()
    covers: tuple[ElementId, ...] = ()
    length: Frames = Field(72, ge=1)
    transition: Transition = Transition()
    origin: str = Field(
        description="fingerprint of the script text and the proposal, stable across re-runs"
    )


class ShotChange(Value):
    """One row of the diff: what would happen to which shot, and why."""

    kind: Literal["add", "keep", "changed", "orphaned"]
    scene_id: SceneId
    shot_id: ShotId | None = Field(None, description="None for `add`")
    proposal: ProposedShot | None = Field(None, description="None for `orphaned`")
    fields: tuple[str, ...] = Field((), description="names of the fields that would change")
    takes: int = Field(0, description="takes that hang on the shot and will stay")


class ShotDiff(Value):
    """What a breakdown would do, in story order; nothing happens until it is accepted."""

    changes: tuple[ShotChange, ...] = ()

    def count(self, kind: str) -> int:
        """How many rows of one kind."""
        return sum(1 for change in self.changes if change.kind == kind)

    @property
    def is_empty(self) -> bool:
        """True when accepting it would change nothing."""
        return all(change.kind == "keep" for change in self.changes)
