"""Qwen-Image and Wan pictures on Alibaba Model Studio, at once.

`POST /services/aigc/multimodal-generation/generation` with one message of pictures and words; the answer holds
addresses that last a day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from app.domain.cards import Card
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import (
    Answered,
    Channel,
    KeyCheck,
    Order,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import data_uri
from app.generators.login import Login
from app.generators.mentions import bound_prompt
from app.generators.refusals import not_asked, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, is_on
from app.generators.vendors.dashscope import call, explain, key_works

_PATH = "/services/aigc/multimodal-generation/generation"
_PATIENCE = 300.0
_SIZES = {
    "16:9": "1664*928", "9:16": "928*1664", "1:1": "1328*1328", "4:3": "1472*1104", "3:4": "1104*1472",
}  # fmt: skip
_NO_PICTURE = (
    N_("This model changes pictures; it needs at least one."),
    N_("Add a reference picture, or choose a model for words."),
)


def build(card: Card, tools: Tools) -> QwenImage:
    """The generator for its card."""
    return QwenImage(card, tools)


class QwenImage(AtOnce):
    """A picture from words, or from words and up to four pictures."""

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
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        urls = list(_pictures(body or {}))
        if urls:
            return Answered(results=(Result(url=urls[0]),))
        return verdict(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List one task: free."""
        return await key_works(channel)

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        content: list[dict[str, str]] = [
            {"image": data_uri(order.file(reference))} for reference in recipe.references
        ]
        if not content and "edit" in model.id:
            raise BadInput(*_NO_PICTURE)
        content.append({"text": bound_prompt(recipe, model.mention)})
        parameters: dict[str, Any] = {
            "n": 1,
            "size": _SIZES.get(recipe.aspect, f"{recipe.width}*{recipe.height}"),
            "seed": recipe.seed,
            "prompt_extend": is_on(recipe.settings.get("prompt_extend", True)),
            "watermark": is_on(recipe.settings.get("watermark", False)),
        }
        if recipe.negative and model.negative:
            parameters["negative_prompt"] = recipe.negative
        body = {
            "model": model.id,
            "input": {"messages": [{"role": "user", "content": content}]},
            "parameters": parameters,
        }
        note = N_("Makes the picture; this is the paid call.")
        request = call("POST", login, _PATH, body=body, note=note)
        return request.model_copy(update={"patience": _PATIENCE})


def _pictures(body: Mapping[str, Any]) -> list[str]:
    """`output.choices[].message.content[].image`."""
    output = body.get("output")
    choices = output.get("choices") if isinstance(output, dict) else None
    found: list[str] = []
    for choice in choices if isinstance(choices, list) else []:
        message = choice.get("message") if isinstance(choice, dict) else None
        parts = message.get("content") if isinstance(message, dict) else None
        read = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
        found += [part["image"] for part in read if isinstance(part.get("image"), str)]
    return found
