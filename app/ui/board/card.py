"""Cards of the shot grid, painted: one delegate, no widgets, so that thousands scroll within a frame."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import icons, theme
from app.ui.board.framing import draw_size
from app.ui.i18n import _
from app.ui.models.shot_cards import ShotCard
from app.ui.models.shots import CARD_ROLE
from app.ui.models.states import shot_look
from app.ui.models.thumbnails import Thumbnails
from app.ui.models.words import seconds_words, word
from app.ui.tokens import readable_on

#: Card widths of the zoom steps, logical pixels at 100 %; for a 9:16 picture.
WIDTHS: tuple[int, ...] = (92, 116, 144, 176, 220, 280)
_GAP, _FOOT = 10, 62


class CardDelegate(QStyledItemDelegate):
    """Paints `ShotCard`s; a painted card is kept until something on it changes."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._aspect = 16 / 9
        self._width = WIDTHS[2]
        self._kept: OrderedDict[str, tuple[object, QPixmap]] = OrderedDict()
        self.current_id: str = ""

    def set_shape(self, width: int, height_by_width: float) -> None:
        """Card width in logical pixels at 100 % and the picture's height divided by its width."""
        if (width, height_by_width) != (self._width, self._aspect):
            self._width, self._aspect = width, height_by_width
            self._kept.clear()

    def forget(self) -> None:
        """Colours, words or pictures changed: paint every card anew."""
        self._kept.clear()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All cards are equal."""
        _unused = (option, index)
        return self.card_size()

    def card_size(self) -> QSize:
        """A card with its gap, in logical pixels."""
        width = theme.px(self._width)
        foot = theme.px(_FOOT if self._width >= 116 else 42)
        return QSize(width + _GAP, round(width * self._aspect) + foot + _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the kept card, and what changes by selection over it."""
        card: ShotCard | None = index.data(CARD_ROLE)
        if card is None:
            return
        ratio = painter.device().devicePixelRatioF()
        box = option.rect.adjusted(_GAP // 2, _GAP // 2, -(_GAP // 2), -(_GAP // 2))
        picture = self._thumbnails.pixmap(card.media, round(box.width() * ratio), card.trim_in)
        key = (card, picture.cacheKey() if picture else 0, box.width(), ratio)
        held = self._kept.get(card.id)
        if held is None or held[0] != key:
            made = self._render(card, picture, box.size(), ratio)
            self._kept[card.id] = held = (key, made)
            if len(self._kept) > 400:
                self._kept.popitem(last=False)
        painter.drawPixmap(box.topLeft(), held[1])
        self._frame(painter, option, box, card)

    def _frame(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, card: ShotCard
    ) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if not (selected or hovered or card.id == self.current_id or focused):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(box).adjusted(1, 1, -1, -1)
        if selected or focused:
            painter.setPen(QPen(theme.color("accent"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(shape, 8, 8)
        elif hovered:
            painter.setPen(QPen(theme.color("border"), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(shape, 8, 8)
        if card.id == self.current_id:
            mark = QRectF(box.left() + 10, box.top() - 3, box.width() - 20, 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(mark, 1.5, 1.5)
        painter.restore()

    # -- one card --------------------------------------------------------------------------------
    def _render(
        self, card: ShotCard, picture: QPixmap | None, size: QSize, ratio: float
    ) -> QPixmap:
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        box = QRectF(0, 0, size.width(), size.height())
        shape = QPainterPath()
        shape.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.fillPath(shape, theme.color("panel"))
        painter.save()
        painter.setClipPath(shape)
        frame = QRectF(0, 0, box.width(), round(box.width() * self._aspect))
        paint_picture(painter, frame, card, picture, failed=self._failed(card, size, ratio))
        self._over_picture(painter, frame, card)
        painter.restore()
        self._foot(
            painter, QRectF(0, frame.bottom(), box.width(), box.height() - frame.height()), card
        )
        painter.setPen(QPen(theme.color("line"), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        if card.state == "omitted":
            painter.fillPath(shape, theme.color("bg", 0.55))
        painter.end()
        return made

    def _failed(self, card: ShotCard, size: QSize, ratio: float) -> bool:
        return self._thumbnails.failed(card.media, round(size.width() * ratio), card.trim_in)

    def _over_picture(self, painter: QPainter, frame: QRectF, card: ShotCard) -> None:
        face = theme.font("caption")
        face.setWeight(QFont.Weight.DemiBold)
        pad = theme.px(6)
        number = pill(painter, QPointF(pad, pad), card.number, face)
        time_words = seconds_words(card.length, card.fps)
        if frame.width() - number.right() > theme.px(48):
            width = QFontMetrics(face).horizontalAdvance(f"{time_words}″") + theme.px(10)
            pill(painter, QPointF(frame.right() - width - pad, pad), f"{time_words}″", face)
        size = theme.px(20 if self._width >= 144 else 16)
        for place, subject in enumerate(card.subjects[:4]):
            dot = QRectF(
                frame.left() + pad + place * (size + 3), frame.bottom() - size - pad, size, size
            )
            cast_dot(painter, dot, subject.name, subject.color)
        if card.outdated and card.state != "outdated":
            spot = QRectF(frame.right() - size - pad, frame.bottom() - size - pad, size, size)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warn"))
            painter.drawEllipse(spot)
            inset = size // 6
            icons.icon("state.outdated", "bg").paint(
                painter, spot.adjusted(inset, inset, -inset, -inset).toRect()
            )
        if len(card.subjects) > 4:
            pill(painter, QPointF(frame.left() + pad + 4 * (size + 3), frame.bottom() - size - pad),
                 f"+{len(card.subjects) - 4}", face)  # fmt: skip

    def _foot(self, painter: QPainter, area: QRectF, card: ShotCard) -> None:
        pad = theme.px(8)
        inner = area.adjusted(pad, theme.px(6), -pad, -theme.px(6))
        line_height = theme.px(17)
        first = QRectF(inner.left(), inner.top(), inner.width(), line_height)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text"))
        words = card.action or card.lines or _("No action yet")
        if not (card.action or card.lines):
            painter.setPen(theme.color("muted"))
        metrics = QFontMetrics(theme.font("small"))
        painter.drawText(
            first,
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(first.width())),
        )
        second = QRectF(inner.left(), inner.bottom() - line_height, inner.width(), line_height)
        if self._width >= 116:
            middle = QRectF(inner.left(), first.bottom() - theme.px(1), inner.width(), line_height)
            caption = theme.font("caption")
            painter.setFont(caption)
            painter.setPen(theme.color("muted"))
            facts = " · ".join(part for part in (_framing_words(card), card.place) if part)
            painter.drawText(middle, Qt.AlignmentFlag.AlignVCenter, QFontMetrics(caption).elidedText(
                facts, Qt.TextElideMode.ElideRight, int(middle.width())))  # fmt: skip
        self._state_row(painter, second, card)

    def _state_row(self, painter: QPainter, row: QRectF, card: ShotCard) -> None:
        look = shot_look(card.state)
        caption = theme.font("caption")
        metrics = QFontMetrics(caption)
        side = theme.px(13)
        icons.icon(look.icon, look.tone).paint(
            painter, QRect(int(row.left()), int(row.center().y() - side / 2 + 1), side, side)
        )
        right = row.right()
        for meaning, words in (
            ("take", str(card.takes) if card.takes else ""),
            ("money", card.cost),
        ):
            if not words or (meaning == "money" and self._width < 176):
                continue
            width = metrics.horizontalAdvance(words)
            painter.setFont(caption)
            painter.setPen(theme.color("muted"))
            painter.drawText(
                QRectF(right - width, row.top(), width, row.height()),
                Qt.AlignmentFlag.AlignVCenter,
                words,
            )
            icons.icon(meaning, "muted").paint(
                painter,
                QRect(
                    int(right - width - side - 2), int(row.center().y() - side / 2 + 1), side, side
                ),
            )
            right -= width + side + theme.px(9)
        if card.rating and self._width >= 144:
            width = (side - 3) * card.rating
            for place in range(card.rating):
                icons.icon("rated", "warn").paint(
                    painter,
                    QRect(
                        int(right - width + place * (side - 3)),
                        int(row.center().y() - side / 2 + 1),
                        side - 3,
                        side,
                    ),
                )
            right -= width + theme.px(8)
        painter.setFont(caption)
        painter.setPen(theme.color(look.tone))
        left = row.left() + side + theme.px(4)
        room = max(int(right - left), 0)
        words = _(look.word) + (f"  {card.since}" if card.since else "")
        painter.drawText(QRectF(left, row.top(), room, row.height()), Qt.AlignmentFlag.AlignVCenter,
                         metrics.elidedText(words, Qt.TextElideMode.ElideRight, room))  # fmt: skip


def _framing_words(card: ShotCard) -> str:
    parts = [word("size", card.size)]
    if card.move != "static":
        parts.append(word("move", card.move))
    return " ".join(parts)


def paint_picture(
    painter: QPainter,
    frame: QRectF,
    card: ShotCard,
    picture: QPixmap | None,
    *,
    failed: bool = False,
) -> None:
    """The picture filling `frame`, or a drawing of the framing when there is none yet."""
    painter.fillRect(frame, theme.color("sunken"))
    if picture is not None and not picture.isNull():
        cover(painter, frame, picture)
        return
    if card.media is not None and failed:
        side = theme.px(22)
        centre = frame.center()
        icons.icon("state.missing", "warn").paint(
            painter, QRect(int(centre.x() - side / 2), int(centre.y() - side / 2), side, side)
        )
        return
    ground = QLinearGradient(frame.topLeft(), frame.bottomLeft())
    ground.setColorAt(0.0, theme.color("raised"))
    ground.setColorAt(1.0, theme.color("sunken"))
    painter.fillRect(frame, ground)
    ink = theme.color("muted", 0.12 if card.media is not None else 0.26)
    draw_size(painter, frame, card.size, ink, people=max(len(card.subjects), 1), angle=card.angle)


def cover(painter: QPainter, frame: QRectF, picture: QPixmap) -> None:
    """`picture` scaled to cover `frame`, its middle kept."""
    size = picture.size().scaled(
        frame.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
    )
    factor = picture.width() / max(size.width(), 1)
    source_width, source_height = frame.width() * factor, frame.height() * factor
    source = QRectF(
        (picture.width() - source_width) / 2,
        (picture.height() - source_height) / 2,
        source_width,
        source_height,
    )
    painter.drawPixmap(frame, picture, source)


def pill(painter: QPainter, at: QPointF, words: str, face: QFont, *, tone: str = "") -> QRectF:
    """Words on a dark rounded ground, readable on any picture; returns its rectangle."""
    metrics = QFontMetrics(face)
    shape = QRectF(at.x(), at.y(), metrics.horizontalAdvance(words) + theme.px(10), theme.px(18))
    painter.setPen(Qt.PenStyle.NoPen)
    ground = theme.color(tone) if tone else QColor(12, 13, 16, 190)
    painter.setBrush(ground)
    painter.drawRoundedRect(shape, theme.px(5), theme.px(5))
    painter.setFont(face)
    painter.setPen(QColor(readable_on(ground.name())) if tone else QColor("#FFFFFF"))
    painter.drawText(shape, Qt.AlignmentFlag.AlignCenter, words)
    return shape


def cast_dot(painter: QPainter, dot: QRectF, name: str, color: str) -> None:
    """A character's colour with the first letter of the name."""
    painter.setPen(QPen(QColor(0, 0, 0, 110), 1.0))
    painter.setBrush(QColor(color))
    painter.drawEllipse(dot)
    face = theme.font("caption")
    face.setPixelSize(max(8, int(dot.height() * 0.56)))
    face.setWeight(QFont.Weight.DemiBold)
    painter.setFont(face)
    painter.setPen(QColor(readable_on(color)))
    painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, name[:1].upper())
