"""What is seen while files hover over the window: where they would land, or that nothing takes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.i18n import _
from app.ui.icons import icon
from app.ui.page import Page


def dropped_paths(mime: QMimeData) -> list[Path]:
    """The local files of a drag, in order."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class DropOverlay(QWidget):
    """Watches `window` for drags, asks the shown page where they land, and hands the files over."""

    def __init__(self, parent: QWidget, window: QWidget, page: Callable[[], Page | None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._host = parent
        self._sentence = ""
        self._page = page
        self.hide()
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Drags that no widget inside took."""
        if isinstance(event, QDropEvent) and event.type() in {
            QEvent.Type.DragEnter,
            QEvent.Type.Drop,
        }:
            return self._dragged(event)
        if event.type() == QEvent.Type.DragLeave:
            self.hide()
        return False

    def _dragged(self, event: QDropEvent) -> bool:
        page, paths = self._page(), dropped_paths(event.mimeData())
        landing = page.lands(paths) if page is not None and paths else ""
        if event.type() == QEvent.Type.DragEnter:
            if paths:
                self.show_sentence(landing or _("Nothing here takes these files"))
            event.accept()
            return True
        self.hide()
        if page is not None and landing:
            event.acceptProposedAction()
            QTimer.singleShot(0, page, lambda: page.take_files(paths))
        return True

    def show_sentence(self, sentence: str) -> None:
        """Say where it would land."""
        self._sentence = sentence
        self.setAccessibleName(sentence)
        self.setGeometry(self._host.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A veil, a dashed frame and the sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("bg", 0.88))
        pen = QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        gap = theme.px(16)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(gap, gap, -gap, -gap), 12, 12)
        side = theme.px(40)
        centre = self.rect().center()
        mark = icon("drop", "accent").pixmap(side, side)
        painter.drawPixmap(centre.x() - side // 2, centre.y() - side, mark)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("title"))
        words = self.rect().adjusted(gap * 2, centre.y() + theme.px(8), -gap * 2, 0)
        painter.drawText(
            words,
            Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap,
            self._sentence,
        )
