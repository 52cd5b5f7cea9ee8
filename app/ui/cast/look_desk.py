"""What a person does with looks and their pictures: pin, note rights, take frames, generate, cut up, compose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from app.commands import cast as commands
from app.commands import looks as look_commands
from app.domain.cast import MANY, CastEntry, Look, Reference, Rights, Slot
from app.domain.ids import CastId, LookId
from app.errors import FenjingError
from app.studio.intake import PICTURE_SUFFIXES
from app.studio.sheets import Filling
from app.ui.cast.crop_dialog import CropDialog
from app.ui.cast.entry_desk import ORIGIN
from app.ui.cast.frame_picker import FramePicker
from app.ui.cast.making_sheets import SheetMaking
from app.ui.cast.showing import ShowPicture
from app.ui.cast.versions import VersionsDialog
from app.ui.cast.words import SLOTS_OF, slot_words
from app.ui.home.new_project import ask_words
from app.ui.i18n import _, ngettext
from app.ui.page import Context


class LookDesk:
    """Commands on looks; `opened(look_id)` tells that a look should be shown."""

    def __init__(
        self,
        context: Context,
        host: QWidget,
        current: Callable[[], str],
        opened: Callable[[str], None],
    ) -> None:
        self._context, self._host = context, host
        self._current, self._opened = current, opened
        self.making = SheetMaking(context, host)

    def do(self, command: Callable[..., Any], *args: Any, **fields: Any) -> bool:
        """One command; what it refuses is explained. True when it was done."""
        try:
            self._context.project.do(command, *args, origin=ORIGIN, **fields)
        except FenjingError as error:
            self._context.notices.error(error)
            return False
        return True

    def _entry(self) -> CastEntry:
        return self._context.project.get(CastEntry, self._current())

    def _looks(self) -> list[Look]:
        return self._context.project.all(Look, cast_id=self._current())

    # looks --------------------------------------------------------------------------------------

    def add(self, **fields: Any) -> None:
        """One more look for the entry."""
        if not self._current() or self._context.project.read_only:
            return
        known = {look.id for look in self._looks()}
        if self.do(commands.add_look, CastId(self._current()), **fields):
            self._opened(next(look.id for look in self._looks() if look.id not in known))

    def edit(self, look_id: str, fields: dict[str, Any]) -> None:
        """Change a look's fields."""
        self.do(commands.edit_look, LookId(look_id), **fields)

    def act(self, look_id: str, verb: str) -> None:
        """A verb of the look's menu or foot."""
        verbs: dict[str, Callable[[LookId], object]] = {
            "remove": self._remove,
            "duplicate": self._duplicate,
            "earlier": lambda one: self._move(one, -1),
            "later": lambda one: self._move(one, 1),
            "versions": self._versions,
            "compose": self._compose,
            "cut": lambda one: self.cut_up(one, None),
            "generate": self._generate_missing,
        }
        verbs[verb](LookId(look_id))

    def _remove(self, look_id: LookId) -> None:
        if self.do(commands.remove_look, look_id):
            self._context.notices.done(_("Look removed"))

    def _duplicate(self, look_id: LookId) -> None:
        known = {look.id for look in self._looks()}
        if self.do(look_commands.duplicate_look, look_id):
            self._opened(next(look.id for look in self._looks() if look.id not in known))

    def _move(self, look_id: LookId, step: int) -> None:
        ids = [look.id for look in self._looks()]
        target = ids.index(look_id) + step
        if 0 <= target < len(ids):
            rest = [one for one in ids if one != look_id]
            self.do(look_commands.move_look, look_id, rest[target - 1] if target else None)

    def _versions(self, look_id: LookId) -> None:
        session = self._context.project
        dialog = VersionsDialog(session, session.get(Look, look_id), self._host.window())
        if dialog.exec() and dialog.chosen is not None:
            self.do(look_commands.restore_sheet, look_id, dialog.chosen)

    # pictures -----------------------------------------------------------------------------------

    def pin(self, look_id: str, slot: str, path: Path) -> None:
        """Pin a file to a slot."""
        self.making.pin_file(LookId(look_id), cast("Slot", slot), path)

    def slot(self, look_id: str, slot: str, reference: Reference | None, verb: str) -> None:
        """A verb of a slot."""
        look, chosen = LookId(look_id), cast("Slot", slot)
        if verb == "frame":
            self.take_frame(look, chosen)
        elif verb == "generate":
            self.making.generate(look, (chosen,))
        elif verb == "made":
            self.making.choose_made(look, chosen)
        elif reference is None:
            return
        elif verb.startswith("rights:"):
            self._note(look, reference, rights=cast("Rights", verb.removeprefix("rights:")))
        elif verb in {"note", "label"}:
            self._ask_note(look, reference, verb)
        elif verb == "cut":
            self.cut_up(look, reference)
        elif verb == "large":
            path = self._context.project.media_path(reference.media)
            ShowPicture(slot_words(reference), path, self._host.window()).open()
        elif self.do(commands.remove_reference, look, reference):
            self._context.notices.done(_("Picture unpinned"))

    def _note(self, look_id: LookId, reference: Reference, **fields: Any) -> None:
        self.do(look_commands.edit_reference, look_id, reference, **fields)

    def _ask_note(self, look_id: LookId, reference: Reference, field: str) -> None:
        title, name = (
            (_("Note on the picture"), _("Such as whose release it is"))
            if field == "note"
            else (_("What the picture shows"), _("Such as: smile, left hand"))
        )
        held = getattr(reference, field)
        text = ask_words(self._host, title, name, held)
        if text != held and text:
            self._note(look_id, reference, **{field: text})

    def take_frame(self, look_id: LookId, slot: Slot) -> None:
        """Choose an exact frame of a take and pin it."""
        picker = FramePicker(self._context.project, self._entry(), self._host.window())
        if picker.exec() and picker.chosen is not None:
            take, frame = picker.chosen
            self.making.pin_frame(look_id, slot, take, frame)
        picker.close_source()

    def cut_up(self, look_id: LookId, reference: Reference | None) -> None:
        """Cut a picture with several views into slots."""
        session = self._context.project
        path = session.media_path(reference.media) if reference else None
        dialog = CropDialog(self._entry().kind, path, self.making.find_views, self._host.window())
        if dialog.exec():
            self.making.pin_crops(look_id, dialog.source, dialog.crops())

    def _compose(self, look_id: LookId) -> None:
        self.making.compose(look_id)

    def _generate_missing(self, look_id: LookId) -> None:
        look = self._context.project.get(Look, look_id)
        self.making.generate(look_id, empty_slots(self._entry(), look))

    # several at once ----------------------------------------------------------------------------

    def take_pictures(self, paths: Sequence[Path], look_id: str) -> None:
        """Pin each picture to the next free slot, adding a look when there is none."""
        session, entry = self._context.project, self._entry()
        pictures = [one for one in paths if one.suffix.lower() in PICTURE_SUFFIXES]
        look = session.find(Look, look_id) if look_id else None
        if look is None:
            look = next(iter(self._looks()), None)
        if look is None:
            self.do(commands.add_look, entry.id)
            look = self._looks()[0]
        free = empty_slots(entry, look)
        slots = [*free, *["detail"] * len(pictures)]
        fillings = [
            Filling(cast("Slot", slot), path) for slot, path in zip(slots, pictures, strict=False)
        ]
        words = ngettext("{n} picture pinned", "{n} pictures pinned", len(pictures))
        self.making.fill(look.id, fillings, words.format(n=len(pictures)))


def empty_slots(entry: CastEntry, look: Look) -> tuple[Slot, ...]:
    """The single slots of a look that hold no picture; the composed sheet is not one of them."""
    held = {one.slot for one in look.references}
    return tuple(
        one for one in SLOTS_OF[entry.kind] if one not in held and one not in MANY | {"sheet"}
    )
