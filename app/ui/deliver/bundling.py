"""A project as one file: making it from an open project, and opening one that a colleague sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.errors import FenjingError
from app.studio.session import Session
from app.studio.studio import Studio
from app.ui.deliver.results import open_outside
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, file_size, sentence
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.cards import Banner
from app.ui.widgets.fields import ProgressRow
from app.ui.widgets.labels import FormRow, Label
from app.ui.widgets.layouts import clear_layout

#: How a bundle's name ends.
SUFFIX = ".fenjingbundle"


class _Working(ShellDialog):
    """A dialog with one job: fields, progress, cancel, and what came of it."""

    def __init__(self, title: str, words: str, parent: QWidget) -> None:
        super().__init__(title, parent, width=560, height=380)
        self.body.addWidget(Label(words, "muted", wrap=True))
        self._job: Any = None
        self.progress = ProgressRow(title)
        self.progress.cancelled.connect(self.cancel)
        self.progress.hide()
        self.finished.connect(lambda _result: self.cancel())

    def path_row(self, name: str, text: str, tip: str, choose: Callable[[], None]) -> QLineEdit:
        """A path with a button that chooses it."""
        field = QLineEdit(text)
        button = IconButton("open", tip, tone="text")
        button.clicked.connect(lambda _checked=False: choose())
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field, 1)
        row.addWidget(button)
        field.setAccessibleName(name)
        self.body.addWidget(FormRow(name, holder))
        return field

    def add_foot(self, words: str, do: Callable[[], None]) -> None:
        """Progress, a place for messages, and the buttons."""
        self.body.addWidget(self.progress)
        self.shelf = QHBoxLayout()
        self.body.addLayout(self.shelf)
        self.body.addStretch(1)
        self.close_button = self.add_button(_("Close"))
        self.close_button.clicked.connect(self.reject)
        self.go = self.add_button(words, "primary")
        self.go.clicked.connect(lambda _checked=False: do())

    def begin(self, start: Callable[[], Any]) -> None:
        """Start the job; what forbids it is told in the dialog."""
        clear_layout(self.shelf)
        self.go.setEnabled(False)
        self.progress.show_progress(None)
        self.progress.show()
        try:
            self._job = start()
        except FenjingError as error:
            self.failed(error)

    def report(self, fraction: float, note: str = "", /) -> None:
        """How far it is."""
        self.progress.show_progress(fraction if fraction > 0 else None, sentence(note))

    def failed(self, error: Exception) -> None:
        """Say why; the fields stay as they were."""
        self._job = None
        self.progress.hide()
        self.go.setEnabled(True)
        message, fix = _("It did not work."), ""
        if isinstance(error, FenjingError):
            message, fix = sentence(error.message), sentence(error.fix)
        self.shelf.addWidget(Banner(message, "error", fix, closable=False))

    def ended(self) -> None:
        """The job is over."""
        self._job = None
        self.progress.hide()

    def cancel(self) -> None:
        """Stop the job; no half file stays."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.progress.hide()
            self.go.setEnabled(True)


class BundleDialog(_Working):
    """Make one file of the open project."""

    def __init__(self, session: Session, parent: QWidget, folder: Path | None = None) -> None:
        super().__init__(
            _("Bundle the project"),
            _("One file to hand on: script, cast, shots, cut and costs go along. Keys never do."),
            parent,
        )
        self._session = session
        start = (folder or session.folder.parent) / f"{session.folder.stem}{SUFFIX}"
        self.path = self.path_row(_("File"), str(start), _("Choose where it goes"), self._choose)
        self.media = QCheckBox(_("With all media (takes, voices, pictures)"))
        self.media.setChecked(True)
        self.body.addWidget(self.media)
        self.add_foot(_("Bundle"), self.start)

    def _choose(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Choose where it goes"), self.path.text(), f"*{SUFFIX}"
        )
        if name:
            self.path.setText(name if name.endswith(SUFFIX) else name + SUFFIX)

    def start(self) -> None:
        """Write it in the background."""
        out = Path(self.path.text().strip())
        keeping = self._session.keeping
        self.begin(
            lambda: keeping.start_bundle(
                out, self.media.isChecked(), self._done, self.failed, self.report
            )
        )

    def _done(self, path: Path) -> None:
        self.ended()
        words = _("{name} is ready ({size}).").format(
            name=path.name, size=file_size(path.stat().st_size)
        )
        show = (_("Show in folder"), lambda: open_outside(path.parent))
        self.shelf.addWidget(Banner(words, "ok", "", [show], closable=False))
        self.go.setEnabled(True)


class UnbundleDialog(_Working):
    """Unpack a bundle into a folder; `unpacked(path)` then opens the project."""

    unpacked = Signal(object)

    def __init__(self, studio: Studio, parent: QWidget, bundle: Path | None = None) -> None:
        super().__init__(
            _("Open a bundle"),
            _(
                "A project that someone sent as one file. It is looked over before anything is unpacked."
            ),
            parent,
        )
        self._studio = studio
        self.bundle = self.path_row(
            _("Bundle"), str(bundle or ""), _("Choose the bundle"), self._choose_bundle
        )
        self.folder = self.path_row(
            _("Put the project into"), str(studio.projects_folder()), _("Choose the folder"),
            self._choose_folder,
        )  # fmt: skip
        self.add_foot(_("Unpack and open"), self.start)
        self.bundle.textChanged.connect(lambda _text: self._can_go())
        self._can_go()

    def _can_go(self) -> None:
        self.go.setEnabled(bool(self.bundle.text().strip()) and self._job is None)

    def _choose_bundle(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Choose the bundle"), "", f"*{SUFFIX} *.zip"
        )
        if name:
            self.bundle.setText(name)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Choose the folder"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def start(self) -> None:
        """Unpack in the background."""
        bundle = Path(self.bundle.text().strip())
        folder = Path(self.folder.text().strip()) / bundle.name.removesuffix(SUFFIX)
        self.begin(
            lambda: self._studio.start_unbundle(
                bundle, folder, self._done, self.failed, self.report
            )
        )

    def _done(self, project: Path) -> None:
        self.ended()
        self.unpacked.emit(project)
        self.accept()
