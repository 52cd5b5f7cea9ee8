"""All pinned views on one clean sheet: looked at, then pinned for vendors that want one picture, or saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from app.domain.cast import Look
from app.errors import FenjingError
from app.studio.session import Session
from app.ui.cast.words import SLOTS, look_name
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, sentence
from app.ui.widgets.labels import Label
from app.ui.widgets.pictures import Thumbnail


def to_image(picture: Any) -> QImage:
    """A Pillow RGB picture as a QImage of its own memory."""
    rgb = picture.convert("RGB")
    data = rgb.tobytes()
    made = QImage(data, rgb.width, rgb.height, rgb.width * 3, QImage.Format.Format_RGB888)
    return made.copy()


class ComposeDialog(ShellDialog):
    """Accepted: pin it. Saving it as a file is a button of its own."""

    def __init__(self, session: Session, look: Look, parent: QWidget) -> None:
        super().__init__(
            _("One sheet of {look}").format(look=look_name(look)), parent, width=940, height=760
        )
        self._session, self._look = session, look
        self.captions = QCheckBox(_("Names and slots written on it (for people, not for vendors)"))
        self.captions.toggled.connect(lambda _on: self._compose())
        self.body.addWidget(self.captions)
        self.picture = Thumbnail(name=_("Composed sheet"), fit=True)
        self.body.addWidget(self.picture, 1)
        self.told = Label(
            _("The pinned sheet has no letters: vendors copy them into the shot."),
            "caption",
            wrap=True,
        )
        self.body.addWidget(self.told)
        save = self.add_button(_("Save as a file…"), left=True)
        save.clicked.connect(self.save)
        cancel = self.add_button(_("Close"))
        cancel.clicked.connect(self.reject)
        self.pin = self.add_button(_("Pin as the whole sheet"), "primary")
        self.pin.setEnabled(not session.read_only)
        self.pin.clicked.connect(self.accept)
        self._compose()

    def _words(self) -> dict[Any, str]:
        return {slot: _(words) for slot, words in SLOTS.items()}

    def _compose(self) -> None:
        def done(made: Any) -> None:
            if shiboken6.isValid(self):
                self.picture.show_image(to_image(made))

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self):
                self._tell(error)

        try:
            self._session.sheets.start_compose(
                self._look.id, done, failed, captions=self.captions.isChecked(), words=self._words()
            )
        except FenjingError as error:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        self.told.setText(sentence(str(error)))
        self.told.set_tone("error")
        self.pin.setEnabled(False)

    def save(self) -> None:
        """Ask where, and write it."""
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save the sheet"), f"{look_name(self._look)}.png", "*.png *.jpg *.webp"
        )
        if not chosen:
            return
        try:
            self._session.sheets.export_sheet(
                self._look.id,
                Path(chosen),
                captions=self.captions.isChecked(),
                words=self._words(),
            )
        except FenjingError as error:
            self._tell(error)
            return
        self.told.setText(_("Saved as {name}").format(name=Path(chosen).name))
        self.told.set_tone("ok")
