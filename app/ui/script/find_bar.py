"""Find and replace in the open episode; Enter goes on, Esc closes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from app.ui.i18n import _, ngettext
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_4
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import Label


class FindBar(QFrame):
    """Above the text; `closed` when it is put away."""

    closed = Signal()

    def __init__(self, editor: QPlainTextEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "header")
        self._editor = editor
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(SPACE_1)
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText(_("Find"))
        self.wanted.setAccessibleName(_("Find"))
        self.wanted.textChanged.connect(lambda _text: self._count())
        self.wanted.returnPressed.connect(self.find_next)
        self.instead = QLineEdit()
        self.instead.setPlaceholderText(_("Replace with"))
        self.instead.setAccessibleName(_("Replace with"))
        self.instead.returnPressed.connect(self.replace_one)
        self._found = Label("", "caption")
        back = IconButton("move.up", _("Find the one before"), shortcut="Shift+F3")
        back.clicked.connect(self.find_previous)
        on = IconButton("move.down", _("Find the next one"), shortcut="F3")
        on.clicked.connect(self.find_next)
        close = IconButton("close", _("Close find"))
        close.clicked.connect(self.put_away)
        one = Button(_("Replace"), small=True)
        one.clicked.connect(self.replace_one)
        every = Button(_("Replace all"), small=True)
        every.clicked.connect(self.replace_all)
        for column, widget in enumerate((self.wanted, self._found, back, on, close)):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self.instead, 1, 0)
        grid.addWidget(one, 1, 1)
        grid.addWidget(every, 1, 2, 1, 3)
        grid.setColumnStretch(0, 1)
        self._replacing = (self.instead, one, every)
        self.hide()

    def bring(self, *, replacing: bool) -> None:
        """Show it, with what is selected in the text."""
        selected = self._editor.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            self.wanted.setText(selected)
        for widget in self._replacing:
            widget.setVisible(replacing)
        self.show()
        self.wanted.setFocus()
        self.wanted.selectAll()
        self._count()

    def put_away(self) -> None:
        """Hide it and go back to the text."""
        self.hide()
        self._editor.setFocus()
        self.closed.emit()

    def find_next(self) -> None:
        """Select the next place, from the top again after the last."""
        self._find(QTextDocument.FindFlag(0), QTextCursor.MoveOperation.Start)

    def find_previous(self) -> None:
        """Select the place before, from the end again after the first."""
        self._find(QTextDocument.FindFlag.FindBackward, QTextCursor.MoveOperation.End)

    def _find(self, flags: QTextDocument.FindFlag, restart: QTextCursor.MoveOperation) -> None:
        text = self.wanted.text()
        if text and not self._editor.find(text, flags):
            self._editor.moveCursor(restart)
            self._editor.find(text, flags)

    def replace_one(self) -> None:
        """Replace the selected place and go on."""
        cursor = self._editor.textCursor()
        if (
            cursor.hasSelection()
            and cursor.selectedText().casefold() == self.wanted.text().casefold()
        ):
            cursor.insertText(self.instead.text())
        self.find_next()
        self._count()

    def replace_all(self) -> None:
        """Replace every place as one change."""
        text = self.wanted.text()
        if not text:
            return
        cursor = QTextCursor(self._editor.document())
        cursor.beginEditBlock()
        count = 0
        found = self._editor.document().find(text, 0)
        while not found.isNull():
            found.insertText(self.instead.text())
            count += 1
            found = self._editor.document().find(text, found)
        cursor.endEditBlock()
        self._found.setText(ngettext("{n} replaced", "{n} replaced", count).format(n=count))

    def _count(self) -> None:
        text = self.wanted.text().casefold()
        count = self._editor.toPlainText().casefold().count(text) if text else 0
        self._found.setText(
            ngettext("{n} found", "{n} found", count).format(n=count) if text else ""
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
