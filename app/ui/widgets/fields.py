"""Fields: search, a text box that grows, a progress row, a colour picker from the palette."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.i18n import _, span
from app.ui.icons import icon
from app.ui.tokens import SPACE_1, SPACE_2
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, Label


class SearchField(QLineEdit):
    """A line to filter by: `wanted(text)` 120 ms after the last key; Esc clears it first."""

    wanted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.addAction(QIcon(icon("search", "muted")), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(120)
        self._timer.timeout.connect(lambda: self.wanted.emit(self.text().strip()))
        self.textChanged.connect(lambda _text: self._timer.start())
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(_("Clear the search") if button.isHidden() else name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears; a second Esc goes on to the page."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class TextBox(QPlainTextEdit):
    """Several lines of plain text; `finished(text)` when the focus leaves and the text changed. Tab leaves it."""

    finished = Signal(str)

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        lines: int = 3,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self._held = text
        self.setPlainText(text)
        line = self.fontMetrics().lineSpacing()
        # Never below what the stylesheet asks of a field, or the lower edge is cut off.
        self.setFixedHeight(max(line * lines + theme.px(20), theme.px(44)))

    def text(self) -> str:
        """What stands in it."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Put text in without telling, unless the person is in it."""
        if not self.hasFocus() and text != self.toPlainText():
            self.setPlainText(text)
        self._held = text if not self.hasFocus() else self._held

    def show_other(self, text: str) -> None:
        """Put the text of something else in, without telling, wherever the person is."""
        self._held = text
        self.setPlainText(text)

    def flush(self) -> None:
        """Tell a change that was not told yet."""
        text = self.toPlainText()
        if text != self._held:
            self._held = text
            self.finished.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving it commits."""
        super().focusOutEvent(event)
        self.flush()


class ProgressRow(QWidget):
    """One thing under way: name, what it is doing, bar, time left, Cancel.

    `show_progress(share, words, seconds_left)`; a share of None means "no figure yet".
    """

    cancelled = Signal()

    def __init__(
        self, name: str, *, cancellable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SPACE_1)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        self.name = ElidedLabel(name)
        self.words = Label("", "caption")
        top.addWidget(self.name, 1)
        top.addWidget(self.words)
        self.cancel = Button(_("Cancel"), "quiet", small=True)
        self.cancel.clicked.connect(self.cancelled)
        self.cancel.setVisible(cancellable)
        top.addWidget(self.cancel)
        outer.addLayout(top)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(name)
        self.bar.setTextVisible(False)
        self._show_nothing_known()
        outer.addWidget(self.bar)

    def show_progress(
        self, share: float | None, words: str = "", seconds_left: float | None = None
    ) -> None:
        """Show how far it is: `share` 0 to 1."""
        if share is None:
            self._show_nothing_known()
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(share * 1000))
        parts = [words] if words else []
        if share is not None:
            parts.append(f"{share:.0%}")
        if seconds_left is not None:
            parts.append(_("{time} left").format(time=span(seconds_left)))
        self.words.setText("  ·  ".join(parts))

    def _show_nothing_known(self) -> None:
        """A bar that runs to and fro; an empty one for people who want less motion."""
        self.bar.setRange(0, 1000 if theme.is_still() else 0)


def swatch(color: str, size: int = 14) -> QIcon:
    """A round colour sample as an icon."""
    side = theme.px(size)
    made = QPixmap(QSize(side, side) * 2)
    made.setDevicePixelRatio(2)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(0, 0, side, side)
    painter.end()
    return QIcon(made)
