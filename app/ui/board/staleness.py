"""Which takes no longer show what their shots ask for, found in idle time and never on the frame of an edit."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.ids import EpisodeId, ShotId, TakeId
from app.domain.takes import Take
from app.errors import FenjingError
from app.studio.session import Session

#: Milliseconds after the last change; typing and dragging are over by then.
_IDLE = 300

Reasons = tuple[str, ...]


class Staleness(QObject):
    """Looks an episode over when nothing has happened for a moment; `changed` when the marks differ.

    Nothing is ever remade here: a mark is a word, and the person decides.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._episode: EpisodeId | None = None
        self._shot: ShotId | None = None
        self._takes: dict[TakeId, Reasons] = {}
        self._others: dict[TakeId, Reasons] = {}
        self._shots: dict[str, Reasons] = {}
        self._timer = QTimer(self, singleShot=True, interval=_IDLE)
        self._timer.timeout.connect(self.look)

    @property
    def shots(self) -> Mapping[str, Reasons]:
        """Shots whose counted take is outdated, with the reasons."""
        return self._shots

    def of_take(self, take_id: TakeId) -> Reasons:
        """Why a take is outdated; empty while it fits, or before it was looked at."""
        return self._takes.get(take_id) or self._others.get(take_id, ())

    def want(self, episode: EpisodeId, shot: ShotId | None) -> None:
        """Look over this episode, and all takes of this shot, in a moment."""
        if episode != self._episode:
            self._takes, self._others, self._shots = {}, {}, {}
        self._episode, self._shot = episode, shot
        self._timer.start()

    def stop(self) -> None:
        """The page goes away."""
        self._timer.stop()

    def look(self) -> None:
        """Look now."""
        self._timer.stop()
        if self._episode is None:
            return
        recipes, session = self._session.production.recipes, self._session
        try:
            takes = recipes.outdated_of(self._episode)
            own = session.all(Take, shot_id=self._shot) if self._shot else []
            others = {take.id: recipes.outdated(take) for take in own if take.id not in takes}
        except FenjingError:
            # what stands in the way (a generator that is gone) is said where the person asks for a take
            return
        others = {key: reasons for key, reasons in others.items() if reasons}
        if (takes, others) == (self._takes, self._others):
            return
        self._takes, self._others = takes, others
        self._shots = {session.get(Take, key).shot_id: reasons for key, reasons in takes.items()}
        self.changed.emit()
