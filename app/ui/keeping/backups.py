"""Backups: what there is, how sound each is, and one of them as a project of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.domain.wording import N_
from app.studio.keeping import Backup
from app.studio.session import Session
from app.ui import theme
from app.ui.dialogs import ShellDialog
from app.ui.home.new_project import free_folder
from app.ui.i18n import _, file_size, locale, sentence, short_date
from app.ui.icons import icon
from app.ui.keeping.copy_place import CopyPlaceDialog
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.labels import Label

#: Why a backup was made, by its kind.
KINDS: dict[str, str] = {
    "auto": N_("Automatic"),
    "manual": N_("By you"),
    "before-migration": N_("Before a new version"),
    "before-bulk": N_("Before a large change"),
}
_COLUMNS = (N_("When"), N_("Why"), N_("Shots"), N_("Takes"), N_("File size"), N_("State"))


class BackupsDialog(ShellDialog):
    """Every backup, newest first. Restoring makes a copy and calls `opened(folder)`; the project stays as it is."""

    def __init__(self, session: Session, opened: Callable[[Path], object], parent: QWidget) -> None:
        super().__init__(_("Backups"), parent, width=720, height=520)
        self._session = session
        self._opened = opened
        self.backups: tuple[Backup, ...] = ()
        self.body.addWidget(
            Label(
                _("Made by itself every ten minutes while something changes, and checked. "
                  "Restoring makes a copy: the project you have open stays as it is."),
                "muted", wrap=True,
            )
        )  # fmt: skip
        self.table = self._table()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(Label(_("Looking at the backups…"), "muted"))
        self.pages.addWidget(
            EmptyState(
                "storage", _("No backup yet"),
                _("The first is made ten minutes after the first change, or now."),
                None if session.read_only else (_("Back up now"), self.back_up),
            )
        )  # fmt: skip
        self.pages.setCurrentIndex(1)
        self.body.addWidget(self.pages, 1)
        self.told = Label("", "small", wrap=True)
        self.told.hide()
        self.body.addWidget(self.told)
        self.make = self.add_button(_("Back up now"), left=True)
        self.make.setEnabled(not session.read_only)
        self.make.clicked.connect(lambda _checked=False: self.back_up())
        self.close_button = self.add_button(_("Close"))
        self.close_button.clicked.connect(self.accept)
        self.restore_button = self.add_button(_("Restore as a copy…"), "primary")
        self.restore_button.setEnabled(False)
        self.restore_button.clicked.connect(lambda _checked=False: self.ask_restore())
        self.read()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(_COLUMNS))
        table.setAccessibleName(_("Backups, newest first"))
        table.setHorizontalHeaderLabels([_(words) for words in _COLUMNS])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().setDefaultSectionSize(theme.px(32))
        table.itemSelectionChanged.connect(self._chosen)
        table.itemActivated.connect(lambda _item: self.ask_restore())
        return table

    # -- reading ---------------------------------------------------------------------------------
    def read(self) -> None:
        """Look at the folder again, on the pool."""
        self._session.keeping.backups(self._listed, self._failed)

    def _listed(self, backups: Sequence[Backup]) -> None:
        if not shiboken6.isValid(self):
            return
        self.backups = tuple(backups)
        self.pages.setCurrentIndex(0 if backups else 2)
        self.make.setVisible(bool(backups) or self._session.read_only)
        self.table.setRowCount(len(backups))
        for row, backup in enumerate(backups):
            for column, words in enumerate(_cells(backup)):
                item = QTableWidgetItem(words)
                if column == len(_COLUMNS) - 1:
                    tone = "ok" if backup.sound else "error"
                    item.setIcon(icon("state.done" if backup.sound else "state.error", tone))
                self.table.setItem(row, column, item)
        if backups:
            self.table.selectRow(0)
            self.table.setFocus()

    def chosen(self) -> Backup | None:
        """The selected backup."""
        row = self.table.currentRow()
        return self.backups[row] if 0 <= row < len(self.backups) else None

    def _chosen(self) -> None:
        backup = self.chosen()
        self.restore_button.setEnabled(backup is not None and backup.sound)

    # -- doing -----------------------------------------------------------------------------------
    def back_up(self) -> None:
        """Make one now; it stays until it is removed by hand."""
        self.make.setEnabled(False)
        self._say(_("Making a backup…"))
        self._session.keeping.back_up(self._made, self._failed)

    def _made(self, backup: Backup) -> None:
        if shiboken6.isValid(self):
            self.make.setEnabled(True)
            self._say(_("Backed up and checked: {size}").format(size=file_size(backup.size)), "ok")
            self.read()

    def ask_restore(self) -> None:
        """Ask for a name and a place, then build the copy."""
        backup = self.chosen()
        if backup is None or not backup.sound:
            return
        stamp = backup.at.astimezone().strftime("%Y-%m-%d %H.%M")
        name = f"{self._session.folder.stem} {stamp}"
        CopyPlaceDialog(
            _("Restore as a copy"),
            _("The state of {time} becomes a project of its own and opens. Nothing is overwritten.")
            .format(time=short_date(backup.at)),
            free_folder(self._session.folder.parent, name),
            _("Restore and open"),
            lambda folder: self.restore(backup, folder),
            self,
        ).open()  # fmt: skip

    def restore(self, backup: Backup, folder: Path) -> None:
        """Build the copy in the background and open it."""
        self.restore_button.setEnabled(False)
        self._say(_("Restoring…"))
        self._session.keeping.restore(backup, folder, self._restored, self._failed)

    def _restored(self, folder: Path) -> None:
        if shiboken6.isValid(self):
            self.accept()
            self._opened(folder)

    def _failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self.make.setEnabled(not self._session.read_only)
            self.pages.setCurrentIndex(0 if self.backups else 2)
            self._chosen()
            self._say(sentence(str(error)), "error")

    def _say(self, words: str, tone: str = "") -> None:
        self.told.setText(words)
        self.told.set_tone(tone)
        self.told.setVisible(bool(words))


def _cells(backup: Backup) -> tuple[str, ...]:
    counts = tuple(locale().toString(count) for count in (backup.shots, backup.takes))
    return (
        short_date(backup.at),
        _(KINDS[backup.kind]),
        *(counts if backup.sound else ("–", "–")),
        file_size(backup.size),
        _("Verified") if backup.sound else _("Does not open"),
    )
