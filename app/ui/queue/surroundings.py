"""Where attempts belong in the film: the picture of each, and its shot's place and episode; read once, then kept."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.changes import Changes
from app.domain.ids import ShotId
from app.domain.media import MediaRef
from app.domain.script import Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.studio.session import Session
from app.ui.models.attempts import AttemptCard

#: Shots that are looked up in one pass of the event loop: five hundred at once would hold the window up.
AT_ONCE = 40


class Surroundings:
    """A memory over one project; `places` maps a shot to its place and its episode's id."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pictures: dict[ShotId, dict[str, MediaRef]] = {}
        self._scenes: dict[str, tuple[str, str]] = {}
        self.places: dict[ShotId, tuple[str, str]] = {}

    def forget(self, changes: Changes) -> None:
        """What a commit touched is read anew."""
        if changes.touches("Take"):
            self._pictures.clear()
        if changes.touches("Scene"):
            self._scenes.clear()
            self.places.clear()
        for shot_id in changes.ids("Shot"):
            self.places.pop(ShotId(shot_id), None)

    def clear(self) -> None:
        """Know nothing any more, as after a time in which nobody told of commits."""
        self._pictures.clear()
        self._scenes.clear()
        self.places.clear()

    def learn(self, shots: Iterable[ShotId]) -> bool:
        """Look up some of the shots that are not known yet; True when all of them are."""
        unknown = [shot for shot in dict.fromkeys(shots) if shot not in self.places]
        for shot_id in unknown[:AT_ONCE]:
            self.places[shot_id] = self._place(shot_id)
        return len(unknown) <= AT_ONCE

    def picture(self, card: AttemptCard) -> MediaRef | None:
        """What an attempt made, else the newest take of its shot; asked for rows that are seen."""
        if card.shot_id not in self._pictures:
            takes = self._session.all(Take, shot_id=card.shot_id)
            found = {str(take.id): take.media for take in takes}
            if takes:
                found[""] = takes[-1].media
            self._pictures[card.shot_id] = found
        held = self._pictures[card.shot_id]
        return held.get(card.take_id) or held.get("")

    def _place(self, shot_id: ShotId) -> tuple[str, str]:
        shot = self._session.find(Shot, shot_id)
        if shot is None:
            return "", ""
        if shot.scene_id not in self._scenes:
            scene = self._session.find(Scene, shot.scene_id)
            self._scenes[shot.scene_id] = (scene.place, scene.episode_id) if scene else ("", "")
        return self._scenes[shot.scene_id]
