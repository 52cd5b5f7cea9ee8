"""A render under way, as the page sees it: share done, time left, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from app.domain.ids import EpisodeId
from app.errors import Cancelled, FenjingError
from app.studio.rendering import Delivered, ExportChoice
from app.studio.session import Session


class RenderRun(QObject):
    """One render in the background; it belongs to the project, so leaving the page does not stop it.

    `progressed(share, stage, seconds_left)` with -1 while nothing can be said; `finished(Delivered)`,
    `failed(error)`, `cancelled()`.
    """

    progressed = Signal(float, str, float)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        *,
        now: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._now = now
        self._job: Any = None
        self._begun = 0.0
        self.share = 0.0
        self.stage = ""

    @property
    def running(self) -> bool:
        """True while it renders."""
        return self._job is not None

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self._now() - self._begun if self.running else 0.0

    def start(self, episode_id: EpisodeId, choice: ExportChoice) -> bool:
        """Begin; False when one is running. A rule that forbids it is told by `failed`."""
        if self.running:
            return False
        self._begun, self.share, self.stage = self._now(), 0.0, ""
        try:
            self._job = self._session.rendering.start_export(
                episode_id, choice, self._done, self._failed, self._report
            )
        except FenjingError as error:
            self.failed.emit(error)
            return False
        return True

    def cancel(self) -> None:
        """Stop; no half file stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.cancelled.emit()

    def _report(self, fraction: float, note: str = "", /) -> None:
        if not self.running:
            return
        self.share, self.stage = fraction, note
        left = (
            self.elapsed * (1 - fraction) / fraction
            if fraction > 0.03 and self.elapsed > 1.0
            else -1.0
        )
        self.progressed.emit(fraction, note, left)

    def _done(self, delivered: Delivered) -> None:
        self._job = None
        self.finished.emit(delivered)

    def _failed(self, error: Exception) -> None:
        was, self._job = self._job, None
        if isinstance(error, Cancelled):
            if was is not None:
                self.cancelled.emit()
            return
        self.failed.emit(error)


_RUNS: WeakKeyDictionary[Session, RenderRun] = WeakKeyDictionary()


def run_of(session: Session) -> RenderRun:
    """The project's one render, so that a page that is built anew finds it still running."""
    if session not in _RUNS:
        _RUNS[session] = RenderRun(session)
    return _RUNS[session]
