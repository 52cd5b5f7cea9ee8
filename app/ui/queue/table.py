"""The attempts as painted rows: thumbnail, who makes it, state as icon, word and colour, ages and costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.domain.media import MediaRef
from app.ui import icons, theme
from app.ui.board.card import cover
from app.ui.i18n import _, sentence, span
from app.ui.models.attempts import COLUMNS, ID_ROLE, ROW_ROLE, AttemptCard, QueueModel
from app.ui.models.states import attempt_look
from app.ui.models.thumbnails import Thumbnails
from app.ui.queue.needs import SOON
from app.ui.queue.reading import age_words

_KEYS = [key for key, _heading in COLUMNS]
_WIDTHS = {
    "shot": 160,
    "generator": 150,
    "state": 190,
    "since": 84,
    "expected": 120,
    "cost": 100,
    "actions": 48,
}


def cell_words(card: AttemptCard, column: str) -> str:
    """The text of a cell in the person's language."""
    now = datetime.now(UTC)
    if column == "shot":
        return f"{card.number} {card.place}".strip()
    if column == "generator":
        return " ".join(part for part in (card.generator, card.model) if part)
    if column == "state":
        return _(attempt_look(card.state).word)
    if column == "since":
        return age_words(card.since, now)
    if column == "expected":
        if card.expires_at is not None and card.group in ("running", "needs_you"):
            return _("kept for {time}").format(time=span((card.expires_at - now).total_seconds()))
        return card.expected
    if column == "cost":
        return card.cost
    return ""


def _is_urgent(card: AttemptCard) -> bool:
    """True when the vendor deletes the result soon."""
    return (
        card.expires_at is not None
        and card.state in ("ready", "downloading")
        and card.expires_at - datetime.now(UTC) < SOON
    )


