"""The check before rendering, run in the background for every ticked kind, a moment after the last change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.deliveries import Remark
from app.domain.ids import EpisodeId
from app.errors import FenjingError
from app.studio.rendering import ExportChoice
from app.studio.session import Session
from app.ui.deliver.checks import RemarkLike, joined

#: Milliseconds after the last change; typing and ticking are over by then.
_CALM = 250
#: What is asked: a kind's title and the file it would be.
Asked = Sequence[tuple[str, ExportChoice]]


class CheckRun(QObject):
    """`begun()` when it starts to look, `looked(found)` with a tuple of `checks.Found`."""

    begun = Signal()
    looked = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ask: Callable[[], tuple[EpisodeId, Asked] | None] | None = None
        self._jobs: list[Any] = []
        self._round = 0
        self._found: dict[str, tuple[RemarkLike, ...]] = {}
        self._left = 0
        self._calm = QTimer(self, singleShot=True, interval=_CALM)
        self._calm.timeout.connect(self.look)

    def want(self, ask: Callable[[], tuple[EpisodeId, Asked] | None]) -> None:
        """Look in a moment; `ask` is called then, so that it sees the newest wishes. None: nothing to look at."""
        self._ask = ask
        self._calm.start()

    def look(self) -> None:
        """Look now; an earlier look that is under way is forgotten."""
        self.stop()
        asked = self._ask() if self._ask is not None else None
        if asked is None:
            self.looked.emit(())
            return
        self.begun.emit()
        episode, kinds = asked
        self._found, self._left = {}, len(kinds)
        for title, choice in kinds:
            self._start(self._round, episode, title, choice)

    def _start(self, turn: int, episode: EpisodeId, title: str, choice: ExportChoice) -> None:
        def done(found: tuple[RemarkLike, ...]) -> None:
            self._came(turn, title, found)

        def failed(error: Exception) -> None:
            self._came(turn, title, _as_remark(error))

        try:
            job = self._session.delivering.start_check(episode, choice, done, failed)
        except FenjingError as error:
            failed(error)
            return
        self._jobs.append(job)

    def _came(self, turn: int, title: str, found: tuple[RemarkLike, ...]) -> None:
        if turn != self._round:
            return
        self._found[title] = tuple(found)
        self._left -= 1
        if self._left <= 0:
            self._jobs = []
            self.looked.emit(joined(self._found))

    def stop(self) -> None:
        """Forget what is under way."""
        self._calm.stop()
        self._round += 1
        for job in self._jobs:
            job.cancel()
        self._jobs = []


def _as_remark(error: Exception) -> tuple[RemarkLike, ...]:
    """What forbids the check is itself the first thing to put right."""
    if isinstance(error, FenjingError):
        return (Remark(code="unready", severity="error", message=error.message, fix=error.fix),)
    return (Remark(code="unready", severity="error", message=str(error)),)
