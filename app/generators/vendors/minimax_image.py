"""MiniMax pictures (image-01): `POST /v1/image_generation` answers at once with addresses that last a day."""

from __future__ import annotations

import asyncio
from typing import Any

from app.domain.cards import Card
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import (
    Answered,
    Channel,
    Declined,
    KeyCheck,
    Order,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import data_uri
from app.generators.login import Login
from app.generators.refusals import not_asked, refuse
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, is_on
from app.generators.vendors.minimax import call, declined, good_body, key_works

#: Made at once, which may take a while.
_PATIENCE = 300.0
_PATH = "/v1/image_generation"
_STEP, _SMALLEST, _LARGEST = 8, 512, 2048


def build(card: Card, tools: Tools) -> MiniMaxImage:
    """The generator for its card."""
    return MiniMaxImage(card, tools)


class MiniMaxImage(AtOnce):
    """One picture from words, with one person's picture to stay like."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask for one picture."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = good_body(answer)
        if body is None:
            return declined(answer)
        data = body.get("data")
        urls = data.get("image_urls") if isinstance(data, dict) else None
        found = [url for url in urls or [] if isinstance(url, str) and url]
        if found:
            return Answered(results=tuple(Result(url=url) for url in found[:1]))
        counts = body.get("metadata")
        if isinstance(counts, dict) and str(counts.get("success_count")) == "0":
            refusal = refuse("failed", billed="unknown", detail=str(counts))
            return Declined(refusal=refusal)
        return declined(answer)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for the list of voices: free."""
        return await key_works(channel)

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        body: dict[str, Any] = {
            "model": model.id,
            "prompt": recipe.prompt,
            "n": 1,
            "response_format": "url",
            "seed": recipe.seed,
            "aigc_watermark": is_on(recipe.settings.get("watermark", False)),
        }
        if recipe.aspect in model.aspects:
            body["aspect_ratio"] = recipe.aspect
        else:
            body["width"], body["height"] = _sides(recipe.width, recipe.height)
        if "prompt_optimizer" in recipe.settings:
            body["prompt_optimizer"] = is_on(recipe.settings["prompt_optimizer"])
        people = [data_uri(order.file(reference)) for reference in recipe.references]
        if people:
            body["subject_reference"] = [
                {"type": "character", "image_file": picture} for picture in people
            ]
        note = N_("Makes the picture; this is the paid call.")
        request = call("POST", login, _PATH, body=body, note=note)
        return request.model_copy(update={"patience": _PATIENCE})


def _sides(width: int, height: int) -> tuple[int, int]:
    """Both sides in multiples of 8 between 512 and 2048 (document, width and height)."""
    factor = min(1.0, _LARGEST / max(width, height, 1))
    wide, high = (round(side * factor / _STEP) * _STEP for side in (width, height))
    return max(_SMALLEST, wide), max(_SMALLEST, high)
