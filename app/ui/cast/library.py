"""Entries between projects: saved as one file, brought in from files, copied out of another project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QListWidget, QListWidgetItem, QWidget

from app.domain.cast import CastEntry
from app.domain.ids import CastId
from app.errors import FenjingError
from app.studio.cast_library import SUFFIX, Offered
from app.ui.cast.words import KINDS
from app.ui.dialogs import ShellDialog
from app.ui.i18n import _, ngettext, sentence
from app.ui.page import Context
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import swatch
from app.ui.widgets.labels import FormRow, Label


class Library:
    """Asks for files and projects, and shows what came (`choose`)."""

    def __init__(self, context: Context, host: QWidget, choose: Callable[[str], None]) -> None:
        self._context, self._host, self._choose = context, host, choose

    def takes(self, paths: Sequence[Path]) -> bool:
        """True when these are files of the library."""
        return bool(paths) and all(path.suffix.lower() == SUFFIX for path in paths)

    def export(self, cast_id: str) -> None:
        """Ask where, and write one entry with its looks and sheets."""
        entry = self._context.project.find(CastEntry, cast_id)
        if entry is None:
            return
        chosen, _filter = QFileDialog.getSaveFileName(
            self._host, _("Save for the library"), f"{entry.name}{SUFFIX}", f"*{SUFFIX}"
        )
        if chosen:
            self.export_to(entry, Path(chosen))

    def export_to(self, entry: CastEntry, out: Path) -> None:
        """Write it there, off the window's thread."""
        notices = self._context.notices

        def done(path: Path) -> None:
            words = _("{name} saved as {file}").format(name=entry.name, file=path.name)
            notices.toast(words, tone="ok")

        try:
            self._context.project.library.start_export(entry.id, out, done, notices.error)
        except FenjingError as error:
            notices.error(error)

    def bring(self) -> None:
        """Ask for files and bring their entries in."""
        if self._context.project.read_only:
            return
        chosen, _filter = QFileDialog.getOpenFileNames(
            self._host, _("Bring in from the library"), "", f"*{SUFFIX}"
        )
        self.bring_files([Path(one) for one in chosen])

    def bring_files(self, paths: Sequence[Path]) -> None:
        """Bring entries in, off the window's thread; each is one undo step."""
        for path in paths:
            self._context.project.library.start_bring(path, self._came, self._context.notices.error)

    def _came(self, cast_id: CastId) -> None:
        entry = self._context.project.get(CastEntry, cast_id)
        self._choose(cast_id)
        self._context.notices.done(_("{name} is in the cast now").format(name=entry.name))

    def copy_from(self) -> None:
        """Choose entries of another project and copy them."""
        if self._context.project.read_only:
            return
        dialog = CopyDialog(self._context, self._host.window())
        if not dialog.exec() or dialog.folder is None:
            return
        wanted = dialog.chosen()
        notices = self._context.notices

        def done(made: tuple[CastId, ...]) -> None:
            self._choose(made[0])
            words = ngettext("{n} entry copied", "{n} entries copied", len(made))
            notices.done(words.format(n=len(made)))

        try:
            self._context.project.library.start_copy_from(
                dialog.folder, wanted, done, notices.error
            )
        except FenjingError as error:
            notices.error(error)


class CopyDialog(ShellDialog):
    """`folder` and `chosen()` after it was accepted."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(_("Copy from another project"), parent, width=520, height=560)
        self._session = context.project
        self.folder: Path | None = None
        self.project = QComboBox()
        here = context.project.folder.resolve()
        for row in context.studio.recent():
            if row.folder.resolve() != here and row.folder.exists():
                self.project.addItem(row.title, row.folder)
        self.project.currentIndexChanged.connect(lambda _index: self._read())
        self.body.addWidget(FormRow(_("Project"), self.project))
        other = Button(_("Another folder…"), "link", small=True)
        other.clicked.connect(self._choose_folder)
        self.body.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Cast of the project"))
        self.list.itemChanged.connect(lambda _item: self._show())
        self.body.addWidget(self.list, 1)
        self.told = Label("", "caption", wrap=True)
        self.body.addWidget(self.told)
        cancel = self.add_button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.copy = self.add_button(_("Copy"), "primary")
        self.copy.clicked.connect(self.accept)
        self._read()

    def chosen(self) -> list[CastId]:
        """The entries that are marked."""
        rows = [self.list.item(row) for row in range(self.list.count())]
        return [
            CastId(row.data(Qt.ItemDataRole.UserRole))
            for row in rows
            if row.checkState() == Qt.CheckState.Checked
        ]

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Another folder"))
        if chosen:
            self.project.addItem(Path(chosen).stem, Path(chosen))
            self.project.setCurrentIndex(self.project.count() - 1)

    def _read(self) -> None:
        self.list.clear()
        self.folder = self.project.currentData()
        self._show()
        if self.folder is None:
            self._tell(_("No other project is known yet; choose its folder."))
            return
        try:
            offers = self._session.library.offers(self.folder)
        except FenjingError as error:
            self._tell(sentence(error.message), "error")
            return
        self._tell("" if offers else _("Nobody is in the cast of that project."))
        for offer in offers:
            self.list.addItem(_row(offer))
        self._show()

    def _tell(self, words: str, tone: str = "muted") -> None:
        self.told.setText(words)
        self.told.set_tone(tone)

    def _show(self) -> None:
        count = len(self.chosen())
        self.copy.setEnabled(count > 0)
        self.copy.set_words(_("Copy {n}").format(n=count) if count else _("Copy"))


def _row(offer: Offered) -> QListWidgetItem:
    one, _many, _icon = KINDS[offer.entry.kind]
    pictures = ngettext("{n} picture", "{n} pictures", offer.pictures).format(n=offer.pictures)
    item = QListWidgetItem(swatch(offer.entry.color), f"{offer.entry.name}   {_(one)}   {pictures}")
    item.setData(Qt.ItemDataRole.UserRole, offer.cast_id)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Unchecked)
    return item
