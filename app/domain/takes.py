"""What came of a shot or of a line. Takes are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import Field

from app.domain.cast import Voice
from app.domain.entity import Entity
from app.domain.ids import AttemptId, ElementId, ShotId, TakeId, VoiceTakeId
from app.domain.media import MediaRef
from app.domain.money import Money
from app.domain.recipes import Recipe

TakeSource = Literal["generated", "imported", "drawn", "handed_back"]


class Take(Entity):
    """One result for a shot, with where it came from."""

    id: TakeId
    shot_id: ShotId
    number: int = Field(ge=1, description="1, 2, 3 ... within the shot, in order of arrival")
    created_at: datetime
    source: TakeSource
    media: MediaRef
    generator: str = ""
    model: str = ""
    recipe: Recipe | None = None
    attempt_id: AttemptId | None = None
    cost: Money | None = None
    rating: int = Field(0, ge=0, le=5)
    note: str = ""


class VoiceTake(Entity):
    """One reading of a line by a voice; the newest whose text and voice still match is the one heard."""

    id: VoiceTakeId
    element_id: ElementId
    created_at: datetime
    text: str
    voice: Voice
    media: MediaRef

    def matches(self, text: str, voice: Voice) -> bool:
        """True when nothing that shaped it has changed."""
        return self.text == text and self.voice == voice


def counts_by_itself(take: Take) -> bool:
    """True for films, and for pictures that a person brought.

    A picture that a generator made is material (a first frame, a cover) until it is picked; a sound is none.
    """
    by_person = take.media.kind == "picture" and take.source == "imported"
    return take.media.kind == "video" or by_person


def counting(pick: TakeId | None, takes: Iterable[Take]) -> Take | None:
    """The take that counts for a shot: the person's pick, else the first that arrived and counts by itself.

    Later takes never push themselves into the cut: background work adds rows and changes none.
    """
    ordered = sorted(takes, key=lambda take: take.number)
    picked = next((take for take in ordered if take.id == pick), None)
    return picked or next((take for take in ordered if counts_by_itself(take)), None)
