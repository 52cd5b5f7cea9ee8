"""The preview's picture: the frame, its caption, and the zones that platforms cover."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.i18n import _

#: What short-video apps lay over a vertical picture, as shares of its sides: top, bottom, left, right.
SAFE_VERTICAL = (0.10, 0.20, 0.04, 0.14)
#: Title-safe 90 % for the other shapes.
SAFE_OTHER = (0.05, 0.05, 0.05, 0.05)
#: Letters of captions, as a share of the short side (`export.captions.CaptionStyle.em`).
_CAPTION_SIZE = 0.054


class Screen(QWidget):
    """Shows one image in the cut's shape; a click plays or pauses (`clicked`)."""

    clicked = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Preview of the cut"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)
        self._shape = (9, 16)
        self._image: QImage | None = None
        self._caption = ""
        self._note = ""
        self.safe_zones = False
        self._safe: tuple[float, float, float, float] | None = None

    def set_shape(self, width: int, height: int) -> None:
        """The cut's size in pixels."""
        self._shape = (width, height)
        self.update()

    def set_image(self, image: QImage | None) -> None:
        """The frame to show; None for an empty screen with its note."""
        self._image = image
        self.update()

    def set_caption(self, text: str) -> None:
        """Words on the picture."""
        if text != self._caption:
            self._caption = text
            self.update()

    def set_note(self, text: str) -> None:
        """What an empty screen says."""
        self._note = text
        self.update()

    def set_safe(self, top: float, bottom: float, left: float, right: float) -> None:
        """What players cover, as shares of the picture's sides."""
        self._safe = (top, bottom, left, right)
        self.update()

    def set_safe_zones(self, shown: bool) -> None:
        """Show or hide the covered zones."""
        self.safe_zones = shown
        self.update()

    @property
    def safe(self) -> tuple[float, float, float, float]:
        """What players cover: top, bottom, left, right, as shares of the picture's sides."""
        vertical = self._shape[1] > self._shape[0]
        return self._safe or (SAFE_VERTICAL if vertical else SAFE_OTHER)

    @property
    def image(self) -> QImage | None:
        """The frame shown."""
        return self._image

    def picture_box(self) -> QRectF:
        """Where the picture lies in the widget."""
        width, height = self._shape
        scale = min(self.width() / width, self.height() / height)
        size = (width * scale, height * scale)
        return QRectF((self.width() - size[0]) / 2, (self.height() - size[1]) / 2, *size)

    def device_box(self) -> tuple[int, int]:
        """The picture's size in device pixels, for asking frames."""
        box, ratio = self.picture_box(), self.devicePixelRatioF()
        return max(round(box.width() * ratio), 2), max(round(box.height() * ratio), 2)

    def sizeHint(self) -> QSize:
        """A hand-held size."""
        return QSize(270, 480)

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002 - Qt's signature
        """Ask for frames of the new size."""
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Picture, caption, zones."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.fillRect(self.rect(), theme.color("sunken"))
        box = self.picture_box()
        painter.fillRect(box, QColor("#000000"))
        if self._image is not None and not self._image.isNull():
            painter.drawImage(box, self._image)
            paint_caption(painter, box, self._caption)
        elif self._note:
            painter.setFont(theme.font("small"))
            painter.setPen(QColor("#A5ABB6"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box.adjusted(16, 16, -16, -16), flags, self._note)
        if self.safe_zones:
            self._zones(painter, box)
        painter.end()

    def _zones(self, painter: QPainter, box: QRectF) -> None:
        top, bottom, left, right = self.safe
        inner = box.adjusted(
            box.width() * left, box.height() * top, -box.width() * right, -box.height() * bottom
        )
        shade = QPainterPath()
        shade.addRect(box)
        shade.addRect(inner)
        shade.setFillRule(Qt.FillRule.OddEvenFill)
        painter.fillPath(shade, QColor(255, 90, 90, 46))
        painter.setPen(QPen(QColor(255, 255, 255, 190), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(inner)


def paint_caption(painter: QPainter, box: QRectF, text: str) -> None:
    """White words with a dark edge, as large and as high as `export.captions` burns them in."""
    if not text:
        return
    face = theme.font("body")
    face.setPixelSize(max(9, round(min(box.width(), box.height()) * _CAPTION_SIZE)))
    face.setWeight(QFont.Weight.DemiBold)
    painter.setFont(face)
    shape = box.height() / max(box.width(), 1.0)
    below = 0.255 if shape > 1.2 else 0.1 if shape * 1.2 > 1 else 0.07
    area = box.adjusted(
        box.width() * 0.07, box.height() * 0.3, -box.width() * 0.07, -box.height() * below
    )
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom) | int(
        Qt.TextFlag.TextWordWrap
    )
    painter.setPen(QColor(0, 0, 0, 170))
    edge = max(1.0, face.pixelSize() / 14)
    for dx, dy in ((-edge, 0), (edge, 0), (0, -edge), (0, edge), (edge, edge)):
        painter.drawText(area.translated(QPointF(dx, dy)), flags, text)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(area, flags, text)
