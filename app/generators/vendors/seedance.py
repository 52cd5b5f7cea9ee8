"""ByteDance Seedance on Volcengine Ark (mainland) and BytePlus ModelArk (international).

Wire: `POST /contents/generations/tasks`, `GET` and `DELETE …/{id}`, `GET …?filter.model=`; Bearer key; pictures
as data URIs. There is no client token; the seed is echoed by the query and the list, and is our tag. The list
keeps seven days, results one. `usage.completion_tokens` is the bill.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.generators.card import rate_for, resolution_of, sound_of
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
from app.generators.redaction import one_line
from app.generators.refusals import NOT_OPEN, REAL_PERSON, no_answer, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, is_on, key_check

_TASKS = "/contents/generations/tasks"
_PAGE = 50
_PAGES = 20
#: The vendor's clock and ours may differ, and a request may travel for as long as its time-out.
_BEFORE, _AFTER = timedelta(minutes=2), timedelta(minutes=15)
_STATES: dict[str, RemoteState] = {
    "queued": "queued", "running": "running", "succeeded": "ready", "failed": "failed",
    "cancelled": "cancelled", "expired": "expired",
}  # fmt: skip
_CODES: tuple[tuple[str, RefusalClass], ...] = (
    ("AuthenticationError", "auth"),
    ("AccountOverdue", "balance"),
    ("AccessDenied", "auth"),
    ("Input", "moderated_input"),
    ("Output", "moderated_output"),
    ("SensitiveContent", "moderated_input"),
)


def build(card: Card, tools: Tools) -> Seedance:
    """The generator for its card."""
    return Seedance(card, tools)


class Seedance(Vendor):
    """All Seedance models; the option `endpoint` (ep-…) replaces the model's id on the wire."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Create a task."""
        request = await asyncio.to_thread(self._create, order, channel.login)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status == 200:
            body = answer.object()
            if body and isinstance(body.get("id"), str) and body["id"]:
                return Accepted(provider_id=body["id"])
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read a task."""
        answer = await channel.ask(
            self._call("GET", channel.login, f"/{quote(provider_id, safe='')}")
        )
        if isinstance(answer, Reply):
            body = answer.object()
            if answer.status == 200 and body and str(body.get("status")) in _STATES:
                return self._polled(body, recipe)
            if answer.status == 404 and body is not None:
                return Polled(state="gone", vendor_state="404")
        return no_answer(answer, explain)

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Take a queued task back. A finished one is never touched: the same call would delete its record."""
        path = f"/{quote(provider_id, safe='')}"
        answer = await channel.ask(self._call("GET", channel.login, path))
        body = answer.object() if isinstance(answer, Reply) else None
        if not body or body.get("status") != "queued":
            return self._state_only(body) if body else no_answer(answer, explain)
        answer = await channel.ask(self._call("DELETE", channel.login, path))
        if isinstance(answer, Reply) and answer.status < 300:
            return Polled(state="cancelled", vendor_state="cancelled")
        return no_answer(answer, explain)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """List the newest tasks of the model and look for our seed; without a seed, for our looks."""
        candidates: list[Candidate] = []
        for page in range(1, _PAGES + 1):
            query = [("page_num", str(page)), ("page_size", str(_PAGE))]
            query.append(("filter.model", self._model(order.recipe)))
            answer = await channel.ask(self._call("GET", channel.login, "", tuple(query)), tries=2)
            body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
            items = body.get("items") if body else None
            if not isinstance(items, list):
                return no_answer(answer, explain)
            tasks = [task for task in items if isinstance(task, dict) and task.get("id")]
            matches = (self._match(task, order) for task in tasks)
            candidates += [one for one in matches if one is not None]
            times = [_time(task.get("created_at")) for task in tasks]
            oldest = min((time for time in times if time is not None), default=None)
            if len(items) < _PAGE or (oldest and oldest < order.created_at - _BEFORE):
                break
        exact = tuple(one for one in candidates if one.exact)
        return Found(candidates=exact or tuple(candidates))

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List one task: free."""
        query = (("page_num", "1"), ("page_size", "1"))
        answer = await channel.ask(self._call("GET", channel.login, "", query), tries=2)
        return key_check(answer, explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        body: dict[str, Any] = {
            "model": self._model(recipe),
            "content": _content(recipe, order),
            "resolution": resolution_of(recipe, model),
            "ratio": recipe.aspect,
            "duration": round(recipe.seconds),
            "watermark": is_on(recipe.settings.get("watermark", False)),
            "return_last_frame": True,
        }
        if model.seed:
            body["seed"] = int(order.tag)
        if model.native_sound:
            body["generate_audio"] = sound_of(recipe, model)
        if "camera_fixed" in model.settings and "camera_fixed" in recipe.settings:
            body["camera_fixed"] = is_on(recipe.settings["camera_fixed"])
        if "service_tier" in model.settings and "service_tier" in recipe.settings:
            body["service_tier"] = str(recipe.settings["service_tier"])
        note = N_("Creates the task; this is the paid call.")
        return self._call("POST", login, "").model_copy(update={"json_body": body, "note": note})

    def _call(
        self,
        method: Literal["GET", "POST", "DELETE"],
        login: Login,
        path: str,
        query: tuple[tuple[str, str], ...] = (),
    ) -> Request:
        headers = {"Authorization": f"Bearer {login.key}"}
        if method == "POST":
            headers["Content-Type"] = "application/json"
        url = f"{login.address}{_TASKS}{path}"
        return Request(method=method, url=url, headers=headers, query=query)

    def _model(self, recipe: Recipe) -> str:
        return self._tools.options("seedance").get("endpoint", "") or self.model(recipe).id

    # -- reading answers ----------------------------------------------------------------------------

    def _polled(self, task: Mapping[str, Any], recipe: Recipe) -> Polled:
        word = str(task["status"])
        state = _STATES[word]
        cost = self._cost(task, recipe)
        if state == "ready":
            ended = _time(task.get("updated_at")) or datetime.now(UTC)
            hours = self._card.result_hours or 24
            return Polled(
                state="ready",
                results=_results(task),
                cost=cost,
                expires_at=ended + timedelta(hours=hours),
                vendor_state=word,
            )
        if state not in ("failed", "expired"):
            return Polled(state=state, vendor_state=word)
        refusal = _failure(task, state).model_copy(update={"billed": "yes" if cost else "no"})
        moderated = refusal.kind in ("moderated_input", "moderated_output")
        ended_as: RemoteState = "moderated" if moderated else state
        return Polled(state=ended_as, cost=cost, refusal=refusal, vendor_state=word)

    def _state_only(self, task: Mapping[str, Any]) -> Polled:
        state = _STATES.get(str(task.get("status")), "running")
        return Polled(state="running" if state in ("ready", "failed") else state)

    def _cost(self, task: Mapping[str, Any], recipe: Recipe) -> Money | None:
        usage = task.get("usage")
        tokens = usage.get("completion_tokens") if isinstance(usage, dict) else None
        if not isinstance(tokens, int) or tokens <= 0:
            return None
        rate = rate_for(recipe, self.model(recipe), "million_tokens")
        if rate is None:
            return None
        return Money(amount=rate.amount * Decimal(tokens) / 1_000_000, currency=rate.currency)

    def _match(self, task: Mapping[str, Any], order: Order) -> Candidate | None:
        created = _time(task.get("created_at"))
        sent = order.created_at
        if created and not sent - _BEFORE <= created <= sent + _AFTER:
            return None
        seed = task.get("seed")
        exact = isinstance(seed, int) and str(seed) == order.tag
        if not exact and (isinstance(seed, int) and seed > 0):
            return None
        if not exact and not self._looks_alike(task, order.recipe):
            return None
        alike = N_("Model, length, shape and time fit; the vendor says {status}.")
        what = N_("The seed {seed} fits; the vendor says {status}.") if exact else alike
        content = task.get("content")
        url = content.get("video_url", "") if isinstance(content, dict) else ""
        return Candidate(
            provider_id=str(task["id"]),
            exact=exact,
            created_at=created,
            evidence=what.format(seed=seed, status=task.get("status", "?")),
            preview_url=str(url or ""),
        )

    def _looks_alike(self, task: Mapping[str, Any], recipe: Recipe) -> bool:
        model = self.model(recipe)
        wanted = {
            "model": self._model(recipe),
            "duration": round(recipe.seconds),
            "ratio": recipe.aspect,
            "resolution": resolution_of(recipe, model),
        }
        return all(task.get(name) in (None, value) for name, value in wanted.items())


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """Ark's error body `{"error": {code, message, type, param}}` in our classes."""
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    code = str(error.get("code", ""))
    return _refusal(code, str(error.get("message", "")) or one_line(str(body).encode()), status)


