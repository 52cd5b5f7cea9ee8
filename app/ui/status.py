"""Keeps the bars' figures true: saved-at from the last commit, today's spend against the cap, jobs."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer

from app.domain.changes import Changes
from app.studio.session import Session
from app.ui.i18n import _, money
from app.ui.page_bar import PageBar
from app.ui.top_bar import TopBar


class Status(QObject):
    """Reads the open session's figures when something was committed, and every few seconds while jobs run."""

    def __init__(self, top: TopBar, bar: PageBar) -> None:
        super().__init__(top)
        self._top, self._bar = top, bar
        self._session: Session | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(2000)
        self._timer.timeout.connect(self.refresh)

    def follow(self, session: Session | None) -> None:
        """Follow another project, or none."""
        self._session = session
        if session is None:
            self._timer.stop()
            return
        steps = session.history(1)
        self._top.show_saved(steps[0].at if steps else None)
        self._timer.start()
        self.refresh()

    def saved(self, changes: Changes) -> None:
        """A commit happened."""
        if changes.kind != "background":
            self._top.show_saved(datetime.now(UTC))
        self.refresh()

    def refresh(self) -> None:
        """Read spend and jobs again."""
        if self._session is None:
            return
        production = self._session.production
        spent, cap = production.spent_today(), production.daily_cap()
        words = _("{spent} today").format(spent=money(spent))
        if cap is not None:
            words = _("{spent} of {cap} today").format(spent=money(spent), cap=money(cap))
        near = (
            cap is not None
            and cap.currency == spent.currency
            and spent.amount >= cap.amount * 9 / 10
        )
        self._top.show_spend(words, "warn" if near else "")
        running, needs_person = production.open_count(), production.waiting_for_person()
        self._top.show_jobs(running, needs_person)
        self._bar.show_count("queue", running + needs_person)
