"""Reference sheets of one project: filling a slot from anywhere, having it made, composing and cutting sheets."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image

from app.commands import cast as cast_commands
from app.commands.edit import Edit
from app.domain.cast import MANY, SLOTS, CastEntry, Look, Reference, Rights, Slot
from app.domain.changes import Changes
from app.domain.choices import GeneratorChoice
from app.domain.entity import Value
from app.domain.ids import AttemptId, LookId, TakeId
from app.domain.media import MediaRef
from app.domain.takes import Take
from app.domain.wording import N_
from app.errors import BadInput, NotFound
from app.jobs.runner import Job
from app.media import frames, probe, sheets
from app.media.pictures import open_picture, save_picture
from app.media.sheets import SheetPicture
from app.planning.sheet_views import compile_view
from app.store.assets import Assets
from app.studio.costs import CostSheet
from app.studio.pictures import keep_picture
from app.studio.production import Production
from app.studio.services import Services
from app.studio.waiting import finish
from app.studio.workspace import Workspace

#: Named here for the faces, which may not reach media.
Box = sheets.Box

_FILL: Final = N_("Fill sheet")
_NOT_A_PICTURE: Final = N_("{name} is not a picture.")
_USE: Final = N_("Use a PNG, JPEG or WebP file.")
_GONE: Final = N_("The file of this picture is missing.")
_RELINK: Final = N_("Find it again in Check and repair.")
_NOTHING_PINNED: Final = N_("No picture is pinned to this look yet.")
_PIN_FIRST: Final = N_("Pin or draw one first.")
_NO_PICTURE_TAKE: Final = N_("This take was not made for this sheet.")
_TOO_LARGE: Final = N_("The picture on the clipboard is too large.")
#: Bytes of a pasted picture.
_PASTE_MOST: Final = 80_000_000
#: Which row of a composed sheet a view stands in: the turnaround, the faces, the things.
_ROWS: Final[dict[Slot, int]] = {
    "front": 0, "three_quarter": 0, "side": 0, "back": 0, "full": 0, "close_up": 1, "expression": 1,
    "hands": 2, "in_hand": 2, "wide": 0, "opposite": 1, "plan": 1, "detail": 2,
}  # fmt: skip


@dataclass(frozen=True)
class TakeFrame:
    """One picture of a take: `frame` counts the pictures of its file from 0, exactly; past the end it is the last."""

    take_id: TakeId
    frame: int = 0


@dataclass(frozen=True)
class Filling:
    """What goes into a slot: a file, the bytes of a pasted picture, a frame of a take, or a picture there already.

    `box` cuts it first; `label` says what an expression or a detail shows. `rights` empty: noted by itself for
    what a generator made.
    """

    slot: Slot
    source: Path | bytes | TakeFrame | MediaRef
    box: Box | None = None
    label: str = ""
    rights: Rights = ""
    note: str = ""


class Maker(Value):
    """A generator and model that can make a picture of a sheet now."""

    choice: GeneratorChoice
    label: str
    model_label: str
    ready: bool = True
    offline: bool = False


class Sheets:
    """Everything about the pictures of looks; the window uses the `start_` forms, which never block."""

    def __init__(self, workspace: Workspace, services: Services, production: Production) -> None:
        self._workspace = workspace
        self._services = services
        self._production = production

    # -- filling ----------------------------------------------------------------------------------

    def fill(self, look_id: LookId, fillings: Sequence[Filling], origin: str = "") -> Changes:
        """Fill slots of a look as one undo step; a slot that holds one picture gives up the one it had.

        Raises:
            BadInput, Damaged, NotFound: a source is not a picture, or not there; nothing changed.
            DiskTrouble: the media folder cannot take it.
        """
        work = self._preparing(fillings)
        found = finish(self._services, lambda _progress: work())
        return self._pin(look_id, found, origin)

    def start_fill(
        self,
        look_id: LookId,
        fillings: Sequence[Filling],
        done: Callable[[Changes], None],
        failed: Callable[[Exception], None],
        origin: str = "",
    ) -> Job:
        """As `fill`, on the pool; exactly one of the callbacks comes, on this thread."""
        work = self._preparing(fillings)
        return self._services.runner.run(
            lambda _progress: work(),
            lambda found: done(self._pin(look_id, found, origin)),
            failed,
        )

    def _preparing(self, fillings: Sequence[Filling]) -> Callable[[], tuple[Reference, ...]]:
        """Everything only this thread may read, and the function that brings the pictures in on any thread."""
        planned = [(filling, *self._source(filling)) for filling in fillings]
        assets = self._workspace.file.assets
        return lambda: tuple(_reference(assets, *each) for each in planned)

    def _source(self, filling: Filling) -> tuple[Path | bytes, int, Rights, str, str]:
        """File or bytes, frame, rights, who made it, and a name for the note."""
        source = filling.source
        if isinstance(source, bytes):
            if len(source) > _PASTE_MOST:
                raise BadInput(_TOO_LARGE, _USE)
            return source, 0, filling.rights, "", filling.note
        if isinstance(source, Path):
            return source, 0, filling.rights, "", filling.note or source.name
        if isinstance(source, MediaRef):
            return self._there(source), 0, filling.rights, "", filling.note
        take = self._workspace.get(Take, source.take_id)
        made = take.source in ("generated", "drawn")
        rights: Rights = filling.rights or ("generated" if made else "")
        return self._there(take.media), source.frame, rights, take.generator, filling.note

    def _there(self, media: MediaRef) -> Path:
        path = self._workspace.media_path(media)
        if path is None:
            raise NotFound(_GONE, _RELINK)
        return path

    def _pin(self, look_id: LookId, references: Sequence[Reference], origin: str) -> Changes:
        return self._workspace.do_all(
            _FILL, [_pinning(look_id, reference) for reference in references], origin=origin
        )

    # -- having them made -------------------------------------------------------------------------

    def makers(self) -> tuple[Maker, ...]:
        """Who can make a picture: those with a key first, then the drawing that needs none, then the rest."""
        found: list[tuple[int, Maker]] = []
        for card in self._services.catalog.cards:
            if card.kind == "person" or card.closed:
                continue
            ready = card.key == "none" or bool(self._services.login(card).key)
            for model in card.models:
                if "picture" not in card.media_of(model) or model.retired_on:
                    continue
                offline = card.kind == "offline"
                place = 1 if offline else 0 if ready and card.kind == "remote" else 2
                maker = Maker(
                    choice=GeneratorChoice(generator=card.id, model=model.id),
                    label=card.label,
                    model_label=model.label,
                    ready=ready,
                    offline=offline,
                )
                found.append((place, maker))
        return tuple(maker for _, maker in sorted(found, key=lambda each: each[0]))

    def default_maker(self) -> GeneratorChoice:
        """The first paid maker with a key, else the drawing on this machine."""
        return self.makers()[0].choice

    def quote(
        self,
        look_id: LookId,
        slots: Sequence[Slot],
        *,
        generator: str = "",
        model: str = "",
        label: str = "",
        takes: int = 1,
    ) -> CostSheet:
        """What making these views would cost, checked; `production.generate` sends it, `pin_made` pins what came.

        `generator` empty takes `default_maker`.

        Raises:
            NotFound: there is no such look or generator.
            BadInput: the generator has no such model, or sheets of this kind have no such view.
        """
        look = self._workspace.get(Look, look_id)
        entry = self._workspace.get(CastEntry, look.cast_id)
        wanted = (
            GeneratorChoice(generator=generator, model=model) if generator else self.default_maker()
        )
        card = self._services.catalog[wanted.generator].card
        compiled = [
            compile_view(
                entry,
                look,
                slot,
                self._workspace.project,
                card,
                model_id=wanted.model,
                label=label,
                seed=number + 1 if card.kind == "offline" else 0,
            )
            for slot in slots
            for number in range(takes)
        ]
        return self._production.quote_compiled(compiled)

    def made(self, look_id: LookId, slot: Slot | None = None) -> tuple[Take, ...]:
        """Pictures that generators made for a look (one slot of it), the newest first."""
        takes = self._workspace.all(Take, shot_id=look_id)
        return tuple(take for take in reversed(takes) if slot is None or _view(take) == slot)

    def pin_made(self, look_id: LookId, take_id: TakeId, origin: str = "") -> Changes:
        """Pin a picture that was made for this look to the slot it was made for.

        Raises:
            BadInput: it was made for another look.
        """
        take = self._workspace.get(Take, take_id)
        return self._pin(look_id, [_of_take(look_id, take)], origin)

    def pin_arrived(self, attempts: Iterable[AttemptId], origin: str = "") -> tuple[Reference, ...]:
        """Pin what these attempts brought where the slot is still empty, as one undo step.

        A slot that holds a picture keeps it: the new one waits among `made`.
        """
        pinned: list[tuple[LookId, Reference]] = []
        for attempt_id in attempts:
            attempt = self._production.attempts.get(attempt_id)
            view = attempt.recipe.sheet
            take = self._workspace.find(Take, attempt.take_id) if attempt.take_id else None
            look = self._workspace.find(Look, view.look_id) if view else None
            if take is None or look is None:
                continue
            reference = _of_take(look.id, take)
            held = [each for each in look.references if each.slot == reference.slot]
            held += [
                each for owner, each in pinned if (owner, each.slot) == (look.id, reference.slot)
            ]
            if not held or (reference.slot in MANY and reference not in held):
                pinned.append((look.id, reference))
        if pinned:
            self._workspace.do_all(_FILL, [_pinning(*each) for each in pinned], origin=origin)
        return tuple(reference for _, reference in pinned)

    # -- one sheet of all -------------------------------------------------------------------------

    def compose(
        self, look_id: LookId, *, captions: bool = True, words: dict[Slot, str] | None = None
    ) -> Image.Image:
        """All pinned views on one clean sheet; `words` names the slots in the person's language.

        Raises:
            BadInput: nothing is pinned.
            NotFound: a file is missing.
        """
        work = self._composing(look_id, captions=captions, words=words or {})
        return finish(self._services, lambda _progress: work())

    def start_compose(
        self,
        look_id: LookId,
        done: Callable[[Image.Image], None],
        failed: Callable[[Exception], None],
        *,
        captions: bool = True,
        words: dict[Slot, str] | None = None,
    ) -> Job:
        """As `compose`, on the pool."""
        work = self._composing(look_id, captions=captions, words=words or {})
        return self._services.runner.run(lambda _progress: work(), done, failed)

    def export_sheet(
        self,
        look_id: LookId,
        out: Path,
        *,
        captions: bool = True,
        words: dict[Slot, str] | None = None,
    ) -> Path:
        """The composed sheet as a file (.png, .jpg or .webp).

        Raises:
            BadInput: nothing is pinned, or another suffix.
            DiskTrouble: it cannot be written.
        """
        save_picture(self.compose(look_id, captions=captions, words=words), out, quality=92)
        return out

    def pin_composed(self, look_id: LookId, origin: str = "") -> Changes:
        """Compose the sheet without letters and pin it to the slot `sheet`, for vendors that take one picture.

        Raises:
            BadInput: nothing is pinned.
        """
        work = self._keeping(look_id)
        reference = finish(self._services, lambda _progress: work())
        return self._pin(look_id, [reference], origin)

    def start_pin_composed(
        self,
        look_id: LookId,
        done: Callable[[Changes], None],
        failed: Callable[[Exception], None],
        origin: str = "",
    ) -> Job:
        """As `pin_composed`, on the pool."""
        work = self._keeping(look_id)
        return self._services.runner.run(
            lambda _progress: work(),
            lambda reference: done(self._pin(look_id, [reference], origin)),
            failed,
        )

    def _keeping(self, look_id: LookId) -> Callable[[], Reference]:
        compose = self._composing(look_id, captions=False, words={})
        look = self._workspace.get(Look, look_id)
        rights = {each.rights for each in look.references if each.slot != "sheet"}
        assets = self._workspace.file.assets

        def work() -> Reference:
            media = keep_picture(assets, compose())
            shared: Rights = rights.pop() if len(rights) == 1 else ""
            return Reference(slot="sheet", media=media, rights=shared)

        return work

    def _composing(
        self, look_id: LookId, *, captions: bool, words: dict[Slot, str]
    ) -> Callable[[], Image.Image]:
        look = self._workspace.get(Look, look_id)
        entry = self._workspace.get(CastEntry, look.cast_id)
        order = SLOTS[entry.kind]
        views = sorted(
            (each for each in look.references if each.slot != "sheet"),
            key=lambda each: order.index(each.slot) if each.slot in order else len(order),
        )
        if not views:
            raise BadInput(_NOTHING_PINNED, _PIN_FIRST)
        files = [
            (
                self._there(each.media),
                _ROWS.get(each.slot, 2),
                each.label or words.get(each.slot, each.slot),
            )
            for each in views
        ]
        second = " · ".join(part for part in (look.name, f"v{look.sheet_version}") if part)

        def work() -> Image.Image:
            pictures = [SheetPicture(open_picture(path), row, text) for path, row, text in files]
            return sheets.compose_sheet(
                pictures, title=entry.name, subtitle=second, captions=captions
            )

        return work

    # -- several views out of one -----------------------------------------------------------------

    def start_panels(
        self,
        source: Path | bytes | MediaRef,
        done: Callable[[tuple[Box, ...]], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """Find the views of a picture of several views; a person moves the boxes, then `start_fill` cuts them."""
        found = self._there(source) if isinstance(source, MediaRef) else source
        return self._services.runner.run(
            lambda _progress: sheets.panels(_opened(found, 0)), done, failed
        )

    def panels(self, source: Path | bytes | MediaRef) -> tuple[Box, ...]:
        """As `start_panels`, here and now.

        Raises:
            BadInput, Damaged: it is not a picture.
        """
        found = self._there(source) if isinstance(source, MediaRef) else source
        return finish(self._services, lambda _progress: sheets.panels(_opened(found, 0)))


def _pinning(look_id: LookId, reference: Reference) -> Callable[[Edit], Any]:
    return lambda edit: cast_commands.pin_reference(edit, look_id, reference)


def _view(take: Take) -> Slot | None:
    return take.recipe.sheet.slot if take.recipe and take.recipe.sheet else None


def _of_take(look_id: LookId, take: Take) -> Reference:
    view = take.recipe.sheet if take.recipe else None
    if view is None or view.look_id != look_id:
        raise BadInput(_NO_PICTURE_TAKE)
    return Reference(
        slot=view.slot,
        media=take.media,
        rights="generated",
        label=view.label,
        generated_by=take.generator,
    )


def _reference(
    assets: Assets, filling: Filling, source: Path | bytes, frame: int, rights: Rights, maker: str,
    note: str,
) -> Reference:  # fmt: skip
    """On any thread: the picture in the media folder, as the reference that will be pinned."""
    if isinstance(filling.source, MediaRef) and filling.box is None:
        media = filling.source
    elif (
        isinstance(source, Path)
        and filling.box is None
        and not isinstance(filling.source, TakeFrame)
    ):
        facts = probe.probe(source)
        if facts.kind != "picture":
            raise BadInput(_NOT_A_PICTURE.format(name=source.name), _USE)
        media = assets.add(source, facts)
    else:
        image = _opened(source, frame)
        media = keep_picture(assets, sheets.cut(image, filling.box) if filling.box else image)
    return Reference(
        slot=filling.slot,
        media=media,
        rights=rights,
        note=note,
        label=filling.label,
        generated_by=maker if rights == "generated" else "",
    )


def _opened(source: Path | bytes, frame: int) -> Image.Image:
    if isinstance(source, bytes):
        with tempfile.TemporaryDirectory(prefix="fenjing-paste-") as folder:
            path = Path(folder) / "pasted"
            path.write_bytes(source)
            return open_picture(path)
    return frames.still(source, frame) if frame or _is_film(source) else open_picture(source)


def _is_film(path: Path) -> bool:
    return path.suffix.lower() in (".mp4", ".mov", ".webm", ".mkv", ".m4v")
