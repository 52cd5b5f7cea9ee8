"""The script editor: gutter with line numbers and marks, mentions, find; safe under input methods.

The editor keeps no undo of its own: Ctrl+Z belongs to the project. `settled` fires 700 ms after the last key,
never while an input method composes.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from app.domain.script import Diagnostic
from app.ui import theme
from app.ui.i18n import _, sentence
from app.ui.script.highlighter import ScriptHighlighter, units

SETTLE_MS = 700


class _Gutter(QWidget):
    """Line numbers and marks; a click on a mark goes to its line."""

    def __init__(self, editor: ScriptEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setAccessibleName(_("Line numbers"))

    def sizeHint(self) -> QSize:
        return QSize(self._editor.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_gutter(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self._editor.cursorForPosition(event.pos()).blockNumber()
            QToolTip.showText(event.globalPos(), self._editor.diagnostic_words(line), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._editor.go_to_line(
            self._editor.cursorForPosition(event.position().toPoint()).blockNumber()
        )


class ScriptEditor(QPlainTextEdit):
    """Plain text with marks; `settled` when there is something to keep, `line_changed(line)` when the cursor moves."""

    settled = Signal()
    line_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("flat", "true")
        self.setAccessibleName(_("Script of the episode"))
        self.setUndoRedoEnabled(False)
        self.setFont(theme.font("script"))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setCursorWidth(2)
        self.document().setDocumentMargin(theme.px(16))
        self.highlighter = ScriptHighlighter(self.document())
        self._gutter = _Gutter(self)
        self._marks: dict[int, Diagnostic] = {}
        self._composing = False
        self._loading = False
        self._line = -1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._settle)
        self.textChanged.connect(self._touched)
        self.blockCountChanged.connect(lambda _count: self._fit())
        self.updateRequest.connect(self._scrolled)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self._fit()

    # what stands in it ------------------------------------------------------------------------

    @property
    def composing(self) -> bool:
        """True while an input method holds a pre-edit text."""
        return self._composing

    @property
    def pending(self) -> bool:
        """True when something typed was not told yet."""
        return self._timer.isActive()

    def show_text(self, text: str) -> None:
        """Put `text` in, keeping cursor and scroll; only what differs is replaced. Ignored while composing."""
        if self._composing:
            return
        old = self.toPlainText()
        if old == text:
            return
        self._loading = True
        head = _common(old, text)
        tail = _common(old[head:][::-1], text[head:][::-1])
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(units(old[:head]))
        cursor.setPosition(units(old[: len(old) - tail]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[head : len(text) - tail])
        cursor.endEditBlock()
        self._loading = False

    def forget_pending(self) -> None:
        """What was typed is kept elsewhere now."""
        self._timer.stop()

    def _touched(self) -> None:
        if not self._loading:
            self._timer.start()

    def _settle(self) -> None:
        if self._composing:
            self._timer.start()
            return
        self.settled.emit()

    # keys and input methods -------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the project's, so their keys are left to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether something is being composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if not self._composing and event.commitString():
            self._touched()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving ends a composition; what was typed is kept at once."""
        super().focusOutEvent(event)
        self._composing = False
        if self._timer.isActive():
            self._timer.stop()
            self.settled.emit()

    # places -----------------------------------------------------------------------------------

    def line(self) -> int:
        """The cursor's 0-based line."""
        return self.textCursor().blockNumber()

    def go_to_line(self, line: int) -> None:
        """Put the cursor at the start of a line, a third from the top."""
        block = self.document().findBlockByNumber(max(0, line))
        if not block.isValid():
            return
        self.setTextCursor(QTextCursor(block))
        self.centerCursor()

    def _cursor_moved(self) -> None:
        line = self.line()
        self._show_current_line()
        if line != self._line:
            self._line = line
            self.line_changed.emit(line)

    def _show_current_line(self) -> None:
        mark = QTextEdit.ExtraSelection()
        mark.format.setBackground(theme.color("raised", 0.45))
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        mark.cursor = self.textCursor()
        mark.cursor.clearSelection()
        self.setExtraSelections([mark])

    # gutter -----------------------------------------------------------------------------------

    def show_diagnostics(self, found: tuple[Diagnostic, ...]) -> None:
        """Mark lines (1-based in the diagnostics) in the gutter; the worst of a line counts."""
        order = {"info": 0, "warning": 1, "error": 2}
        self._marks = {}
        for note in found:
            line = max(0, note.line - 1)
            held = self._marks.get(line)
            if held is None or order[note.severity] > order[held.severity]:
                self._marks[line] = note
        self._gutter.update()

    def diagnostic_words(self, line: int) -> str:
        """What is wrong with a 0-based line; empty when nothing."""
        note = self._marks.get(line)
        return sentence(note.message) if note else ""

    def gutter_width(self) -> int:
        """Room for the numbers and a mark."""
        digits = max(3, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9") * digits + theme.px(26)

    def _fit(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)

    def _scrolled(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The gutter is as high as the text."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(QRect(area.left(), area.top(), self.gutter_width(), area.height()))

    def paint_gutter(self, event: QPaintEvent) -> None:
        """Draw numbers and marks of the visible lines."""
        painter = QPainter(self._gutter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), theme.color("panel"))
        painter.setFont(theme.font("caption"))
        block: QTextBlock = self.firstVisibleBlock()
        top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
        current = self.line()
        tones = {"info": "accent", "warning": "warn", "error": "error"}
        while block.isValid() and top <= event.rect().bottom():
            height = round(self.blockBoundingRect(block).height())
            if block.isVisible() and top + height >= event.rect().top():
                line = block.blockNumber()
                first = min(height, self.fontMetrics().lineSpacing() + 2)
                painter.setPen(
                    theme.color(
                        "text" if line == current else "muted", 1.0 if line == current else 0.65
                    )
                )
                box = QRect(0, top, self._gutter.width() - theme.px(8), first)
                painter.drawText(
                    box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line + 1)
                )
                if line in self._marks:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(theme.color(tones[self._marks[line].severity])))
                    side = theme.px(7)
                    painter.drawEllipse(theme.px(6), top + (first - side) // 2, side, side)
            top += height
            block = block.next()


def _common(first: str, second: str) -> int:
    """Length of the common start of two texts."""
    most = min(len(first), len(second))
    for index in range(most):
        if first[index] != second[index]:
            return index
    return most


def _is_undo(event: QEvent) -> bool:
    """True for the keys of undo and redo."""
    keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
    return isinstance(event, QKeyEvent) and any(event.matches(key) for key in keys)