class QueueDelegate(QStyledItemDelegate):
    """Paints the cells of an attempt."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.aspect = 16 / 9
        #: Finds the picture of a row that is seen.
        self.picture: Callable[[AttemptCard], MediaRef | None] = lambda _card: None

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        card: AttemptCard | None = index.data(ROW_ROLE)
        if card is None:
            return
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.color("raised", 0.5))
        key = _KEYS[index.column()]
        box = QRectF(option.rect).adjusted(10, 0, -8, 0)
        if key == "shot":
            if card.group == "needs_you":
                painter.fillRect(
                    QRectF(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                    theme.color("warn"),
                )
            self._shot(painter, box, card)
        elif key == "state":
            self._state(painter, box, card)
        elif key == "actions":
            self._mark(painter, box, card)
        else:
            tone = "warn" if key == "expected" and _is_urgent(card) else "text"
            self._lines(painter, box, *self._two(card, key), tone=tone)
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    def _two(self, card: AttemptCard, key: str) -> tuple[str, str]:
        if key == "generator":
            return card.generator, card.model
        if key == "cost":
            note = (
                ""
                if card.cost_known or not any(char.isdigit() for char in card.cost)
                else _("estimate")
            )
            return card.cost, note
        return cell_words(card, key), ""

    def _shot(self, painter: QPainter, box: QRectF, card: AttemptCard) -> None:
        height = box.height() - 10
        width = min(height / self.aspect, theme.px(64))
        frame = QRectF(box.left(), box.top() + 5, width, height)
        shape = QPainterPath()
        shape.addRoundedRect(frame, 3, 3)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(frame, theme.color("sunken"))
        ratio = painter.device().devicePixelRatioF()
        picture = self._thumbnails.pixmap(self.picture(card), round(max(width, height) * ratio), 0)
        if picture is not None:
            cover(painter, frame, picture)
        else:
            side = theme.px(14)
            icons.icon("shot", "muted").paint(
                painter,
                QRect(
                    int(frame.center().x() - side / 2),
                    int(frame.center().y() - side / 2),
                    side,
                    side,
                ),
            )
        painter.restore()
        self._lines(
            painter,
            box.adjusted(width + theme.px(10), 0, 0, 0),
            card.number,
            card.place,
            strong=True,
        )

    def _lines(
        self,
        painter: QPainter,
        box: QRectF,
        first: str,
        second: str,
        *,
        strong: bool = False,
        tone: str = "text",
    ) -> None:
        face = theme.font("small")
        if strong:
            face.setWeight(QFont.Weight.DemiBold)
        painter.setFont(face)
        metrics = painter.fontMetrics()
        line = theme.px(18)
        top = box.center().y() - (line if second else line / 2)
        painter.setPen(theme.color(tone))
        painter.drawText(QRectF(box.left(), top, box.width(), line), Qt.AlignmentFlag.AlignVCenter,
                         metrics.elidedText(first, Qt.TextElideMode.ElideRight, int(box.width())))  # fmt: skip
        if second:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("muted"))
            shown = painter.fontMetrics().elidedText(
                second, Qt.TextElideMode.ElideRight, int(box.width())
            )
            painter.drawText(
                QRectF(box.left(), top + line - 1, box.width(), line),
                Qt.AlignmentFlag.AlignVCenter,
                shown,
            )

    def _state(self, painter: QPainter, box: QRectF, card: AttemptCard) -> None:
        look = attempt_look(card.state)
        side = theme.px(15)
        second = card.needs or (sentence(card.refusal.message) if card.refusal else "")
        bar = card.progress is not None and not second
        middle = box.center().y() - (theme.px(9) if second or bar else 0)
        icons.icon(look.icon, look.tone).paint(
            painter, QRect(int(box.left()), int(middle - side / 2), side, side)
        )
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color(look.tone))
        words = _(look.word)
        if card.progress is not None:
            words += f"  {card.progress:.0%}"
        room = QRectF(
            box.left() + side + 6, middle - theme.px(9), box.width() - side - 6, theme.px(18)
        )
        words = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if second:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("muted"))
            low = QRectF(box.left(), middle + theme.px(9), box.width(), theme.px(18))
            shown = painter.fontMetrics().elidedText(
                second, Qt.TextElideMode.ElideRight, int(low.width())
            )
            painter.drawText(low, Qt.AlignmentFlag.AlignVCenter, shown)
        elif bar and card.progress is not None:
            track = QRectF(box.left(), middle + theme.px(14), box.width(), 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("raised"))
            painter.drawRoundedRect(track, 2, 2)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(
                QRectF(track.left(), track.top(), track.width() * card.progress, 4), 2, 2
            )

    def _mark(self, painter: QPainter, box: QRectF, card: AttemptCard) -> None:
        meaning = "goto" if card.group == "needs_you" else "cancel" if card.can_cancel else "more"
        side = theme.px(16)
        icons.icon(meaning, "muted").paint(
            painter,
            QRect(int(box.center().x() - side / 2), int(box.center().y() - side / 2), side, side),
        )


class QueueTable(QTableView):
    """Rows of attempts. `chosen(id)`, `acted(id)` for the row's own button, `menu_wanted(point, card)`."""

    chosen = Signal(str)
    acted = Signal(str)
    menu_wanted = Signal(QPoint, object)

    def __init__(
        self, model: QueueModel, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Attempts"))
        self.setModel(model)
        self.rows = QueueDelegate(thumbnails, self)
        self.setItemDelegate(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(56))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, key in enumerate(_KEYS):
            self.setColumnWidth(column, theme.px(_WIDTHS[key]))
        header.setSectionResizeMode(_KEYS.index("state"), QHeaderView.ResizeMode.Stretch)
        thumbnails.ready.connect(lambda _sha: self.viewport().update())
        self.selectionModel().selectionChanged.connect(
            lambda *_args: self.chosen.emit(self.current_id())
        )
        self.selectionModel().currentRowChanged.connect(
            lambda *_args: self.chosen.emit(self.current_id())
        )
        self.clicked.connect(self._clicked)

    def current_id(self) -> str:
        """The attempt the person is at."""
        return str(self.currentIndex().data(ID_ROLE) or "")

    def selected_ids(self) -> list[str]:
        """All selected attempts."""
        return [str(index.data(ID_ROLE)) for index in self.selectionModel().selectedRows()]

    def _clicked(self, index: QModelIndex) -> None:
        if _KEYS[index.column()] == "actions":
            self.acted.emit(str(index.data(ID_ROLE)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are the page's keys."""
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A menu for the row."""
        card = self.indexAt(event.pos()).data(ROW_ROLE)
        if card is not None:
            self.menu_wanted.emit(event.globalPos(), card)
