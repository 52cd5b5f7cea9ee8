"""Volcengine's visual service, which Jimeng and OmniHuman share: signed actions, a task, and asking about it.

Wire: `POST /?Action=…&Version=2022-08-31`, body with `req_key` first. A refusal is a `code` other than 10000,
whatever the status; a bad signature is `ResponseMetadata.Error`. There is no client token and no list: a lost
answer cannot be settled by asking. Logo and label are parameters of the asking, not of the task.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from app.domain.attempts import Refusal, RefusalClass
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput, FenjingError
from app.generators.contract import (
    Accepted,
    Answer,
    Channel,
    Declined,
    Doubtful,
    KeyCheck,
    NoAnswer,
    Order,
    Polled,
    RemoteState,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import (
    SERVICE_NOT_OPEN,
    WRONG_CLOCK,
    no_answer,
    not_asked,
    refuse,
    verdict,
)
from app.generators.signatures.volcengine import signed_headers
from app.generators.vendor import Vendor, by_status, is_on

VERSION = "2022-08-31"
_GOOD = 10000
#: The vendor's own trouble: whether it took the task before it stumbled, nobody can say.
_INTERNAL = frozenset({50500, 50501})
_CODES: dict[int, RefusalClass] = {
    50200: "parameter", 50207: "parameter", 50215: "parameter", 50400: "balance",
    50411: "moderated_input", 50412: "moderated_input", 50413: "moderated_input",
    50429: "too_fast", 50430: "too_fast", 50511: "moderated_output", 50512: "moderated_output",
    50519: "moderated_output", 50520: "moderated_output",
}  # fmt: skip
_MEDIA: dict[int, Literal["text", "image"]] = {
    50411: "image", 50412: "text", 50413: "text", 50511: "image", 50512: "text",
}  # fmt: skip
_STATES: dict[str, RemoteState] = {
    "in_queue": "queued", "generating": "running", "processing": "running",
}  # fmt: skip
_COPYRIGHT = N_("The result was withheld because it may infringe a copyright.")


class VisualJobs(Vendor, ABC):
    """Submits and asks; a subclass says which `req_key` a recipe needs and writes the rest of the body."""

    submit_action = "CVSync2AsyncSubmitTask"
    ask_action = "CVSync2AsyncGetResult"

    def req_key(self, recipe: Recipe) -> str:
        """The service a recipe goes to; asking about the task needs the same one."""
        return self.model(recipe).id

    @abstractmethod
    def body(self, order: Order, told: dict[str, str]) -> dict[str, Any]:
        """All fields but `req_key`; `told` gives references' addresses, when they need one."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self.paid(order, login, {}),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Submit a task."""
        return await self.send(order, channel, {})

    async def send(self, order: Order, channel: Channel, told: dict[str, str]) -> Submission:
        """The paid call and what its answer proves."""
        try:
            request = await asyncio.to_thread(self.paid, order, channel.login, told)
        except FenjingError as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = answer.object() if isinstance(answer, Reply) else None
        code, data = _code(body), _data(body)
        if code == _GOOD and isinstance(data.get("task_id"), str) and data["task_id"]:
            return Accepted(provider_id=data["task_id"])
        if code in _INTERNAL:
            detail = one_line(answer.body) if isinstance(answer, Reply) else ""
            return Doubtful(
                refusal=refuse("unknown", code=str(code), billed="unknown", detail=detail)
            )
        return verdict(answer, explain, said_no=_says_no(body))

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Ask about a task; a finished one gives a fresh address each time."""
        answer = await channel.ask(self._ask(provider_id, recipe, channel.login))
        body = answer.object() if isinstance(answer, Reply) else None
        code, data = _code(body), _data(body)
        word = str(data.get("status", ""))
        if word == "done" or _CODES.get(code, "").startswith("moderated"):
            return self._done(body or {}, word)
        if word == "not_found":
            return Polled(state="gone", vendor_state=word)
        if word == "expired":
            return Polled(state="expired", refusal=refuse("expired"), vendor_state=word)
        if code == _GOOD and word in _STATES:
            return Polled(state=_STATES[word], vendor_state=word)
        return no_answer(answer, explain, said_no=_says_no(body))

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask about a task that does not exist: a good signature is told so, and nothing is made."""
        asked = {"req_key": "jimeng_t2v_v30", "task_id": "0"}
        try:
            request = self.call(channel.login, self.ask_action, asked)
        except BadInput as error:
            return KeyCheck(good=False, message=error.message, fix=error.fix)
        return _key_verdict(await channel.ask(request, tries=2))

    # -- the wire -----------------------------------------------------------------------------------

    def paid(self, order: Order, login: Login, told: dict[str, str]) -> Request:
        """The request that creates the task."""
        body = {"req_key": self.req_key(order.recipe), **self.body(order, told)}
        note = N_("Creates the task; this is the paid call.")
        return self.call(login, self.submit_action, body).model_copy(update={"note": note})

    def call(self, login: Login, action: str, body: dict[str, Any]) -> Request:
        """One signed action."""
        parts = urlsplit(login.address)
        query = (("Action", action), ("Version", VERSION))
        request = Request(method="POST", url=f"{login.address}/", query=query, json_body=body)
        headers = signed_headers(
            login.pair, host=parts.netloc, path=f"{parts.path}/", query=query, body=request.body(),
            at=datetime.now(UTC), service="cv", region="cn-north-1",
        )  # fmt: skip
        return request.model_copy(update={"headers": headers})

    def _ask(self, provider_id: str, recipe: Recipe, login: Login) -> Request:
        wanted = {
            "return_url": True,
            "logo_info": {"add_logo": is_on(recipe.settings.get("watermark", False))},
        } | self._label(recipe)
        text = json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))
        body = {"req_key": self.req_key(recipe), "task_id": provider_id, "req_json": text}
        return self.call(login, self.ask_action, body)

    def _label(self, recipe: Recipe) -> dict[str, Any]:
        """The hidden label of GB 45438, when the person named a producer for this vendor."""
        options = self._tools.options(self._card.vendor or self._card.id)
        producer = options.get("content_producer", "")
        if not producer:
            return {}
        meta = {"content_producer": producer, "producer_id": str(recipe.shot_id)}
        if options.get("content_propagator"):
            meta["content_propagator"] = options["content_propagator"]
            meta["propagate_id"] = str(recipe.shot_id)
        return {"aigc_meta": meta}

    def _done(self, body: dict[str, Any], word: str) -> Polled:
        code, data = _code(body), _data(body)
        if code == _GOOD:
            hours = self._card.result_hours or 1
            until = datetime.now(UTC) + timedelta(hours=hours)
            return Polled(
                state="ready", results=_results(data), expires_at=until, vendor_state=word
            )
        refusal = explain(200, body).model_copy(update={"billed": "unknown"})
        if refusal.kind.startswith("moderated"):
            return Polled(state="moderated", refusal=refusal, vendor_state=word)
        failed = refuse("failed", code=str(code), detail=refusal.detail, billed="unknown")
        return Polled(state="failed", refusal=failed, vendor_state=word)


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """A refusal's `code`, or the `ResponseMetadata.Error` of a request that was never let in."""
    meta = body.get("ResponseMetadata")
    error = meta.get("Error") if isinstance(meta, dict) else None
    if isinstance(error, dict):
        name, detail = str(error.get("Code", "")), str(error.get("Message", ""))
        if name == "InvalidTimestamp":
            return refuse(
                "auth", code=name, detail=detail, message=WRONG_CLOCK[0], fix=WRONG_CLOCK[1]
            )
        known = name in ("SignatureDoesNotMatch", "InvalidAccessKey", "AccessDenied")
        return refuse("auth" if known else by_status(status), code=name, detail=detail)
    code = _code(body)
    detail = str(body.get("message", "")) or one_line(str(body).encode())
    kind = _CODES.get(code) or by_status(status)
    message, fix = SERVICE_NOT_OPEN if code == 50400 else ("", "")
    if code in (50519, 50520):
        message = _COPYRIGHT
    return refuse(
        kind, code=str(code), medium=_MEDIA.get(code, ""), detail=detail, message=message, fix=fix
    )


