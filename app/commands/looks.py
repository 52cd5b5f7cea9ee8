"""What someone wears in a shot, and the sheets that show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.commands.cast import sheet_with, without
from app.commands.edit import Edit, named
from app.commands.placing import place
from app.domain.cast import Look, Reference
from app.domain.ids import CastId, LookId, ShotId, mint
from app.domain.shots import Shot
from app.domain.wording import N_
from app.errors import NotFound, RuleBroken

_NOT_ITS_OWN = N_("This look belongs to someone else.")
_NO_PICTURE = N_("This picture is not pinned to the look.")
_NO_VERSION = N_("This look never had a sheet {version}.")


@named(N_("Choose look"))
def choose_look(
    edit: Edit, shot_ids: Sequence[ShotId], cast_id: CastId, look_id: LookId | None
) -> None:
    """Let an entry appear in this look in these shots, whatever the scene says; None: as the scene says.

    Raises:
        RuleBroken: the look belongs to another entry.
    """
    if look_id is not None and edit.get(Look, look_id).cast_id != cast_id:
        raise RuleBroken(_NOT_ITS_OWN)
    for shot_id in dict.fromkeys(shot_ids):
        shot = edit.get(Shot, shot_id)
        chosen = without(shot, cast_id)
        if look_id is not None:
            chosen[cast_id] = look_id
        if chosen != shot.looks:
            edit.change(Shot, shot_id, looks=chosen)


@named(N_("Duplicate look"))
def duplicate_look(edit: Edit, look_id: LookId, name: str = "") -> LookId:
    """A look behind the look with the same pictures: other clothes on the same face start so."""
    look = edit.get(Look, look_id)
    held = edit.all(Look, cast_id=look.cast_id)
    copy = look.model_copy(
        update={
            "id": LookId(mint("look")),
            "rank": place(edit, Look, held, look_id)[0],
            "name": name.strip() or look.name,
            "sheet_version": 1 if look.references else 0,
            "earlier": (),
        }
    )
    return edit.add(copy).id


@named(N_("Move look"))
def move_look(edit: Edit, look_id: LookId, after: LookId | None) -> None:
    """Put a look behind another of the same entry (None: first); of looks that hold alike the last is worn."""
    look = edit.get(Look, look_id)
    if after == look_id:
        return
    others = [held for held in edit.all(Look, cast_id=look.cast_id) if held.id != look_id]
    edit.change(Look, look_id, rank=place(edit, Look, others, after)[0])


@named(N_("Edit picture"))
def edit_reference(edit: Edit, look_id: LookId, reference: Reference, **fields: Any) -> None:
    """Change what is noted of a pinned picture: rights, note, label; the sheet stays the same sheet.

    Another slot or another file makes another sheet.

    Raises:
        NotFound: it is not pinned there.
    """
    look = edit.get(Look, look_id)
    if reference not in look.references:
        raise NotFound(_NO_PICTURE)
    changed = Reference.model_validate(reference.model_dump() | fields)
    references = tuple(changed if held == reference else held for held in look.references)
    if (changed.slot, changed.media) == (reference.slot, reference.media):
        edit.change(Look, look_id, references=references)
    else:
        edit.change(Look, look_id, **sheet_with(look, references))


@named(N_("Go back to sheet"))
def restore_sheet(edit: Edit, look_id: LookId, version: int) -> None:
    """Pin the pictures of an earlier sheet again, as the newest version; what is pinned now stays known.

    Raises:
        NotFound: the look had no such sheet.
    """
    look = edit.get(Look, look_id)
    wanted = next((each for each in look.earlier if each.version == version), None)
    if wanted is None:
        raise NotFound(_NO_VERSION.format(version=version))
    edit.change(Look, look_id, **sheet_with(look, wanted.references))
