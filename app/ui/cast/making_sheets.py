"""From the sheet to the studio and back: pictures brought in, made for a price, cut, composed. Never blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.domain.attempts import Attempt
from app.domain.cast import CastEntry, Look, Slot
from app.domain.ids import AttemptId, LookId
from app.domain.takes import Take
from app.domain.timing import Frames
from app.errors import FenjingError
from app.studio.sheets import Box, Filling, TakeFrame
from app.ui.cast.compose_dialog import ComposeDialog
from app.ui.cast.crop_canvas import CropBox
from app.ui.cast.generate_views import GenerateViews
from app.ui.cast.made_views import MadeViews
from app.ui.cast.words import SLOTS, SLOTS_OF
from app.ui.i18n import _, ngettext
from app.ui.page import Context
from app.ui.sending.asking import total_words

ORIGIN = "cast"
_ENDED = frozenset({"take", "rejected", "moderated", "failed", "expired", "cancelled"})


class SheetMaking:
    """Asks `session.sheets`; what generators bring is pinned where its slot is still empty."""

    def __init__(self, context: Context, host: QWidget) -> None:
        self._context, self._host = context, host
        self._session = context.project
        self._awaited: set[AttemptId] = set()
        self._stop = self._session.production.attempts.listen(self._attempt_changed)

    def leave(self) -> None:
        """The page goes; what is under way goes on and waits among the pictures made."""
        self._stop()

    # -- bringing in -----------------------------------------------------------------------------

    def fill(self, look_id: LookId, fillings: Sequence[Filling], words: str) -> None:
        """Bring pictures in off the window's thread; one undo step."""
        notices = self._context.notices
        try:
            self._session.sheets.start_fill(
                look_id, fillings, lambda _changes: notices.done(words), notices.error, ORIGIN
            )
        except FenjingError as error:
            notices.error(error)

    def pin_file(self, look_id: LookId, slot: Slot, path: Path) -> None:
        """A file, dropped or chosen."""
        words = _("Picture pinned: {slot}").format(slot=_(SLOTS[slot]))
        self.fill(look_id, (Filling(slot, path),), words)

    def pin_frame(self, look_id: LookId, slot: Slot, take: Take, frame: Frames) -> None:
        """An exact frame of a take; `frame` counts at the project's rate."""
        rate = take.media.fps or self._session.project.fps
        number = round(frame * rate / self._session.project.fps)
        words = _("Frame pinned: {slot}").format(slot=_(SLOTS[slot]))
        self.fill(look_id, (Filling(slot, TakeFrame(take.id, number)),), words)

    def pin_crops(self, look_id: LookId, source: Path | None, crops: Sequence[CropBox]) -> None:
        """Parts of one picture, each to its slot."""
        if source is None or not crops:
            return
        fillings = [
            Filling(one.slot, source, Box(one.left, one.top, one.right, one.bottom))
            for one in crops
        ]
        words = ngettext("{n} picture pinned", "{n} pictures pinned", len(crops))
        self.fill(look_id, fillings, words.format(n=len(crops)))

    def find_views(self, path: Path, done: Callable[[Sequence[Box]], None]) -> None:
        """Where the views of a picture are; nothing is found in what cannot be read."""
        sheets = self._session.sheets
        sheets.start_panels(path, done, lambda _error: done(()))

    # -- having it made --------------------------------------------------------------------------

    def price(self, look: Look, entry: CastEntry) -> str:
        """What one view costs by the usual maker, in words; empty when nobody can say."""
        try:
            return total_words(self._session.sheets.quote(look.id, SLOTS_OF[entry.kind][:1]))
        except FenjingError:
            return ""

    def generate(self, look_id: LookId, slots: Sequence[Slot]) -> None:
        """Show who would make these views and what it costs; sends only after the button with the price."""
        if not slots:
            self._context.notices.toast(_("Every slot of this look has a picture"))
            return
        look = self._session.get(Look, look_id)
        entry = self._session.get(CastEntry, look.cast_id)
        dialog = GenerateViews(self._session, entry, look, slots, self._host.window())
        if not dialog.exec() or dialog.sheet is None:
            return
        try:
            sent = self._session.production.generate(
                dialog.sheet,
                allow_duplicates=bool(dialog.sheet.duplicates),
                allow_unpriced=bool(dialog.sheet.unknown_prices),
            )
        except FenjingError as error:
            self._context.notices.error(error)
            return
        self._awaited |= set(sent)
        words = ngettext("{n} picture is being made", "{n} pictures are being made", len(sent))
        self._context.notices.toast(
            words.format(n=len(sent)),
            (_("Show in Queue"), lambda: self._context.go("queue")),
            seconds=6,
        )
        self._pin_arrived()

    def _attempt_changed(self, attempt: Attempt) -> None:
        if attempt.id in self._awaited and attempt.state in _ENDED:
            self._pin_arrived()

    def _pin_arrived(self) -> None:
        """Pin everything that has come; what came to nothing is forgotten here and kept in the queue."""
        attempts = self._session.production.attempts
        ended = {one for one in self._awaited if attempts.get(one).state in _ENDED}
        self._awaited -= ended
        arrived = [one for one in ended if attempts.get(one).state == "take"]
        if not arrived:
            return
        try:
            pinned = self._session.sheets.pin_arrived(arrived, ORIGIN)
        except FenjingError as error:
            self._context.notices.error(error)
            return
        if pinned:
            words = ngettext(
                "{n} picture made and pinned", "{n} pictures made and pinned", len(pinned)
            )
            self._context.notices.done(words.format(n=len(pinned)))

    def choose_made(self, look_id: LookId, slot: Slot) -> None:
        """Pick among the pictures that generators made for a slot."""
        takes = self._session.sheets.made(look_id, slot)
        dialog = MadeViews(self._session, _(SLOTS[slot]), takes, self._host.window())
        if not dialog.exec() or dialog.chosen is None:
            return
        try:
            self._session.sheets.pin_made(look_id, dialog.chosen, ORIGIN)
        except FenjingError as error:
            self._context.notices.error(error)

    # -- one sheet -------------------------------------------------------------------------------

    def compose(self, look_id: LookId) -> None:
        """Show the composed sheet; pin it for vendors that take one picture, or save it."""
        look = self._session.get(Look, look_id)
        if not look.references:
            self._context.notices.toast(_("Pin a picture first; then a sheet can be composed"))
            return
        dialog = ComposeDialog(self._session, look, self._host.window())
        if not dialog.exec():
            return
        notices = self._context.notices
        words = _("Composed sheet pinned")
        try:
            self._session.sheets.start_pin_composed(
                look_id, lambda _changes: notices.done(words), notices.error, ORIGIN
            )
        except FenjingError as error:
            notices.error(error)
