"""What the panels of Preferences need of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.cards import Card
from app.studio.session import Session
from app.studio.studio import Studio


@dataclass(frozen=True)
class PanelDesk:
    """`keep(**fields)` writes settings (False when it could not); `key_changed` tells the list.

    `edit_model(card)` and `remove_model(id)` are for cards of one's own, `choose_workflow()` for ComfyUI's.
    """

    studio: Studio
    session: Session | None
    keep: Callable[..., bool]
    key_changed: Callable[[], None]
    edit_model: Callable[[Card], None]
    remove_model: Callable[[str], None]
    choose_workflow: Callable[[], None]
