"""What the authority knows of a Chinese micro-drama: its class, its number, and the licence clip that opens it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.domain.entity import Value
from app.domain.media import MediaRef

#: 其他, 普通, 重点 (notice of February 2025): only the smallest class goes without a licence or number of its own.
FilingClass = Literal["other", "ordinary", "key"]


class Filing(Value):
    """Holds for every episode of the drama."""

    kind: FilingClass = "other"
    number: str = Field("", max_length=80, description="as it was granted; shown as it stands")
    card: bool = Field(default=True, description="the number is drawn over the opening")
    licence: MediaRef | None = Field(
        None, description="the official clip of the licence, played whole in front of each episode"
    )
