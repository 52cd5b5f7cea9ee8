"""The list of formats that the same cut can leave in, grouped by what they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from app.ui.i18n import _, sentence
from app.ui.icons import icon
from app.ui.tokens import SPACE_2

FORMAT = Qt.ItemDataRole.UserRole + 1
GROUPS: dict[str, str] = {
    "editors": N_("Editing programs"),
    "captions": N_("Captions"),
    "papers": N_("Lists and boards"),
}
ICONS: dict[str, str] = {"editors": "page.cut", "captions": "captions", "papers": "view.table"}


class FormatDelegate(QStyledItemDelegate):
    """A heading, or: icon, name, and how the file's name ends."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Headings are lower."""
        _unused = option
        return QSize(200, theme.px(30 if isinstance(index.data(FORMAT), str) else 44))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        found = index.data(FORMAT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(4, 2, -4, -2)
        if isinstance(found, str):
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("muted"))
            flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
            painter.drawText(box.adjusted(theme.px(6), 0, 0, -3), flags, found)
        else:
            self._row(painter, option, box, found)
        painter.restore()

    def _row(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, found: Any
    ) -> None:
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(theme.color("accent"), 1.5) if current else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected" if current else "hover" if hovered else "panel"))
        painter.drawRoundedRect(box, 6, 6)
        side = theme.px(18)
        mark = icon(ICONS.get(found.group, "file"), "accent" if current else "muted")
        left = box.left() + theme.px(10)
        mark.paint(painter, int(left), int(box.center().y() - side / 2), side, side)
        left += side + theme.px(10)
        face = theme.font("body")
        face.setWeight(QFont.Weight.Medium)
        painter.setFont(face)
        painter.setPen(theme.color("text"))
        ending = found.suffix or _("folder")
        tail = painter.fontMetrics().horizontalAdvance(ending) + theme.px(12)
        wide = box.right() - left - tail - theme.px(4)
        shown = painter.fontMetrics().elidedText(
            sentence(found.title), Qt.TextElideMode.ElideRight, int(wide)
        )
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, box.top(), wide, box.height()), middle, shown)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("muted"))
        area = QRectF(box.right() - tail, box.top(), tail - theme.px(8), box.height())
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, ending)


class FormatList(QFrame):
    """Choose a format; `chosen(id)`, and `opened(id)` for Enter."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, formats: Sequence[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Formats"))
        self.list.setItemDelegate(FormatDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.currentItemChanged.connect(lambda item, _before: self._changed(item))
        self.list.itemActivated.connect(lambda _item: self.opened.emit(self.current()))
        column.addWidget(self.list, 1)
        self._items: dict[str, QListWidgetItem] = {}
        for group, words in GROUPS.items():
            members = [one for one in formats if one.group == group]
            if members:
                head = QListWidgetItem()
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setData(FORMAT, _(words))
                head.setData(Qt.ItemDataRole.AccessibleTextRole, _(words))
                self.list.addItem(head)
            for one in members:
                item = QListWidgetItem()
                item.setData(FORMAT, one)
                told = f"{sentence(one.title)}, {sentence(one.use)}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
                self.list.addItem(item)
                self._items[one.id] = item
        first = next(iter(self._items.values()), None)
        if first is not None:
            self.list.setCurrentItem(first)

    def current(self) -> str:
        """The chosen format's id."""
        found = self.current_format()
        return str(found.id) if found is not None else ""

    def current_format(self) -> Any:
        """The chosen format, None without any."""
        item = self.list.currentItem()
        return item.data(FORMAT) if item is not None else None

    def choose(self, format_id: str) -> None:
        """Choose a format; unknown ids change nothing."""
        if format_id in self._items:
            self.list.setCurrentItem(self._items[format_id])

    def _changed(self, item: QListWidgetItem | None) -> None:
        if item is not None and not isinstance(item.data(FORMAT), str):
            self.chosen.emit(item.data(FORMAT).id)
