"""Quitting while something runs: what becomes of it, in words; staying is the default, and nothing is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtWidgets import QWidget

from app.domain.attempts import FINAL
from app.studio.session import Session
from app.ui.deliver.season_watch import is_rendering
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, ngettext
from app.ui.widgets.labels import Label


def under_way(session: Session, offline: Collection[str]) -> list[str]:
    """What runs, each with what becomes of it; empty when nothing does. `offline` are generators on this machine."""
    elsewhere = here = 0
    for attempt in session.production.attempts.all():
        if attempt.state in FINAL or attempt.state == "unknown":
            continue
        if attempt.generator in offline:
            here += 1
        else:
            elsewhere += 1
    said = []
    if elsewhere:
        words = ngettext(
            "{n} job goes on at its service; its result is fetched when you open the project again.",
            "{n} jobs go on at their services; the results are fetched when you open the project again.",
            elsewhere,
        )
        said.append(words.format(n=elsewhere))
    if here:
        words = ngettext(
            "{n} drawing stops now and is taken up when you open the project again.",
            "{n} drawings stop now and are taken up when you open the project again.",
            here,
        )
        said.append(words.format(n=here))
    if is_rendering(session):
        said.append(
            _(
                "The film being rendered stops and goes on when you open the project again; finished pieces are kept."
            )
        )
    return said


class LeaveDialog(ShellDialog):
    """Stay (Enter and Esc) or quit all the same; both are safe."""

    def __init__(self, said: list[str], leave: Callable[[], None], parent: QWidget) -> None:
        super().__init__(_("Quit while jobs are running?"), parent, width=480, height=260)
        for sentence in said:
            self.body.addWidget(Label(sentence, wrap=True))
        self.body.addWidget(
            Label(_("Everything you did is saved. Nothing is paid twice."), "muted", wrap=True)
        )
        self.body.addStretch(1)
        self.quit = self.add_button(_("Quit"))
        self.quit.clicked.connect(self.accept)
        self.stay = self.add_button(_("Keep working"), "primary")
        self.stay.clicked.connect(self.reject)
        self.stay.setFocus()
        self.accepted.connect(leave)
