"""Text: labels by role, text that elides, section headers, form rows, rules. Always plain text, never markup."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.tokens import SPACE_1, SPACE_2


def set_tip(widget: QWidget, text: str) -> None:
    """A tooltip that shows `text` as it is, also when it holds `<` or `&`."""
    risky = "<" in text or "&" in text
    widget.setToolTip(f"<qt>{html.escape(text)}</qt>" if risky else text)


class Label(QLabel):
    """A plain-text label.

    `role`: body (default), caption, small, muted, title, heading, display, overline.
    `tone`: "", ok, warn, error, waiting, accent, muted.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setText(text)
        self.set_tone(tone)

    def set_tone(self, tone: str) -> None:
        """Change the colour role."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().polish(self)


class ElidedLabel(Label):
    """One line that ends in `…` where the room ends; the whole text is its tooltip and accessible name."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        self._mode = mode
        super().__init__(text, role, tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Set the whole text."""
        super().setText(text)
        self.setAccessibleName(text)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        """May shrink to a few letters."""
        return QSize(
            min(self.fontMetrics().averageCharWidth() * 4, super().sizeHint().width()),
            super().sizeHint().height(),
        )

    def is_elided(self) -> bool:
        """True when the text does not fit."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tooltip is only there when something is hidden."""
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        set_tip(self, self.text() if self.is_elided() else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shortened text in the stylesheet's font and colour."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        box = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, box.width())
        painter.drawText(box, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class Rule(QFrame):
    """A hairline, horizontal or vertical."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "rule")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class SectionHeader(QWidget):
    """A section's title with room for small buttons at its right end (`add`)."""

    def __init__(self, text: str, role: str = "overline", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_1)
        self.title = ElidedLabel(text, role)
        self._row.addWidget(self.title, 1)

    def set_margins(self, left: int, right: int) -> None:
        """Room at both sides."""
        self._row.setContentsMargins(left, 0, right, 0)

    def set_text(self, text: str) -> None:
        """Change the title."""
        self.title.setText(text)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)


class FormRow(QWidget):
    """A field with its name above it and an optional hint below; the name is also its accessible name."""

    def __init__(
        self, name: str, field: QWidget, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        self.name = Label(name, "caption")
        self.name.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(name)
        column.addWidget(self.name)
        column.addWidget(field)
        self.hint = Label(hint, "caption", wrap=True)
        self.hint.setVisible(bool(hint))
        column.addWidget(self.hint)

    def set_hint(self, text: str, tone: str = "") -> None:
        """Show or clear the line below the field."""
        self.hint.setText(text)
        self.hint.set_tone(tone)
        self.hint.setVisible(bool(text))


def column(
    *widgets: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = SPACE_2
) -> QVBoxLayout:
    """A vertical layout of widgets."""
    layout = QVBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def row(
    *widgets: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = SPACE_2
) -> QHBoxLayout:
    """A horizontal layout of widgets."""
    layout = QHBoxLayout()
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
