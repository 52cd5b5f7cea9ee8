"""Cards, empty states, banners and toasts: the frames that messages and things come in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4, SPACE_6
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.labels import Label

#: Milliseconds; long enough to be seen coming, too short to wait for.
_SLIDE = 140
#: Longer messages take a second line.
_TOAST_WIDTH = 560


class Card(QFrame):
    """A clickable frame with a vertical `body`; Enter and Space act as a double click (`opened`).

    `clicked` selects, `opened` opens. Give it an accessible name that says what it is.
    """

    clicked = Signal()
    opened = Signal()

    def __init__(self, name: str, *, margin: int = SPACE_3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(SPACE_2)

    def set_chosen(self, chosen: bool) -> None:
        """Show it as selected."""
        if self.property("chosen") != ("true" if chosen else "false"):
            self.setProperty("chosen", "true" if chosen else "false")
            self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A left click inside selects."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """A double click opens."""
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space selects."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class EmptyState(QWidget):
    """What an empty place says: an icon, one sentence what it is for, one primary button, links.

    `EmptyState("page.board", title, text, (words, act), [(words, act)])`
    """

    def __init__(
        self,
        icon_name: str,
        title: str,
        text: str = "",
        primary: tuple[str, Callable[[], object]] | None = None,
        links: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        outer.setSpacing(SPACE_2)
        outer.addStretch(2)
        mark = Label()
        mark.setPixmap(icon(icon_name, "muted").pixmap(QSize(theme.px(40), theme.px(40))))
        outer.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addSpacing(SPACE_2)
        for words, role in ((title, "title"), (text, "muted")):
            if not words:
                continue
            label = Label(words, role, wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            # Without an alignment of its own the layout asks for the height at the real width.
            label.setMaximumWidth(theme.px(440))
            outer.addWidget(label)
        outer.addSpacing(SPACE_2)
        self.primary: Button | None = None
        if primary:
            self.primary = Button(primary[0], "primary")
            self.primary.clicked.connect(lambda _checked=False: primary[1]())
            outer.addWidget(self.primary, 0, Qt.AlignmentFlag.AlignHCenter)
        for words, act in links:
            link = Button(words, "link")
            link.clicked.connect(lambda _checked=False, do=act: do())
            outer.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)


class Banner(QFrame):
    """A bar that stays until solved or closed. `tone`: info, ok, warn, error.

    `actions` are (words, callable); `closable` adds a close button (`closed`).
    """

    closed = Signal()

    def __init__(
        self,
        text: str,
        tone: str = "info",
        fix: str = "",
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        *,
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("banner", tone)
        self.setAccessibleName(f"{text} {fix}".strip())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_3)
        ink = {"info": "accent"}.get(tone, tone)
        mark = Label()
        meaning = {"ok": "state.done"}.get(tone, f"state.{tone}")
        mark.setPixmap(icon(meaning, ink).pixmap(QSize(theme.px(18), theme.px(18))))
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(text, wrap=True))
        if fix:
            words.addWidget(Label(fix, "body", "muted", wrap=True))
        layout.addLayout(words, 1)
        for title, act in actions:
            button = Button(title, small=True)
            button.clicked.connect(lambda _checked=False, do=act: do())
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        if closable:
            close = IconButton("close", _("Close this message"))
            close.clicked.connect(self.closed)
            layout.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class Toast(QFrame):
    """A short message over the window with one action (mostly Undo); goes after `seconds`, not while hovered."""

    gone = Signal()

    def __init__(
        self,
        text: str,
        action: tuple[str, Callable[[], object]] | None,
        parent: QWidget,
        *,
        tone: str = "",
        seconds: float = 10.0,
    ) -> None:
        super().__init__(parent)
        self._host = parent
        self.motion: QPropertyAnimation | None = None
        self.setProperty("surface", "toast")
        self.setAccessibleName(text)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_3)
        if tone:
            mark = Label()
            mark.setPixmap(
                icon({"ok": "state.done"}.get(tone, f"state.{tone}"), tone).pixmap(
                    QSize(theme.px(16), theme.px(16))
                )
            )
            layout.addWidget(mark)
        self.words = Label(text, wrap=True)
        wanted = self.words.fontMetrics().horizontalAdvance(text) + theme.px(4)
        self.words.setMinimumWidth(min(wanted, theme.px(_TOAST_WIDTH)))
        layout.addWidget(self.words, 1)
        if action:
            button = Button(action[0], "link")
            button.clicked.connect(lambda _checked=False: self._act(action[1]))
            layout.addWidget(button)
        close = IconButton("close", _("Close this message"))
        close.clicked.connect(self.leave)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(int(seconds * 1000))
        self._timer.timeout.connect(self.leave)
        self._timer.start()
        parent.installEventFilter(self)
        self.place()
        self.show()
        self.raise_()
        if not theme.is_still():
            self._slide_in()

    def _slide_in(self) -> None:
        there = self.pos()
        self.motion = QPropertyAnimation(self, b"pos", self)
        self.motion.setDuration(_SLIDE)
        self.motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.motion.setStartValue(there + QPoint(0, theme.px(24)))
        self.motion.setEndValue(there)
        self.motion.start()

    def _act(self, do: Callable[[], object]) -> None:
        self.leave()
        do()

    def place(self) -> None:
        """Bottom centre of the parent, above the page bar."""
        host = self._host
        if self.motion is not None:
            self.motion.stop()
        self.adjustSize()
        width = min(self.sizeHint().width(), host.width() - 2 * SPACE_6)
        self.resize(width, self._row.totalHeightForWidth(width))
        self.move((host.width() - width) // 2, host.height() - self.height() - theme.px(64))

    def leave(self) -> None:
        """Take it away now."""
        self._timer.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom when the window changes size."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def enterEvent(self, _event: QEvent) -> None:
        """Reading it holds it."""
        self._timer.stop()

    def leaveEvent(self, _event: QEvent) -> None:
        """The time begins again."""
        self._timer.start()
