"""Little drawings of a framing: how much of a figure a shot size shows, from where, and how the camera moves.

Used in the size, angle and move pickers and on cards that have no picture yet. Pure painting: a rectangle in,
lines out.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

#: Figure height as a share of the frame's height, and where its top stands (negative: cut by the frame).
_BODY: dict[str, tuple[float, float]] = {
    "ELS": (0.16, 0.66), "LS": (0.42, 0.46), "FS": (0.86, 0.08), "MLS": (1.22, 0.10), "MS": (1.65, 0.13),
    "MCU": (2.45, 0.12), "CU": (3.9, 0.10), "ECU": (7.2, -0.32), "INS": (0.0, 0.0),
}  # fmt: skip

_MOVES: dict[str, tuple[float, float]] = {
    "pan_left": (-1, 0), "pan_right": (1, 0), "tilt_up": (0, -1), "tilt_down": (0, 1), "truck_left": (-1, 0),
    "truck_right": (1, 0), "pedestal_up": (0, -1), "pedestal_down": (0, 1), "crane": (0.7, -0.7), "whip": (1, 0),
    "follow": (1, 0), "drone": (0.8, -0.6),
}  # fmt: skip


@lru_cache(maxsize=1)
def figure() -> QPainterPath:
    """A standing figure one unit tall, its crown at (0, 0)."""
    unit = 1 / 8.0  # the classical eight heads
    head = QPainterPath()
    head.addEllipse(QPointF(0, unit * 0.52), unit * 0.39, unit * 0.52)
    body = QPainterPath(QPointF(-unit * 0.18, unit * 0.8))
    body.lineTo(-unit * 0.18, unit * 1.22)
    body.cubicTo(-unit * 0.75, unit * 1.36, -unit * 1.0, unit * 1.42, -unit * 1.05, unit * 1.95)
    body.lineTo(-unit * 1.14, unit * 4.1)
    body.lineTo(-unit * 0.78, unit * 4.15)
    body.lineTo(-unit * 0.66, unit * 2.4)
    body.lineTo(-unit * 0.62, unit * 4.2)
    body.lineTo(-unit * 0.55, unit * 8.0)
    body.lineTo(-unit * 0.12, unit * 8.0)
    body.lineTo(0, unit * 4.6)
    body.lineTo(unit * 0.12, unit * 8.0)
    body.lineTo(unit * 0.55, unit * 8.0)
    body.lineTo(unit * 0.62, unit * 4.2)
    body.lineTo(unit * 0.66, unit * 2.4)
    body.lineTo(unit * 0.78, unit * 4.15)
    body.lineTo(unit * 1.14, unit * 4.1)
    body.lineTo(unit * 1.05, unit * 1.95)
    body.cubicTo(unit * 1.0, unit * 1.42, unit * 0.75, unit * 1.36, unit * 0.18, unit * 1.22)
    body.lineTo(unit * 0.18, unit * 0.8)
    body.closeSubpath()
    return head.united(body)


def draw_size(
    painter: QPainter, frame: QRectF, size: str, ink: QColor, *, people: int = 1, angle: str = "eye"
) -> None:
    """A figure in `frame` as `size` would show it; INS shows a thing instead of a person."""
    painter.save()
    painter.setClipRect(frame)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(frame.topLeft())
    _tilt(painter, frame, angle)
    ground = QColor(ink)
    ground.setAlphaF(ink.alphaF() * 0.35)
    _ground(painter, frame, size, angle, ground)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    share, top = _BODY.get(size, _BODY["MS"])
    if share == 0:
        _thing(painter, frame)
    else:
        _figures(painter, frame, share, top, max(1, min(people, 3)))
    painter.restore()


def _figures(painter: QPainter, frame: QRectF, share: float, top: float, count: int) -> None:
    """Up to three, side by side, as one shape; the closer the framing, the more they overlap."""
    if count > 1:
        share, top = share * (0.86 if share > 1 else 1.0), top + (0.05 if share > 1 else 0.0)
    height = frame.height() * share
    step = min(height * 0.36, frame.width() * (0.56 if count == 2 else 0.36))
    group = QPainterPath()
    for place in range(count):
        x = frame.width() / 2 + (place - (count - 1) / 2) * step
        grown = QTransform().translate(x, frame.height() * top).scale(height, height)
        group = group.united(grown.map(figure()))
    painter.drawPath(group)


def _tilt(painter: QPainter, frame: QRectF, angle: str) -> None:
    centre = QPointF(frame.width() / 2, frame.height() / 2)
    if angle == "dutch":
        painter.translate(centre)
        painter.rotate(-12)
        painter.translate(-centre)
    elif angle in ("high", "top", "aerial"):
        squeeze = {"high": 0.82, "top": 0.55, "aerial": 0.62}[angle]
        painter.translate(0, frame.height() * (1 - squeeze) * 0.7)
        painter.scale(1, squeeze)
    elif angle in ("low", "worm"):
        painter.translate(0, -frame.height() * 0.06)
        painter.scale(1, 1.14 if angle == "low" else 1.3)


def _ground(painter: QPainter, frame: QRectF, size: str, angle: str, ink: QColor) -> None:
    level = {"high": 0.30, "top": -0.2, "aerial": 0.12, "low": 0.9, "worm": 0.98}.get(angle, 0.62)
    if size in ("CU", "ECU", "INS"):
        return
    painter.setPen(QPen(ink, max(1.0, frame.height() / 60)))
    y = frame.height() * level
    painter.drawLine(QPointF(-frame.width(), y), QPointF(frame.width() * 2, y))


def _thing(painter: QPainter, frame: QRectF) -> None:
    side = min(frame.width(), frame.height()) * 0.5
    box = QRectF(frame.width() / 2 - side / 2, frame.height() / 2 - side / 2, side, side)
    path = QPainterPath()
    path.addRoundedRect(box, side * 0.12, side * 0.12)
    path.addEllipse(box.center(), side * 0.24, side * 0.24)
    path.setFillRule(Qt.FillRule.OddEvenFill)
    painter.drawPath(path)


def draw_angle(painter: QPainter, frame: QRectF, angle: str, ink: QColor, accent: QColor) -> None:
    """A camera looking at a head from where the angle says."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre = frame.center()
    radius = min(frame.width(), frame.height()) * 0.36
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(centre, radius * 0.42, radius * 0.5)
    direction = {
        "eye": 180, "high": 225, "low": 135, "top": 270, "worm": 100, "dutch": 180, "ots": 20, "pov": 0,
        "profile": 90, "back": 0, "aerial": 245,
    }.get(angle, 180)  # fmt: skip
    turn = math.radians(direction)
    spot = QPointF(
        centre.x() + math.cos(turn) * radius * 1.25, centre.y() + math.sin(turn) * radius * 1.15
    )
    painter.translate(spot)
    painter.rotate(direction + 180 + (18 if angle == "dutch" else 0))
    painter.setBrush(accent)
    lens = QPainterPath()
    lens.addRoundedRect(QRectF(-radius * 0.34, -radius * 0.22, radius * 0.48, radius * 0.44), 2, 2)
    lens.moveTo(radius * 0.14, 0)
    lens.lineTo(radius * 0.38, -radius * 0.24)
    lens.lineTo(radius * 0.38, radius * 0.24)
    lens.closeSubpath()
    painter.drawPath(lens)
    painter.restore()


