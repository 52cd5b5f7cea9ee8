"""What becomes of the films of a project's queue: done and failed ones are told once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.studio.session import Session
from app.ui.i18n import _
from app.ui.notices import Notices
from app.ui.selection import Selection

#: The banner of films that were cut off.
_KEY = "season"


class SeasonWatch(QObject):
    """`moved()` whenever anything differs; `finished(row)` and `failed(row)` when a film ends."""

    moved = Signal()
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._states: dict[str, str] = {row.id: row.state for row in session.season.rows}
        self._stop = session.season.listen(self._look)

    def _look(self) -> None:
        ended = []
        for row in self._session.season.rows:
            before = self._states.get(row.id)
            self._states[row.id] = row.state
            if row.state != before and row.state in ("done", "failed"):
                ended.append(row)
        self.moved.emit()
        for row in ended:
            (self.finished if row.state == "done" else self.failed).emit(row)

    def stop(self) -> None:
        """End watching; the queue goes on."""
        self._stop()


def begin_delivering(session: Session, selection: Selection, notices: Notices) -> None:
    """A project was opened: pieces of the episode at hand are prepared, and films that were cut off are offered."""
    notices.clear(_KEY)
    if session.read_only:
        return
    session.preparing.start()
    if selection.episode is not None:
        session.preparing.follow(selection.episode)
    if not session.season.interrupted:
        return

    def go_on() -> None:
        notices.clear(_KEY)
        session.season.resume()

    notices.banner(
        _KEY,
        _("The program ended while films were being rendered."),
        "info",
        _("What was finished is kept; going on makes the rest."),
        [(_("Go on"), go_on)],
    )


def is_rendering(session: Session) -> bool:
    """True while a film is being made."""
    return any(row.state == "running" for row in session.season.rows)
