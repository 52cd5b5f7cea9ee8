"""What can be done with a whole entry: duplicate, merge, split, take to and from the library, remove."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.domain.cast import CastEntry
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.widgets.buttons import IconButton


class EntryMenu(IconButton):
    """`wanted(verb)`: `duplicate`, `merge`, `split`, `export`, `remove`."""

    wanted = Signal(str)

    def __init__(self, entry: CastEntry, *, editable: bool, parent: QWidget | None = None) -> None:
        super().__init__("more", _("More for {name}").format(name=entry.name), parent=parent)
        menu = QMenu(self)
        for verb, words, icon_name, keys, changes in (
            ("duplicate", _("Duplicate in the cast"), "duplicate", "Ctrl+D", True),
            ("merge", _("Merge with another…"), "shot.merge", "Ctrl+M", True),
            ("split", _("Split into two…"), "shot.split", "Ctrl+Shift+M", True),
            ("export", _("Save for the library…"), "export", "Ctrl+E", False),
            ("remove", _("Remove from cast"), "remove", "", True),
        ):
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            action = QAction(icon(icon_name), f"{words}\t{shown}" if keys else words, menu)
            action.setEnabled(editable or not changes)
            action.triggered.connect(lambda _checked=False, of=verb: self.wanted.emit(of))
            menu.addAction(action)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