def draw_move(painter: QPainter, frame: QRectF, move: str, ink: QColor, accent: QColor) -> None:
    """An arrow within a frame, as a storyboard artist marks a camera move."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = frame.adjusted(
        frame.width() * 0.2, frame.height() * 0.2, -frame.width() * 0.2, -frame.height() * 0.2
    )
    pen = QPen(ink, 1.2)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outer = frame.adjusted(1.5, 1.5, -1.5, -1.5)
    mark = QPen(accent, max(1.6, frame.height() / 16))
    mark.setCapStyle(Qt.PenCapStyle.RoundCap)
    if move in ("dolly_in", "zoom_in", "dolly_out", "zoom_out", "dolly_zoom"):
        painter.drawRect(outer)
        painter.setPen(mark)
        _corners(painter, outer, inner, inward=move in ("dolly_in", "zoom_in"))
    elif move in _MOVES:
        painter.drawRect(outer)
        painter.setPen(mark)
        dx, dy = _MOVES[move]
        half_x, half_y = inner.width() / 2 * dx, inner.height() / 2 * dy
        centre = frame.center()
        _arrow(painter, centre - QPointF(half_x, half_y), centre + QPointF(half_x, half_y))
    elif move in ("arc", "roll"):
        painter.drawRect(outer)
        painter.setPen(mark)
        side = min(inner.width(), inner.height())
        circle = QRectF(frame.center().x() - side / 2, frame.center().y() - side / 2, side, side)
        painter.drawArc(circle, 40 * 16, 270 * 16)
        tip = QPointF(frame.center().x() + side / 2 * math.cos(math.radians(40)),
                      frame.center().y() - side / 2 * math.sin(math.radians(40)))  # fmt: skip
        _arrow(painter, tip - QPointF(side * 0.16, side * 0.1), tip)
    else:
        _still(painter, outer, inner, move, mark)
    painter.restore()


def _still(painter: QPainter, outer: QRectF, inner: QRectF, move: str, mark: QPen) -> None:
    painter.drawRect(outer)
    if move == "static":
        painter.drawPoint(outer.center())
        return
    painter.setPen(mark)
    if move == "handheld":
        path = QPainterPath(inner.bottomLeft())
        for step in range(1, 6):
            y = inner.top() if step % 2 else inner.bottom()
            path.lineTo(inner.left() + inner.width() * step / 5, y)
        painter.drawPath(path)
    else:  # rack: focus goes from one plane to the other
        painter.drawEllipse(
            inner.center() - QPointF(inner.width() * 0.3, 0),
            inner.height() * 0.2,
            inner.height() * 0.2,
        )
        _arrow(painter, inner.center(), inner.center() + QPointF(inner.width() * 0.5, 0))


def _corners(painter: QPainter, outer: QRectF, inner: QRectF, *, inward: bool) -> None:
    pairs = [
        (outer.topLeft(), inner.topLeft()), (outer.topRight(), inner.topRight()),
        (outer.bottomLeft(), inner.bottomLeft()), (outer.bottomRight(), inner.bottomRight()),
    ]  # fmt: skip
    for out, within in pairs:
        middle = out + (within - out) * 0.25
        goal = within + (within - out) * 0.35
        _arrow(painter, *((middle, goal) if inward else (goal, middle)))


def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    painter.drawLine(start, end)
    angle = math.atan2(end.y() - start.y(), end.x() - start.x())
    size = max(3.0, math.hypot(end.x() - start.x(), end.y() - start.y()) * 0.32)
    for turn in (2.5, -2.5):
        wing = QPointF(
            end.x() + math.cos(angle + turn) * size, end.y() + math.sin(angle + turn) * size
        )
        painter.drawLine(end, wing)
