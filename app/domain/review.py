"""What people say about shots, takes and cuts."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from app.domain.entity import Entity
from app.domain.ids import NoteId, ShotId, TakeId


class Note(Entity):
    """One remark on a shot, or on one frame of one of its takes."""

    id: NoteId
    shot_id: ShotId
    take_id: TakeId | None = None
    frame: int | None = Field(None, ge=0)
    author: str = ""
    text: str = Field(min_length=1)
    created_at: datetime
    resolved: bool = False
