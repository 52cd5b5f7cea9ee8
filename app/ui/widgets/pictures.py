"""Thumbnails: loaded off the window's thread, at the screen's own pixels, with a drawn stand-in until then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import tasks, theme
from app.ui.icons import icon
from app.ui.tokens import RADIUS, readable_on

#: A file, or a call that makes or finds one; the call runs in the pool and must touch neither widgets nor workspace.
Source = Path | Callable[[], Path | None]


def read_image(path: Path, box: QSize, *, cover: bool = True) -> QImage:
    """Decode `path` no larger than needed to fill (`cover`) or fit `box` device pixels; null when unreadable."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and not size.isEmpty():
        mode = (
            Qt.AspectRatioMode.KeepAspectRatioByExpanding
            if cover
            else Qt.AspectRatioMode.KeepAspectRatio
        )
        target = size.scaled(box, mode)
        if target.width() < size.width():
            reader.setScaledSize(target)
    return reader.read()


class Thumbnail(QWidget):
    """A picture in a rounded box.

    `show_source(path_or_call, key)` loads in the background (`key` names it in the cache);
    `show_initial("林", "#E4572E")` and `show_icon("shot")` draw a stand-in.
    `fit` shows the whole picture instead of filling the box.
    """

    def __init__(
        self,
        size: QSize | None = None,
        *,
        name: str = "",
        fit: bool = False,
        radius: int = RADIUS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._asked = ""
        self._initial, self._color, self._icon = "", "", "picture"
        self._fit, self._radius = fit, radius
        self.setAccessibleName(name)
        if size is not None:
            self.setFixedSize(size)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def has_picture(self) -> bool:
        """True once a picture is shown."""
        return not self._pixmap.isNull()

    def show_icon(self, icon_name: str) -> None:
        """Draw an icon instead of a picture."""
        self._reset()
        self._initial, self._color, self._icon = "", "", icon_name

    def show_initial(self, text: str, color: str) -> None:
        """Draw the first letter of a name on its colour instead of a picture."""
        self._reset()
        self._initial, self._color = text[:1], color

    def show_source(self, source: Source | None, key: str = "") -> None:
        """Load a picture; None leaves the stand-in. `key` defaults to the path and its time of change."""
        self._reset()
        if source is None:
            return
        box = (self.size() * self.devicePixelRatioF()).expandedTo(QSize(16, 16))
        name = key or (str(source) if isinstance(source, Path) else "")
        cached = f"{name}@{box.width()}x{box.height()}{'f' if self._fit else ''}"
        self._asked = cached
        found = QPixmap()
        if name and QPixmapCache.find(cached, found):
            self._take(found, cached)
            return
        cover = not self._fit

        def work() -> QImage:
            path = source if isinstance(source, Path) else source()
            return read_image(path, box, cover=cover) if path is not None else QImage()

        def done(image: QImage) -> None:
            if image.isNull():
                return
            made = QPixmap.fromImage(image)
            if name:
                QPixmapCache.insert(cached, made)
            self._take(made, cached)

        tasks.run(self, work, done, lambda _error: None)

    def show_image(self, image: QImage) -> None:
        """Show a picture that is already in memory."""
        self._reset()
        self._pixmap = QPixmap.fromImage(image)
        self.update()

    def _take(self, pixmap: QPixmap, asked: str) -> None:
        if asked == self._asked:
            self._pixmap = pixmap
            self.update()

    def _reset(self) -> None:
        self._asked = ""
        self._pixmap = QPixmap()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, or the stand-in."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), self._radius, self._radius)
        painter.setClipPath(path)
        painter.fillRect(
            self.rect(), QColor(self._color) if self._initial else theme.color("sunken")
        )
        if not self._pixmap.isNull():
            mode = (
                Qt.AspectRatioMode.KeepAspectRatio
                if self._fit
                else Qt.AspectRatioMode.KeepAspectRatioByExpanding
            )
            size = self._pixmap.size().scaled(self.size(), mode)
            target = QRectF(
                (self.width() - size.width()) / 2,
                (self.height() - size.height()) / 2,
                size.width(),
                size.height(),
            )
            painter.drawPixmap(target, self._pixmap, QRectF(self._pixmap.rect()))
        elif self._initial:
            font = theme.font("title")
            font.setPixelSize(max(10, min(self.width(), self.height()) * 2 // 5))
            painter.setFont(font)
            painter.setPen(QColor(readable_on(self._color)))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initial)
        else:
            side = max(14, min(self.width(), self.height()) // 4)
            mark = icon(self._icon, "muted").pixmap(QSize(side, side), self.devicePixelRatioF())
            painter.setOpacity(0.7)
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, mark)
