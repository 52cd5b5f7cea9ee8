"""Vidu's lip-sync: a film speaks a recording, or a text in one of Vidu's voices.

Film and recording are read from web addresses. A film that Vidu made is asked for its address anew; everything
else goes through the person's own storage.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput, FenjingError
from app.generators.card import setting_of
from app.generators.contract import (
    Channel,
    Declined,
    Order,
    Reply,
    Request,
    Submission,
)
from app.generators.login import Login
from app.generators.refusals import before_paid, not_asked, refuse
from app.generators.storage import Storage
from app.generators.tools import Tools
from app.generators.vendor import number_of
from app.generators.vendors.vidu import Vidu, call, explain, reading

_GONE = (
    N_("Vidu no longer has the film."),
    N_("Enter a storage that speaks S3 in Preferences, or generate the shot again."),
)
_TEXT = (
    N_("Words that are spoken have {least} to {most} characters, not {count}."),
    N_("Give a recording, or change the words."),
)
_SPOKEN_LEAST, _SPOKEN_MOST = 4, 2000


def build(card: Card, tools: Tools) -> ViduLips:
    """The generator for its card."""
    return ViduLips(card, tools)


class ViduLips(Vidu):
    """Reads, stops and tests its tasks like Vidu's films."""

    def __init__(self, card: Card, tools: Tools) -> None:
        super().__init__(card, tools)
        self._storage = Storage(tools)

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The question for the film's address or the uploads, and the paid call."""
        uploads, told = self._storage.preview(_without_own(order), self._card.label)
        asked: tuple[Request, ...] = ()
        clip = _own_clip(order.recipe)
        if clip is not None:
            note = N_("Asks for the address of the film.")
            asked = (reading(login, clip.vendor_id).model_copy(update={"note": note}),)
            told = told | {clip.media.sha256: f"<upload {len(uploads) + 1}>"}
        return (*uploads, *asked, self._paid(order, login, told))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Find or make the addresses, then create the task."""
        try:
            told = await self._storage.place(_without_own(order), self._card.label, channel)
            if isinstance(told, Declined):
                return told
            clip = _own_clip(order.recipe)
            if clip is not None:
                address = await _address_of(clip, channel)
                if isinstance(address, Declined):
                    return address
                told = told | {clip.media.sha256: address}
            request = await asyncio.to_thread(self._paid, order, channel.login, told)
        except FenjingError as error:
            return not_asked(error)
        return self.taken(await channel.send(request))

    def _paid(self, order: Order, login: Login, told: Mapping[str, str]) -> Request:
        recipe, model = order.recipe, self.model(order.recipe)
        places = {one.role: told[one.media.sha256] for one in recipe.references}
        body: dict[str, Any] = {"video_url": places.get("clip", ""), "payload": order.token}
        if "sound" in places:
            body["audio_url"] = places["sound"]
        else:
            count = len(recipe.prompt)
            if not _SPOKEN_LEAST <= count <= _SPOKEN_MOST:
                text = _TEXT[0].format(least=_SPOKEN_LEAST, most=_SPOKEN_MOST, count=count)
                raise BadInput(text, _TEXT[1])
            body["text"] = recipe.prompt
            if voice := setting_of(recipe, model, "voice"):
                body["voice_id"] = voice
            if recipe.settings.get("speed"):
                body["speed"] = number_of(recipe, "speed", 1, 0.5, 1.5)
        note = N_("Creates the task; this is the paid call.")
        return call(login, "POST", "/lip-sync", body, note)


def _own_clip(recipe: Recipe) -> RecipeReference | None:
    """The film, when Vidu made it and knows it by its task."""
    for one in recipe.references:
        if one.role == "clip" and one.vendor_id and not one.vendor_id.startswith("https://"):
            return one
    return None


def _without_own(order: Order) -> Order:
    """The order with only what has to be put somewhere."""
    own = _own_clip(order.recipe)
    rest = tuple(one for one in order.recipe.references if one is not own)
    return replace(order, recipe=order.recipe.model_copy(update={"references": rest}))


async def _address_of(clip: RecipeReference, channel: Channel) -> str | Declined:
    answer = await channel.ask(reading(channel.login, clip.vendor_id), tries=2)
    task = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
    if task is None and not (isinstance(answer, Reply) and answer.status == 404):
        return before_paid(answer, explain)
    creations = task.get("creations") if task is not None else None
    for item in creations if isinstance(creations, list) else ():
        if isinstance(item, dict) and isinstance(item.get("url"), str) and item["url"]:
            return str(item["url"])
    return Declined(refusal=refuse("parameter", message=_GONE[0], fix=_GONE[1]))
