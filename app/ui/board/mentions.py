"""A prompt field in which `@name` is a chip: painted as one, completed while it is typed, deleted whole.

While an input method composes, nothing is offered, taken or deleted: the keys are the input method's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextCursor,
    QTextLine,
)
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.cast import CastEntry
from app.planning.mentions import Mention, complete, find_mentions
from app.ui import theme
from app.ui.i18n import _
from app.ui.widgets.fields import TextBox, swatch

_TYPED: Final = re.compile(r"@([\w'·]{0,24})$")
MOST: Final = 8
_TAKING: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})


def units(text: str) -> int:
    """How many positions of a Qt document a text takes (UTF-16)."""
    return len(text.encode("utf-16-le")) // 2


class MentionBox(TextBox):
    """`opened(cast_id)` when a chip is clicked with Ctrl held."""

    opened = Signal(str)

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        lines: int = 3,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, text, lines=lines, placeholder=placeholder, parent=parent)
        self._cast: Sequence[CastEntry] = ()
        self._colors: dict[str, str] = {}
        self.composing = False
        self.popup = QFrame(self.window(), Qt.WindowType.ToolTip)
        self.popup.setProperty("surface", "popup")
        self.popup.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.popup.hide()
        layout = QVBoxLayout(self.popup)
        layout.setContentsMargins(4, 4, 4, 4)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Names"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self.take())
        layout.addWidget(self.list)
        self.textChanged.connect(self._look)
        self.cursorPositionChanged.connect(self._look)
        self.destroyed.connect(self.popup.deleteLater)

    def set_cast(self, entries: Sequence[CastEntry]) -> None:
        """Whom a mention may mean."""
        self._cast = tuple(entries)
        self._colors = {entry.id: entry.color for entry in entries}
        self.viewport().update()

    def mentions(self) -> tuple[Mention, ...]:
        """The chips that stand in the text."""
        return find_mentions(self.toPlainText(), self._cast)

    # completion ---------------------------------------------------------------------------------

    def _before(self) -> str:
        cursor = self.textCursor()
        text = cursor.block().text()
        return text.encode("utf-16-le")[: cursor.positionInBlock() * 2].decode(
            "utf-16-le", "ignore"
        )

    def _look(self) -> None:
        """Show or hide the names for what stands before the cursor."""
        self.viewport().update()
        typed = _TYPED.search(self._before())
        if typed is None or self.composing or self.isReadOnly() or not self.hasFocus():
            self.popup.hide()
            return
        found = complete(typed.group(1), self._cast, MOST)
        exact = len(found) == 1 and found[0].answers_to(typed.group(1))
        if not found or exact:
            self.popup.hide()
            return
        self.list.clear()
        for entry in found:
            also = "  ".join(entry.aliases[:2])
            item = QListWidgetItem(swatch(entry.color), f"{entry.name}   {also}".rstrip())
            item.setData(Qt.ItemDataRole.UserRole, entry.name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        row = max(self.list.sizeHintForRow(0), theme.px(28))
        self.popup.resize(theme.px(220), row * len(found) + theme.px(18))
        corner = self.cursorRect().bottomLeft()
        self.popup.move(self.viewport().mapToGlobal(corner))
        self.popup.show()
        self.popup.raise_()

    def take(self) -> None:
        """Write the chosen name as a chip."""
        item = self.list.currentItem()
        typed = _TYPED.search(self._before())
        self.popup.hide()
        if item is None or typed is None:
            return
        name = str(item.data(Qt.ItemDataRole.UserRole))
        cursor = self.textCursor()
        cursor.movePosition(
            QTextCursor.MoveOperation.Left,
            QTextCursor.MoveMode.KeepAnchor,
            units(typed.group(0)),
        )
        # a Latin name ends where a space is; a Chinese one needs none
        cursor.insertText(f"@{name} " if name[-1:].isascii() else f"@{name}")
        self.popup.hide()

    # Qt -----------------------------------------------------------------------------------------

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While there is a pre-edit text, the keys belong to the input method."""
        self.composing = bool(event.preeditString())
        if self.composing:
            self.popup.hide()
        super().inputMethodEvent(event)
        if not self.composing:
            self._look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list first, then whole chips, then the text."""
        if self.composing:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        erases = {Qt.Key.Key_Backspace: True, Qt.Key.Key_Delete: False}
        if (self.popup.isVisible() and self._steer(key)) or (
            key in erases and self._delete(before=erases[key])
        ):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _steer(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if key in steps:
            self.list.setCurrentRow((self.list.currentRow() + steps[key]) % self.list.count())
        elif key in _TAKING:
            self.take()
        elif key == Qt.Key.Key_Escape:
            self.popup.hide()
        else:
            return False
        return True

    def _delete(self, *, before: bool) -> bool:
        """Take a whole chip away when the cursor stands at its end (or start)."""
        cursor = self.textCursor()
        if cursor.hasSelection() or self.isReadOnly():
            return False
        text = self.toPlainText()
        for one in self.mentions():
            start, end = units(text[: one.start]), units(text[: one.end])
            if cursor.position() == (end if before else start):
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                return True
        return False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ctrl and a click on a chip opens whom it means."""
        super().mouseReleaseEvent(event)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            spot = self.cursorForPosition(event.position().toPoint()).position()
            text = self.toPlainText()
            for one in self.mentions():
                if units(text[: one.start]) <= spot <= units(text[: one.end]):
                    self.opened.emit(one.cast_id)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The names go with the focus."""
        self.popup.hide()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chips below, letters above."""
        found = self.mentions()
        if found:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            text = self.toPlainText()
            for one in found:
                self._paint_chip(
                    painter, one.cast_id, units(text[: one.start]), units(text[: one.end])
                )
            painter.end()
        super().paintEvent(event)

    def _paint_chip(self, painter: QPainter, cast_id: str, start: int, end: int) -> None:
        ink = QColor(self._colors.get(cast_id, "#6D7A8C"))
        fill = QColor(ink)
        fill.setAlphaF(0.28)
        for box in self._boxes(start, end):
            path = QPainterPath()
            path.addRoundedRect(box, 5, 5)
            painter.fillPath(path, fill)
            painter.setPen(QPen(ink, 1))
            painter.drawPath(path)

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        """Where a range of the text stands; two boxes when it runs over a line's end."""
        block: QTextBlock = self.document().findBlock(start)
        origin = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
        first, last = start - block.position(), end - block.position()
        boxes: list[QRectF] = []
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            left = max(first, line.textStart())
            right = min(last, line.textStart() + line.textLength())
            if left >= right:
                continue
            x1, x2 = _across(line, left), _across(line, right)
            boxes.append(
                QRectF(origin.x() + x1 - 1, origin.y() + line.y(), x2 - x1 + 2, line.height())
            )
        return boxes


def _across(line: QTextLine, position: int) -> float:
    """Where a position stands in its line; PySide gives the place and the position together."""
    found: Any = line.cursorToX(position)
    return float(found[0])
