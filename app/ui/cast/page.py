"""The Cast page: the list at the left, one sheet in the middle, where it is used at the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtMultimedia import QSoundEffect
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.commands import cast as commands
from app.domain.cast import PALETTE, CastEntry, CastKind, Look, Slot, Voice
from app.domain.changes import Changes
from app.domain.ids import CastId, LookId, mint
from app.domain.script import Scene
from app.errors import FenjingError
from app.planning import cast as cast_planning
from app.studio.intake import PICTURE_SUFFIXES
from app.ui import theme
from app.ui.cast.cast_list import CastList
from app.ui.cast.faces import Faces
from app.ui.cast.sheet import CastSheet, sample_line
from app.ui.cast.slot import clipboard_picture
from app.ui.cast.usage import Usage
from app.ui.cast.words import KINDS, SLOTS, SLOTS_OF
from app.ui.home.new_project import ask_words
from app.ui.i18n import _, ngettext
from app.ui.page import Context, Page
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.layouts import Splitter

ORIGIN = "cast"


class CastPage(Page):
    """Everyone and everything that recurs, and how it looks and sounds."""

    key = "cast"
    icon_name = "page.cast"
    shortcut = "Ctrl+2"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._current = ""
        self._sheet: CastSheet | None = None
        self._sound: QSoundEffect | None = None
        self.act(
            _("Add character"),
            lambda: self.add("character"),
            keys="Ctrl+Shift+N",
            icon_name="add",
            name="cast.add",
        )
        self.act(_("Add place"), lambda: self.add("place"), icon_name="add")
        self.act(_("Add prop"), lambda: self.add("prop"), icon_name="add")
        self.act(_("Add style"), lambda: self.add("style"), icon_name="add")
        self.act(_("Add look"), self.add_look, icon_name="look")
        self.act(_("Duplicate in the cast"), self.duplicate, keys="Ctrl+D", icon_name="duplicate")
        self.act(
            _("Move up in the cast"), lambda: self.move(-1), keys="Alt+Up", icon_name="move.up"
        )
        self.act(
            _("Move down in the cast"), lambda: self.move(1), keys="Alt+Down", icon_name="move.down"
        )
        self.act(_("Remove from cast"), self.remove, icon_name="remove")
        self.act(_("Take names from the script"), self.take_from_script, icon_name="page.script")
        self.act(
            _("Paste a picture as reference"),
            self.paste_picture,
            keys="Ctrl+Shift+V",
            icon_name="paste",
        )
        self.list = CastList()
        self.list.chosen.connect(self.choose)
        self.list.add_wanted.connect(self.add)
        self.list.remove_wanted.connect(lambda _chosen: self.remove())
        self.list.from_script_wanted.connect(self.take_from_script)
        self._faces = Faces(context.project, self)
        self.list.set_icons(lambda entry: self._faces.icon(entry, self._looks.get(entry.id, [])))
        self._faces.ready.connect(self.list.show_icon)
        self._looks: dict[str, list[Look]] = {}
        self._middle = QStackedWidget()
        self._middle.setMinimumWidth(theme.px(360))
        self.usage = Usage()
        self.usage.shots_chosen.connect(self._open_shots)
        self.splitter = Splitter(self.list, self._middle, self.usage, sizes=[240, 860, 280])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.layout_.addWidget(self.stack)
        self._empty: QWidget | None = None

    @classmethod
    def title(cls) -> str:
        """Cast."""
        return _("Cast")

    # reading ----------------------------------------------------------------------------------

    def shown(self) -> None:
        """Read everything again."""
        self._read()

    def show_changes(self, changes: Changes) -> None:
        """After a commit."""
        if changes.touches("CastEntry", "Look") or (
            changes.touches("Shot", "Scene") and changes.origin != ORIGIN
        ):
            self._read(keep_sheet=changes.origin == ORIGIN and not changes.touches("Look"))

    def _read(self, *, keep_sheet: bool = False) -> None:
        session = self.context.project
        entries = session.all(CastEntry)
        if not entries:
            self._show_empty()
            return
        self.stack.setCurrentWidget(self.splitter)
        ids = [entry.id for entry in entries]
        if self._current not in ids:
            self._current, keep_sheet = ids[0], False
        self._looks = {}
        for look in session.all(Look):
            self._looks.setdefault(look.cast_id, []).append(look)
        pictured = {
            cast_id
            for cast_id, looks in self._looks.items()
            if any(look.references for look in looks)
        }
        self.list.show_entries(entries, frozenset(set(ids) - pictured), self._current)
        self.list.show_proposed(len(self._proposed()))
        if not keep_sheet:
            self._show_sheet()
        self.usage.show_usage(session, self._current)

    def _proposed(self) -> tuple[CastEntry, ...]:
        session = self.context.project
        return cast_planning.propose(tuple(session.all(Scene)), (), tuple(session.all(CastEntry)))

    def _show_empty(self) -> None:
        if self._empty is not None:
            self.stack.removeWidget(self._empty)
            self._empty.deleteLater()
        count = len(self._proposed())
        links: list[tuple[str, Callable[[], object]]] = [
            (_("Add a place"), lambda: self.add("place"))
        ]
        primary: tuple[str, Callable[[], object]] = (
            _("Add your first character"),
            lambda: self.add("character"),
        )
        if count:
            words = ngettext(
                "Take {n} name from the script", "Take {n} names from the script", count
            ).format(n=count)
            links.insert(0, (_("Add your first character"), lambda: self.add("character")))
            primary = (words, self.take_from_script)
        self._empty = EmptyState(
            "page.cast",
            _("Nobody is in the cast yet"),
            _(
                "Characters, places and props keep their face, voice and pictures here, the same in every shot."
            ),
            primary,
            links,
        )
        self.stack.addWidget(self._empty)
        self.stack.setCurrentWidget(self._empty)

    def _show_sheet(self) -> None:
        session = self.context.project
        entry = session.get(CastEntry, self._current)
        scenes = [scene for episode in session.episodes() for scene in session.scenes(episode.id)]
        looks = session.all(Look, cast_id=entry.id)
        sheet = CastSheet(entry, looks, scenes, session.media_path, editable=not session.read_only)
        sheet.changed.connect(self._edit)
        sheet.listen_wanted.connect(self._listen)
        sheet.add_look_wanted.connect(self.add_look)
        sheet.look_changed.connect(self._edit_look)
        sheet.picture_given.connect(self._pin)
        sheet.unpin_wanted.connect(self._unpin)
        sheet.remove_look_wanted.connect(self._remove_look)
        before, self._sheet = self._sheet, sheet
        position = before.verticalScrollBar().value() if before else 0
        self._middle.addWidget(sheet)
        self._middle.setCurrentWidget(sheet)
        if before is not None:
            self._middle.removeWidget(before)
            before.deleteLater()
        sheet.verticalScrollBar().setValue(position)
        if entry.kind == "character" and not any(look.references for look in looks):
            side = round(sheet.portrait.width() * self.devicePixelRatioF())
            session.portraits.portrait(entry, looks, side, lambda path: _show_portrait(sheet, path))

    def choose(self, chosen: str) -> None:
        """Show another entry."""
        if chosen == self._current and self._sheet is not None:
            return
        self.flush()
        self._current = chosen
        self._show_sheet()
        self.list.mark(chosen)
        self.usage.show_usage(self.context.project, chosen)

    # changing ---------------------------------------------------------------------------------

    def _edit(self, fields: dict[str, Any]) -> None:
        session = self.context.project
        try:
            session.do(commands.edit_cast, CastId(self._current), origin=ORIGIN, **fields)
        except FenjingError as error:
            self.context.notices.error(error)
            self._show_sheet()
            return
        if {"aliases", "color", "voice"} & set(fields):
            self._show_sheet()

    def add(self, kind: str) -> None:
        """Ask for a name and add an entry."""
        session = self.context.project
        if session.read_only or kind not in KINDS:
            return
        chosen: CastKind = kind
        one, _many, _icon = KINDS[chosen]
        name = ask_words(self, _("Add: {kind}").format(kind=_(one)), _("Name"))
        if not name:
            return
        color = PALETTE[len(session.all(CastEntry)) % len(PALETTE)]
        entry = CastEntry(id=CastId(mint("cast")), rank="", kind=chosen, name=name, color=color)
        try:
            session.do(commands.add_cast, entry)
        except FenjingError as error:
            self.context.notices.error(error)
            return
        self.choose(entry.id)

    def duplicate(self) -> None:
        """A copy under another name, without the pictures' pins."""
        session = self.context.project
        entry = session.find(CastEntry, self._current)
        if entry is None or session.read_only:
            return
        name = ask_words(
            self, _("Duplicate in the cast"), _("Name"), _("{name} 2").format(name=entry.name)
        )
        if not name:
            return
        copy = entry.model_copy(
            update={"id": CastId(mint("cast")), "rank": "", "name": name, "aliases": ()}
        )
        try:
            session.do(commands.add_cast, copy)
        except FenjingError as error:
            self.context.notices.error(error)
            return
        self.choose(copy.id)

    def move(self, step: int) -> None:
        """One place up or down among its kind."""
        session = self.context.project
        entries = session.all(CastEntry)
        current = session.find(CastEntry, self._current)
        if current is None or session.read_only:
            return
        kin = [entry for entry in entries if entry.kind == current.kind]
        target = kin.index(current) + step
        if not 0 <= target < len(kin):
            return
        rest = [entry for entry in kin if entry.id != current.id]
        session.do(commands.move_cast, current.id, rest[target - 1].id if target else None)

    def remove(self) -> None:
        """Take the entry away; the toast undoes it."""
        session = self.context.project
        entry = session.find(CastEntry, self._current)
        if entry is not None and not session.read_only:
            session.do(commands.remove_cast, entry.id)
            self.context.notices.done(_("Removed: {title}").format(title=entry.name))

    def take_from_script(self) -> None:
        """Add the names of the script that the cast does not have."""
        if self.context.project.read_only:
            return
        added = self.context.project.intake.take_cast_from_script()
        words = ngettext(
            "{n} name added to the cast", "{n} names added to the cast", len(added)
        ).format(n=len(added))
        self.context.notices.done(words)

    # looks and pictures -----------------------------------------------------------------------

    def add_look(self) -> None:
        """One more look for the entry."""
        if self._current and not self.context.project.read_only:
            self.flush()
            self.context.project.do(commands.add_look, CastId(self._current), origin=ORIGIN)

    def _edit_look(self, look_id: str, fields: dict[str, Any]) -> None:
        self.context.project.do(commands.edit_look, LookId(look_id), origin=ORIGIN, **fields)

    def _remove_look(self, look_id: str) -> None:
        self.context.project.do(commands.remove_look, LookId(look_id), origin=ORIGIN)
        self.context.notices.done(_("Look removed"))

    def _pin(self, look_id: str, slot: str, path: Path) -> None:
        try:
            self.context.project.intake.pin_picture(
                LookId(look_id), cast("Slot", slot), path, origin=ORIGIN
            )
        except FenjingError as error:
            self.context.notices.error(error)
            return
        self.context.notices.done(
            _("Picture pinned: {slot}").format(slot=_(SLOTS[cast("Slot", slot)]))
        )

    def _unpin(self, look_id: str, reference: Any) -> None:
        self.context.project.do(
            commands.remove_reference, LookId(look_id), reference, origin=ORIGIN
        )
        self.context.notices.done(_("Picture unpinned"))

    def paste_picture(self) -> None:
        """Pin the clipboard's picture to the first free slot."""
        path = clipboard_picture()
        if path is None:
            self.context.notices.toast(_("There is no picture on the clipboard"))
            return
        self.take_files([path])

    def lands(self, paths: list[Path]) -> str:
        """Pictures go to the first free slot of the entry that is shown."""
        pictures = any(path.suffix.lower() in PICTURE_SUFFIXES for path in paths)
        entry = self.context.project.find(CastEntry, self._current)
        if not pictures or entry is None or self.context.project.read_only:
            return ""
        return _("Pin to the sheet of {name}").format(name=entry.name)

    def take_files(self, paths: list[Path]) -> None:
        """Pin each picture to the next free slot, adding a look when there is none."""
        session = self.context.project
        entry = session.get(CastEntry, self._current)
        for path in [one for one in paths if one.suffix.lower() in PICTURE_SUFFIXES]:
            looks = session.all(Look, cast_id=entry.id)
            if not looks:
                session.do(commands.add_look, entry.id, origin=ORIGIN)
                looks = session.all(Look, cast_id=entry.id)
            taken = {one.slot for one in looks[0].references}
            slots = SLOTS_OF[entry.kind]
            slot = next((one for one in slots if one not in taken), slots[-1])
            self._pin(looks[0].id, slot, path)

    # voice ------------------------------------------------------------------------------------

    def _listen(self, voice: Voice) -> None:
        session = self.context.project
        entry = session.get(CastEntry, self._current)
        lines = [
            line.text
            for episode in session.episodes()
            for scene in session.scenes(episode.id)
            for line in scene.lines
            if entry.answers_to(line.speaker)
        ]
        text = sample_line(entry, lines, session.project.language)
        self.context.notices.toast(_("Speaking: {text}").format(text=text[:60]), seconds=4)
        session.production.voicing.listen(text, voice, self._play, self.context.notices.error)

    def _play(self, path: Path) -> None:
        if self._sound is None:
            self._sound = QSoundEffect(self)
        self._sound.setSource(QUrl.fromLocalFile(str(path)))
        self._sound.play()

    def _open_shots(self, episode: Any, scene: Any, shots: Any) -> None:
        self.context.selection.choose(episode, scene, *shots)
        self.context.go("board")

    # state ------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Keep what was typed."""
        if self._sheet is not None:
            self._sheet.flush()

    def state(self) -> dict[str, Any]:
        """The entry and the sizes."""
        return {"current": self._current, "sizes": self.splitter.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back entry and sizes; `target` asks for an entry by id."""
        self.splitter.restore(state.get("sizes"))
        wanted = state.get("target") or state.get("current")
        if (
            isinstance(wanted, str)
            and wanted
            and self.context.project.find(CastEntry, wanted) is not None
        ):
            self.choose(wanted)

    def panels(self) -> list[QWidget]:
        """The list, the sheet, the usage."""
        return [self.list.tree, *([self._sheet.name] if self._sheet else []), self.usage.tree]

    def leave(self) -> None:
        """Stop a voice that is heard."""
        if self._sound is not None:
            self._sound.stop()


def _show_portrait(sheet: CastSheet, path: Path | None) -> None:
    """The drawing came; the sheet may be gone by then."""
    if path is not None and shiboken6.isValid(sheet):
        sheet.portrait.show_source(path)
