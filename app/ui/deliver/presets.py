"""Kinds of delivery as cards with the picture's shape drawn to scale."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen
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

from app.domain.wording import N_
from app.ui import theme
from app.ui.i18n import _
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.labels import Label

_PRESET = Qt.ItemDataRole.UserRole + 1

#: What the shipped presets are called; others are called as their files say.
TITLES: dict[str, str] = {
    "master-9x16": N_("Vertical master"),
    "master-16x9": N_("Landscape master"),
    "master-1x1": N_("Square master"),
    "review": N_("Review copy"),
}


class PresetLike:
    """What the list needs of a preset: words, pixels and shape."""

    def __init__(
        self, key: str, title: str, size: tuple[int, int], facts: str, *, fits: bool
    ) -> None:
        self.key, self.title, self.size, self.facts, self.fits = key, title, size, facts, fits


class PresetDelegate(QStyledItemDelegate):
    """The shape to scale, the title, the figures."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Every row is equal."""
        _unused = (option, index)
        return QSize(200, theme.px(68))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one preset."""
        preset: PresetLike = index.data(_PRESET)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(4, 3, -4, -3)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(theme.color("accent"), 1.5) if selected else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected" if selected else "hover" if hovered else "panel"))
        painter.drawRoundedRect(box, 6, 6)
        room = theme.px(44)
        width, height = preset.size
        scale = room / max(width, height)
        shape = QRectF(0, 0, width * scale, height * scale)
        shape.moveCenter(QRectF(box.left() + theme.px(8), box.top(), room, box.height()).center())
        painter.setPen(QPen(theme.color("accent" if selected else "muted"), 1.5))
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(shape, 3, 3)
        left = box.left() + room + theme.px(20)
        line = theme.px(19)
        face = theme.font("body")
        face.setWeight(QFont.Weight.Medium)
        painter.setFont(face)
        painter.setPen(theme.color("text"))
        top = box.center().y() - line
        wide = box.right() - left - 8
        right = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(preset.title, right, int(wide))
        painter.drawText(QRectF(left, top, wide, line), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("muted"))
        shown = painter.fontMetrics().elidedText(preset.facts, right, int(wide))
        painter.drawText(QRectF(left, top + line, wide, line), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class PresetList(QFrame):
    """Choose a kind of delivery; `chosen(key)`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_3, SPACE_2, SPACE_2)
        column.setSpacing(SPACE_2)
        title = Label(_("Kind of file"), "title")
        title.setContentsMargins(SPACE_2, 0, 0, 0)
        column.addWidget(title)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Kind of file"))
        self.list.setItemDelegate(PresetDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.currentItemChanged.connect(self._changed)
        column.addWidget(self.list, 1)

    def set_presets(self, presets: Sequence[PresetLike], current: str) -> None:
        """List them; the current one, or the first, is chosen."""
        self.list.blockSignals(True)
        self.list.clear()
        for preset in presets:
            item = QListWidgetItem()
            item.setData(_PRESET, preset)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{preset.title}, {preset.facts}")
            self.list.addItem(item)
            if preset.key == current or not self.list.currentItem():
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def current(self) -> str:
        """The chosen key."""
        item = self.list.currentItem()
        return str(item.data(_PRESET).key) if item is not None else ""

    def _changed(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        _unused = before
        if item is not None:
            self.chosen.emit(item.data(_PRESET).key)
