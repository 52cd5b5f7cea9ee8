"""A picture with boxes on it: drawn, moved and resized with the mouse or the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.cast import Slot
from app.ui import theme
from app.ui.cast.words import SLOTS
from app.ui.i18n import _

#: The smallest side of a box, as a share of the picture's side.
LEAST: Final = 0.03
_STEP: Final = 0.01
_GRIP: Final = 9
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_CURSORS: Final = {
    "lt": Qt.CursorShape.SizeFDiagCursor, "rb": Qt.CursorShape.SizeFDiagCursor,
    "rt": Qt.CursorShape.SizeBDiagCursor, "lb": Qt.CursorShape.SizeBDiagCursor,
    "l": Qt.CursorShape.SizeHorCursor, "r": Qt.CursorShape.SizeHorCursor,
    "t": Qt.CursorShape.SizeVerCursor, "b": Qt.CursorShape.SizeVerCursor,
    "in": Qt.CursorShape.SizeAllCursor, "": Qt.CursorShape.CrossCursor,
}  # fmt: skip


@dataclass(frozen=True)
class CropBox:
    """A part of the picture, as shares of its sides, and the slot it is for."""

    left: float
    top: float
    right: float
    bottom: float
    slot: Slot = "front"

    @property
    def rect(self) -> QRectF:
        """The same as a rectangle of shares."""
        return QRectF(QPointF(self.left, self.top), QPointF(self.right, self.bottom))


class CropCanvas(QWidget):
    """`changed` after any change of the boxes or of which one is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(theme.px(280), theme.px(220))
        self.setAccessibleName(_("Picture with boxes"))
        self._image = QImage()
        self.boxes: list[CropBox] = []
        self.current = -1
        self._grip = ""
        self._from = QPointF()
        self._held: CropBox | None = None

    def sizeHint(self) -> QSize:
        """Room to work in."""
        return QSize(theme.px(560), theme.px(460))

    # content ------------------------------------------------------------------------------------

    def set_image(self, image: QImage) -> None:
        """Another picture; its boxes go."""
        self._image = image
        self.set_boxes([])

    def set_boxes(self, boxes: Sequence[CropBox]) -> None:
        """Put these boxes on it and choose the first."""
        self.boxes = list(boxes)
        self.current = 0 if boxes else -1
        self._tell()

    def choose(self, index: int) -> None:
        """Make another box the current one."""
        if index != self.current and -1 <= index < len(self.boxes):
            self.current = index
            self._tell()

    def set_slot(self, index: int, slot: Slot) -> None:
        """Say what a box is for."""
        self.boxes[index] = replace(self.boxes[index], slot=slot)
        self._tell()

    def add(self, box: CropBox) -> None:
        """One more box."""
        self.boxes.append(box)
        self.current = len(self.boxes) - 1
        self._tell()

    def remove(self, index: int) -> None:
        """Take a box away."""
        if 0 <= index < len(self.boxes):
            del self.boxes[index]
            self.current = min(index, len(self.boxes) - 1)
            self._tell()

    def _tell(self) -> None:
        words = _("Picture with {n} boxes").format(n=len(self.boxes))
        if 0 <= self.current < len(self.boxes):
            words = f"{words}: {_(SLOTS[self.boxes[self.current].slot])}"
        self.setAccessibleName(words)
        self.update()
        self.changed.emit()

    # geometry -----------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Where the picture lies."""
        if self._image.isNull():
            return QRectF(self.rect())
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(
            (self.width() - size.width()) / 2,
            (self.height() - size.height()) / 2,
            size.width(),
            size.height(),
        )

    def _to_widget(self, box: CropBox) -> QRectF:
        area = self.area()
        return QRectF(
            area.left() + box.left * area.width(),
            area.top() + box.top * area.height(),
            (box.right - box.left) * area.width(),
            (box.bottom - box.top) * area.height(),
        )

    def _share(self, point: QPointF) -> QPointF:
        area = self.area()
        x = (point.x() - area.left()) / max(area.width(), 1)
        y = (point.y() - area.top()) / max(area.height(), 1)
        return QPointF(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))

    def _hit(self, point: QPointF) -> tuple[int, str]:
        """Which box and which of its edges lies at a point; the current one first."""
        order = sorted(range(len(self.boxes)), key=lambda index: index != self.current)
        for index in order:
            rect = self._to_widget(self.boxes[index])
            near = rect.adjusted(-_GRIP, -_GRIP, _GRIP, _GRIP)
            if not near.contains(point):
                continue
            across = "l" if abs(point.x() - rect.left()) <= _GRIP else ""
            across = across or ("r" if abs(point.x() - rect.right()) <= _GRIP else "")
            down = "t" if abs(point.y() - rect.top()) <= _GRIP else ""
            down = down or ("b" if abs(point.y() - rect.bottom()) <= _GRIP else "")
            return index, across + down or "in"
        return -1, ""

    # mouse --------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a box, or begin a new one."""
        if event.button() != Qt.MouseButton.LeftButton or self._image.isNull():
            return
        index, self._grip = self._hit(event.position())
        self._from = self._share(event.position())
        if index < 0:
            spot = self._from
            self.add(CropBox(spot.x(), spot.y(), spot.x(), spot.y(), _next_slot(self.boxes)))
            self._grip = "new"
        else:
            self.choose(index)
        self._held = self.boxes[self.current]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or show what could be taken hold of."""
        if self._held is None:
            self.setCursor(_CURSORS[self._hit(event.position())[1]])
            return
        here = self._share(event.position())
        self.boxes[self.current] = _dragged(self._held, self._grip, self._from, here)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go; a box that is too small to be meant is none."""
        if self._held is None:
            return
        box, self._held = self.boxes[self.current], None
        if box.right - box.left < LEAST or box.bottom - box.top < LEAST:
            self.remove(self.current)
        else:
            self._tell()

    # keys ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the box, with Shift its size; Space goes to the next, N makes one, Delete removes."""
        key = Qt.Key(event.key())
        if key in _ARROWS and self.current >= 0:
            grow = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.boxes[self.current] = _stepped(self.boxes[self.current], _ARROWS[key], grow=grow)
            self._tell()
        elif key == Qt.Key.Key_Space and self.boxes:
            self.choose((self.current + 1) % len(self.boxes))
        elif key == Qt.Key.Key_N and not self._image.isNull():
            self.add(CropBox(0.3, 0.2, 0.7, 0.8, _next_slot(self.boxes)))
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.remove(self.current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys work here."""
        super().focusInEvent(event)
        self.update()

    # painting -----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture, shaded outside the boxes; each box with its slot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.color("sunken"))
        if self._image.isNull():
            painter.setPen(theme.color("muted"))
            words = _("Drop a picture with several views here, paste it or choose it")
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, words)
            return
        area = self.area()
        painter.drawImage(area, self._image)
        painter.fillRect(area, QColor(0, 0, 0, 110 if self.boxes else 0))
        for index, box in enumerate(self.boxes):
            self._paint_box(painter, box, chosen=index == self.current)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_box(self, painter: QPainter, box: CropBox, *, chosen: bool) -> None:
        rect = self._to_widget(box)
        size = self._image.size()
        source = QRectF(
            box.left * size.width(),
            box.top * size.height(),
            (box.right - box.left) * size.width(),
            (box.bottom - box.top) * size.height(),
        )
        painter.drawImage(rect, self._image, source)
        ink = theme.color("accent") if chosen else QColor("#FFFFFF")
        painter.setPen(QPen(ink, 3 if chosen else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
        words = _(SLOTS[box.slot])
        painter.setFont(theme.font("small"))
        wide = painter.fontMetrics().horizontalAdvance(words) + 12
        tag = QRectF(rect.left(), rect.top(), min(wide, max(rect.width(), 24)), theme.px(20))
        painter.fillRect(tag, ink)
        painter.setPen(QColor("#101216") if not chosen else theme.color("on_accent"))
        painter.drawText(tag.adjusted(6, 0, -2, 0), Qt.AlignmentFlag.AlignVCenter, words)
        if chosen:
            for corner in (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()):
                painter.fillRect(QRectF(corner - QPointF(4, 4), corner + QPointF(4, 4)), ink)


def _dragged(held: CropBox, grip: str, start: QPointF, here: QPointF) -> CropBox:
    """The box as it was when taken hold of, pulled from `start` to `here`."""
    if grip == "new":
        xs, ys = sorted((start.x(), here.x())), sorted((start.y(), here.y()))
        return replace(held, left=xs[0], top=ys[0], right=xs[1], bottom=ys[1])
    dx, dy = here.x() - start.x(), here.y() - start.y()
    if grip == "in":
        dx = min(max(dx, -held.left), 1 - held.right)
        dy = min(max(dy, -held.top), 1 - held.bottom)
        return replace(
            held, left=held.left + dx, right=held.right + dx, top=held.top + dy,
            bottom=held.bottom + dy,
        )  # fmt: skip
    sides = {}
    if "l" in grip:
        sides["left"] = min(max(held.left + dx, 0.0), held.right - LEAST)
    if "r" in grip:
        sides["right"] = max(min(held.right + dx, 1.0), held.left + LEAST)
    if "t" in grip:
        sides["top"] = min(max(held.top + dy, 0.0), held.bottom - LEAST)
    if "b" in grip:
        sides["bottom"] = max(min(held.bottom + dy, 1.0), held.top + LEAST)
    return replace(held, **sides)  # type: ignore[arg-type]


def _stepped(box: CropBox, way: tuple[int, int], *, grow: bool) -> CropBox:
    spot = QPointF(way[0] * _STEP, way[1] * _STEP)
    return _dragged(box, "rb" if grow else "in", QPointF(), spot)


def _next_slot(boxes: Sequence[CropBox]) -> Slot:
    """A box of one's own is first what nobody else is yet."""
    held = {box.slot for box in boxes}
    order: tuple[Slot, ...] = ("front", "three_quarter", "side", "back", "full", "close_up")
    return next((slot for slot in order if slot not in held), "detail")
