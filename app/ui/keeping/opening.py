"""Opening a project, and the question that is asked when somebody else has it open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.errors import FenjingError, ProjectBusy
from app.studio.session import Session
from app.studio.studio import Studio
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, sentence, short_date
from app.ui.widgets.labels import Label

Opened = Callable[[Session], object]
Tell = Callable[[BaseException], object]


_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+Z][\d:]*")


def local_times(text: str) -> str:
    """The text with its machine times (ISO, UTC) as the person's own clock and language say them."""
    return _STAMP.sub(lambda found: short_date(datetime.fromisoformat(found.group())), text)


class BusyDialog(ShellDialog):
    """Who has the project, and what can be done: read it, or take it over when another machine left it open.

    `answered(read_only, take_over)` is called; Esc opens nothing. Reading is the default, because it harms nobody.
    """

    def __init__(
        self,
        busy: ProjectBusy,
        title: str,
        answered: Callable[[bool, bool], object],
        parent: QWidget,
    ) -> None:
        super().__init__(_("{title} is in use").format(title=title), parent, width=560, height=260)
        self.body.addWidget(Label(local_times(sentence(busy.message)), wrap=True))
        self.body.addWidget(Label(sentence(busy.fix), "muted", wrap=True))
        if busy.elsewhere:
            self.body.addWidget(
                Label(
                    _("Taking it over is safe only when nobody works on it there: "
                      "two machines writing at once would lose one's work."),
                    "small", "warn", wrap=True,
                )
            )  # fmt: skip
        self.body.addStretch(1)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.take_over = self.add_button(_("Take over")) if busy.elsewhere else None
        if self.take_over is not None:
            self.take_over.clicked.connect(lambda _checked=False: self._answer(answered, False))
        self.read = self.add_button(_("Open for reading"), "primary")
        self.read.clicked.connect(lambda _checked=False: self._answer(answered, True))
        self.read.setFocus()

    def _answer(self, answered: Callable[[bool, bool], object], read_only: bool) -> None:
        self.accept()
        answered(read_only, not read_only)


def open_folder(
    studio: Studio, folder: Path, parent: QWidget, opened: Opened, tell: Tell
) -> BusyDialog | None:
    """Open a project; when it is in use, ask. Other troubles are told. Returns the question, when there is one."""
    try:
        session = studio.open(folder)
    except ProjectBusy as busy:
        return ask(studio, folder, busy, parent, opened, tell)
    except FenjingError as error:
        tell(error)
        return None
    opened(session)
    return None


def ask(
    studio: Studio, folder: Path, busy: ProjectBusy, parent: QWidget, opened: Opened, tell: Tell
) -> BusyDialog:
    """Ask what to do about a project that is in use, and do it."""

    def answered(read_only: bool, take_over: bool) -> None:
        try:
            session = studio.open(folder, read_only=read_only, take_over=take_over)
        except FenjingError as error:
            tell(error)
            return
        opened(session)

    dialog = BusyDialog(busy, folder.stem, answered, parent)
    dialog.open()
    return dialog
