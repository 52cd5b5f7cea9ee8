"""Zhipu CogVideoX: `POST /videos/generations`, `GET /async-result/{id}`, Bearer key, pictures as data URIs.

`request_id` is ours and may be used once; a second time is error 1231. That only proves that the first one
arrived: nothing leads from it to the task, so a lost answer is left to a person.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import FenjingError
from app.generators.card import resolution_of, sound_of
from app.generators.contract import (
    Accepted,
    Channel,
    Declined,
    Doubtful,
    KeyCheck,
    NoAnswer,
    Order,
    Polled,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import data_uri
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, by_status, is_on

_EXISTS = "1231"
_CODES: dict[str, RefusalClass] = {
    "1113": "balance", "1261": "parameter", "1301": "moderated_input", "1302": "too_fast",
    "1303": "too_fast", "1304": "balance", "1305": "too_fast", "1308": "balance", "1310": "balance",
}  # fmt: skip
#: 1000 to 1004 are about the key, 1110 to 1121 about the account behind it.
_AUTH = ("100", "111", "112")
_SIZES = {
    ("720p", "16:9"): "1280x720", ("720p", "9:16"): "720x1280", ("720p", "1:1"): "1024x1024",
    ("1080p", "16:9"): "1920x1080", ("1080p", "9:16"): "1080x1920", ("1080p", "1:1"): "1024x1024",
}  # fmt: skip
_USED_UP = (
    N_("The account has used up what it may make for now."),
    N_("Wait until the vendor renews it, then resume this generator."),
)


def build(card: Card, tools: Tools) -> CogVideoX:
    """The generator for its card."""
    return CogVideoX(card, tools)


class CogVideoX(Vendor):
    """CogVideoX-3 with first and last frame, and its older and free relatives."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Create a task."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except FenjingError as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = answer.object() if isinstance(answer, Reply) else None
        if isinstance(answer, Reply) and answer.status == 200 and body:
            if isinstance(body.get("id"), str) and body["id"]:
                return Accepted(provider_id=body["id"])
        elif _error(body)[0] == _EXISTS:
            code, detail = _error(body)
            doubt = refuse("unknown", code=code, billed="unknown", detail=detail)
            return Doubtful(refusal=doubt)
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:  # noqa: ARG002
        """Look at a task."""
        answer = await channel.ask(_look(channel.login, provider_id))
        if not isinstance(answer, Reply):
            return no_answer(answer, explain)
        body = answer.object()
        word = str((body or {}).get("task_status", ""))
        if answer.status == 404 and body is not None:
            return Polled(state="gone", vendor_state="404")
        if answer.status != 200 or body is None:
            return no_answer(answer, explain)
        if word == "PROCESSING":
            return Polled(state="running", vendor_state=word)
        if word == "SUCCESS":
            until = datetime.now(UTC) + timedelta(hours=self._card.result_hours or 24)
            return Polled(
                state="ready", results=_results(body), expires_at=until, vendor_state=word
            )
        return _failed(body, word) if word == "FAIL" else no_answer(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Look at a task that does not exist: free."""
        answer = await channel.ask(_look(channel.login, "0"), tries=2)
        outcome = verdict(answer, explain)
        found = isinstance(answer, Reply) and answer.status == 200 and answer.object() is not None
        unknown = isinstance(outcome, Declined) and outcome.refusal.kind in (
            "parameter", "too_fast",
        )  # fmt: skip
        if found or unknown:
            return KeyCheck(good=True, message=N_("The key works."))
        return KeyCheck(good=False, message=outcome.refusal.message, fix=outcome.refusal.fix)

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        plain = f"{recipe.width}x{recipe.height}"
        settings = {name: choices[0] for name, choices in model.settings.items()} | recipe.settings
        body: dict[str, Any] = {"model": model.id, "prompt": recipe.prompt}
        frames = [
            data_uri(order.file(one))
            for role in ("first_frame", "last_frame")
            for one in recipe.references
            if one.role == role
        ]
        if frames:
            body["image_url"] = frames[0] if len(frames) == 1 else frames
        body |= {
            "quality": str(settings["quality"]),
            "with_audio": sound_of(recipe, model),
            "watermark_enabled": is_on(settings.get("watermark", False)),
            "size": _SIZES.get((resolution_of(recipe, model), recipe.aspect), plain),
            "fps": int(str(settings["fps"])),
            "duration": round(recipe.seconds),
            "request_id": order.token,
        }
        return Request(
            method="POST",
            url=f"{login.address}/videos/generations",
            headers=_headers(login) | {"Content-Type": "application/json"},
            json_body=body,
            note=N_("Creates the task; this is the paid call."),
        )


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"error": {code, message}}` in our classes."""
    code, detail = _error(body)
    kind = _CODES.get(code) or ("auth" if code.startswith(_AUTH) else by_status(status))
    message, fix = _USED_UP if code in ("1304", "1308", "1310") else ("", "")
    detail = detail or one_line(str(body).encode())
    return refuse(kind, code=code, detail=detail, message=message, fix=fix)


def _error(body: dict[str, Any] | None) -> tuple[str, str]:
    error = (body or {}).get("error")
    error = error if isinstance(error, dict) else {}
    return str(error.get("code", "")), str(error.get("message", ""))


def _failed(body: dict[str, Any], word: str) -> Polled:
    code, detail = _error(body)
    if code == "1301":
        refusal = refuse("moderated_output", code=code, detail=detail, billed="unknown")
        return Polled(state="moderated", refusal=refusal, vendor_state=word)
    refusal = refuse("failed", code=code, detail=detail, billed="unknown")
    return Polled(state="failed", refusal=refusal, vendor_state=word)


def _results(body: dict[str, Any]) -> tuple[Result, ...]:
    items = body.get("video_result")
    found: list[Result] = []
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict) or not isinstance(item.get("url"), str):
            continue
        found.append(Result(url=item["url"], role="extra" if found else "main", suffix=".mp4"))
        if len(found) == 1 and isinstance(item.get("cover_image_url"), str):
            found.append(Result(url=item["cover_image_url"], role="cover"))
    return tuple(found)


def _look(login: Login, task_id: str) -> Request:
    url = f"{login.address}/async-result/{quote(task_id, safe='')}"
    return Request(method="GET", url=url, headers=_headers(login))


def _headers(login: Login) -> dict[str, str]:
    return {"Authorization": f"Bearer {login.key}"}