def _code(body: dict[str, Any] | None) -> int:
    """The answer's code; 0 when it has none."""
    code = body.get("code") if body else None
    return code if isinstance(code, int) else 0


def _data(body: dict[str, Any] | None) -> dict[str, Any]:
    data = body.get("data") if body else None
    return data if isinstance(data, dict) else {}


def _says_no(body: dict[str, Any] | None) -> bool:
    code = _code(body)
    refused = code not in (0, _GOOD) and code not in _INTERNAL
    return refused or (body is not None and "ResponseMetadata" in body)


def _key_verdict(answer: Answer) -> KeyCheck:
    body = answer.object() if isinstance(answer, Reply) else None
    if _code(body) == _GOOD or _data(body).get("status"):
        return KeyCheck(good=True, message=N_("The key works."))
    outcome = verdict(answer, explain, said_no=_says_no(body))
    refusal = outcome.refusal
    if isinstance(outcome, Declined) and refusal.kind in ("parameter", "too_fast"):
        return KeyCheck(good=True, message=N_("The key works."))
    return KeyCheck(good=False, message=refusal.message, fix=refusal.fix)


def _results(data: dict[str, Any]) -> tuple[Result, ...]:
    video = data.get("video_url")
    if isinstance(video, str) and video:
        return (Result(url=video, suffix=".mp4"),)
    urls = data.get("image_urls")
    found = [url for url in urls if isinstance(url, str)] if isinstance(urls, list) else []
    return tuple(
        Result(url=url, role="extra" if place else "main") for place, url in enumerate(found)
    )
