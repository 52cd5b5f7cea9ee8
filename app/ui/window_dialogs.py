"""What opens over the window: the palette, history, keys, preferences; and the walk through its panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from app.ui import finding
from app.ui.dialogs import AboutDialog, HistoryDialog, ShortcutsDialog
from app.ui.i18n import _
from app.ui.palette import Entry, Palette, command_entries
from app.ui.preferences.dialog import PreferencesDialog

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


class WindowDialogs(QObject):
    """Opens them for one window."""

    def __init__(self, window: MainWindow, version: str) -> None:
        super().__init__(window)
        self._window = window
        self._version = version
        self.palette: Palette | None = None

    def palette_entries(self) -> list[Entry]:
        """Everything the palette finds now."""
        window = self._window
        actions: list[QAction] = [
            *(window.page.page_actions if window.page else []),
            *window.actions_.all(),
        ]
        entries = command_entries(actions)
        if window.session is not None:
            entries += finding.project_entries(window.session, window.selection, window.show_page)
        return entries

    def open_palette(self) -> None:
        """Open the command palette."""
        self.palette = Palette(self.palette_entries(), self._window)
        self.palette.open()
        self.palette.field.setFocus()

    def open_history(self) -> None:
        """Show every named step."""
        if self._window.session is not None:
            self._window.flush()
            HistoryDialog(self._window.session, self._window).open()

    def open_shortcuts(self) -> None:
        """Show every key."""
        groups = [(_("Everywhere"), self._window.actions_.all())]
        groups += [
            (page.title(), page.page_actions) for page in self._window.pages if page.page_actions
        ]
        ShortcutsDialog(groups, self._window).open()

    def open_about(self) -> None:
        """Show what this is."""
        AboutDialog(self._version, self._window).open()

    def open_preferences(self, section: int = 0) -> None:
        """Open Preferences; after a change of look it opens again in the new one."""
        window = self._window
        dialog = PreferencesDialog(
            window.studio, window.session, window.notices, window.apply_look, window, section
        )
        dialog.finished.connect(lambda _code: self._reopen_preferences(dialog.reopen_at))
        dialog.open()

    def _reopen_preferences(self, section: int | None) -> None:
        if section is not None:
            QTimer.singleShot(0, self, lambda: self.open_preferences(section))

    def cycle_panel(self, step: int) -> None:
        """Move the focus to the next panel of the page, the bars included."""
        window = self._window
        inside = window.page.panels() if window.page else []
        panels = [window.top.search, *inside, *window.bar.focus_targets()]
        visible = [panel for panel in panels if panel.isVisible() and panel.isEnabled()]
        if not visible:
            return
        focus = QApplication.focusWidget()
        at = -1
        for index, panel in enumerate(visible):
            if focus is not None and (panel is focus or panel.isAncestorOf(focus)):
                at = index
        visible[(at + step) % len(visible)].setFocus(Qt.FocusReason.TabFocusReason)
