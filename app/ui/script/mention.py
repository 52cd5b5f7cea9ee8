"""@ mentions: a small list of cast names at the cursor, found by letters, pinyin or initials."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from app.domain.cast import CastEntry
from app.planning.spelling import find, key_of
from app.ui import theme
from app.ui.i18n import _
from app.ui.script.editor import ScriptEditor
from app.ui.widgets.fields import swatch

_MENTION = re.compile(r"@([\w'·]{0,24})$")
MOST = 8


class Mention(QObject):
    """Watches the editor; while `@…` stands before the cursor and nothing is composed, offers names."""

    def __init__(self, editor: ScriptEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._names: list[tuple[str, CastEntry]] = []
        self.fountain = False
        self.popup = QFrame(editor)
        self.popup.setProperty("surface", "popup")
        self.popup.hide()
        layout = QVBoxLayout(self.popup)
        layout.setContentsMargins(4, 4, 4, 4)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Names"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self.take())
        layout.addWidget(self.list)
        editor.textChanged.connect(self.look)
        editor.cursorPositionChanged.connect(self.look)
        editor.installEventFilter(self)

    def set_cast(self, entries: list[CastEntry]) -> None:
        """The names on offer."""
        self._names = [(key_of(" ".join((entry.name, *entry.aliases))), entry) for entry in entries]

    def look(self) -> None:
        """Show or hide the list for what stands before the cursor."""
        cursor = self._editor.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        match = _MENTION.search(before)
        if match is None or self._editor.composing or not self._editor.hasFocus():
            self.popup.hide()
            return
        found = find(match.group(1), self._names, MOST)
        if not found:
            self.popup.hide()
            return
        self.list.clear()
        for entry in found:
            item = QListWidgetItem(swatch(entry.color), entry.name)
            item.setData(Qt.ItemDataRole.UserRole, entry.name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        row = max(self.list.sizeHintForRow(0), theme.px(28))
        self.popup.resize(theme.px(220), row * len(found) + theme.px(18))
        place = self._editor.cursorRect().bottomLeft() + self._editor.viewport().pos()
        if place.y() + self.popup.height() > self._editor.height():
            place.setY(self._editor.cursorRect().top() - self.popup.height())
        self.popup.move(place)
        self.popup.show()
        self.popup.raise_()

    def take(self) -> None:
        """Write the chosen name in place of `@…`."""
        item = self.list.currentItem()
        if item is None:
            return
        name = str(item.data(Qt.ItemDataRole.UserRole))
        cursor = self._editor.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        match = _MENTION.search(before)
        if match is None:
            return
        at_start = not before[: match.start()].strip()
        cursor.movePosition(
            QTextCursor.MoveOperation.Left,
            QTextCursor.MoveMode.KeepAnchor,
            len(before) - match.start(),
        )
        cursor.insertText(self._written(name, at_start=at_start))
        self.popup.hide()

    def _written(self, name: str, *, at_start: bool) -> str:
        """Fountain takes a line of capitals, or one after `@`, as a cue; Chinese scripts take the bare name."""
        if not (self.fountain and at_start):
            return name
        return name.upper() if name.isascii() else f"@{name}"

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keys that steer the list while it is shown."""
        if self.popup.isHidden() or self._editor.composing:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.popup.hide()
            return False
        if event.type() not in {
            QEvent.Type.KeyPress,
            QEvent.Type.ShortcutOverride,
        } or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        known = {*steps, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape}
        if key not in known or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if key in steps:
            self.list.setCurrentRow((self.list.currentRow() + steps[key]) % self.list.count())
        elif key == Qt.Key.Key_Escape:
            self.popup.hide()
        else:
            self.take()
        return True
