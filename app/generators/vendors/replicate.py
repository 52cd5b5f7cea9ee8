"""Replicate: any model by `owner/name`, `owner/name:version`, a version id, or `deployments/owner/name`.

Wire: `POST /v1/models/{owner}/{name}/predictions {input}` (official models), `POST /v1/predictions {version,
input}` (others), `GET /v1/predictions/{id}`, `POST …/cancel`, `GET /v1/predictions`; Bearer key. There is no
client token: a lost answer is looked for in the list by model, time and prompt. Results live one hour.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, urlsplit

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import (
    Accepted,
    Candidate,
    Channel,
    Found,
    KeyCheck,
    NoAnswer,
    Order,
    Part,
    Polled,
    RemoteState,
    Reply,
    Request,
    Submission,
)
from app.generators.encoding import mime
from app.generators.inputs import compose, large_files
from app.generators.login import Login
from app.generators.outputs import results_in
from app.generators.redaction import one_line
from app.generators.refusals import before_paid, no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, by_status, key_check

_PREDICTIONS = "/v1/predictions"
_PAGES = 5
#: The vendor's clock and ours may differ, and a request may travel for as long as its time-out.
_BEFORE, _AFTER = timedelta(minutes=2), timedelta(minutes=15)
_STATES: dict[str, RemoteState] = {
    "starting": "queued", "processing": "running", "succeeded": "ready", "failed": "failed",
    "canceled": "cancelled", "aborted": "cancelled",
}  # fmt: skip
_VERSION = re.compile(r"^[0-9a-f]{64}$")
_CODE = re.compile(r"\bE\d{3,4}\b")
#: E005 is the usual code of moderation; models word it freely (replicate.md, Errors).
_MODERATED = re.compile(r"\bE005\b|flagged as sensitive|nsfw|content policy", re.IGNORECASE)
_ALIKE = N_("Model and time fit; the vendor says {status}.")
_SAME_PROMPT = N_("Model, time and prompt fit; the vendor says {status}.")
_NO_RESULT = N_("The generator answered without a file that can be used.")


def build(card: Card, tools: Tools) -> Replicate:
    """The generator for its card."""
    return Replicate(card, tools)


class Replicate(Vendor):
    """`ModelCard.inputs` says how each model is told."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """Each upload, then the paid call."""
        files = large_files(order, self.model(order.recipe))
        names = {path: f"<upload {number}>" for number, path in enumerate(files, 1)}
        uploads = (_upload(path, login) for path in files)
        return (*uploads, self._create(order, login, names))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Upload what is large, then ask once."""
        addresses: dict[Path, str] = {}
        try:
            for path in await asyncio.to_thread(large_files, order, self.model(order.recipe)):
                answer = await channel.ask(_upload(path, channel.login), tries=2)
                body = answer.object() if isinstance(answer, Reply) else None
                urls = (body or {}).get("urls")
                if not isinstance(urls, dict) or not isinstance(urls.get("get"), str):
                    return before_paid(answer, explain)
                addresses[path] = urls["get"]
            request = await asyncio.to_thread(self._create, order, channel.login, addresses)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status in (201, 202):
            body = answer.object()
            if body and isinstance(body.get("id"), str) and body["id"]:
                return Accepted(provider_id=body["id"])
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read a prediction."""
        path = f"{_PREDICTIONS}/{quote(provider_id, safe='')}"
        answer = await channel.ask(_call("GET", channel.login, path))
        body = answer.object() if isinstance(answer, Reply) else None
        if not isinstance(answer, Reply) or body is None:
            return no_answer(answer, explain)
        if answer.status == 404:
            return Polled(state="gone", vendor_state="404")
        if answer.status != 200 or str(body.get("status")) not in _STATES:
            return no_answer(answer, explain)
        return self._polled(body, recipe)

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Take back what has not begun; a running prediction is billed when it is stopped, so it goes on."""
        path = f"{_PREDICTIONS}/{quote(provider_id, safe='')}"
        answer = await channel.ask(_call("GET", channel.login, path))
        state = _state(answer)
        if state != "queued":
            return Polled(state="running") if state else no_answer(answer, explain)
        answer = await channel.ask(_call("POST", channel.login, f"{path}/cancel"))
        state = _state(answer)
        return Polled(state=state) if state else no_answer(answer, explain)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """List the newest predictions: model and time, and the prompt while the vendor still shows it."""
        candidates: list[Candidate] = []
        query: tuple[tuple[str, str], ...] = ()
        for _ in range(_PAGES):
            answer = await channel.ask(_call("GET", channel.login, _PREDICTIONS, query), tries=2)
            body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
            rows = body.get("results") if body else None
            if body is None or not isinstance(rows, list):
                return no_answer(answer, explain)
            predictions = [row for row in rows if isinstance(row, dict) and row.get("id")]
            matches = (self._match(row, order) for row in predictions)
            candidates += [one for one in matches if one is not None]
            times = [_time(row.get("created_at")) for row in predictions]
            oldest = min((time for time in times if time is not None), default=None)
            query = tuple(parse_qsl(urlsplit(str(body.get("next") or "")).query))
            if not query or (oldest is not None and oldest < order.created_at - _BEFORE):
                break
        return Found(candidates=tuple(candidates))

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List the newest predictions: free."""
        return key_check(
            await channel.ask(_call("GET", channel.login, _PREDICTIONS), tries=2), explain
        )

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login, addresses: Mapping[Path, str]) -> Request:
        model = self.model(order.recipe)
        body: dict[str, Any] = {"input": compose(order, model, addresses)}
        if ":" in model.id or _VERSION.match(model.id):
            path, body = _PREDICTIONS, {"version": model.id, **body}
        elif model.id.startswith("deployments/"):
            path = f"/v1/{quote(model.id, safe='/')}/predictions"
        else:
            path = f"/v1/models/{quote(model.id, safe='/')}/predictions"
        note = N_("Creates the task; this is the paid call.")
        return _call("POST", login, path).model_copy(update={"json_body": body, "note": note})

    # -- reading answers ----------------------------------------------------------------------------

    def _polled(self, body: Mapping[str, Any], recipe: Recipe) -> Polled:
        word = str(body["status"])
        state = _STATES[word]
        if state == "ready":
            return self._ready(body, recipe, word)
        if state != "failed":
            return Polled(state=state, vendor_state=word)
        text = str(body.get("error") or "")
        found = _CODE.search(text)
        code = found.group() if found else ""
        if _MODERATED.search(text):
            refusal = refuse("moderated_output", code=code, detail=text)
            return Polled(state="moderated", refusal=refusal, vendor_state=word)
        # Official models are not billed for failed runs; the others bill the time they ran.
        billed: Literal["no", "unknown"] = "unknown" if ":" in self.model(recipe).id else "no"
        refusal = refuse("failed", code=code, billed=billed, detail=text)
        return Polled(state="failed", refusal=refusal, vendor_state=word)

    def _ready(self, body: Mapping[str, Any], recipe: Recipe, word: str) -> Polled:
        results = results_in(body.get("output"), recipe.medium)
        if not results and body.get("data_removed"):
            refusal = refuse("expired", billed="yes")
            return Polled(state="expired", refusal=refusal, vendor_state=word)
        if not results:
            detail = str(body.get("output"))[:600]
            refusal = refuse("failed", message=_NO_RESULT, billed="yes", detail=detail)
            return Polled(state="failed", refusal=refusal, vendor_state=word)
        ended = _time(body.get("completed_at")) or datetime.now(UTC)
        return Polled(
            state="ready",
            results=results,
            expires_at=ended + timedelta(hours=self._card.result_hours or 1),
            vendor_state=word,
        )

    def _match(self, row: Mapping[str, Any], order: Order) -> Candidate | None:
        created, sent = _time(row.get("created_at")), order.created_at
        if created is None or not sent - _BEFORE <= created <= sent + _AFTER:
            return None
        model = self.model(order.recipe)
        if not {str(row.get("model")), str(row.get("version"))} & set(_names(model.id)):
            return None
        given = row.get("input")
        field = next((one.field for one in model.inputs if one.word == "prompt"), "")
        shown = given.get(field) if isinstance(given, dict) else None
        if isinstance(shown, str) and order.recipe.prompt not in shown:
            return None
        evidence = _SAME_PROMPT if isinstance(shown, str) else _ALIKE
        preview = results_in(row.get("output"), order.recipe.medium)
        return Candidate(
            provider_id=str(row["id"]),
            exact=False,
            created_at=created,
            evidence=evidence.format(status=row.get("status", "?")),
            preview_url=preview[0].url if preview else "",
        )


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"title", "detail", "status"}`, with `invalid_fields` when the input does not fit the model."""
    detail = str(body.get("detail") or body.get("title") or "") or one_line(str(body).encode())
    fields = body.get("invalid_fields")
    if fields:
        detail = f"{detail} {one_line(str(fields).encode())}"
    if status == 403:
        return refuse("parameter", code=str(status), detail=detail)  # a private or removed model
    return refuse(by_status(status), code=str(status), detail=detail)


def _names(model: str) -> tuple[str, ...]:
    """How a prediction may name this model: its id, or each half of `owner/name:version`."""
    return (model, *model.split(":"))


def _state(answer: object) -> RemoteState | None:
    body = answer.object() if isinstance(answer, Reply) and answer.status < 300 else None
    return _STATES.get(str((body or {}).get("status")))


def _call(
    method: Literal["GET", "POST"], login: Login, path: str, query: tuple[tuple[str, str], ...] = ()
) -> Request:
    headers = {"Authorization": f"Bearer {login.key}"}
    return Request(method=method, url=f"{login.address}{path}", headers=headers, query=query)


def _upload(path: Path, login: Login) -> Request:
    part = Part(name="content", path=path, filename=path.name, content_type=mime(path))
    note = N_("Uploads a file; free.")
    return _call("POST", login, "/v1/files").model_copy(update={"parts": (part,), "note": note})


def _time(stamp: object) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
