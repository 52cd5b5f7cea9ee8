"""Who and what recurs: entries, their looks and the pictures pinned to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from app.commands.edit import Edit, named
from app.commands.placing import place
from app.domain.bible import Bible
from app.domain.cast import MANY, CastEntry, Look, LookKind, Reference, SheetVersion
from app.domain.ids import CastId, LookId, SceneId, mint
from app.domain.shots import Shot
from app.domain.wording import N_
from app.errors import BadInput, NotFound, RuleBroken

_SAME_NAME = N_("{name} is in the cast already.")
_MERGE = N_("Choose another name, or merge the two entries.")
_WITH_ITSELF = N_("An entry cannot be merged with itself.")
_NO_PICTURE = N_("This picture is not pinned to the look.")

_OTHER_KIND = N_("{kept} and {merged} are of different kinds and cannot be one entry.")
_NOT_A_CROWD = N_("A person and a crowd cannot be one entry.")
_SAY_WHICH = N_("First say of both that they are a crowd, or that they are not.")
_UNKNOWN_FIELD = N_("An entry has no field {field}.")


#: A look remembers this many sheets; every change of one writes them all.
EARLIER_MOST: Final = 12


@named(N_("Add to cast"))
def add_cast(edit: Edit, entry: CastEntry) -> CastId:
    """A new entry, at the end unless its rank is free.

    Raises:
        RuleBroken: an entry of its kind answers to its name already.
    """
    held = edit.all(CastEntry)
    _refuse_same_name(held, entry)
    if not entry.rank or any(other.rank == entry.rank for other in held):
        rank = place(edit, CastEntry, held, held[-1].id if held else None)[0]
        entry = entry.model_copy(update={"rank": rank})
    return edit.add(entry).id


@named(N_("Edit cast"))
def edit_cast(edit: Edit, cast_id: CastId, **fields: Any) -> None:
    """Change an entry's name, description, colour, voice, aliases ...

    Raises:
        RuleBroken: another entry of its kind answers to the new name.
    """
    changed = edit.change(CastEntry, cast_id, **fields)
    if "name" in fields or "aliases" in fields:
        others = [other for other in edit.all(CastEntry) if other.id != cast_id]
        _refuse_same_name(others, changed)


@named(N_("Edit bible"))
def edit_bible(edit: Edit, cast_id: CastId, **fields: str) -> None:
    """Change fields of an entry's full description (`app.domain.bible.BIBLE_FIELDS`).

    Raises:
        BadInput: there is no such field.
    """
    if unknown := fields.keys() - Bible.model_fields.keys():
        raise BadInput(_UNKNOWN_FIELD.format(field=min(unknown)))
    entry = edit.get(CastEntry, cast_id)
    edit.change(CastEntry, cast_id, bible=entry.bible.model_copy(update=fields))


@named(N_("Move in cast"))
def move_cast(edit: Edit, cast_id: CastId, after: CastId | None) -> None:
    """Put an entry behind another (None: first)."""
    edit.get(CastEntry, cast_id)
    if after == cast_id:
        return
    others = [entry for entry in edit.all(CastEntry) if entry.id != cast_id]
    edit.change(CastEntry, cast_id, rank=place(edit, CastEntry, others, after)[0])


@named(N_("Remove from cast"))
def remove_cast(edit: Edit, cast_id: CastId) -> None:
    """Take an entry away with its looks; shots no longer show it."""
    for shot in shots_with(cast_id, edit.all(Shot)):
        rest = tuple(subject for subject in shot.subjects if subject != cast_id)
        edit.change(Shot, shot.id, subjects=rest, looks=without(shot, cast_id))
    for look in edit.all(Look, cast_id=cast_id):
        edit.remove(Look, look.id)
    edit.remove(CastEntry, cast_id)


@named(N_("Add alias"))
def add_alias(edit: Edit, cast_id: CastId, alias: str) -> None:
    """Let an entry answer to one more name.

    Raises:
        RuleBroken: another entry of its kind answers to it.
    """
    entry = edit.get(CastEntry, cast_id)
    if not alias.strip() or entry.answers_to(alias):
        return
    edit_cast(edit, cast_id, aliases=(*entry.aliases, alias.strip()))


@named(N_("Remove alias"))
def remove_alias(edit: Edit, cast_id: CastId, alias: str) -> None:
    """Let an entry no longer answer to an alias, whatever its case."""
    entry = edit.get(CastEntry, cast_id)
    gone = alias.strip().casefold()
    kept = tuple(each for each in entry.aliases if each.strip().casefold() != gone)
    edit.change(CastEntry, cast_id, aliases=kept)


@named(N_("Merge cast"))
def merge_cast(edit: Edit, kept: CastId, merged: CastId) -> None:
    """Make two entries one: names, looks and shots of `merged` go over to `kept`, gaps are filled from it.

    A shot that showed both, each in a chosen look, keeps the look of `kept`.

    Raises:
        RuleBroken: they are the same entry, of different kinds, or a person and a crowd.
    """
    if kept == merged:
        raise RuleBroken(_WITH_ITSELF)
    stays, goes = edit.get(CastEntry, kept), edit.get(CastEntry, merged)
    _refuse_unlike(stays, goes)
    names = [name for name in (goes.name, *goes.aliases) if not stays.answers_to(name)]
    looks = edit.all(Look, cast_id=kept)
    last = looks[-1].id if looks else None
    moving = edit.all(Look, cast_id=merged)
    for look, rank in zip(moving, place(edit, Look, looks, last, count=len(moving)), strict=True):
        edit.change(Look, look.id, cast_id=kept, rank=rank)
    for shot in shots_with(merged, edit.all(Shot)):
        swapped = [kept if subject == merged else subject for subject in shot.subjects]
        worn = without(shot, merged)
        if merged in shot.looks:
            worn.setdefault(kept, shot.looks[merged])
        edit.change(Shot, shot.id, subjects=tuple(dict.fromkeys(swapped)), looks=worn)
    edit.remove(CastEntry, merged)
    edit.change(
        CastEntry, kept, aliases=(*stays.aliases, *dict.fromkeys(names)), **_filled(stays, goes)
    )


@named(N_("Add look"))
def add_look(
    edit: Edit,
    cast_id: CastId,
    name: str = "",
    *,
    description: str = "",
    kind: LookKind = "",
    reason: str = "",
    from_scene: SceneId | None = None,
    to_scene: SceneId | None = None,
) -> LookId:
    """A new look behind the entry's others, valid from one scene to another (None: no bound), for a reason."""
    edit.get(CastEntry, cast_id)
    held = edit.all(Look, cast_id=cast_id)
    look = Look(
        id=LookId(mint("look")),
        cast_id=cast_id,
        rank=place(edit, Look, held, held[-1].id if held else None)[0],
        name=name.strip(),
        description=description,
        kind=kind,
        reason=reason.strip(),
        from_scene=from_scene,
        to_scene=to_scene,
    )
    return edit.add(look).id


