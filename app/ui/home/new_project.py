"""The dialog for a new project, and the small one that asks for a few words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.domain.project import Aspect, Language
from app.domain.timing import Fps
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, language
from app.ui.tokens import SPACE_2
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.labels import FormRow, Label


@dataclass(frozen=True)
class NewProject:
    """What the person chose."""

    folder: Path
    title: str
    aspect: Aspect
    fps: Fps
    language: Language


def folder_name(title: str) -> str:
    """A folder name every system takes, from a title."""
    cleaned = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", title).strip(" .")
    return re.sub(r"\s+", " ", cleaned)[:80] or "Fenjing"


def free_folder(parent: Path, title: str) -> Path:
    """`parent/TITLE.fenjing`, with a number when that is taken."""
    name = folder_name(title)
    candidate = parent / f"{name}.fenjing"
    number = 2
    while candidate.exists():
        candidate = parent / f"{name} {number}.fenjing"
        number += 1
    return candidate


class NewProjectDialog(ShellDialog):
    """Title, picture format, rate, language and place of a new project."""

    def __init__(self, parent_folder: Path, parent: QWidget, title: str = "") -> None:
        super().__init__(_("New project"), parent, width=520, height=420)
        self._parent_folder = parent_folder
        self.title = QLineEdit(title)
        self.title.setPlaceholderText(_("Name of the series"))
        self.title.setMaxLength(200)
        self.body.addWidget(FormRow(_("Title"), self.title))
        self.aspect = SegmentedControl(
            [("9:16", _("9:16 vertical")), ("16:9", _("16:9 wide")), ("1:1", _("1:1 square"))],
            "9:16",
            _("Picture format"),
        )
        self.body.addWidget(FormRow(_("Picture format"), self.aspect))
        self.speech = SegmentedControl(
            [("zh", "中文"), ("en", "English")], language(), _("Language of the drama")
        )
        self.rate = QComboBox()
        for fps in (24, 25, 30, 50, 60):
            self.rate.addItem(_("{n} frames a second").format(n=fps), fps)
        pair = QHBoxLayout()
        pair.setSpacing(SPACE_2 * 2)
        pair.addWidget(FormRow(_("Language of the drama"), self.speech))
        pair.addWidget(FormRow(_("Frame rate"), self.rate), 1)
        self.body.addLayout(pair)
        self._place = Label("", "caption", wrap=True)
        choose = Button(_("Choose another place"), "link")
        choose.clicked.connect(self._choose_place)
        self.body.addWidget(self._place)
        self.body.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.create_button = self.add_button(_("Create"), "primary")
        self.create_button.clicked.connect(self.accept)
        self.title.textChanged.connect(self._show_place)
        self._show_place()
        self.title.setFocus()

    def chosen(self) -> NewProject:
        """What the person chose."""
        title = self.title.text().strip()
        return NewProject(
            folder=free_folder(self._parent_folder, title),
            title=title,
            aspect=cast("Aspect", self.aspect.current()),
            fps=cast("Fps", self.rate.currentData()),
            language=cast("Language", self.speech.current()),
        )

    def _show_place(self) -> None:
        title = self.title.text().strip()
        self.create_button.setEnabled(bool(title))
        self._place.setText(
            _("Kept in {place}").format(place=free_folder(self._parent_folder, title))
        )

    def _choose_place(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, _("Where to keep the project"), str(self._parent_folder)
        )
        if chosen:
            self._parent_folder = Path(chosen)
            self._show_place()


class _Words(ShellDialog):
    def __init__(self, title: str, name: str, text: str, parent: QWidget) -> None:
        super().__init__(title, parent, width=420, height=200)
        self.field = QLineEdit(text)
        self.field.selectAll()
        self.body.addWidget(FormRow(name, self.field))
        self.body.addStretch(1)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        done = self.add_button(_("Done"), "primary")
        done.clicked.connect(self.accept)


def ask_words(parent: QWidget, title: str, name: str, text: str = "") -> str:
    """Ask for a line of text; empty when the person turned back."""
    dialog = _Words(title, name, text, parent)
    return dialog.field.text().strip() if dialog.exec() else ""
