"""A reference picture at the size of the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.ui.dialogs import ShellDialog
from app.ui.i18n import _
from app.ui.widgets.pictures import Thumbnail


class ShowPicture(ShellDialog):
    """Shows a picture whole; Esc or Enter closes."""

    def __init__(self, title: str, path: Path | None, parent: QWidget) -> None:
        super().__init__(title, parent, width=900, height=800)
        self.picture = Thumbnail(name=title, fit=True)
        self.body.addWidget(self.picture, 1)
        close = self.add_button(_("Close"), "primary")
        close.clicked.connect(self.accept)
        self._path = path
        self.picture.resize(self.size())
        if path is None:
            self.picture.show_icon("state.missing")
        else:
            self.picture.show_source(path)
