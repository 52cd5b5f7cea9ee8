"""The takes of the selected shot, side by side: choose, rate, drop a file to bring one in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import icons, theme
from app.ui.board.card import cover, pill
from app.ui.board.choices import paint_star
from app.ui.i18n import _, ngettext
from app.ui.models.takes import TAKE_ROLE, TakeCard, TakesModel
from app.ui.models.thumbnails import Thumbnails
from app.ui.tokens import SPACE_1, SPACE_2, SPACE_3
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, Label

_FOOT = 34
_SOURCES = {
    "imported": "import",
    "drawn": "animatic",
    "handed_back": "handoff",
    "generated": "generator",
}


class TakeDelegate(QStyledItemDelegate):
    """Paints one take: picture, number, who made it, what it cost, stars, the pick's mark."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.aspect = 16 / 9
        self.height = 132

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As wide as the picture's shape asks, but never too narrow for its words."""
        _unused = (option, index)
        picture = self.height - theme.px(_FOOT) - 8
        return QSize(max(round(picture / self.aspect), theme.px(84)) + 8, self.height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one take."""
        take: TakeCard | None = index.data(TAKE_ROLE)
        if take is None:
            return
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        box = QRectF(option.rect).adjusted(4, 4, -4, -4)
        foot = theme.px(_FOOT)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(box, 6, 6)
        frame = QRectF(box.left() + 1, box.top() + 1, box.width() - 2, box.height() - foot)
        self._picture(painter, frame, take)
        self._words(
            painter, QRectF(box.left() + 7, frame.bottom() + 2, box.width() - 14, foot - 4), take
        )
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if take.picked or selected:
            tone = "ok" if take.picked else "accent"
            painter.setPen(QPen(theme.color(tone if not selected else "accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        painter.restore()

    def _picture(self, painter: QPainter, frame: QRectF, take: TakeCard) -> None:
        painter.fillRect(frame, theme.color("sunken"))
        ratio = painter.device().devicePixelRatioF()
        width = frame.height() / self.aspect
        inner = QRectF(frame.center().x() - width / 2, frame.top(), width, frame.height())
        picture = self._thumbnails.pixmap(take.media, round(width * ratio), 0)
        if picture is not None:
            cover(painter, inner & frame, picture)
        face = theme.font("caption")
        face.setWeight(QFont.Weight.DemiBold)
        pill(painter, frame.topLeft() + QPoint(5, 5), f"T{take.number}", face)
        if take.picked:
            side = theme.px(20)
            spot = QRectF(frame.right() - side - 5, frame.top() + 5, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("ok"))
            painter.drawEllipse(spot)
            painter.setPen(
                QPen(QColor("#0E1522" if theme.current().name == "dark" else "#FFFFFF"), 2)
            )
            painter.drawPolyline([
                spot.topLeft() + QPoint(int(side * 0.28), int(side * 0.52)),
                spot.topLeft() + QPoint(int(side * 0.44), int(side * 0.68)),
                spot.topLeft() + QPoint(int(side * 0.74), int(side * 0.34)),
            ])  # fmt: skip
        if take.outdated:
            side = theme.px(20)
            spot = QRectF(frame.left() + 5, frame.bottom() - side - 5, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("warn"))
            painter.drawEllipse(spot)
            icons.icon("state.outdated", "bg").paint(painter, spot.adjusted(3, 3, -3, -3).toRect())
        if take.seconds:
            words = f"{take.seconds:.1f}″"
            width = QFontMetrics(face).horizontalAdvance(words) + theme.px(10)
            pill(
                painter,
                QRectF(frame).bottomRight() - QPoint(int(width) + 5, theme.px(18) + 5),
                words,
                face,
            )

    def _words(self, painter: QPainter, area: QRectF, take: TakeCard) -> None:
        face = theme.font("caption")
        metrics = QFontMetrics(face)
        side = theme.px(12)
        painter.setFont(face)
        line = area.height() / 2
        icons.icon(_SOURCES.get(take.source, "generator"), "muted").paint(
            painter, QRect(int(area.left()), int(area.top() + (line - side) / 2), side, side)
        )
        painter.setPen(theme.color("text"))
        first = QRectF(area.left() + side + 4, area.top(), area.width() - side - 4, line)
        words = metrics.elidedText(take.generator, Qt.TextElideMode.ElideRight, int(first.width()))
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, words)
        second = QRectF(area.left(), area.top() + line, area.width(), line)
        star = theme.px(11)
        if take.rating:
            for place in range(take.rating):
                paint_star(
                    painter,
                    QRectF(
                        second.left() + place * star, second.center().y() - star / 2, star, star
                    ),
                    filled=True,
                )
        elif take.outdated:
            painter.setPen(theme.color("warn"))
            painter.drawText(second, Qt.AlignmentFlag.AlignVCenter, _("Outdated"))
        painter.setPen(theme.color("muted"))
        painter.drawText(
            second, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, take.cost
        )


class TakesView(QListView):
    """The row of takes; files dropped on it become takes."""

    dropped = Signal(list)
    menu_wanted = Signal(QPoint, object)

    def __init__(
        self, model: TakesModel, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Takes of the shot"))
        self.setModel(model)
        self.delegate = TakeDelegate(thumbnails, self)
        self.setItemDelegate(self.delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setUniformItemSizes(True)
        self._over = False
        self.setStyleSheet(
            "QListView { background: transparent; border: none; } QListView::item { padding: 0; border: none; }"
        )
        thumbnails.ready.connect(lambda _sha: self.viewport().update())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are the page's keys, never a type-ahead search."""
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A menu for the take under the mouse."""
        take = self.indexAt(event.pos()).data(TAKE_ROLE)
        if take is not None:
            self.menu_wanted.emit(event.globalPos(), take)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures and clips are welcome."""
        if event.mimeData().hasUrls():
            self._set_over(True)
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """They land anywhere on the strip."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: object) -> None:
        """They went elsewhere."""
        _unused = event
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Bring them in as takes."""
        self._set_over(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The takes, and the drop frame while something hovers."""
        super().paintEvent(event)
        if self._over:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
            painter.setBrush(theme.color("accent", 0.14))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(2, 2, -2, -2), 6, 6)
            painter.end()


class TakesStrip(QFrame):
    """Header, takes, and what an empty row says.

    `picked(take_id)`, `rated(take_id, stars)`, `dropped(paths)`, `stepped(±1)`, `compare_wanted()`,
    `import_wanted()`.
    """

    picked = Signal(str)
    rated = Signal(str, int)
    dropped = Signal(list)
    stepped = Signal(int)
    import_wanted = Signal()
    compare_wanted = Signal()
    menu_wanted = Signal(QPoint, object)

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.model = TakesModel(self)
        self.view = TakesView(self.model, thumbnails)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_1, SPACE_2, SPACE_1)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        self.title = ElidedLabel(_("Takes"), "overline")
        top.addWidget(self.title, 1)
        for meaning, name, keys, step in (
            ("frame.back", _("Earlier take"), "[", -1),
            ("frame.forward", _("Later take"), "]", 1),
        ):
            button = IconButton(meaning, name, shortcut=keys)
            button.clicked.connect(lambda _checked=False, by=step: self.stepped.emit(by))
            top.addWidget(button)
        self.compare = IconButton("compare", _("Compare the takes"), shortcut="C")
        self.compare.clicked.connect(self.compare_wanted)
        top.addWidget(self.compare)
        bring = IconButton("import", _("Bring in a file as a take"))
        bring.clicked.connect(self.import_wanted)
        top.addWidget(bring)
        column.addLayout(top)
        self.empty = Label(
            _("No take yet. Generate one, or drop a picture or a clip here."), "muted", wrap=True
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        holder = QWidget()
        self.stack = QStackedLayout(holder)
        self.stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.empty)
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column.addWidget(holder, 1)
        self.view.clicked.connect(self._click)
        self.view.activated.connect(self._click)
        self.view.dropped.connect(self.dropped)
        self.view.menu_wanted.connect(self.menu_wanted)

    def set_takes(self, cards: list[TakeCard], number: str, aspect: float) -> None:
        """Show a shot's takes; `aspect` is the picture's height divided by its width."""
        self.view.delegate.aspect = aspect
        self.model.set_cards(cards)
        count = ngettext("{n} take", "{n} takes", len(cards)).format(n=len(cards))
        self.title.setText(f"{number}   {count}" if number else _("Takes"))
        self.empty.setVisible(not cards)
        self.compare.setEnabled(len(cards) > 1)
        row = self.model.picked_row()
        if row >= 0:
            index = self.model.index(row)
            self.view.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.view.scrollTo(index)

    def resizeEvent(self, event: object) -> None:
        """Takes are as tall as the strip."""
        _unused = event
        self.view.delegate.height = max(self.height() - theme.px(38) - 10, theme.px(72))
        self.view.doItemsLayout()

    def _click(self, index: QModelIndex) -> None:
        take: TakeCard | None = index.data(TAKE_ROLE)
        if take is not None and not take.picked:
            self.picked.emit(take.id)
