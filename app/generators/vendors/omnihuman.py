"""OmniHuman 1.5 on Volcengine's visual service: a person in a picture speaks a recording.

Picture and recording are read from web addresses only, so they are put into the person's own storage first.
"""

from __future__ import annotations

from typing import Any

from app.domain.cards import Card
from app.errors import FenjingError
from app.generators.card import resolution_of
from app.generators.contract import Channel, Declined, Order, Request, Submission
from app.generators.login import Login
from app.generators.refusals import not_asked
from app.generators.storage import Storage
from app.generators.tools import Tools
from app.generators.vendor import is_on
from app.generators.vendors.volc_visual import VisualJobs

_HEIGHTS = {"720p": 720, "1080p": 1080}


def build(card: Card, tools: Tools) -> OmniHuman:
    """The generator for its card."""
    return OmniHuman(card, tools)


class OmniHuman(VisualJobs):
    """A talking picture; the service has actions of its own."""

    submit_action = "CVSubmitTask"
    ask_action = "CVGetResult"

    def __init__(self, card: Card, tools: Tools) -> None:
        super().__init__(card, tools)
        self._storage = Storage(tools)

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """Both uploads and the paid call."""
        uploads, told = self._storage.preview(order, self._card.label)
        return (*uploads, self.paid(order, login, told))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Put picture and recording where the vendor can read them, then submit the task."""
        try:
            told = await self._storage.place(order, self._card.label, channel)
        except FenjingError as error:
            return not_asked(error)
        return told if isinstance(told, Declined) else await self.send(order, channel, told)

    def body(self, order: Order, told: dict[str, str]) -> dict[str, Any]:
        """Addresses, what happens besides speaking, and the size."""
        recipe = order.recipe
        places = {one.role: told[one.media.sha256] for one in recipe.references}
        body: dict[str, Any] = {
            "image_url": places.get("first_frame", ""),
            "audio_url": places.get("sound", ""),
            "seed": recipe.seed or -1,
            "output_resolution": _HEIGHTS.get(resolution_of(recipe, self.model(recipe)), 1080),
            "pe_fast_mode": is_on(recipe.settings.get("fast", False)),
        }
        if recipe.prompt:
            body["prompt"] = recipe.prompt
        return body
