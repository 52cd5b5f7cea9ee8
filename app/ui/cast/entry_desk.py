"""What a person does with whole entries: add, duplicate, move, merge, split, remove. Each is one undo step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.commands import cast as commands
from app.commands import casting
from app.domain.cast import PALETTE, CastEntry, CastKind, Look
from app.domain.ids import CastId, mint
from app.errors import FenjingError
from app.ui.cast.merging import MergeDialog
from app.ui.cast.splitting import SplitDialog
from app.ui.cast.words import KINDS
from app.ui.home.new_project import ask_words
from app.ui.i18n import _, ngettext
from app.ui.page import Context

ORIGIN = "cast"


class EntryDesk:
    """Commands on entries; `choose(id)` shows one, `current()` says which is shown."""

    def __init__(
        self,
        context: Context,
        host: QWidget,
        current: Callable[[], str],
        choose: Callable[[str], None],
    ) -> None:
        self._context, self._host = context, host
        self._current, self._choose = current, choose

    def entry(self) -> CastEntry | None:
        """The entry that is shown, when it can be changed."""
        session = self._context.project
        return None if session.read_only else session.find(CastEntry, self._current())

    def do(self, command: Callable[..., Any], *args: Any, origin: str = "", **fields: Any) -> bool:
        """One command; what it refuses is explained. True when it was done."""
        try:
            self._context.project.do(command, *args, origin=origin, **fields)
        except FenjingError as error:
            self._context.notices.error(error)
            return False
        return True

    # one entry ----------------------------------------------------------------------------------

    def edit(self, fields: dict[str, Any]) -> bool:
        """Change fields of the entry that is shown."""
        return self.do(commands.edit_cast, CastId(self._current()), origin=ORIGIN, **fields)

    def edit_bible(self, field: str, text: str) -> bool:
        """Change one field of its bible."""
        return self.do(commands.edit_bible, CastId(self._current()), origin=ORIGIN, **{field: text})

    def add_alias(self, alias: str) -> bool:
        """Let it answer to one more name."""
        return self.do(commands.add_alias, CastId(self._current()), alias)

    def remove_alias(self, alias: str) -> bool:
        """Let it no longer answer to a name."""
        return self.do(commands.remove_alias, CastId(self._current()), alias)

    def add(self, kind: str) -> None:
        """Ask for a name and add an entry."""
        session = self._context.project
        if session.read_only or kind not in KINDS:
            return
        chosen: CastKind = kind
        one, _many, _icon = KINDS[chosen]
        name = ask_words(self._host, _("Add: {kind}").format(kind=_(one)), _("Name"))
        if not name:
            return
        color = PALETTE[len(session.all(CastEntry)) % len(PALETTE)]
        entry = CastEntry(id=CastId(mint("cast")), rank="", kind=chosen, name=name, color=color)
        if self.do(commands.add_cast, entry):
            self._choose(entry.id)

    def duplicate(self) -> None:
        """A copy under another name, without the pictures' pins."""
        entry = self.entry()
        if entry is None:
            return
        title, proposed = _("Duplicate in the cast"), _("{name} 2").format(name=entry.name)
        name = ask_words(self._host, title, _("Name"), proposed)
        if not name:
            return
        copy = entry.model_copy(
            update={"id": CastId(mint("cast")), "rank": "", "name": name, "aliases": ()}
        )
        if self.do(commands.add_cast, copy):
            self._choose(copy.id)

    def move(self, step: int) -> None:
        """One place up or down among its kind."""
        entry = self.entry()
        if entry is None:
            return
        entries = self._context.project.all(CastEntry)
        kin = [one for one in entries if one.kind == entry.kind]
        target = kin.index(entry) + step
        if 0 <= target < len(kin):
            rest = [one for one in kin if one.id != entry.id]
            self.do(commands.move_cast, entry.id, rest[target - 1].id if target else None)

    def remove(self) -> None:
        """Take the entry away; the toast undoes it."""
        entry = self.entry()
        if entry is not None and self.do(commands.remove_cast, entry.id):
            self._context.notices.done(_("Removed: {title}").format(title=entry.name))

    def take_from_script(self) -> None:
        """Add the names of the script that the cast does not have."""
        if self._context.project.read_only:
            return
        added = self._context.project.intake.take_cast_from_script()
        words = ngettext(
            "{n} name added to the cast", "{n} names added to the cast", len(added)
        ).format(n=len(added))
        self._context.notices.done(words)

    # two entries --------------------------------------------------------------------------------

    def merge(self) -> None:
        """Ask with whom, and make the two one."""
        entry = self.entry()
        if entry is None:
            return
        session = self._context.project
        others = [
            one for one in session.all(CastEntry) if one.kind == entry.kind and one.id != entry.id
        ]
        if not others:
            self._context.notices.toast(_("There is nobody else of this kind to merge with"))
            return
        dialog = MergeDialog(session, entry, others, self._host.window())
        if not dialog.exec():
            return
        kept, merged = dialog.chosen()
        if self.do(commands.merge_cast, kept.id, merged.id):
            self._choose(kept.id)
            words = _("{merged} is {kept} now").format(merged=merged.name, kept=kept.name)
            self._context.notices.done(words)

    def split(self) -> None:
        """Ask what goes over, and make two of one."""
        entry = self.entry()
        if entry is None:
            return
        session = self._context.project
        looks = session.all(Look, cast_id=entry.id)
        dialog = SplitDialog(session, entry, looks, self._host.window())
        if not dialog.exec():
            return
        known = {one.id for one in session.all(CastEntry)}
        chosen = dialog.chosen()
        done = self.do(
            casting.split_cast,
            entry.id,
            chosen.name,
            aliases=chosen.aliases,
            looks=chosen.looks,
            shots=chosen.shots,
        )
        if done:
            fresh = next(one for one in session.all(CastEntry) if one.id not in known)
            self._choose(fresh.id)
            words = _("{name} has an entry of its own now").format(name=fresh.name)
            self._context.notices.done(words)
