"""Files made for others."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from app.domain.entity import Entity
from app.domain.ids import DeliveryId, EpisodeId


class Delivery(Entity):
    """One finished file: where it went, what it is, what was found when it was probed."""

    id: DeliveryId
    episode_id: EpisodeId
    preset: str
    path: str
    sha256: str
    size: int = Field(ge=0)
    seconds: float = Field(ge=0)
    width: int
    height: int
    label_found: bool = Field(description="the AIGC field was read back from the file")
    created_at: datetime