def _failure(task: Mapping[str, Any], state: str) -> Refusal:
    error = task.get("error")
    error = error if isinstance(error, dict) else {}
    code, message = str(error.get("code", "")), str(error.get("message", ""))
    known = _kind(code, 0)
    if known in ("moderated_input", "moderated_output"):
        return _refusal(code, message, 0)
    return refuse("expired" if state == "expired" else "failed", code=code, detail=message)


def _refusal(code: str, detail: str, status: int) -> Refusal:
    if code.endswith(".PrivacyInformation"):
        message, fix = REAL_PERSON
        return refuse(
            "moderated_input", code=code, medium="image", detail=detail, message=message, fix=fix
        )
    if code.endswith(("NotFound", "ModelNotOpen", "ClosedEndpoint")):
        message, fix = NOT_OPEN
        return refuse("parameter", code=code, detail=detail, message=message, fix=fix)
    kind = _kind(code, status)
    return refuse(kind, code=code, detail=detail, medium=_medium(code) if "moder" in kind else "")


def _kind(code: str, status: int) -> RefusalClass:
    for start, kind in _CODES:
        if code.startswith(start):
            return kind
    by_status: dict[int, RefusalClass] = {
        401: "auth", 402: "balance", 403: "policy", 429: "too_fast",
    }  # fmt: skip
    return by_status.get(status, "parameter")


def _medium(code: str) -> Literal["", "text", "image", "video", "audio"]:
    for word in ("Text", "Image", "Video", "Audio"):
        if word in code:
            return word.lower()  # type: ignore[return-value]
    return ""


def _content(recipe: Recipe, order: Order) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [{"type": "text", "text": bound_prompt(recipe)}]
    for reference in recipe.references:
        url = data_uri(order.file(reference))
        frame = reference.role in ("first_frame", "last_frame")
        role = reference.role if frame else "reference_image"
        items.append({"type": "image_url", "image_url": {"url": url}, "role": role})
    return items


def _results(task: Mapping[str, Any]) -> tuple[Result, ...]:
    content = task.get("content")
    content = content if isinstance(content, dict) else {}
    found = []
    if isinstance(content.get("video_url"), str):
        found.append(Result(url=content["video_url"], role="main"))
    if isinstance(content.get("last_frame_url"), str):
        found.append(Result(url=content["last_frame_url"], role="last_frame", suffix=".png"))
    return tuple(found)


def _time(stamp: object) -> datetime | None:
    if not isinstance(stamp, int | float) or not 0 < stamp < 10_000_000_000:
        return None
    return datetime.fromtimestamp(stamp, UTC)
