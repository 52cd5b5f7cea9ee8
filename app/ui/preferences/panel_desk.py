"""What the panels of Preferences need of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.studio.session import Session
from app.studio.studio import Studio


@dataclass(frozen=True)
class PanelDesk:
    """`keep(**fields)` writes settings (False when it could not); `key_changed` tells the list."""

    studio: Studio
    session: Session | None
    keep: Callable[..., bool]
    key_changed: Callable[[], None]
