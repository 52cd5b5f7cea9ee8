"""Small marks: chips that name somebody or something, badges that count, states as word + icon + colour."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.domain.wording import N_
from app.ui import theme
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.tokens import SPACE_1
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, Label

#: Every state a thing can be in: its word, its icon, its colour. Shown always together.
STATES: dict[str, tuple[str, str, str]] = {
    "draft": (N_("Draft"), "state.draft", "muted"),
    "ready": (N_("Ready"), "state.ready", "accent"),
    "waiting": (N_("Waiting"), "state.waiting", "waiting"),
    "running": (N_("Running"), "state.running", "accent"),
    "unknown": (N_("Unknown"), "state.unknown", "warn"),
    "refused": (N_("Refused"), "state.refused", "error"),
    "failed": (N_("Failed"), "state.failed", "error"),
    "new": (N_("New take"), "state.new", "accent"),
    "approved": (N_("Approved"), "state.approved", "ok"),
    "outdated": (N_("Outdated"), "state.outdated", "warn"),
    "done": (N_("Done"), "state.done", "ok"),
    "cancelled": (N_("Cancelled"), "state.cancelled", "muted"),
    "review": (N_("Review"), "state.review", "waiting"),
    "retake": (N_("Retake"), "state.retake", "warn"),
    "locked": (N_("Locked"), "state.locked", "ok"),
    "omitted": (N_("Omitted"), "state.omitted", "muted"),
    "orphaned": (N_("Orphaned"), "state.orphaned", "warn"),
    "missing": (N_("Missing"), "state.missing", "error"),
    "expired": (N_("Expired"), "state.outdated", "error"),
}


class Dot(QWidget):
    """A round spot of colour; says nothing by itself and is hidden from screen readers."""

    def __init__(self, color: str, size: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = QColor(color)
        self.setFixedSize(theme.px(size), theme.px(size))

    def set_color(self, color: str) -> None:
        """Change the colour (`#RRGGBB`)."""
        self._color = QColor(color)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the spot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawEllipse(self.rect())


class Chip(QFrame):
    """A rounded name: optional colour dot or icon, words, optional remove button.

    `clicked` by mouse, Enter or Space; `removed` by its button, Delete or Backspace.
    """

    clicked = Signal()
    removed = Signal()

    def __init__(
        self,
        text: str,
        *,
        color: str = "",
        icon_name: str = "",
        tone: str = "",
        clickable: bool = False,
        removable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("chip", "true")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self._clickable, self._removable = clickable, removable
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(10), 0, theme.px(2 if removable else 10), 0)
        layout.setSpacing(theme.px(6))
        if color:
            layout.addWidget(Dot(color))
        if icon_name:
            mark = Label()
            mark.setPixmap(
                icon(icon_name, tone or "muted").pixmap(QSize(theme.px(14), theme.px(14)))
            )
            layout.addWidget(mark)
        self.words = Label(text, "small", tone)
        layout.addWidget(self.words)
        self.setFixedHeight(theme.px(26))
        if clickable or removable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if removable:
            button = IconButton("close", _("Remove {name}").format(name=text), size=12)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setFixedSize(theme.px(24), theme.px(24))
            button.setMinimumSize(theme.px(24), theme.px(24))
            button.clicked.connect(self.removed)
            layout.addWidget(button)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click inside counts."""
        if (
            self._clickable
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.pos())
        ):
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space click, Delete and Backspace remove."""
        if self._clickable and event.key() in {
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        }:
            self.clicked.emit()
        elif self._removable and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class Badge(QFrame):
    """A short word or number on a tint. `tone`: plain, accent, ok, warn, error, waiting."""

    def __init__(
        self, text: str, tone: str = "plain", icon_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(6), theme.px(1), theme.px(6), theme.px(1))
        layout.setSpacing(SPACE_1)
        self._mark = Label()
        self._words = Label("", "small")
        layout.addWidget(self._mark)
        layout.addWidget(self._words)
        self.set_badge(text, tone, icon_name)

    def set_badge(self, text: str, tone: str = "plain", icon_name: str = "") -> None:
        """Change words, colour and icon."""
        self._words.setText(text)
        self.setAccessibleName(text)
        ink = "" if tone == "plain" else tone
        self._words.set_tone(ink)
        if icon_name:
            self._mark.setPixmap(
                icon(icon_name, ink or "muted").pixmap(QSize(theme.px(13), theme.px(13)))
            )
        self._mark.setVisible(bool(icon_name))
        if self.property("badge") != tone:
            self.setProperty("badge", tone)
            self.style().polish(self)

    def text(self) -> str:
        """The words."""
        return self._words.text()


class StateMark(QWidget):
    """A state as icon, word and colour together (never colour alone). `state` is a key of `STATES`.

    `compact` leaves the word to the tooltip and the accessible name.
    """

    def __init__(
        self, state: str, *, words: str = "", compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        self._mark = Label()
        self._words = ElidedLabel("", "small")
        layout.addWidget(self._mark)
        layout.addWidget(self._words, 1)
        self._words.setVisible(not compact)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_state(state, words)

    def set_state(self, state: str, words: str = "") -> None:
        """Show another state; `words` (already translated) replaces the usual word."""
        source, icon_name, tone = STATES[state]
        shown = words or _(source)
        self._words.setText(shown)
        self._words.set_tone(tone)
        self._mark.setPixmap(icon(icon_name, tone).pixmap(QSize(theme.px(14), theme.px(14))))
        self.setAccessibleName(shown)
        self.setToolTip(shown if self._words.isHidden() else "")
