"""What a commit touched: the one message that listeners get, after it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.domain.entity import Value

ChangeKind = Literal["person", "background", "undo", "redo"]


class Changes(Value):
    """One committed transaction: its name, who made it, and the ids it touched by type."""

    label: str = Field(description="name for the undo list, marked for translation")
    origin: str = Field("", description="who made it, so that a view can ignore its own")
    kind: ChangeKind = "person"
    touched: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="entity type name, e.g. 'Shot', to ids added, changed or removed",
    )

    def ids(self, entity_type: str) -> tuple[str, ...]:
        """The touched ids of one entity type."""
        return self.touched.get(entity_type, ())

    def touches(self, *entity_types: str) -> bool:
        """True when any of the types was touched."""
        return any(self.touched.get(name) for name in entity_types)
