"""Hunyuan pictures on Tencent's TokenHub: Bearer key, answered with the picture's address in the same call.

No client token, no list: an answer that is lost may have been paid for. A visible mark is a short text in the
corner (`footnote`), and only version 3 has it.
"""

from __future__ import annotations

import asyncio
from math import sqrt
from typing import Any

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import FenjingError
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
from app.generators.encoding import raw_base64
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, by_status, is_on

PATIENCE = 300.0
_PATHS = {"hy-image-v3": "/wand/hunyuan-image/v3-generation", "hy-image-lite": "/api/image/lite"}
_AREA, _LEAST, _MOST = 1024 * 1024, 512, 2048
_MARK = {"zh": "AI生成", "en": "AI generated"}
_CODES: dict[str, RefusalClass] = {
    "401007": "balance", "401008": "balance", "403004": "balance", "401002": "auth",
    "429001": "too_fast", "451001": "moderated_input",
}  # fmt: skip


def build(card: Card, tools: Tools) -> TokenHub:
    """The generator for its card."""
    return TokenHub(card, tools)


class TokenHub(AtOnce):
    """Version 3, with up to three reference pictures, and the light model, from words alone."""

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
        items = body.get("data") if body else None
        urls = [
            item["url"]
            for item in (items if isinstance(items, list) else [])
            if isinstance(item, dict) and isinstance(item.get("url"), str)
        ]
        if body is not None and urls:
            results = tuple(
                Result(url=url, role="extra" if place else "main") for place, url in enumerate(urls)
            )
            return Answered(results=results)
        return verdict(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for nothing: a good key hears that the prompt is missing, and nothing is made."""
        body = {"model": "hy-image-v3", "prompt": ""}
        answer = await channel.ask(_call(channel.login, _PATHS["hy-image-v3"], body), tries=2)
        outcome = verdict(answer, explain)
        if isinstance(outcome, Declined) and outcome.refusal.kind in ("parameter", "too_fast"):
            return KeyCheck(good=True, message=N_("The key works."))
        return KeyCheck(good=False, message=outcome.refusal.message, fix=outcome.refusal.fix)

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe).id
        body: dict[str, Any] = {"model": model, "prompt": bound_prompt(recipe)}
        if model == "hy-image-lite":
            body["rsp_img_type"] = "url"
        else:
            pictures = [raw_base64(order.file(one)) for one in shown(recipe)]
            if pictures:
                body["images"] = pictures
            body["size"] = "{}x{}".format(*size_of(recipe))
            body["revise"] = is_on(recipe.settings.get("revise", False))
            if recipe.seed:
                body["seed"] = recipe.seed
            if is_on(recipe.settings.get("watermark", False)):
                body["footnote"] = _MARK[recipe.language]
        request = _call(login, _PATHS.get(model, _PATHS["hy-image-v3"]), body)
        note = N_("Makes the picture; this is the paid call.")
        return request.model_copy(update={"note": note, "patience": PATIENCE})


def size_of(recipe: Recipe) -> tuple[int, int]:
    """Width and height in the recipe's shape: sides of 512 to 2048, at most 1024 x 1024 pixels in all."""
    wide = sqrt(_AREA * recipe.width / recipe.height)
    high = _AREA / wide
    if min(wide, high) < _LEAST:
        return (_MOST, _LEAST) if wide > high else (_LEAST, _MOST)
    return int(wide) // 8 * 8, int(high) // 8 * 8


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"error": {type, code, message, …}}` in our classes; the status speaks where the code is new."""
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    code = str(error.get("code", ""))
    detail = str(error.get("message", "")) or one_line(str(body).encode())
    kind = _CODES.get(code) or ("moderated_input" if status == 451 else by_status(status))
    return refuse(kind, code=code, detail=detail)


def _call(login: Login, path: str, body: dict[str, Any]) -> Request:
    headers = {"Authorization": f"Bearer {login.key}", "Content-Type": "application/json"}
    return Request(method="POST", url=f"{login.address}{path}", headers=headers, json_body=body)
