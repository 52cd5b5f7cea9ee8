"""The wardrobe of the series: scenes are marked, then told what is worn there; every edit is one undo step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.commands import cast as commands
from app.domain.cast import CastEntry, Look
from app.domain.script import Scene
from app.errors import FenjingError
from app.ui.cast.faces import Faces
from app.ui.cast.wardrobe_rows import DressedRow, read_wardrobe
from app.ui.cast.wardrobe_table import WardrobeModel, WardrobeView, look_color
from app.ui.cast.words import look_name
from app.ui.finding import scene_title
from app.ui.home.new_project import ask_words
from app.ui.i18n import _, ngettext, sentence
from app.ui.icons import icon
from app.ui.page import Context
from app.ui.tokens import SPACE_2, SPACE_3
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.fields import swatch
from app.ui.widgets.labels import Label


class WardrobePanel(QWidget):
    """`look_opened(cast_id, look_id)`: show the sheet of a look."""

    look_opened = Signal(str, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._faces = Faces(context.project, self)
        self._looks: dict[str, list[Look]] = {}
        self.model = WardrobeModel(self._icon, self)
        self.table = WardrobeView(self.model)
        self.table.menu_wanted.connect(self.open_menu)
        self._faces.ready.connect(lambda _one: self.table.verticalHeader().viewport().update())
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        self.told = Label("", "caption", wrap=True)
        self.next = Button(_("Next gap or overlap"), "plain", "goto", small=True)
        self.next.clicked.connect(self.to_next_fault)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.next)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._stack = QStackedWidget()
        self._stack.addWidget(whole)
        self.empty = EmptyState(
            "look",
            _("No scenes to dress yet"),
            _("Once the script has scenes with characters, this shows who wears what in each."),
            (_("Go to Script"), lambda: context.go("script")),
        )
        self._stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _icon(self, entry: CastEntry) -> QIcon:
        return self._faces.icon(entry, self._looks.get(entry.id, []))

    # reading ------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the wardrobe again; what was marked stays marked."""
        table = read_wardrobe(self._context.project)
        self._looks = {row.entry.id: list(row.looks) for row in table.rows}
        held = self.table.currentIndex()
        place = (held.row(), held.column()) if held.isValid() else (0, 0)
        self.model.set_table(table)
        filled = bool(table.rows and table.scenes)
        self._stack.setCurrentIndex(0 if filled else 1)
        if not filled:
            return
        row, column = min(place[0], len(table.rows) - 1), min(place[1], len(table.scenes) - 1)
        self.table.setCurrentIndex(self.model.index(row, column))
        faults = len(table.warnings)
        words = ngettext("{n} gap or overlap", "{n} gaps and overlaps", faults).format(n=faults)
        hint = _("Mark scenes with the mouse or Shift+arrows, then Enter: what is worn there.")
        self.told.setToolTip("\n".join(sentence(one.text) for one in table.warnings))
        first = sentence(table.warnings[0].text) if faults else ""
        self.told.setText(f"{words}: {first}   {hint}" if faults else hint)
        self.told.set_tone("warn" if faults else "muted")
        self.next.setEnabled(faults > 0)

    def marked(self) -> tuple[DressedRow, Scene, Scene] | None:
        """The row and the first and last scene that are marked, in the row of the cursor."""
        index = self.table.currentIndex()
        if not index.isValid():
            return None
        columns = [
            one.column() for one in self.table.selectedIndexes() if one.row() == index.row()
        ] or [index.column()]
        scenes = self.model.table.scenes
        return self.model.row(index.row()), scenes[min(columns)], scenes[max(columns)]

    def to_next_fault(self) -> None:
        """Go to the next gap or overlap after the cursor, row by row."""
        rows = self.model.table.rows
        places = [
            (row, column)
            for row, held in enumerate(rows)
            for column, cell in enumerate(held.cells)
            if cell.problem
        ]
        here = (self.table.currentIndex().row(), self.table.currentIndex().column())
        after = [place for place in places if place > here] or places
        if after:
            self.table.setCurrentIndex(self.model.index(*after[0]))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # changing -----------------------------------------------------------------------------------

    def menu(self) -> QMenu | None:
        """What can be said of the marked scenes."""
        marked = self.marked()
        if marked is None:
            return None
        row, first, last = marked
        menu = QMenu(self)
        scenes = first.number if first.id == last.id else f"{first.number} – {last.number}"
        title = menu.addAction(f"{row.entry.name} · {scenes}")
        title.setEnabled(False)
        writable = not self._context.project.read_only
        for look in row.looks:
            worn = menu.addAction(
                swatch(look_color(row.entry, row.looks, look)),
                _("Wears {look} here").format(look=look_name(look)),
            )
            worn.setEnabled(writable)
            worn.triggered.connect(lambda _checked=False, one=look: self.wear(one, first, last))
        fresh = menu.addAction(icon("add"), _("New look here…"))
        fresh.setEnabled(writable)
        fresh.triggered.connect(lambda _checked=False: self.new_look(row.entry, first, last))
        index = self.table.currentIndex()
        cell = self.model.cell(index)
        dressed = row.look(cell.look_id)
        if dressed is not None:
            self._bounds(menu, dressed, first, last, writable=writable)
        return menu

    def _bounds(
        self, menu: QMenu, look: Look, first: Scene, last: Scene, *, writable: bool
    ) -> None:
        menu.addSeparator()
        name = look_name(look)
        entries: tuple[tuple[str, str, Callable[[], object]], ...] = (
            (_("{look} begins here").format(look=name), "frame.forward",
             lambda: self.edit(look, from_scene=first.id)),
            (_("{look} ends here").format(look=name), "frame.back",
             lambda: self.edit(look, to_scene=last.id)),
            (_("{look} holds everywhere").format(look=name), "zoom.fit",
             lambda: self.edit(look, from_scene=None, to_scene=None)),
            (_("Reason for {look}…").format(look=name), "note", lambda: self.reason(look)),
        )  # fmt: skip
        for words, icon_name, do in entries:
            action = menu.addAction(icon(icon_name), words)
            action.setEnabled(writable)
            action.triggered.connect(lambda _checked=False, act=do: act())
        menu.addSeparator()
        opened = menu.addAction(icon("sheet"), _("Open the sheet of {look}").format(look=name))
        opened.triggered.connect(
            lambda _checked=False: self.look_opened.emit(look.cast_id, look.id)
        )

    def open_menu(self, at: QPoint) -> None:
        """Show it."""
        menu = self.menu()
        if menu is None:
            return
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
        usable = next((one for one in menu.actions() if one.isEnabled()), None)
        if usable is not None:
            menu.setActiveAction(usable)

    def wear(self, look: Look, first: Scene, last: Scene) -> None:
        """Let a look hold for exactly these scenes."""
        self.edit(look, from_scene=first.id, to_scene=last.id)

    def edit(self, look: Look, **fields: Any) -> None:
        """Change a look's range or reason."""
        self._do(commands.edit_look, look.id, **fields)

    def reason(self, look: Look) -> None:
        """Ask why it holds there."""
        title = _("Why it holds there")
        text = ask_words(self, title, look_name(look), look.reason)
        if text and text != look.reason:
            self.edit(look, reason=text)

    def new_look(self, entry: CastEntry, first: Scene, last: Scene) -> None:
        """Ask for a name and dress these scenes in a new look."""
        where = scene_title(first)
        name = ask_words(
            self,
            _("New look of {name}").format(name=entry.name),
            _("Name, from {scene} on").format(scene=where),
        )
        if name:
            self._do(
                commands.add_look, entry.id, name, kind="wardrobe", from_scene=first.id,
                to_scene=last.id,
            )  # fmt: skip

    def _do(self, command: Callable[..., Any], *args: Any, **fields: Any) -> None:
        try:
            self._context.project.do(command, *args, **fields)
        except FenjingError as error:
            self._context.notices.error(error)
            return
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
