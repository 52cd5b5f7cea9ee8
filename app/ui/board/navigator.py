"""The scenes of the episode, with how many shots each has and how many are done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.i18n import _, minutes, ngettext
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.labels import ElidedLabel, Label

_ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class SceneRow:
    """One scene as listed; empty `id` stands for the whole episode."""

    id: str
    number: str
    place: str
    time: str
    shots: int
    with_takes: int
    seconds: float


class SceneDelegate(QStyledItemDelegate):
    """Two lines and a thin bar of how many shots have a take."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Every row is equal."""
        _unused = (option, index)
        return QSize(120, theme.px(52))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one scene."""
        row: SceneRow = index.data(_ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(4, 2, -4, -2)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(box, 6, 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(box, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 6, 6)
        pad = theme.px(8)
        inner = box.adjusted(pad, theme.px(5), -pad, -theme.px(5))
        self._words(painter, inner, row)
        self._bar(painter, QRectF(inner.left(), inner.bottom() - 3, inner.width(), 3), row)
        painter.restore()

    def _words(self, painter: QPainter, inner: QRectF, row: SceneRow) -> None:
        first, second = theme.font("body"), theme.font("caption")
        first.setWeight(QFont.Weight.Medium)
        height = theme.px(18)
        count = str(row.shots)
        width = QFontMetrics(second).horizontalAdvance(count)
        top = QRect(int(inner.left()), int(inner.top()), int(inner.width()) - width - 8, height)
        title = f"{row.number}  {row.place}".strip()
        painter.setFont(first)
        painter.setPen(theme.color("text"))
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, QFontMetrics(first).elidedText(
            title, Qt.TextElideMode.ElideRight, top.width()))  # fmt: skip
        painter.setFont(second)
        painter.setPen(theme.color("muted"))
        painter.drawText(
            QRectF(inner.right() - width, inner.top(), width, height),
            Qt.AlignmentFlag.AlignVCenter,
            count,
        )
        low = QRectF(inner.left(), inner.top() + height - 1, inner.width(), theme.px(15))
        painter.drawText(
            low,
            Qt.AlignmentFlag.AlignVCenter,
            "  ".join(part for part in (row.time, minutes(row.seconds)) if part),
        )

    def _bar(self, painter: QPainter, bar: QRectF, row: SceneRow) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        if row.shots and row.with_takes:
            painter.setBrush(theme.color("ok"))
            painter.drawRoundedRect(
                QRectF(bar.left(), bar.top(), bar.width() * row.with_takes / row.shots, 3), 1.5, 1.5
            )


class _Scenes(QListWidget):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are the page's keys, never a type-ahead search."""
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)


class SceneNavigator(QFrame):
    """The list of scenes; `chosen(scene_id)`, empty for the whole episode."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, SPACE_2)
        column.setSpacing(SPACE_2)
        head = QVBoxLayout()
        head.setContentsMargins(SPACE_3, 0, SPACE_3, 0)
        head.setSpacing(0)
        self.title = ElidedLabel("", "title")
        self.facts = Label("", "caption", wrap=True)
        head.addWidget(self.title)
        head.addWidget(self.facts)
        column.addLayout(head)
        self.list = _Scenes()
        self.list.setAccessibleName(_("Scenes"))
        self.list.setItemDelegate(SceneDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.currentItemChanged.connect(self._changed)
        column.addWidget(self.list, 1)
        self._quiet = False

    def set_scenes(self, title: str, facts: str, rows: Sequence[SceneRow], current: str) -> None:
        """List the scenes without telling a choice."""
        self._quiet = True
        self.title.setText(title)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        if self.list.count() != len(rows):
            self.list.clear()
            for _row in rows:
                self.list.addItem(QListWidgetItem())
        for place, row in enumerate(rows):
            item = self.list.item(place)
            item.setData(_ROW, row)
            shots = ngettext("{n} shot", "{n} shots", row.shots).format(n=row.shots)
            words = " ".join(
                part
                for part in (row.number, row.place, row.time, shots, minutes(row.seconds))
                if part
            )
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setToolTip(words)
            if row.id == current:
                self.list.setCurrentItem(item)
        self._quiet = False

    def _changed(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        _unused = before
        if item is not None and not self._quiet:
            self.chosen.emit(item.data(_ROW).id)
