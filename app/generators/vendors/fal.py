"""fal.ai: any model by its endpoint id, through the queue; Pika is reached this way too.

Wire: `POST queue.fal.run/{model}`, `GET …/requests/{id}/status`, `GET …/requests/{id}`, `PUT …/cancel`, with
`Authorization: Key …`. The addresses that the queue answers with keep only a part of the model's id, so they
are followed, not built. There is no client token and no list: a lost answer stays a doubt.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from app.domain.attempts import Billed, Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import (
    Accepted,
    Channel,
    Declined,
    KeyCheck,
    NoAnswer,
    Order,
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

_STORAGE = "https://rest.fal.ai"
_INITIATE = "/storage/upload/initiate"
_TOKEN = "/storage/auth/token"  # noqa: S105 - a path
_UPLOAD_MOST = 100_000_000
_WAITING: dict[str, RemoteState] = {"IN_QUEUE": "queued", "IN_PROGRESS": "running"}
_PLACE = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*/requests/[A-Za-z0-9._-]+")
_MODERATED = "content_policy_violation"
_NO_ADDRESS = N_("The generator gave no address to upload to.")
_UNKNOWN_MODEL = (
    N_("There is no model of this name, or it is not open for this account."),
    N_("Check the model's id on its page, and correct the card."),
)
_NO_RESULT = N_("The generator answered without a file that can be used.")


def build(card: Card, tools: Tools) -> Fal:
    """The generator for its card."""
    return Fal(card, tools)


class Fal(Vendor):
    """One card for each set of models; `ModelCard.inputs` says how each model is told."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """Both halves of each upload, then the paid call."""
        files = large_files(order, self.model(order.recipe))
        requests: list[Request] = []
        for number, path in enumerate(files, 1):
            requests.append(self._initiate(path, login))
            requests.append(_put(path, f"<upload address {number}>"))
        names = {path: f"<upload {number}>" for number, path in enumerate(files, 1)}
        return (*requests, self._create(order, login, names))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Upload what is large, then ask once."""
        try:
            files = await asyncio.to_thread(large_files, order, self.model(order.recipe))
            addresses: dict[Path, str] = {}
            for path in files:
                address = await self._upload(path, channel)
                if isinstance(address, Declined):
                    return address
                addresses[path] = address
            request = await asyncio.to_thread(self._create, order, channel.login, addresses)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status == 200:
            place = _place(answer.object() or {}, self.model(order.recipe).id, channel.login)
            if place:
                return Accepted(provider_id=place)
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read the state, and the result when there is one."""
        place = provider_id
        if "/requests/" not in place:
            place = f"{_app(self.model(recipe).id)}/requests/{place}"
        answer = await channel.ask(self._get(channel.login, f"{place}/status"))
        body = answer.object() if isinstance(answer, Reply) else None
        if not isinstance(answer, Reply) or body is None:
            return no_answer(answer, explain)
        if answer.status == 404:
            return Polled(state="gone", vendor_state="404")
        word = str(body.get("status", ""))
        if answer.status not in (200, 202) or word not in (*_WAITING, "COMPLETED"):
            return no_answer(answer, explain)
        if word in _WAITING:
            return Polled(state=_WAITING[word], vendor_state=word)
        if body.get("error"):
            return _failed(200, body, word)
        return await self._result(place, recipe, channel)

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Take a waiting request back; a running one is left alone, since it may be billed all the same."""
        answer = await channel.ask(self._get(channel.login, f"{provider_id}/status"))
        body = answer.object() if isinstance(answer, Reply) else None
        word = str((body or {}).get("status", ""))
        if word != "IN_QUEUE":
            return (
                Polled(state="running", vendor_state=word) if word else no_answer(answer, explain)
            )
        put = self._get(channel.login, f"{provider_id}/cancel").model_copy(update={"method": "PUT"})
        answer = await channel.ask(put)
        if isinstance(answer, Reply) and answer.status == 202:
            return Polled(state="cancelled", vendor_state="CANCELLATION_REQUESTED")
        return no_answer(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for an upload token, which is free."""
        request = Request(
            method="POST",
            url=f"{channel.login.at(_STORAGE)}{_TOKEN}",
            headers=_headers(channel.login),
            query=(("storage_type", "fal-cdn-v3"),),
            json_body={},
        )
        return key_check(await channel.ask(request, tries=2), explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login, addresses: Mapping[Path, str]) -> Request:
        model = self.model(order.recipe)
        return Request(
            method="POST",
            url=f"{login.address}/{quote(model.id, safe='/')}",
            headers={**_headers(login), "Content-Type": "application/json"},
            json_body=compose(order, model, addresses),
            note=N_("Creates the task; this is the paid call."),
        )

    def _get(self, login: Login, path: str) -> Request:
        url = f"{login.address}/{quote(path, safe='/')}"
        return Request(method="GET", url=url, headers=_headers(login))

    def _initiate(self, path: Path, login: Login) -> Request:
        if path.stat().st_size > _UPLOAD_MOST:
            raise BadInput(
                N_("“{name}” is too large to send.").format(name=path.name),
                N_("Use a shorter or smaller file."),
            )
        return Request(
            method="POST",
            url=f"{login.at(_STORAGE)}{_INITIATE}",
            headers={**_headers(login), "Content-Type": "application/json"},
            query=(("storage_type", "gcs"),),
            json_body={"file_name": path.name, "content_type": mime(path)},
            note=N_("Asks where to upload a file; free."),
        )

    async def _upload(self, path: Path, channel: Channel) -> str | Declined:
        """The address under which the model will find the file."""
        answer = await channel.ask(self._initiate(path, channel.login), tries=2)
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        if body is None:
            return before_paid(answer, explain)
        target, address = body.get("upload_url"), body.get("file_url")
        if not isinstance(target, str) or not isinstance(address, str):
            return Declined(refusal=refuse("not_sent", detail=_NO_ADDRESS))
        if urlsplit(target).scheme != "https" and not channel.login.own:
            return Declined(refusal=refuse("not_sent", detail=_NO_ADDRESS))
        answer = await channel.ask(await asyncio.to_thread(_put, path, target), tries=2)
        if isinstance(answer, Reply) and answer.status < 300:
            return address
        return before_paid(answer, explain)

    async def _result(self, place: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        answer = await channel.ask(self._get(channel.login, place))
        body = answer.object() if isinstance(answer, Reply) else None
        if not isinstance(answer, Reply) or body is None:
            return no_answer(answer, explain)
        if answer.status != 200:
            return (
                _failed(answer.status, body, "COMPLETED")
                if "detail" in body
                else no_answer(answer, explain)
            )
        results = results_in(body, recipe.medium)
        if not results:
            refusal = refuse("failed", message=_NO_RESULT, billed="unknown", detail=str(body)[:600])
            return Polled(state="failed", refusal=refusal, vendor_state="COMPLETED")
        hours = self._card.result_hours or 168
        return Polled(
            state="ready",
            results=results,
            expires_at=datetime.now(UTC) + timedelta(hours=hours),
            vendor_state="COMPLETED",
        )


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """fal's two error shapes: `{"detail": [{loc, msg, type}]}` and `{"detail": "text", "error_type": …}`."""
    kind, code, detail = _reading(status, body)
    if status == 404:
        message, fix = _UNKNOWN_MODEL
        return refuse("parameter", code=code, detail=detail, message=message, fix=fix)
    if kind == "policy":
        kind = "balance" if "balance" in detail.lower() else "auth"
    return refuse(kind, code=code, detail=detail)


def _reading(status: int, body: Mapping[str, Any]) -> tuple[RefusalClass, str, str]:
    """Class, code and words of an error body."""
    detail = body.get("detail")
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        code = str(detail[0].get("type", ""))
        words = str(detail[0].get("msg", "")) or one_line(str(detail).encode())
        kind: RefusalClass = "moderated_input" if code == _MODERATED else by_status(status)
        return kind, code, words
    code = str(body.get("error_type") or "")
    words = str(detail or body.get("error") or "")
    return ("moderated_input" if code == _MODERATED else by_status(status)), code, words


def _failed(status: int, body: Mapping[str, Any], word: str) -> Polled:
    """A run that ended badly. 5xx is never charged; what the model refused may be, if it had begun (fal.md)."""
    kind, code, detail = _reading(status, body)
    billed: Billed = "no" if status >= 500 else "unknown"
    if kind == "moderated_input":
        refusal = refuse("moderated_output", code=code, billed=billed, detail=detail)
        return Polled(state="moderated", refusal=refusal, vendor_state=word)
    refusal = refuse("failed", code=code, billed=billed, detail=detail)
    return Polled(state="failed", refusal=refusal, vendor_state=word)


def _headers(login: Login) -> dict[str, str]:
    return {"Authorization": f"Key {login.key}"}


def _put(path: Path, address: str) -> Request:
    return Request(
        method="PUT",
        url=address,
        headers={"Content-Type": mime(path)},
        content=path.read_bytes(),
        note=N_("Uploads a file; free."),
    )


def _place(body: Mapping[str, Any], model: str, login: Login) -> str:
    """Where the request lives below the queue's address: as the answer says, else by the model's owner and app."""
    request_id = body.get("request_id")
    if not isinstance(request_id, str) or not request_id:
        return ""
    path = urlsplit(str(body.get("response_url") or "")).path
    path = path.removeprefix(urlsplit(login.address).path).strip("/")
    if _PLACE.fullmatch(path) and path.endswith(f"/requests/{request_id}"):
        return path
    return f"{_app(model)}/requests/{request_id}"


def _app(model: str) -> str:
    """Owner and app of an endpoint id; a workflow's or a ComfyUI app's namespace stays before them."""
    parts = model.split("/")
    return "/".join(parts[: 3 if parts[0] in ("workflows", "comfy") else 2])