@named(N_("Edit look"))
def edit_look(edit: Edit, look_id: LookId, **fields: Any) -> None:
    """Change a look's name, description or range of scenes."""
    edit.change(Look, look_id, **fields)


@named(N_("Remove look"))
def remove_look(edit: Edit, look_id: LookId) -> None:
    """Take a look away; its pictures stay in the media folder, shots that chose it follow their scene again."""
    look = edit.get(Look, look_id)
    for shot in edit.all(Shot):
        if shot.looks.get(look.cast_id) == look_id:
            edit.change(Shot, shot.id, looks=without(shot, look.cast_id))
    edit.remove(Look, look_id)


@named(N_("Pin picture"))
def pin_reference(edit: Edit, look_id: LookId, reference: Reference) -> None:
    """Pin a picture to a look; a single slot such as the front gives up the picture it held.

    The sheet's version grows, so that takes made with the old pictures can be told.
    """
    look = edit.get(Look, look_id)
    if reference in look.references:
        return
    kept = tuple(
        held for held in look.references if held.slot != reference.slot or reference.slot in MANY
    )
    edit.change(Look, look_id, **sheet_with(look, (*kept, reference)))


@named(N_("Unpin picture"))
def remove_reference(edit: Edit, look_id: LookId, reference: Reference) -> None:
    """Unpin a picture; the file stays.

    Raises:
        NotFound: it is not pinned there.
    """
    look = edit.get(Look, look_id)
    if reference not in look.references:
        raise NotFound(_NO_PICTURE)
    rest = tuple(held for held in look.references if held != reference)
    edit.change(Look, look_id, **sheet_with(look, rest))


def sheet_with(look: Look, references: tuple[Reference, ...]) -> dict[str, Any]:
    """What changes when a look gets other pictures; the sheet it had stays known under its version."""
    had = SheetVersion(version=look.sheet_version, references=look.references)
    return {
        "references": references,
        "sheet_version": look.sheet_version + 1,
        "earlier": (*look.earlier, had)[-EARLIER_MOST:] if look.references else look.earlier,
    }


def without(shot: Shot, cast_id: CastId) -> dict[CastId, LookId]:
    """The looks chosen for a shot, less that of one entry."""
    return {held: look for held, look in shot.looks.items() if held != cast_id}


def _refuse_same_name(others: list[CastEntry], entry: CastEntry) -> None:
    for name in (entry.name, *entry.aliases):
        if any(other.kind == entry.kind and other.answers_to(name) for other in others):
            raise RuleBroken(_SAME_NAME.format(name=name), _MERGE)


def _refuse_unlike(stays: CastEntry, goes: CastEntry) -> None:
    if stays.kind != goes.kind:
        raise RuleBroken(_OTHER_KIND.format(kept=stays.name, merged=goes.name))
    if stays.crowd != goes.crowd:
        raise RuleBroken(_NOT_A_CROWD, _SAY_WHICH)


def _filled(stays: CastEntry, goes: CastEntry) -> dict[str, Any]:
    """The fields that only the other entry had."""
    fields: dict[str, Any] = {
        name: getattr(stays, name) or getattr(goes, name)
        for name in ("description", "age", "identity_zh", "identity_en")
    }
    had = goes.bible.model_dump()
    fields["bible"] = Bible(
        **{name: text or had[name] for name, text in stays.bible.model_dump().items()}
    )
    return fields


def shots_with(cast_id: CastId, shots: Iterable[Shot]) -> list[Shot]:
    """Those that show an entry, or in which a look was chosen for it."""
    return [shot for shot in shots if cast_id in shot.subjects or cast_id in shot.looks]
