"""The window's hand on safety: opens the dialogs, and keeps the banners of the open project up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.studio.session import Session
from app.ui import tasks
from app.ui.home.new_project import free_folder
from app.ui.i18n import _, ngettext, sentence
from app.ui.keeping.backups import BackupsDialog
from app.ui.keeping.copy_place import CopyPlaceDialog
from app.ui.keeping.opening import BusyDialog, open_folder
from app.ui.keeping.relink import RelinkDialog

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

#: How long after opening the media are counted: the first page comes first.
_AFTER_OPENING = 500


class Safety(QObject):
    """Backups, lost media, copies and projects in use, for one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_OPENING)
        self._timer.timeout.connect(self._count)
        self._lost = 0

    # -- banners ---------------------------------------------------------------------------------
    def follow(self, session: Session | None) -> None:
        """Look after another project, or none."""
        self._lost = 0
        self._timer.stop()
        if session is None:
            for key in ("read_only", "missing"):
                self._window.notices.clear(key)
            return
        self.show_banners()
        self._timer.start()

    def show_banners(self) -> None:
        """Say again what holds, as after the window was built anew."""
        session = self._window.session
        if session is None:
            return
        if session.read_only:
            self._window.notices.banner(
                "read_only",
                _("This project is open for reading only."),
                "warn",
                sentence(session.read_only_reason),
                [(_("Save a copy…"), self.save_copy)],
            )
        if self._lost:
            words = ngettext("{n} file is missing", "{n} files are missing", self._lost)
            self._window.notices.banner(
                "missing",
                words.format(n=self._lost),
                "warn",
                _("Everything else works; shots without their file are marked."),
                [(_("Relink…"), self.open_relink)],
            )
        else:
            self._window.notices.clear("missing")

    def _count(self) -> None:
        session = self._window.session
        if session is not None:
            self._lost = len(session.keeping.missing())
            self.show_banners()

    def _found(self) -> None:
        """Files came back: the banner goes, and every page looks for its pictures anew."""
        self._count()
        self._window.rebuild()

    # -- dialogs ---------------------------------------------------------------------------------
    def open_backups(self) -> None:
        """Show the backups of the open project."""
        session = self._window.session
        if session is not None:
            self._window.flush()
            BackupsDialog(session, self.open_project, self._window).open()

    def open_relink(self) -> None:
        """Show what is missing, and find it."""
        session = self._window.session
        if session is not None:
            RelinkDialog(session, self._found, self._window).open()

    def save_copy(self) -> None:
        """Copy the open project, also one that is open for reading only, and open the copy."""
        session = self._window.session
        if session is None:
            return
        self._window.flush()
        title = _("{title} copy").format(title=session.folder.stem)
        parent = session.folder.parent
        if session.read_only:
            parent = self._window.studio.projects_folder()
        CopyPlaceDialog(
            _("Save a copy"),
            _("Script, shots, takes and history go along; the copy opens when it is finished."),
            free_folder(parent, title),
            _("Copy and open"),
            lambda folder: self._copy(session, folder),
            self._window,
        ).open()

    def _copy(self, session: Session, folder: Path) -> None:
        window = self._window
        window.notices.toast(_("Copying the project…"), seconds=60)

        def done(made: Path) -> None:
            window.notices.hush()
            self.open_project(made)

        def failed(error: Exception) -> None:
            window.notices.hush()
            window.notices.error(error)

        tasks.run(self, lambda: window.studio.save_copy(session, folder), done, failed)

    # -- opening ---------------------------------------------------------------------------------
    def open_project(self, folder: Path) -> BusyDialog | None:
        """Open a project folder, asking when somebody else has it open."""
        window = self._window
        return open_folder(window.studio, folder, window, window.open_session, window.notices.error)

    def commands(self) -> dict[str, Callable[[], object]]:
        """What the window's menu and palette call."""
        return {
            "backups": self.open_backups,
            "relink": self.open_relink,
            "save_copy": self.save_copy,
        }
