"""ByteDance Seedream pictures on Volcengine Ark (mainland) and BytePlus ModelArk (international).

Wire: `POST /images/generations`, Bearer key, answered with the picture's address in the same call; pictures that
go along are data URIs. No client token, no list: an answer that is lost may have been paid for. Errors and key
are Ark's, as Seedance has them.
"""

from __future__ import annotations

import asyncio
from math import sqrt
from typing import Any

from app.domain.attempts import Refusal
from app.domain.cards import Card, ModelCard
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import FenjingError
from app.generators.card import rate_for, resolution_of
from app.generators.contract import (
    Answered,
    Channel,
    Declined,
    KeyCheck,
    Order,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import data_uri
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.refusals import not_asked, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, is_on, key_check
from app.generators.vendors.seedance import explain

#: Seconds of silence: a large picture with many references takes minutes.
PATIENCE = 420.0
#: Pixels allowed, by the family in the model's id, the more exact name first.
_BUDGETS = (
    ("5-0-pro", 921_600, 4_624_220),
    ("4-0", 921_600, 16_777_216),
    ("", 3_686_400, 16_777_216),
)
_SIDES = {"1K": 1024, "1.5K": 1536, "2K": 2048, "3K": 3072, "4K": 4096}


def build(card: Card, tools: Tools) -> Seedream:
    """The generator for its card."""
    return Seedream(card, tools)


class Seedream(AtOnce):
    """All Seedream models; the option `image_endpoint` (ep-…) replaces the model's id on the wire."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask for one picture and wait for it."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except FenjingError as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        made = _results(body)
        if body is not None and made:
            return Answered(results=made, cost=self._cost(body, order.recipe, len(made)))
        failure = _failure(body)
        return Declined(refusal=failure) if failure else verdict(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List one film task of the same account: free."""
        login = channel.login
        request = Request(
            method="GET",
            url=f"{login.address}/contents/generations/tasks",
            headers={"Authorization": f"Bearer {login.key}"},
            query=(("page_num", "1"), ("page_size", "1")),
        )
        return key_check(await channel.ask(request, tries=2), explain)

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        body: dict[str, Any] = {
            "model": self._tools.options("seedance").get("image_endpoint", "") or model.id,
            "prompt": bound_prompt(recipe),
            "size": "{}x{}".format(*size_of(recipe, model)),
            "response_format": "url",
            "watermark": is_on(recipe.settings.get("watermark", False)),
            "sequential_image_generation": "disabled",
        }
        pictures = [data_uri(order.file(one)) for one in shown(recipe)]
        if pictures:
            body["image"] = pictures[0] if len(pictures) == 1 else pictures
        if "format" in model.settings:
            body["output_format"] = str(recipe.settings.get("format", model.settings["format"][0]))
        if "optimize" in model.settings and "optimize" in recipe.settings:
            body["optimize_prompt_options"] = {"mode": str(recipe.settings["optimize"])}
        return Request(
            method="POST",
            url=f"{login.address}/images/generations",
            headers={
                "Authorization": f"Bearer {login.key}",
                "Content-Type": "application/json",
            },
            json_body=body,
            patience=PATIENCE,
            note=N_("Makes the picture; this is the paid call."),
        )

    def _cost(self, body: dict[str, Any], recipe: Recipe, made: int) -> Money | None:
        usage = body.get("usage")
        count = usage.get("generated_images") if isinstance(usage, dict) else None
        rate = rate_for(recipe, self.model(recipe), "piece")
        if rate is None:
            return None
        pieces = count if isinstance(count, int) else made
        return Money(amount=rate.amount * pieces, currency=rate.currency)


def size_of(recipe: Recipe, model: ModelCard) -> tuple[int, int]:
    """Width and height in the recipe's shape, within the model's pixel budget, in multiples of 16."""
    least, most = next((low, high) for name, low, high in _BUDGETS if name in model.id)
    side = _SIDES.get(resolution_of(recipe, model), 2048)
    area = min(max(side * side, least), most)
    wide = sqrt(area * recipe.width / recipe.height)
    width, height = int(wide) // 16 * 16, int(area / wide) // 16 * 16
    return (width, height) if width * height >= least else (width + 16, height + 16)


def _results(body: dict[str, Any] | None) -> tuple[Result, ...]:
    items = body.get("data") if body else None
    urls = [
        item["url"]
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and isinstance(item.get("url"), str)
    ]
    return tuple(
        Result(url=url, role="extra" if place else "main") for place, url in enumerate(urls)
    )


def _failure(body: dict[str, Any] | None) -> Refusal | None:
    """Why the only picture failed, when the call itself did not: the item then has the error. Not billed."""
    items = body.get("data") if body else None
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and isinstance(item.get("error"), dict):
            return explain(200, item)
    return None
