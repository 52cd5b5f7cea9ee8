"""A list of shots with reasons, by episode: marked together, gone to one by one. Outdated and Report share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.ui import theme
from app.ui.icons import icon

_ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class ReasonRow:
    """One line: a shot (or nothing), what is to be said of it, and where Go to leads."""

    group: str
    place: str
    words: str
    icon_name: str = "state.warn"
    shot_id: str = ""
    scene_id: str = ""
    cast_id: str = ""
    tip: str = ""


class RowsTree(QTreeWidget):
    """`opened(row)` by Enter or double click; `marked()` gives the chosen rows."""

    opened = Signal(object)

    def __init__(self, name: str, columns: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHeaderLabels(list(columns))
        self.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.setIndentation(theme.px(16))
        self.setUniformRowHeights(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(True)
        self.itemActivated.connect(self._open)

    def show_rows(self, rows: Sequence[ReasonRow], groups: Mapping[str, str]) -> None:
        """Show these; `groups` names each group, in order. What was marked stays marked."""
        held = {(row.shot_id, row.words) for row in self.marked()}
        self.clear()
        for key, title in groups.items():
            own = [row for row in rows if row.group == key]
            if not own:
                continue
            top = QTreeWidgetItem([f"{title}  {len(own)}"])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            top.setForeground(0, theme.color("muted"))
            self.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for row in own:
                item = QTreeWidgetItem([row.place, row.words])
                item.setIcon(0, icon(row.icon_name, "warn"))
                item.setToolTip(1, row.tip or row.words)
                item.setData(0, _ROW, row)
                top.addChild(item)
                if (row.shot_id, row.words) in held:
                    item.setSelected(True)
            top.setExpanded(True)

    def rows(self) -> list[ReasonRow]:
        """Every row in order."""
        tops = [self.topLevelItem(at) for at in range(self.topLevelItemCount())]
        items = [top.child(at) for top in tops if top is not None for at in range(top.childCount())]
        return [item.data(0, _ROW) for item in items if item is not None]

    def marked(self) -> list[ReasonRow]:
        """The chosen rows in order."""
        chosen = [item.data(0, _ROW) for item in self.selectedItems()]
        order = {id(row): place for place, row in enumerate(self.rows())}
        return sorted(
            (row for row in chosen if isinstance(row, ReasonRow)),
            key=lambda row: order.get(id(row), 0),
        )

    def mark_all(self) -> None:
        """Choose every row."""
        self.selectAll()

    def _open(self, item: QTreeWidgetItem) -> None:
        row = item.data(0, _ROW)
        if isinstance(row, ReasonRow):
            self.opened.emit(row)
