"""The left panel: everyone and everything by kind, with a filter and a button to add."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QFrame, QMenu, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.domain.cast import CastEntry
from app.planning.spelling import key_of, score
from app.ui import theme
from app.ui.cast.words import KINDS
from app.ui.i18n import _, ngettext
from app.ui.icons import icon
from app.ui.tokens import SPACE_2, SPACE_3, SPACE_4
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import SearchField, swatch
from app.ui.widgets.labels import SectionHeader


class CastList(QFrame):
    """`chosen(id)`; `add_wanted(kind)`; `remove_wanted(id)`; `from_script_wanted`; `bring_wanted`."""

    chosen = Signal(str)
    add_wanted = Signal(str)
    remove_wanted = Signal(str)
    from_script_wanted = Signal()
    bring_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "window")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SPACE_3, 0, SPACE_2)
        outer.setSpacing(SPACE_2)
        header = SectionHeader(_("Cast"))
        header.set_margins(SPACE_4, SPACE_2)
        self.add = Button(_("Add"), "quiet", "add", small=True)
        menu = QMenu(self.add)
        for kind, (one, _many, icon_name) in KINDS.items():
            menu.addAction(
                icon(icon_name), _(one), lambda chosen=kind: self.add_wanted.emit(chosen)
            )
        menu.addSeparator()
        menu.addAction(icon("import"), _("Bring in from the library…"), self.bring_wanted.emit)
        self.add.setMenu(menu)
        header.add(self.add)
        outer.addWidget(header)
        self._filter = SearchField(_("Filter the cast"))
        self._filter.wanted.connect(lambda _text: self._fill())
        holder = QVBoxLayout()
        holder.setContentsMargins(SPACE_3, 0, SPACE_3, 0)
        holder.addWidget(self._filter)
        outer.addLayout(holder)
        self.tree = QTreeWidget()
        self.tree.setProperty("surface", "clear")
        self.tree.setAccessibleName(_("Characters, places, props and styles"))
        self.tree.setHeaderHidden(True)
        self.tree.setIconSize(QSize(theme.px(24), theme.px(24)))
        self.tree.setIndentation(theme.px(14))
        self.tree.currentItemChanged.connect(lambda item, _before: self._tell(item))
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        remove = QAction(_("Remove from cast"), self.tree)
        remove.triggered.connect(lambda _checked=False: self._remove())
        self.tree.addAction(remove)
        outer.addWidget(self.tree, 1)
        take = Button(_("Take names from the script"), "link")
        take.clicked.connect(self.from_script_wanted)
        outer.addWidget(take, 0, Qt.AlignmentFlag.AlignHCenter)
        self._take = take
        self._entries: Sequence[CastEntry] = ()
        self._bare: frozenset[str] = frozenset()
        self._current = ""
        self._filling = False
        self._icon_of: Callable[[CastEntry], QIcon] = lambda entry: swatch(entry.color, 20)

    def set_icons(self, icon_of: Callable[[CastEntry], QIcon]) -> None:
        """Where the rows get their small pictures."""
        self._icon_of = icon_of

    def show_icon(self, cast_id: str) -> None:
        """A row's picture came."""
        entry = next((one for one in self._entries if one.id == cast_id), None)
        for item in self._rows():
            if entry is not None and item.data(0, Qt.ItemDataRole.UserRole) == cast_id:
                item.setIcon(0, self._icon_of(entry))

    def _rows(self) -> list[QTreeWidgetItem]:
        tops = [self.tree.topLevelItem(index) for index in range(self.tree.topLevelItemCount())]
        rows = [
            top.child(index) for top in tops if top is not None for index in range(top.childCount())
        ]
        return [row for row in rows if row is not None]

    def show_entries(
        self, entries: Sequence[CastEntry], without_picture: frozenset[str], current: str
    ) -> None:
        """Show these; those without a picture are marked in words in their tooltip and by an icon."""
        self._entries, self._bare, self._current = entries, without_picture, current
        self._fill()

    def show_proposed(self, count: int) -> None:
        """How many names the script has that the cast does not."""
        self._take.setVisible(count > 0)
        self._take.set_words(
            ngettext(
                "Take {n} name from the script", "Take {n} names from the script", count
            ).format(n=count)
        )

    def _fill(self) -> None:
        self._filling = True
        words = self._filter.text().casefold().split()
        self.tree.clear()
        for kind, (_one, many, _icon) in KINDS.items():
            shown = [
                entry for entry in self._entries if entry.kind == kind and self._fits(entry, words)
            ]
            if not shown:
                continue
            top = QTreeWidgetItem([f"{_(many)}  {len(shown)}"])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            top.setForeground(0, theme.color("muted"))
            self.tree.addTopLevelItem(top)
            for entry in shown:
                top.addChild(self._row(entry))
            top.setExpanded(True)
        self._filling = False

    def _fits(self, entry: CastEntry, words: list[str]) -> bool:
        return not words or score(words, key_of(" ".join((entry.name, *entry.aliases)))) > 0

    def _row(self, entry: CastEntry) -> QTreeWidgetItem:
        item = QTreeWidgetItem([entry.name])
        item.setIcon(0, self._icon_of(entry))
        item.setData(0, Qt.ItemDataRole.UserRole, entry.id)
        if entry.id in self._bare:
            item.setToolTip(
                0, _("No picture yet: {name} is drawn as a figure").format(name=entry.name)
            )
            item.setForeground(0, theme.color("text"))
        if entry.id == self._current:
            self.tree.setCurrentItem(item)
            item.setSelected(True)
        return item

    def mark(self, current: str) -> None:
        """Choose a row without telling."""
        self._current = current
        self._filling = True
        for row in self._rows():
            if row.data(0, Qt.ItemDataRole.UserRole) == current:
                self.tree.setCurrentItem(row)
        self._filling = False

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if item is None or self._filling:
            return
        chosen = item.data(0, Qt.ItemDataRole.UserRole)
        if chosen:
            self._current = chosen
            self.chosen.emit(chosen)

    def _remove(self) -> None:
        if self._current:
            self.remove_wanted.emit(self._current)
