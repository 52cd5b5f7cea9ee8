"""Asks what a copy of a project is called and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.ui.dialogs import ShellDialog
from app.ui.home.new_project import folder_name, free_folder
from app.ui.i18n import _
from app.ui.tokens import SPACE_2
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import FormRow, Label

Chosen = Callable[[Path], None]


class CopyPlaceDialog(ShellDialog):
    """A name that is free already and a folder; `chosen(path)` is called with `FOLDER/NAME.fenjing`."""

    def __init__(
        self, title: str, words: str, suggested: Path, verb: str, chosen: Chosen, parent: QWidget
    ) -> None:
        """`suggested` is a project folder that does not exist yet; `verb` stands on the primary button."""
        super().__init__(title, parent, width=520, height=340)
        self._folder = suggested.parent
        self._chosen = chosen
        self.body.addWidget(Label(words, "muted", wrap=True))
        self.name = QLineEdit(suggested.stem)
        self.name.setMaxLength(120)
        self.body.addWidget(FormRow(_("Name of the copy"), self.name))
        self.place = QLineEdit(str(self._folder))
        self.place.setReadOnly(True)
        choose = Button(_("Choose…"))
        choose.setAccessibleName(_("Choose another place"))
        choose.clicked.connect(lambda _checked=False: self._choose())
        pair = QHBoxLayout()
        pair.setSpacing(SPACE_2)
        pair.addWidget(self.place, 1)
        pair.addWidget(choose)
        holder = QWidget()
        holder.setLayout(pair)
        pair.setContentsMargins(0, 0, 0, 0)
        self.place.setAccessibleName(_("Kept in"))
        self.body.addWidget(FormRow(_("Kept in"), holder))
        self.problem = Label("", "caption", "warn", wrap=True)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go = self.add_button(verb, "primary")
        self.go.clicked.connect(lambda _checked=False: self._done())
        self.name.textChanged.connect(lambda _text: self._check())
        self._check()
        self.name.selectAll()
        self.name.setFocus()

    @property
    def target(self) -> Path:
        """Where the copy would go."""
        return self._folder / f"{folder_name(self.name.text())}.fenjing"

    def _choose(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, _("Where to keep the copy"), str(self._folder)
        )
        if found:
            self.move_to(Path(found))

    def move_to(self, folder: Path) -> None:
        """Another place; the name becomes one that is free there."""
        self._folder = folder
        self.place.setText(str(folder))
        self.name.setText(free_folder(folder, self.name.text()).stem)
        self._check()

    def _check(self) -> None:
        taken = self.target.exists()
        self.problem.setText(
            _("There is a project of this name already. Choose another name.") if taken else ""
        )
        self.problem.setVisible(taken)
        self.go.setEnabled(bool(self.name.text().strip()) and not taken)

    def _done(self) -> None:
        target = self.target
        self.accept()
        self._chosen(target)
