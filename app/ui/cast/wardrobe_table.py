"""The wardrobe painted as bars: rows are characters, columns are scenes; walked and marked like any table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QIcon,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.domain.cast import PALETTE, CastEntry, Look
from app.planning.wardrobe import WardrobeCell
from app.ui import theme
from app.ui.cast.wardrobe_rows import DressedRow, WardrobeTable
from app.ui.cast.words import look_name
from app.ui.finding import episode_title, scene_title
from app.ui.i18n import _, ngettext
from app.ui.tokens import blend, readable_on

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
CELL_WIDTH: Final = 54
ROW_HEIGHT: Final = 46


def look_color(entry: CastEntry, looks: Sequence[Look], look: Look) -> str:
    """A colour for each look of an entry: its own for the first, then others of the palette."""
    place = next((at for at, one in enumerate(looks) if one.id == look.id), 0)
    if place == 0:
        return entry.color
    rest = [color for color in PALETTE if color.lower() != entry.color.lower()]
    return rest[(place - 1) % len(rest)]


class WardrobeModel(QAbstractTableModel):
    """Cells as words, for tooltips and screen readers; the delegate paints the bars."""

    def __init__(self, icon_of: Callable[[CastEntry], QIcon], parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_of = icon_of
        self.table = WardrobeTable({})

    def set_table(self, table: WardrobeTable) -> None:
        """Show another state."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Characters."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Scenes."""
        return 0 if parent.isValid() else len(self.table.scenes)

    def row(self, index: int) -> DressedRow:
        """One character."""
        return self.table.rows[index]

    def cell(self, index: _Index) -> WardrobeCell:
        """One scene of one character."""
        return self.table.rows[index.row()].cells[index.column()]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words; nothing is drawn from them."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(index)
        return None

    def _words(self, index: _Index) -> str:
        row, cell = self.table.rows[index.row()], self.cell(index)
        scene = self.table.scenes[index.column()]
        parts = [f"{row.entry.name} · {scene_title(scene)}"]
        worn = row.look(cell.look_id)
        if worn is not None:
            parts.append(_("Wears: {look}").format(look=look_name(worn)))
            if worn.reason:
                parts.append(worn.reason)
        if cell.problem == "gap":
            parts.append(_("Gap: seen here, but no look holds for this scene"))
        elif cell.problem == "overlap":
            names = ", ".join(look_name(one) for one in row.looks if one.id in cell.also)
            parts.append(_("Overlap: {looks} would hold here just as well").format(looks=names))
        if not cell.present:
            parts.append(_("Not in this scene"))
        if cell.chosen:
            words = ngettext(
                "{n} shot has a look of its own",
                "{n} shots have looks of their own",
                len(cell.chosen),
            )
            parts.append(words.format(n=len(cell.chosen)))
        return "\n".join(parts)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Names at the left, scene numbers on top."""
        if orientation == Qt.Orientation.Horizontal:
            scene = self.table.scenes[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return scene.number or str(section + 1)
            if role == Qt.ItemDataRole.ToolTipRole:
                episode = self.table.episodes[scene.id]
                return f"{episode_title(episode.number, episode.title)}\n{scene_title(scene)}"
            return None
        row = self.table.rows[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entry.name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon_of(row.entry)
        if role == Qt.ItemDataRole.ForegroundRole and row.faults:
            return QBrush(theme.color("warn"))
        if role == Qt.ItemDataRole.ToolTipRole:
            words = ngettext("{n} look", "{n} looks", len(row.looks)).format(n=len(row.looks))
            faults = ngettext("{n} scene to look at", "{n} scenes to look at", row.faults)
            return f"{words}\n{faults.format(n=row.faults)}" if row.faults else words
        return None


class BarDelegate(QStyledItemDelegate):
    """Paints one cell's part of the bars; a bar's name runs over all of its cells."""

    def __init__(self, model: WardrobeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, bar, marks, selection."""
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        row, cell = self._model.row(index.row()), self._model.cell(index)
        self._ground(painter, box, index, cell)
        worn = row.look(cell.look_id)
        if worn is not None:
            self._bar(painter, box, index.column(), row, worn)
        if cell.problem == "gap":
            self._gap(painter, box)
        if cell.chosen:
            self._override(painter, box)
        if option.state & option.state.State_Selected:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(theme.color("accent", 0.10))
            painter.drawRect(box.adjusted(1, 1, -1.5, -1.5))
        painter.restore()

    def _ground(self, painter: QPainter, box: QRectF, index: _Index, cell: WardrobeCell) -> None:
        table = self._model.table
        scene = table.scenes[index.column()]
        if table.episodes[scene.id].number % 2 == 0:
            painter.fillRect(box, theme.color("raised", 0.45))
        first = index.column() == 0 or (
            table.episodes[table.scenes[index.column() - 1].id].id != table.episodes[scene.id].id
        )
        painter.setPen(QPen(theme.color("border" if first else "line"), 1))
        painter.drawLine(box.topLeft(), box.bottomLeft())
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if cell.present:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("text"))
            side = theme.px(5)
            painter.drawEllipse(
                QRectF(box.center().x() - side / 2, box.bottom() - side - 4, side, side)
            )

    def _bar(
        self, painter: QPainter, box: QRectF, column: int, row: DressedRow, worn: Look
    ) -> None:
        cell = row.cells[column]
        first, last = _run(row.cells, column)
        color = look_color(row.entry, row.looks, worn)
        ink = QColor(color if cell.present else _faint(color))
        top = box.top() + theme.px(6)
        height = box.height() - theme.px(20)
        whole = QRectF(
            box.left() - (column - first) * box.width() + 3,
            top,
            (last - first + 1) * box.width() - 6,
            height,
        )
        path = QPainterPath()
        path.addRoundedRect(whole, theme.px(6), theme.px(6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(path, ink)
        rivals = [one for one in row.looks if one.id in cell.also]
        for place, other in enumerate(rivals[:2]):
            stripe = QRectF(box.left(), top + height * (2 + place) / 4, box.width(), height / 4)
            color_of = QColor(look_color(row.entry, row.looks, other))
            painter.fillRect(stripe.intersected(path.boundingRect()), color_of)
        if cell.problem == "overlap":
            painter.setPen(QPen(theme.color("error"), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole.intersected(box.adjusted(2, 0, -2, 0)), 4, 4)
        painter.setFont(theme.font("caption"))
        painter.setPen(QColor(readable_on(ink.name())))
        room = whole.adjusted(theme.px(7), 0, -theme.px(5), 0)
        shown = painter.fontMetrics().elidedText(
            look_name(worn), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _gap(self, painter: QPainter, box: QRectF) -> None:
        inner = box.adjusted(3, theme.px(6), -3, -theme.px(14))
        painter.setPen(QPen(theme.color("warn"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(QBrush(theme.color("warn", 0.35), Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(inner, 5, 5)
        painter.setFont(theme.font("title"))
        painter.setPen(theme.color("warn"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, "?")

    def _override(self, painter: QPainter, box: QRectF) -> None:
        side = theme.px(9)
        path = QPainterPath()
        path.moveTo(box.right() - side - 3, box.top() + 3)
        path.lineTo(box.right() - 3, box.top() + 3)
        path.lineTo(box.right() - 3, box.top() + 3 + side)
        path.closeSubpath()
        painter.fillPath(path, theme.color("accent"))


def _run(cells: Sequence[WardrobeCell], column: int) -> tuple[int, int]:
    """First and last cell of the bar that a cell is part of; scenes it is not in fade but do not break it."""
    look = cells[column].look_id
    first = last = column
    while first > 0 and cells[first - 1].look_id == look:
        first -= 1
    while last + 1 < len(cells) and cells[last + 1].look_id == look:
        last += 1
    return first, last


def _faint(color: str) -> str:
    return blend(color, theme.current().colors.panel, 0.35)


class WardrobeView(QTableView):
    """`menu_wanted(point)` by Enter, click, the end of a drag, or the menu key."""

    menu_wanted = Signal(QPoint)

    def __init__(self, model: WardrobeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(BarDelegate(model, self))
        self.setAccessibleName(_("Who wears what, by scene"))
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QTableView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        for header, size in ((across, CELL_WIDTH), (down, ROW_HEIGHT)):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultSectionSize(theme.px(size))
            header.setHighlightSections(True)
        down.setFixedWidth(theme.px(150))
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setAccessibleName(_("Scenes"))
        down.setAccessibleName(_("Characters"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks what to do with the marked scenes."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._ask()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            place = self.visualRect(index).bottomLeft()
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, or the end of a drag over scenes, asks."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.indexAt(event.pos()).isValid():
            self.menu_wanted.emit(event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Right click and the menu key."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(event.globalPos())
        else:
            self._ask()
