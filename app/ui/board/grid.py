"""The shot grid: a list of painted cards with reordering by mouse and by keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.domain.ids import ShotId
from app.ui import theme
from app.ui.board.card import WIDTHS, CardDelegate
from app.ui.i18n import _
from app.ui.models.shots import ID_ROLE, MIME, ShotModel
from app.ui.models.thumbnails import Thumbnails


class ShotGrid(QListView):
    """Cards in story order.

    `moved(ids, after)`: put these shots after that one ("" for the head of the target's scene is not
    possible: `before` is then the shot they go before). `chosen(ids)`: selection changed.
    `opened(id)`: Enter or double click. `dropped(id, paths)`: files dropped on a shot.
    """

    moved = Signal(list, str, str)
    nudged = Signal(int)
    chosen = Signal(list)
    opened = Signal(str)
    dropped = Signal(str, list)
    menu_wanted = Signal(QPoint)

    def __init__(
        self, model: ShotModel, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Shots"))
        self._model = model
        self.cards = CardDelegate(thumbnails, self)
        self._zoom = 1
        self._shape = 16 / 9
        self._drop_at: tuple[int, bool] | None = None
        self._drop_on = -1
        self.setModel(model)
        self.setItemDelegate(self.cards)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSpacing(0)
        self.verticalScrollBar().setSingleStep(theme.px(40))
        self.setProperty("surface", "bg")
        self.setStyleSheet(
            f"QListView {{ background: {theme.current().colors.bg}; border: none; padding: 6px; }}"
            "QListView::item { padding: 0; border: none; background: transparent; min-height: 0; }"
        )
        thumbnails.ready.connect(self._picture_came)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ID_ROLE)))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.selected()))
        self.set_zoom(self._zoom)

    # -- zoom ------------------------------------------------------------------------------------
    def set_shape(self, height_by_width: float) -> None:
        """The picture's height divided by its width."""
        self._shape = height_by_width
        self.set_zoom(self._zoom)

    @property
    def zoom(self) -> int:
        """The zoom step."""
        return self._zoom

    def set_zoom(self, step: int) -> None:
        """One of the card widths; landscape pictures get wider cards."""
        self._zoom = max(0, min(step, len(WIDTHS) - 1))
        self._lay_out()

    def fit(self) -> None:
        """The largest step at which every card is in view, or the smallest."""
        area = self.viewport().size()
        for step in range(len(WIDTHS) - 1, -1, -1):
            self.set_zoom(step)
            size = self.cards.card_size()
            columns = max(area.width() // size.width(), 1)
            rows = -(-self._model.rowCount() // columns)
            if rows * size.height() <= area.height():
                return

    def _lay_out(self) -> None:
        stretch = 1.0 if self._shape > 1.2 else 1.25 if self._shape > 0.9 else 1.6
        base = WIDTHS[self._zoom] * stretch
        self.cards.set_shape(round(base), self._shape)
        room = max(self.viewport().width() - 14, 40)
        columns = max(room // self.cards.card_size().width(), 1)
        if self._model.rowCount() >= columns:
            # the cards share what is left of the row, so that the right edge is not ragged
            spare = room / columns - self.cards.card_size().width()
            self.cards.set_shape(
                round(base + min(spare / theme.px(100) * 100, base * 0.3)), self._shape
            )
        self.setGridSize(self.cards.card_size())
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the width."""
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom + (1 if event.angleDelta().y() > 0 else -1))
            event.accept()
            return
        super().wheelEvent(event)

    # -- selection -------------------------------------------------------------------------------
    def selected(self) -> list[ShotId]:
        """Selected shots in story order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._model.shown[row].id for row in rows if row < len(self._model.shown)]

    def select(self, ids: list[ShotId], *, scroll: bool = True) -> None:
        """Select these shots and make the first the current one."""
        rows = [row for shot_id in ids if (row := self._model.row_of(shot_id)) >= 0]
        flags = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        if not rows:
            model.clearSelection()
            return
        current = self.currentIndex().row()
        focus = self._model.index(current if current in rows else rows[0], 0)
        model.setCurrentIndex(focus, flags.ClearAndSelect)
        for row in rows:
            model.select(self._model.index(row, 0), flags.Select)
        if scroll:
            self.scrollTo(focus, QAbstractItemView.ScrollHint.EnsureVisible)

    def set_current_shot(self, shot_id: str) -> None:
        """Mark the shot under the playhead."""
        if shot_id == self.cards.current_id:
            return
        for key in (self.cards.current_id, shot_id):
            row = self._model.row_of(key)
            if row >= 0:
                self.update(self._model.index(row, 0))
        self.cards.current_id = shot_id
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+arrows reorder, Enter opens; letters are shortcuts, never a type-ahead search."""
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1,
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.nudged.emit(step)
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().data(ID_ROLE))
            event.accept()
            return
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The page builds the menu."""
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        self.menu_wanted.emit(event.globalPos())

    # -- drag and drop ---------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Shots to reorder; files to bring in as takes."""
        mime = event.mimeData()
        if mime.hasFormat(MIME) or mime.hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would land."""
        super().dragMoveEvent(event)
        point = event.position().toPoint()
        if event.mimeData().hasFormat(MIME):
            self._drop_at, self._drop_on = self.insertion(point), -1
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        elif event.mimeData().hasUrls():
            index = self.indexAt(point)
            self._drop_on, self._drop_at = index.row() if index.isValid() else -1, None
            if index.isValid():
                event.acceptProposedAction()
            else:
                event.ignore()
        self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget where it would have landed."""
        self._drop_at, self._drop_on = None, -1
        self.viewport().update()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Reorder, or bring the files in."""
        mime = event.mimeData()
        if mime.hasFormat(MIME):
            ids = bytes(mime.data(MIME).data()).decode().split("\n")
            place = self.insertion(event.position().toPoint())
            if place is not None:
                self.drop_shots(ids, *place)
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
        elif mime.hasUrls():
            index = self.indexAt(event.position().toPoint())
            paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
            if index.isValid() and paths:
                event.acceptProposedAction()
                self.dropped.emit(index.data(ID_ROLE), paths)
        self._drop_at, self._drop_on = None, -1
        self.viewport().update()

    def drop_shots(self, ids: list[str], row: int, after: bool) -> None:
        """Put `ids` before or after the shot at `row`."""
        target = self._model.card(row)
        if target is None or target.id in ids:
            return
        self.moved.emit(ids, target.id if after else "", "" if after else target.id)

    def insertion(self, point: QPoint) -> tuple[int, bool] | None:
        """The row at `point` and whether the gap after it is meant."""
        index = self.indexAt(point)
        if not index.isValid():
            last = self._model.rowCount() - 1
            return (last, True) if last >= 0 else None
        box = self.visualRect(index)
        return index.row(), point.x() > box.center().x()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cards, then the insertion line or the drop target."""
        super().paintEvent(event)
        if self._drop_at is None and self._drop_on < 0:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._drop_at is not None:
            row, after = self._drop_at
            box = self.visualRect(self._model.index(row, 0))
            x = box.right() if after else box.left()
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(x - 1.5, box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
            painter.drawEllipse(QRectF(x - 4, box.top() + 2, 8, 8))
        else:
            box = self.visualRect(self._model.index(self._drop_on, 0)).adjusted(5, 5, -5, -5)
            painter.setBrush(theme.color("accent", 0.28))
            painter.drawRoundedRect(QRectF(box), 8, 8)
        painter.end()

    def _picture_came(self, sha: str) -> None:
        """Repaint only the visible cards that show the picture."""
        for row in self.visible_rows():
            card = self._model.card(row)
            if card is not None and card.media is not None and card.media.sha256 == sha:
                self.viewport().update(self.visualRect(self._model.index(row, 0)))

    def visible_rows(self) -> range:
        """Rows that are in view, by arithmetic instead of asking each."""
        size, area = self.gridSize(), self.viewport().rect()
        if size.isEmpty() or not self._model.rowCount():
            return range(0)
        columns = max((area.width() - 4) // size.width(), 1)
        top = self.verticalScrollBar().value()
        first = max(top // size.height() * columns, 0)
        last = ((top + area.height()) // size.height() + 1) * columns
        return range(first, min(last, self._model.rowCount()))

    def rect_of(self, shot_id: str) -> QRect:
        """Where a card is, in the viewport's pixels; empty when it is not shown."""
        row = self._model.row_of(shot_id)
        return self.visualRect(self._model.index(row, 0)) if row >= 0 else QRect()

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: ARG002 - only moving makes sense
        """Shots are moved within the board, and not at all in a read-only project."""
        if self.dragEnabled():
            super().startDrag(Qt.DropAction.MoveAction)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Keep the current card in view."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.scrollTo(current, QAbstractItemView.ScrollHint.EnsureVisible)
