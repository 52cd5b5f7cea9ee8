"""OpenAI's picture models: one question, one answer with the picture in it.

Wire: `POST /images/generations` as JSON from words alone, `POST /images/edits` as a form when pictures go along;
Bearer key. Nothing is kept: an answer that is lost may have been billed, and nobody can look. There is no seed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from math import floor, sqrt
from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of, setting_of
from app.generators.contract import (
    Answered,
    Channel,
    Declined,
    KeyCheck,
    Order,
    Part,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import decoded, mime
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce
from app.generators.vendors.openai_wire import bearer, explain, own_address, try_key

_ANSWER_CAP = 120_000_000
_PATIENCE = 300.0
#: Sides are multiples of this.
_STEP = 16
#: The three sizes that every model knows.
_STANDARD = {"1:1": (1024, 1024), "2:3": (1024, 1536), "3:2": (1536, 1024)}
#: Most pixels by resolution; above 2560x1440 the vendor calls it experimental.
_AREAS = {"1k": 1536 * 1024, "2k": 2560 * 1440, "4k": 3840 * 2160}


def build(card: Card, tools: Tools) -> OpenAIImage:
    """The generator for its card."""
    return OpenAIImage(card, tools)


class OpenAIImage(AtOnce):
    """All of OpenAI's picture models."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask once; the picture comes back in the answer."""
        try:
            request = self._create(order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status == 200:
            body = answer.object()
            if body is not None:
                return await asyncio.to_thread(_answered, body)
        return verdict(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List the models: free."""
        return await try_key(channel, f"{channel.login.address}/models")

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        width, height = size_of(recipe, resolution_of(recipe, model))
        fields: dict[str, Any] = {
            "model": model.id,
            "prompt": bound_prompt(recipe, model.mention),
            "size": f"{width}x{height}",
            "quality": setting_of(recipe, model, "quality"),
            "n": 1,
            "output_format": "png",
        }
        pictures = [order.file(one) for one in shown(recipe)]
        address = own_address(login)
        request = Request(
            method="POST",
            url=f"{address}/images/{'edits' if pictures else 'generations'}",
            headers=bearer(login),
            answer_cap=_ANSWER_CAP,
            patience=_PATIENCE,
            note=N_("Creates the picture; this is the paid call."),
        )
        if not pictures:
            return request.model_copy(update={"json_body": fields})
        parts = [Part(name=name, value=str(value)) for name, value in fields.items()]
        parts += [
            Part(name="image[]", path=path, filename=path.name, content_type=mime(path))
            for path in pictures
        ]
        return request.model_copy(update={"parts": tuple(parts)})


def size_of(recipe: Recipe, resolution: str) -> tuple[int, int]:
    """The largest size in exactly the recipe's shape whose sides are multiples of 16 (sora_openai.md, Images)."""
    area = _AREAS.get(resolution.lower(), _AREAS["1k"])
    if resolution.lower() not in ("2k", "4k") and recipe.aspect in _STANDARD:
        return _STANDARD[recipe.aspect]
    wide, _, high = recipe.aspect.partition(":")
    across, down = int(wide) * _STEP, int(high) * _STEP
    times = max(1, floor(sqrt(area / (across * down))))
    return across * times, down * times


def _answered(body: Mapping[str, Any]) -> Answered | Declined:
    listed = body.get("data")
    held = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    pictures = [data for one in held if (data := decoded(one.get("b64_json")))]
    if not pictures:
        detail = one_line(str(dict(body)).encode())
        return Declined(refusal=refuse("failed", billed="unknown", detail=detail))
    return Answered(
        results=tuple(
            Result(data=data, suffix=".png", role="extra" if place else "main")
            for place, data in enumerate(pictures)
        )
    )
