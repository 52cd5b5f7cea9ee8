"""Paints a row of the picker: name and price above; generator, medium, key and experience below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import icons, theme
from app.ui.tokens import RADIUS_SMALL

if TYPE_CHECKING:
    from app.ui.choosing.picker import PickFacts
    from app.ui.choosing.rows import PickRow

_ROW = Qt.ItemDataRole.UserRole
_FACTS = Qt.ItemDataRole.UserRole + 1
_MARKS = {"video": "video", "picture": "picture"}


class PickDelegate(QStyledItemDelegate):
    """Two lines a row."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As high as its lines."""
        _unused = (option, index)
        return QSize(200, theme.px(50))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        row: PickRow = index.data(_ROW)
        facts: PickFacts = index.data(_FACTS)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            edge = theme.px(6)
            painter.drawRoundedRect(box.adjusted(edge, 1, -edge, -1), RADIUS_SMALL, RADIUS_SMALL)
        faint = bool(row.reason) or not row.ready
        side, left = theme.px(18), box.left() + theme.px(18)
        meaning = (
            "follow"
            if row.choice is None
            else _MARKS.get(row.media[0] if row.media else "", "generator")
        )
        icons.icon("shot.inherit" if meaning == "follow" else meaning, "muted").paint(
            painter, QRect(left, box.center().y() - side // 2, side, side)
        )
        start = left + side + theme.px(12)
        room = QRectF(
            start, box.top() + theme.px(6), box.right() - theme.px(18) - start, theme.px(20)
        )
        used = self._right(painter, room, facts.price, facts.tone)
        self._left(
            painter, room.adjusted(0, 0, -used, 0), row.title, "body", "muted" if faint else "text"
        )
        room = room.translated(0, theme.px(20))
        right = row.reason or facts.experience or row.key_words
        tone = "warn" if row.reason else "accent" if facts.experience else "muted"
        used = self._right(painter, room, right, tone, share=0.62)
        under = row.under
        if facts.experience and row.key_words and not row.ready:
            under = f"{under} · {row.key_words}"
        self._left(painter, room.adjusted(0, 0, -used, 0), under, "small", "muted")
        painter.restore()

    def _right(
        self, painter: QPainter, room: QRectF, words: str, tone: str, share: float = 0.5
    ) -> float:
        """Words at the right end; returns the pixels they took."""
        if not words:
            return 0.0
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(words) + 2, int(room.width() * share))
        painter.setPen(theme.color(tone))
        area = QRectF(room.right() - width, room.top(), width, room.height())
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        return width + theme.px(12)

    def _left(self, painter: QPainter, room: QRectF, words: str, role: str, tone: str) -> None:
        painter.setFont(theme.font("body" if role == "body" else "small"))
        painter.setPen(theme.color(tone))
        shown = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
