"""Wan and HappyHorse films on Alibaba Model Studio.

`POST /services/aigc/video-generation/video-synthesis` (first and last frame of 2.2 and older:
`image2video/video-synthesis`), always as a task. No client token: a lost answer is looked for in the list of
tasks by model and time. What goes into the body differs by generation: `wan_bodies`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import rate_for
from app.generators.contract import (
    Accepted,
    Candidate,
    Channel,
    Declined,
    Found,
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
from app.generators.mentions import bound_prompt
from app.generators.refusals import no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor
from app.generators.vendors.dashscope import (
    TASKS,
    UNKNOWN_POLICY,
    call,
    explain,
    file_name,
    key_works,
    of_code,
    policy_request,
    upload,
)
from app.generators.vendors.wan_bodies import Files, body_of, path_of, wire_model

_PAGE, _PAGES = 50, 10
#: So many candidates are looked at one by one.
_READ_MOST = 10
#: The vendor's clock and ours may differ, and a request may travel for as long as its time-out.
_BEFORE, _AFTER = timedelta(minutes=2), timedelta(minutes=15)
_STATES: dict[str, RemoteState] = {
    "PENDING": "queued", "SUSPENDED": "queued", "RUNNING": "running", "SUCCEEDED": "ready",
    "FAILED": "failed", "CANCELED": "cancelled", "UNKNOWN": "gone",
}  # fmt: skip


def build(card: Card, tools: Tools) -> Wan:
    """The generator for its card."""
    return Wan(card, tools)


class Wan(Vendor):
    """Words, frames, reference pictures, films and recordings, as the model takes them."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """Leave to upload and the uploads, where films or recordings go along; then the task."""
        uploads = _uploads(order)
        requests = [policy_request(login, wire_model(order.recipe))] if uploads else []
        marks = {}
        for number, (sha, path) in enumerate(uploads.items(), 1):
            requests.append(UNKNOWN_POLICY.put(path, file_name(order, path)))
            marks[sha] = f"<upload {number}>"
        return (*requests, self._create(order, login, marks))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Upload films and recordings, then create the task."""
        try:
            # Written once before anything leaves, so that what cannot be asked uploads nothing.
            await asyncio.to_thread(self.preview, order, channel.login)
            addresses = await upload(order, _uploads(order), wire_model(order.recipe), channel)
            if isinstance(addresses, Declined):
                return addresses
            request = await asyncio.to_thread(self._create, order, channel.login, addresses)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status == 200:
            output = _output(answer.object())
            if isinstance(output.get("task_id"), str) and output["task_id"]:
                return Accepted(provider_id=output["task_id"])
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read a task."""
        answer = await channel.ask(
            call("GET", channel.login, f"{TASKS}/{quote(provider_id, safe='')}")
        )
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        output = _output(body)
        if body is None or str(output.get("task_status")) not in _STATES:
            return no_answer(answer, explain)
        return self._polled(output, body, recipe)

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Take a task back that still waits; the vendor refuses for any other."""
        path = f"{TASKS}/{quote(provider_id, safe='')}/cancel"
        answer = await channel.ask(call("POST", channel.login, path))
        if isinstance(answer, Reply) and answer.status == 200:
            return Polled(state="cancelled", vendor_state="CANCELED")
        if isinstance(answer, Reply) and answer.status == 400:
            return Polled(state="running")
        return no_answer(answer, explain)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """List the newest tasks of the model, and look for one that was made when ours was sent."""
        candidates: list[Candidate] = []
        model = wire_model(order.recipe)
        for page in range(1, _PAGES + 1):
            query = (("page_no", str(page)), ("page_size", str(_PAGE)), ("model_name", model))
            answer = await channel.ask(call("GET", channel.login, TASKS, query=query), tries=2)
            body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
            items = body.get("data") if body else None
            if not isinstance(items, list):
                return no_answer(answer, explain)
            tasks = [task for task in items if isinstance(task, dict) and task.get("task_id")]
            candidates += [one for task in tasks if (one := _match(task, model, order.created_at))]
            if len(items) < _PAGE:
                break
        words = bound_prompt(order.recipe, self.model(order.recipe).mention)
        told = [await self._read(one, words, channel) for one in candidates[:_READ_MOST]]
        kept = [one for one in told if one is not None]
        return Found(candidates=(*kept, *candidates[_READ_MOST:]))

    async def _read(self, found: Candidate, words: str, channel: Channel) -> Candidate | None:
        """A candidate with what its task says, or None when that was asked with other words.

        The list does not tell the words; a finished task does (`orig_prompt`).
        """
        path = f"{TASKS}/{quote(found.provider_id, safe='')}"
        answer = await channel.ask(call("GET", channel.login, path))
        output = _output(answer.object() if isinstance(answer, Reply) else None)
        said = output.get("orig_prompt")
        if not isinstance(said, str) or not said:
            return found
        if said.strip() != words.strip():
            return None
        text = N_("Model, time and words fit; the vendor says {status}.")
        fields = {
            "evidence": text.format(status=output.get("task_status", "?")),
            "preview_url": str(output.get("video_url") or ""),
        }
        return found.model_copy(update=fields)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List one task: free."""
        return await key_works(channel)

    def _create(self, order: Order, login: Login, addresses: Files) -> Request:
        recipe = order.recipe
        body = body_of(order, self.model(recipe), addresses)
        note = N_("Creates the task; this is the paid call.")
        return call("POST", login, path_of(recipe), body=body, later=True, note=note)

    def _polled(self, output: Mapping[str, Any], body: Mapping[str, Any], recipe: Recipe) -> Polled:
        word = str(output["task_status"])
        state = _STATES[word]
        if state == "ready":
            url = output.get("video_url")
            results = (Result(url=url),) if isinstance(url, str) and url else ()
            cost = self._cost(body.get("usage"), recipe)
            return Polled(state="ready", results=results, cost=cost, vendor_state=word)
        if state == "gone":
            return Polled(state="gone", refusal=refuse("expired"), vendor_state=word)
        if state != "failed":
            return Polled(state=state, vendor_state=word)
        code, detail = str(output.get("code", "")), str(output.get("message", ""))
        refusal = of_code(code, detail)
        if refusal.kind in ("moderated_input", "moderated_output"):
            return Polled(state="moderated", refusal=refusal, vendor_state=word)
        failed = refuse("failed", code=code, detail=detail)
        return Polled(state="failed", refusal=failed, vendor_state=word)

    def _cost(self, usage: object, recipe: Recipe) -> Money | None:
        """The seconds that were metered; films that went along are among them."""
        seconds = usage.get("duration") if isinstance(usage, dict) else None
        rate = rate_for(recipe, self.model(recipe), "second")
        if rate is None or not isinstance(seconds, int | float) or seconds <= 0:
            return None
        return Money(amount=rate.amount * Decimal(str(seconds)), currency=rate.currency)


def _uploads(order: Order) -> dict[str, Path]:
    """Films and recordings by SHA-256: only pictures may travel inside the request."""
    return {
        reference.media.sha256: order.file(reference)
        for reference in order.recipe.references
        if reference.role in ("clip", "sound")
    }


def _output(body: Mapping[str, Any] | None) -> Mapping[str, Any]:
    output = (body or {}).get("output")
    return output if isinstance(output, dict) else {}


def _match(task: Mapping[str, Any], model: str, sent: datetime) -> Candidate | None:
    stamp = task.get("gmt_create") or task.get("start_time")
    if task.get("model_name") not in (None, model):
        return None
    created = None
    if isinstance(stamp, int | float) and 0 < stamp < 10_000_000_000_000:
        created = datetime.fromtimestamp(stamp / 1000, UTC)
        if not sent - _BEFORE <= created <= sent + _AFTER:
            return None
    text = N_("Model and time fit; the vendor says {status}.")
    return Candidate(
        provider_id=str(task["task_id"]),
        exact=False,
        created_at=created,
        evidence=text.format(status=task.get("status", "?")),
    )
