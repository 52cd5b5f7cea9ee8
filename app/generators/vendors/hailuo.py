"""MiniMax Hailuo 03 (MiniMax-H3), the second generation of its film wire.

`POST /v2/video_generation`, `GET /v2/query/video_generation/{id}` (the task lies under `task`), the same path
without an id is the list of seven days, `DELETE /v2/video_generation/{id}`. No client token and no seed: a lost
answer is looked for by its looks. Pictures, films and recordings travel as data URIs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import rate_for, resolution_of
from app.generators.contract import (
    Accepted,
    Candidate,
    Channel,
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
from app.generators.encoding import data_uri
from app.generators.login import Login
from app.generators.mentions import bound_prompt
from app.generators.refusals import no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, is_on, key_check
from app.generators.vendors.minimax import call, explain, of_code

_TASKS = "/v2/query/video_generation"
_CREATE = "/v2/video_generation"
_PAGE, _PAGES = 50, 10
#: The vendor's clock and ours may differ, and a request may travel for as long as its time-out.
_BEFORE, _AFTER = timedelta(minutes=2), timedelta(minutes=15)
_STATES: dict[str, RemoteState] = {
    "queued": "queued", "running": "running", "succeeded": "ready", "failed": "failed",
    "cancelled": "cancelled", "expired": "expired",
}  # fmt: skip
_FRAMES = ("first_frame", "last_frame")
_MIXED = (
    N_("Hailuo 03 takes first and last frames, or references, films and recordings; not both."),
    N_("Take one kind off the shot."),
)
_ALONE = (
    N_("Hailuo 03 takes a recording only together with a reference picture or a film."),
    N_("Add a reference picture, or take the recording off the shot."),
)
_BODY_MOST = 64_000_000
_TOO_LARGE = (
    N_("The files that go along are too large together; MiniMax takes 64 MB in all."),
    N_("Use fewer or shorter films and recordings."),
)


def build(card: Card, tools: Tools) -> Hailuo:
    """The generator for its card."""
    return Hailuo(card, tools)


class Hailuo(Vendor):
    """MiniMax-H3: words, frames, or up to nine reference pictures with films and recordings."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Create a task."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status == 200:
            body = answer.object()
            if body and isinstance(body.get("task_id"), str) and body["task_id"]:
                return Accepted(provider_id=body["task_id"])
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read a task; its address is fresh each time."""
        path = f"{_TASKS}/{quote(provider_id, safe='')}"
        answer = await channel.ask(call("GET", channel.login, path))
        if isinstance(answer, Reply):
            body = answer.object() or {}
            task = body.get("task")
            if (
                answer.status == 200
                and isinstance(task, dict)
                and str(task.get("status")) in _STATES
            ):
                return self._polled(task, recipe)
            if answer.status in (400, 404) and "task_id" in str(body.get("error", "")):
                return Polled(state="gone", vendor_state=str(answer.status))
        return no_answer(answer, explain)

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Take a queued task back. The same call would delete the record of a finished one: never then."""
        number = quote(provider_id, safe="")
        answer = await channel.ask(call("GET", channel.login, f"{_TASKS}/{number}"))
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        task = body.get("task") if body else None
        if not isinstance(task, dict):
            return no_answer(answer, explain)
        if task.get("status") != "queued":
            state = _STATES.get(str(task.get("status")), "running")
            return Polled(state="cancelled" if state == "cancelled" else "running")
        answer = await channel.ask(call("DELETE", channel.login, f"{_CREATE}/{number}"))
        if isinstance(answer, Reply) and answer.status < 300:
            return Polled(state="cancelled", vendor_state="cancelled")
        return no_answer(answer, explain)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """List the newest tasks and look for one of our model, length, size and time."""
        candidates: list[Candidate] = []
        for page in range(1, _PAGES + 1):
            answer = await channel.ask(self._list(channel.login, page, order.recipe), tries=2)
            body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
            items = body.get("items") if body else None
            if not isinstance(items, list):
                return no_answer(answer, explain)
            tasks = [task for task in items if isinstance(task, dict) and task.get("id")]
            candidates += [one for task in tasks if (one := self._match(task, order))]
            times = [_time(task.get("created_at")) for task in tasks]
            oldest = min((time for time in times if time), default=None)
            if len(items) < _PAGE or (oldest and oldest < order.created_at - _BEFORE):
                break
        return Found(candidates=tuple(candidates))

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List one task: free."""
        query = (("page_num", "1"), ("page_size", "1"))
        answer = await channel.ask(call("GET", channel.login, _TASKS, query=query), tries=2)
        return key_check(answer, explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        body: dict[str, Any] = {
            "model": self.model(recipe).id,
            "content": _content(recipe, order),
            "resolution": self._resolution(recipe),
            "duration": round(recipe.seconds),
            "ratio": _ratio(recipe),
            "aigc_watermark": is_on(recipe.settings.get("watermark", False)),
        }
        note = N_("Creates the task; this is the paid call.")
        return call("POST", login, _CREATE, body=body, note=note)

    def _list(self, login: Login, page: int, recipe: Recipe) -> Request:
        wanted = ("filter.model", self.model(recipe).id)
        query = (("page_num", str(page)), ("page_size", str(_PAGE)), wanted)
        return call("GET", login, _TASKS, query=query)

    def _resolution(self, recipe: Recipe) -> str:
        return resolution_of(recipe, self.model(recipe)).upper()

    # -- reading answers ----------------------------------------------------------------------------

    def _polled(self, task: Mapping[str, Any], recipe: Recipe) -> Polled:
        word = str(task["status"])
        state = _STATES[word]
        if state == "ready":
            content = task.get("content")
            url = content.get("url") if isinstance(content, dict) else None
            results = (Result(url=url),) if isinstance(url, str) and url else ()
            return Polled(
                state="ready", results=results, cost=self._cost(task, recipe), vendor_state=word
            )
        if state not in ("failed", "expired"):
            return Polled(state=state, vendor_state=word)
        refusal = _failure(task, state)
        moderated = refusal.kind in ("moderated_input", "moderated_output")
        return Polled(state="moderated" if moderated else state, refusal=refusal, vendor_state=word)

    def _cost(self, task: Mapping[str, Any], recipe: Recipe) -> Money | None:
        """Metered seconds at the rate of the size, and the pictures beyond those that are free."""
        usage = task.get("usage")
        usage = usage if isinstance(usage, dict) else {}
        seconds = usage.get("total_seconds", usage.get("seconds"))
        rate = rate_for(recipe, self.model(recipe), "second")
        if rate is None or not isinstance(seconds, int | float) or seconds <= 0:
            return None
        amount = rate.amount * Decimal(str(seconds))
        model = self.model(recipe)
        pictures, extra = usage.get("input_image_count"), rate_for(recipe, model, "picture")
        if extra is not None and isinstance(pictures, int):
            amount += extra.amount * max(0, pictures - model.pictures_free)
        return Money(amount=amount, currency=rate.currency)

    def _match(self, task: Mapping[str, Any], order: Order) -> Candidate | None:
        created = _time(task.get("created_at"))
        sent = order.created_at
        if created and not sent - _BEFORE <= created <= sent + _AFTER:
            return None
        wanted = {
            "model": self.model(order.recipe).id,
            "duration": round(order.recipe.seconds),
            "resolution": self._resolution(order.recipe),
            "task_type": "generation",
        }
        if any(task.get(name) not in (None, value) for name, value in wanted.items()):
            return None
        if task.get("ratio") not in (None, "", "adaptive", order.recipe.aspect):
            return None
        text = N_("Model, length, shape and time fit; the vendor says {status}.")
        content = task.get("content")
        url = content.get("url", "") if isinstance(content, dict) else ""
        return Candidate(
            provider_id=str(task["id"]),
            exact=False,
            created_at=created,
            evidence=text.format(status=task.get("status", "?")),
            preview_url=str(url or ""),
        )


def _ratio(recipe: Recipe) -> str:
    """Frames decide the shape themselves: the vendor then wants `adaptive`."""
    framed = any(reference.role in _FRAMES for reference in recipe.references)
    return "adaptive" if framed else recipe.aspect


def _content(recipe: Recipe, order: Order) -> list[dict[str, Any]]:
    roles = {reference.role for reference in recipe.references}
    if roles & set(_FRAMES) and roles - set(_FRAMES):
        raise BadInput(*_MIXED)
    if roles == {"sound"}:
        raise BadInput(*_ALONE)
    sizes = (order.file(reference).stat().st_size for reference in recipe.references)
    if sum(4 * -(-size // 3) for size in sizes) > _BODY_MOST - 100_000:
        raise BadInput(*_TOO_LARGE)
    items: list[dict[str, Any]] = [{"type": "text", "text": bound_prompt(recipe)}]
    for reference in recipe.references:
        url = {"url": data_uri(order.file(reference))}
        if reference.role == "clip":
            items.append({"type": "video_url", "role": "reference_video", "video_url": url})
        elif reference.role == "sound":
            items.append({"type": "audio_url", "role": "reference_audio", "audio_url": url})
        else:
            role = reference.role if reference.role in _FRAMES else "reference_image"
            items.append({"type": "image_url", "role": role, "image_url": url})
    return items


def _failure(task: Mapping[str, Any], state: RemoteState) -> Refusal:
    error = task.get("error")
    error = error if isinstance(error, dict) else {}
    code, detail = str(error.get("code", "")), str(error.get("message", ""))
    known = of_code(int(code), detail) if code.isdigit() else None
    if known is not None and known.kind in ("moderated_input", "moderated_output"):
        return known
    return refuse("expired" if state == "expired" else "failed", code=code, detail=detail)


def _time(stamp: object) -> datetime | None:
    if not isinstance(stamp, int | float) or not 0 < stamp < 10_000_000_000:
        return None
    return datetime.fromtimestamp(stamp, UTC)
