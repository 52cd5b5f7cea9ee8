"""The Cast page: sheets of everyone and everything, or who wears what when; where it is used at the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtMultimedia import QSoundEffect
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.cast import CastEntry, Look, Voice
from app.domain.changes import Changes
from app.domain.script import Scene
from app.planning import cast as cast_planning
from app.planning.identities import composed
from app.studio.intake import PICTURE_SUFFIXES
from app.ui import theme
from app.ui.cast.cast_list import CastList
from app.ui.cast.entry_desk import ORIGIN, EntryDesk
from app.ui.cast.faces import Faces
from app.ui.cast.head import CastHead
from app.ui.cast.library import Library
from app.ui.cast.look_desk import LookDesk
from app.ui.cast.look_editor import slots_of
from app.ui.cast.sheet import CastSheet, SheetFacts, sample_line
from app.ui.cast.slot import clipboard_picture
from app.ui.cast.usage import Usage
from app.ui.cast.wardrobe_panel import WardrobePanel
from app.ui.i18n import _, ngettext
from app.ui.page import Context, Page
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.layouts import Splitter


class CastPage(Page):
    """Everyone and everything that recurs, and how it looks and sounds."""

    key = "cast"
    icon_name = "page.cast"
    shortcut = "Ctrl+2"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._current = ""
        self._look = ""
        self._sheet: CastSheet | None = None
        self._sound: QSoundEffect | None = None
        self._looks: dict[str, list[Look]] = {}
        self.entries = EntryDesk(context, self, lambda: self._current, self.choose)
        self.looks = LookDesk(context, self, lambda: self._current, self.open_look)
        self.library = Library(context, self, self.choose)
        self._build()
        self._add_actions()

    @classmethod
    def title(cls) -> str:
        """Cast."""
        return _("Cast")

    def _build(self) -> None:
        self.list = CastList()
        self.list.chosen.connect(self.choose)
        self.list.add_wanted.connect(self.entries.add)
        self.list.bring_wanted.connect(self.library.bring)
        self.list.remove_wanted.connect(lambda _chosen: self.entries.remove())
        self.list.from_script_wanted.connect(self.entries.take_from_script)
        self._faces = Faces(self.context.project, self)
        self.list.set_icons(lambda entry: self._faces.icon(entry, self._looks.get(entry.id, [])))
        self._faces.ready.connect(self.list.show_icon)
        self._middle = QStackedWidget()
        self._middle.setMinimumWidth(theme.px(360))
        self.usage = Usage()
        self.usage.shots_chosen.connect(self._open_shots)
        self.splitter = Splitter(self.list, self._middle, self.usage, sizes=[240, 860, 280])
        self.wardrobe = WardrobePanel(self.context)
        self.wardrobe.look_opened.connect(self._open_worn)
        self.head = CastHead()
        self.head.view_chosen.connect(self.show_view)
        self.views = QStackedWidget()
        self.views.addWidget(self.splitter)
        self.views.addWidget(self.wardrobe)
        whole = QWidget()
        self.stack = QStackedWidget()
        self.stack.addWidget(whole)
        self.head.over(whole, self.views)
        self._whole = whole
        self.layout_.addWidget(self.stack)
        self._empty: QWidget | None = None

    def _add_actions(self) -> None:
        entries, looks = self.entries, self.looks
        rows: tuple[tuple[str, Callable[[], object], str, str, str], ...] = (
            (_("Add character"), lambda: entries.add("character"), "Ctrl+Shift+N", "add", "add"),
            (_("Add place"), lambda: entries.add("place"), "", "add", "place"),
            (_("Add prop"), lambda: entries.add("prop"), "", "add", "prop"),
            (_("Add style"), lambda: entries.add("style"), "", "add", "style"),
            (_("Add look"), looks.add, "Ctrl+L", "look", "look"),
            (_("Duplicate in the cast"), entries.duplicate, "Ctrl+D", "duplicate", "duplicate"),
            (_("Merge with another…"), entries.merge, "Ctrl+M", "shot.merge", "merge"),
            (_("Split into two…"), entries.split, "Ctrl+Shift+M", "shot.split", "split"),
            (_("Move up in the cast"), lambda: entries.move(-1), "Alt+Up", "move.up", "up"),
            (_("Move down in the cast"), lambda: entries.move(1), "Alt+Down", "move.down", "down"),
            (_("Remove from cast"), entries.remove, "", "remove", "remove"),
            (_("Take names from the script"), entries.take_from_script, "", "page.script", "script"),
            (_("Save for the library…"), self._export, "Ctrl+E", "export", "export"),
            (_("Bring in from the library…"), self.library.bring, "", "import", "bring"),
            (_("Copy from another project…"), self.library.copy_from, "", "duplicate", "copy"),
            (_("Paste a picture as reference"), self.paste_picture, "Ctrl+Shift+V", "paste", "paste"),
            (_("Compose one sheet…"), lambda: self._look_verb("compose"), "", "sheet", "compose"),
            (_("Cut up a picture…"), lambda: self._look_verb("cut"), "", "trim", "cut"),
            (_("Generate what is missing"), lambda: self._look_verb("generate"), "Ctrl+G",
             "generate", "generate"),
            (_("Sheets"), lambda: self.show_view("sheets"), "Ctrl+Alt+1", "sheet", "sheets"),
            (_("Wardrobe"), lambda: self.show_view("wardrobe"), "Ctrl+Alt+2", "look", "wardrobe"),
        )  # fmt: skip
        for words, do, keys, icon_name, name in rows:
            self.act(words, do, keys=keys, icon_name=icon_name, name=f"cast.{name}")

    # reading ----------------------------------------------------------------------------------

    def shown(self) -> None:
        """Read everything again."""
        self._read()

    def show_changes(self, changes: Changes) -> None:
        """After a commit."""
        own = changes.origin == ORIGIN
        if changes.touches("CastEntry", "Look") or (changes.touches("Shot", "Scene") and not own):
            self._read(keep_sheet=own and not changes.touches("Look"))

    def _read(self, *, keep_sheet: bool = False) -> None:
        session = self.context.project
        entries = session.all(CastEntry)
        if not entries:
            self._show_empty()
            return
        self.stack.setCurrentWidget(self._whole)
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
        if self.views.currentWidget() is self.wardrobe:
            self.wardrobe.read()

    def _proposed(self) -> tuple[CastEntry, ...]:
        session = self.context.project
        return cast_planning.propose(tuple(session.all(Scene)), (), tuple(session.all(CastEntry)))

    def _show_empty(self) -> None:
        if self._empty is not None:
            self.stack.removeWidget(self._empty)
            self._empty.deleteLater()
        count = len(self._proposed())
        links: list[tuple[str, Callable[[], object]]] = [
            (_("Add a place"), lambda: self.entries.add("place")),
            (_("Bring in from the library…"), self.library.bring),
        ]
        primary: tuple[str, Callable[[], object]] = (
            _("Add your first character"),
            lambda: self.entries.add("character"),
        )
        if count:
            words = ngettext(
                "Take {n} name from the script", "Take {n} names from the script", count
            ).format(n=count)
            links.insert(0, primary)
            primary = (words, self.entries.take_from_script)
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

    # the sheet --------------------------------------------------------------------------------

    def _facts(self) -> SheetFacts:
        session = self.context.project
        entry = session.get(CastEntry, self._current)
        looks = session.all(Look, cast_id=entry.id)
        look = next((one for one in looks if one.id == self._look), looks[0] if looks else None)
        self._look = look.id if look else ""
        made: dict[Any, int] = {}
        for take in session.sheets.made(look.id) if look else ():
            if take.recipe and take.recipe.sheet:
                made[take.recipe.sheet.slot] = made.get(take.recipe.sheet.slot, 0) + 1
        price = self.looks.making.price(look, entry) if look else ""
        portrait = next(
            (session.media_path(one.media) for each in looks for one in each.references), None
        )
        return SheetFacts(
            entry=entry,
            looks=looks,
            look=look,
            slots=slots_of(look, entry.kind, session.media_path, price, made) if look else (),
            scenes=[one for episode in session.episodes() for one in session.scenes(episode.id)],
            portrait=portrait,
            composed={"zh": composed(entry, "zh"), "en": composed(entry, "en")},
            language=session.project.language,
            editable=not session.read_only,
        )

    def _show_sheet(self) -> None:
        facts = self._facts()
        sheet = CastSheet(facts)
        self._connect(sheet)
        before, self._sheet = self._sheet, sheet
        position = before.verticalScrollBar().value() if before else 0
        self._middle.addWidget(sheet)
        self._middle.setCurrentWidget(sheet)
        if before is not None:
            self._middle.removeWidget(before)
            before.deleteLater()
        sheet.verticalScrollBar().setValue(position)
        if facts.entry.kind == "character" and facts.portrait is None:
            side = round(sheet.portrait.width() * self.devicePixelRatioF())
            self.context.project.portraits.portrait(
                facts.entry, list(facts.looks), side, lambda path: _show_portrait(sheet, path)
            )

    def _connect(self, sheet: CastSheet) -> None:
        sheet.changed.connect(self._edit)
        sheet.bible_changed.connect(self._edit_bible)
        sheet.alias_added.connect(self._add_alias)
        sheet.alias_removed.connect(self.entries.remove_alias)
        sheet.verb_wanted.connect(self._entry_verb)
        sheet.listen_wanted.connect(self._listen)
        sheet.add_look_wanted.connect(self._add_look)
        sheet.look_chosen.connect(self.open_look)
        sheet.look_changed.connect(self.looks.edit)
        sheet.look_wanted.connect(self.looks.act)
        sheet.picture_given.connect(self.looks.pin)
        sheet.slot_wanted.connect(self.looks.slot)

    def choose(self, chosen: str) -> None:
        """Show another entry."""
        if chosen == self._current and self._sheet is not None:
            return
        self.flush()
        self._current, self._look = chosen, ""
        self._show_sheet()
        self.list.mark(chosen)
        self.usage.show_usage(self.context.project, chosen)

    def open_look(self, look_id: str) -> None:
        """Show another look of the entry."""
        self.flush()
        self._look = look_id
        self._show_sheet()

    def _open_worn(self, cast_id: str, look_id: str) -> None:
        """From the wardrobe to the sheet."""
        self.show_view("sheets")
        self.choose(cast_id)
        if look_id:
            self.open_look(look_id)

    def show_view(self, view: str) -> None:
        """`sheets` or `wardrobe`."""
        self.flush()
        self.head.show_view(view)
        if view == "wardrobe":
            self.wardrobe.read()
        self.views.setCurrentWidget(self.wardrobe if view == "wardrobe" else self.splitter)

    # changing ---------------------------------------------------------------------------------

    def _edit(self, fields: dict[str, Any]) -> None:
        if not self.entries.edit(fields) or {"color", "voice", "crowd"} & set(fields):
            self._show_sheet()

    def _edit_bible(self, field: str, text: str) -> None:
        self.entries.edit_bible(field, text)

    def _add_alias(self, alias: str) -> None:
        self.flush()
        self.entries.add_alias(alias)

    def _add_look(self) -> None:
        self.flush()
        self.looks.add()

    def _export(self) -> None:
        self.flush()
        self.library.export(self._current)

    def _entry_verb(self, verb: str) -> None:
        verbs: dict[str, Callable[[], object]] = {
            "duplicate": self.entries.duplicate,
            "merge": self.entries.merge,
            "split": self.entries.split,
            "export": self._export,
            "remove": self.entries.remove,
        }
        verbs[verb]()

    def _look_verb(self, verb: str) -> None:
        if self._look and not self.context.project.read_only:
            self.flush()
            self.looks.act(self._look, verb)

    def paste_picture(self) -> None:
        """Pin the clipboard's picture to the first free slot."""
        path = clipboard_picture()
        if path is None:
            self.context.notices.toast(_("There is no picture on the clipboard"))
            return
        self.take_files([path])

    def lands(self, paths: list[Path]) -> str:
        """Pictures go to the first free slot of the look that is shown; a library file becomes an entry."""
        if self.context.project.read_only:
            return ""
        if self.library.takes(paths):
            return _("Bring into the cast")
        entry = self.context.project.find(CastEntry, self._current)
        if entry is None or not any(path.suffix.lower() in PICTURE_SUFFIXES for path in paths):
            return ""
        return _("Pin to the sheet of {name}").format(name=entry.name)

    def take_files(self, paths: list[Path]) -> None:
        """Pin each picture to the next free slot, adding a look when there is none."""
        if self.library.takes(paths):
            self.library.bring_files(paths)
        else:
            self.looks.take_pictures(paths, self._look)

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
        """The entry, the look, the view and the sizes."""
        return {
            "current": self._current,
            "look": self._look,
            "view": self.head.view(),
            "sizes": self.splitter.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take them back; `target` asks for an entry by id, or for `wardrobe`."""
        self.splitter.restore(state.get("sizes"))
        target = state.get("target")
        wanted = target or state.get("current")
        if isinstance(wanted, str) and self.context.project.find(CastEntry, wanted) is not None:
            self.choose(wanted)
        look = state.get("look")
        if not target and isinstance(look, str) and self.context.project.find(Look, look):
            self.open_look(look)
        view = "wardrobe" if target == "wardrobe" else "" if target else state.get("view", "")
        if view == "wardrobe" and self.context.project.cast():
            self.show_view("wardrobe")

    def panels(self) -> list[QWidget]:
        """The list, the sheet, the usage; or the wardrobe."""
        if self.views.currentWidget() is self.wardrobe:
            return [self.wardrobe.table]
        return [self.list.tree, *([self._sheet.name] if self._sheet else []), self.usage.tree]

    def leave(self) -> None:
        """Stop a voice that is heard, and listening for pictures."""
        self.looks.making.leave()
        if self._sound is not None:
            self._sound.stop()


def _show_portrait(sheet: CastSheet, path: Path | None) -> None:
    """The drawing came; the sheet may be gone by then."""
    if path is not None and shiboken6.isValid(sheet):
        sheet.portrait.show_source(path)
