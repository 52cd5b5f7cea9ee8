"""What people say about shots, and where each shot stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.commands.edit import Edit, named
from app.domain.ids import NoteId, ShotId, TakeId, mint
from app.domain.review import Note
from app.domain.shots import Shot, ShotStatus
from app.domain.wording import N_
from app.errors import BadInput

_EMPTY = N_("A note needs a text.")
_SAY = N_("Write what should change.")


@named(N_("Add note"))
def add_note(
    edit: Edit,
    shot_id: ShotId,
    text: str,
    *,
    created_at: datetime,
    author: str = "",
    take_id: TakeId | None = None,
    frame: int | None = None,
) -> NoteId:
    """A remark on a shot, or on one frame (from 0) of one of its takes.

    Raises:
        BadInput: it says nothing.
    """
    if not text.strip():
        raise BadInput(_EMPTY, _SAY)
    edit.get(Shot, shot_id)
    note = Note(
        id=NoteId(mint("note")),
        shot_id=shot_id,
        take_id=take_id,
        frame=frame,
        author=author,
        text=text,
        created_at=created_at,
    )
    return edit.add(note).id


@named(N_("Edit note"))
def edit_note(edit: Edit, note_id: NoteId, text: str) -> None:
    """Change what a note says."""
    edit.change(Note, note_id, text=text)


@named(N_("Resolve note"))
def resolve_note(edit: Edit, note_id: NoteId, resolved: bool = True) -> None:
    """Mark a note as dealt with, or open it again."""
    edit.change(Note, note_id, resolved=resolved)


@named(N_("Remove note"))
def remove_note(edit: Edit, note_id: NoteId) -> None:
    """Take a note away."""
    edit.remove(Note, note_id)


@named(N_("Set status"))
def set_status(edit: Edit, shot_ids: Iterable[ShotId], status: ShotStatus) -> None:
    """Say where shots stand: draft, ready, in review, to retake, approved, locked, omitted."""
    for shot_id in shot_ids:
        edit.change(Shot, shot_id, status=status)
