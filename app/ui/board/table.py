"""The shots as a table: cells edited in place, one edit for every selected row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.domain.ids import ShotId
from app.ui import icons, theme
from app.ui.board.card import cast_dot, paint_picture
from app.ui.board.choices import OTHER_LANGUAGE, BothLanguages, term_icon
from app.ui.i18n import _
from app.ui.models.shot_cards import ShotCard
from app.ui.models.shots import CARD_ROLE, COLUMNS, ID_ROLE, ShotModel
from app.ui.models.states import shot_look
from app.ui.models.thumbnails import Thumbnails
from app.ui.models.words import TERMS, both, word

_KEYS = [key for key, _heading in COLUMNS]
_WIDTHS = {
    "number": 78, "picture": 64, "size": 116, "angle": 104, "move": 116, "action": 260, "lines": 220, "length": 70,
    "transition": 100, "takes": 60, "state": 110, "cost": 74, "notes": 160,
}  # fmt: skip


class CellDelegate(QStyledItemDelegate):
    """Words with a drawing where the trade has one; a combo box for its terms, a line for the rest."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.aspect = 16 / 9

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        card: ShotCard | None = index.data(CARD_ROLE)
        key = _KEYS[index.column()]
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
        box = QRectF(option.rect).adjusted(8, 0, -8, 0)
        if key == "picture":
            self._picture(painter, box, card)
        elif key == "state":
            look = shot_look(card.state)
            self._words(painter, box, word("state", card.state), look.icon, look.tone)
        else:
            if key in TERMS:
                side = QSize(theme.px(28), theme.px(20))
                drawing = term_icon(
                    key, str(getattr(card, key)), theme.current().name, theme.current().scale
                )
                top = int(box.center().y() - side.height() / 2)
                drawing.paint(painter, QRect(int(box.left()), top, side.width(), side.height()))
                box.setLeft(box.left() + side.width() + 6)
            tone = "muted" if key in ("cost", "takes", "notes") else "text"
            self._words(painter, box, str(index.data(Qt.ItemDataRole.DisplayRole) or ""), "", tone)
        painter.setPen(theme.color("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -1.5, -1.5))
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, words: str, meaning: str, tone: str) -> None:
        if meaning:
            side = theme.px(14)
            icons.icon(meaning, tone).paint(
                painter, QRect(int(box.left()), int(box.center().y() - side / 2), side, side)
            )
            box = box.adjusted(side + 5, 0, 0, 0)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color(tone))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        metrics = painter.fontMetrics()
        fits = (
            int(box.height() // metrics.lineSpacing()) > 1
            and metrics.horizontalAdvance(words) > box.width()
        )
        if fits:
            painter.save()
            painter.setClipRect(box)
            painter.drawText(box, int(flags), words)
            painter.restore()
        else:
            shown = metrics.elidedText(
                words.replace("\n", " "), Qt.TextElideMode.ElideRight, int(box.width())
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def _picture(self, painter: QPainter, box: QRectF, card: ShotCard) -> None:
        height = box.height() - 8
        width = min(height / self.aspect, box.width())
        frame = QRectF(box.left(), box.top() + 4, width, height)
        ratio = painter.device().devicePixelRatioF()
        shape = QPainterPath()
        shape.addRoundedRect(frame, 3, 3)
        painter.save()
        painter.setClipPath(shape)
        picture = self._thumbnails.pixmap(
            card.media, round(max(width, height) * ratio), card.trim_in
        )
        paint_picture(painter, frame, card, picture)
        painter.restore()
        side = theme.px(14)
        room = int((box.right() - frame.right()) // (side + 2))
        for place, subject in enumerate(card.subjects[: max(room, 0)]):
            cast_dot(painter, QRectF(frame.right() + 4 + place * (side + 2), frame.center().y() - side / 2, side, side),
                     subject.name, subject.color)  # fmt: skip

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """A combo box for terms, otherwise a line."""
        _unused = option
        key = _KEYS[index.column()]
        if key not in TERMS:
            line = QLineEdit(parent)
            line.setAccessibleName(word("heading", COLUMNS[index.column()][1]))
            return line
        box = QComboBox(parent)
        box.setAccessibleName(word("heading", COLUMNS[index.column()][1]))
        box.setIconSize(QSize(theme.px(28), theme.px(20)))
        for term in TERMS[key]:
            own, other = both(key, term)
            box.addItem(
                term_icon(key, term, theme.current().name, theme.current().scale), own, term
            )
            box.setItemData(box.count() - 1, other, OTHER_LANGUAGE)
        box.setItemDelegate(BothLanguages(box))

        def take() -> None:
            self.commitData.emit(box)
            self.closeEditor.emit(box)

        box.activated.connect(lambda _row: take())
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Start from the cell's value."""
        value = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
            editor.showPopup()
        elif isinstance(editor, QLineEdit):
            editor.setText(value)
            editor.selectAll()

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Hand the value over when it changed."""
        value: Any = editor.currentData() if isinstance(editor, QComboBox) else editor.text()  # type: ignore[attr-defined]
        if str(value) != str(index.data(Qt.ItemDataRole.EditRole) or ""):
            model.setData(index, value)

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Over the cell, at its own height."""
        _unused = index
        height = editor.sizeHint().height()
        box = option.rect
        editor.setGeometry(
            box.left(),
            box.top() + (box.height() - height) // 2,
            max(box.width(), theme.px(120)),
            height,
        )


class ShotTable(QTableView):
    """All columns of the shots; `chosen(ids)`, `opened(id)`, `nudged(step)`, `menu_wanted(point)`."""

    chosen = Signal(list)
    opened = Signal(str)
    nudged = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(
        self, model: ShotModel, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Table of shots"))
        self._model = model
        self.setModel(model)
        self.cells = CellDelegate(thumbnails, self)
        self.setItemDelegate(self.cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(54))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, key in enumerate(_KEYS):
            self.setColumnWidth(column, theme.px(_WIDTHS[key]))
        header.setStretchLastSection(True)
        thumbnails.ready.connect(lambda _sha: self.viewport().update())
        self.selectionModel().selectionChanged.connect(
            lambda *_args: self.chosen.emit(self.selected())
        )

    def selected(self) -> list[ShotId]:
        """Selected shots in story order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.shown[row].id for row in rows if row < len(self._model.shown)]

    def select(self, ids: list[ShotId]) -> None:
        """Select these rows."""
        from PySide6.QtCore import QItemSelectionModel

        flags = QItemSelectionModel.SelectionFlag
        rows = [row for shot_id in ids if (row := self._model.row_of(shot_id)) >= 0]
        if not rows:
            self.clearSelection()
            return
        column = max(self.currentIndex().column(), 0)
        current = self.currentIndex().row()
        focus = self._model.index(current if current in rows else rows[0], column)
        self.selectionModel().setCurrentIndex(focus, flags.ClearAndSelect | flags.Rows)
        for row in rows:
            self.selectionModel().select(self._model.index(row, 0), flags.Select | flags.Rows)
        self.scrollTo(focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+arrows reorder, Enter edits; letters are the page's keys."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.nudged.emit(step)
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid() and not self.edit(
                self.currentIndex(), self.EditTrigger.AllEditTriggers, event
            ):
                self.opened.emit(self.currentIndex().data(ID_ROLE))
            event.accept()
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The page builds the menu."""
        self.menu_wanted.emit(event.globalPos())
