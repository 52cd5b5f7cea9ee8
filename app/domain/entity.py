"""The frozen base of everything a project stores."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value without an identity of its own; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entity(Value):
    """A frozen row with an `id`; changing one is `model_copy(update=...)` or a command."""

    id: str
