"""One selection and one playhead, shared by every page: ids only, never the things themselves."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.ids import EpisodeId, SceneId, ShotId
from app.domain.timing import Frames


class Selection(QObject):
    """Which episode, scene and shots the person is at, and where the playhead stands.

    `changed` after any change of episode, scene or shots; `moved(frame)` for the playhead of the episode's cut.
    """

    changed = Signal()
    moved = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.episode: EpisodeId | None = None
        self.scene: SceneId | None = None
        self.shots: tuple[ShotId, ...] = ()
        self.playhead: Frames = 0

    @property
    def shot(self) -> ShotId | None:
        """The last selected shot: the one inspectors show."""
        return self.shots[-1] if self.shots else None

    def choose_episode(self, episode: EpisodeId | None) -> None:
        """Go to an episode; scene, shots and playhead start over."""
        if episode == self.episode:
            return
        self.episode, self.scene, self.shots = episode, None, ()
        self.playhead = 0
        self.changed.emit()
        self.moved.emit(0)

    def choose_scene(self, scene: SceneId | None) -> None:
        """Go to a scene of the episode; shots start over."""
        if scene == self.scene:
            return
        self.scene, self.shots = scene, ()
        self.changed.emit()

    def choose_shots(self, *shots: ShotId, scene: SceneId | None = None) -> None:
        """Select shots, the leading one last; `scene` follows them when given."""
        if shots == self.shots and scene in (None, self.scene):
            return
        self.shots = shots
        if scene is not None:
            self.scene = scene
        self.changed.emit()

    def choose(
        self, episode: EpisodeId | None, scene: SceneId | None = None, *shots: ShotId
    ) -> None:
        """Set everything at once, with one `changed`."""
        if (episode, scene, shots) == (self.episode, self.scene, self.shots):
            return
        if episode != self.episode:
            self.playhead = 0
        self.episode, self.scene, self.shots = episode, scene, shots
        self.changed.emit()

    def move_playhead(self, frame: Frames) -> None:
        """Put the playhead at a frame of the episode's cut (never below 0)."""
        held = max(0, frame)
        if held != self.playhead:
            self.playhead = held
            self.moved.emit(held)

    def state(self) -> dict[str, Any]:
        """As plain data, for reopening."""
        return {
            "episode": self.episode,
            "scene": self.scene,
            "shots": list(self.shots),
            "playhead": self.playhead,
        }
