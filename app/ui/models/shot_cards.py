"""What one card of the board shows, read once per change and thrown away at the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.ids import EpisodeId, SceneId, ShotId, TakeId
from app.domain.media import MediaRef

#: States a card can be in, most urgent first when several hold (reference ux §6).
CARD_STATES: tuple[str, ...] = (
    "unknown", "refused", "failed", "running", "waiting", "new_take", "outdated", "retake",
    "approved", "locked", "review", "ready", "draft", "omitted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubjectDot:
    """Someone in frame: a name and the colour they have everywhere."""

    id: str
    name: str
    color: str
    kind: str = "character"


@dataclass(frozen=True, slots=True)
class ShotCard:
    """One shot as the grid, the table and the navigator show it; `length` in frames."""

    id: ShotId
    scene_id: SceneId
    episode_id: EpisodeId
    number: str
    place: str = ""
    size: str = "MS"
    angle: str = "eye"
    move: str = "static"
    action: str = ""
    lines: str = ""
    subjects: tuple[SubjectDot, ...] = field(default_factory=tuple)
    length: int = 72
    fps: int = 24
    takes: int = 0
    pick_id: TakeId | None = None
    pick_number: int = 0
    media: MediaRef | None = None
    trim_in: int = 0
    state: str = "draft"
    since: str = ""
    cost: str = ""
    rating: int = 0
    generator: str = ""
    transition: str = "cut"
    gap_before: int = 0
    notes: str = ""
    outdated: tuple[str, ...] = ()
    orphaned: bool = False
    first_of_scene: bool = False
