"""Sora's wire shape, for a gateway of the person's own: OpenAI closed its own service on 24 September 2026.

Wire: `POST /videos` as a form, `GET /videos/{id}`, `GET /videos/{id}/content`; Bearer key. The list echoes model,
length, size and words, by which a lost job is looked for; there is no client token. Results last about an hour.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of
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
    Result,
    Submission,
)
from app.generators.login import Login
from app.generators.refusals import no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor
from app.generators.vendors.openai_wire import bearer, explain, own_address, try_key

_STATES: dict[str, RemoteState] = {
    "queued": "queued", "in_progress": "running", "completed": "ready", "failed": "failed",
}  # fmt: skip
_SIZES = {
    ("720p", "9:16"): (720, 1280), ("720p", "16:9"): (1280, 720),
    ("1024p", "9:16"): (1024, 1792), ("1024p", "16:9"): (1792, 1024),
}  # fmt: skip
_PAGE, _PAGES = 100, 10
_BEFORE, _AFTER = timedelta(minutes=2), timedelta(minutes=15)
_UNREADABLE = (
    N_("The picture {name} cannot be read."),
    N_("Add it again in Cast, or take it off the shot."),
)


def build(card: Card, tools: Tools) -> Sora:
    """The generator for its card."""
    return Sora(card, tools)


class Sora(Vendor):
    """Whatever a gateway serves in this shape."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Create a video job."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status < 300:
            body = answer.object()
            if body and isinstance(body.get("id"), str) and body["id"]:
                return Accepted(provider_id=body["id"])
        return verdict(answer, explain)

    async def poll(
        self,
        provider_id: str,
        recipe: Recipe,  # noqa: ARG002
        channel: Channel,
    ) -> Polled | NoAnswer:
        """Read a job."""
        answer = await channel.ask(_get(channel.login, f"/{quote(provider_id, safe='')}"))
        if isinstance(answer, Reply):
            body = answer.object()
            if answer.status == 200 and body and str(body.get("status")) in _STATES:
                return _polled(body, provider_id, channel.login)
            if answer.status == 404 and body is not None:
                return Polled(state="gone", vendor_state="404")
        return no_answer(answer, explain)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """Go through the list, newest first, for jobs of that time that look like ours."""
        candidates: list[Candidate] = []
        after = ""
        for _ in range(_PAGES):
            query = [("limit", str(_PAGE)), ("order", "desc")]
            query += [("after", after)] if after else []
            answer = await channel.ask(_get(channel.login, "", tuple(query)), tries=2)
            body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
            listed = body.get("data") if body else None
            if body is None or not isinstance(listed, list):
                return no_answer(answer, explain)
            held = [one for one in listed if isinstance(one, dict) and one.get("id")]
            candidates += [one for job in held if (one := self._match(job, order)) is not None]
            times = [at for job in held if (at := _time(job.get("created_at"))) is not None]
            old = min(times, default=order.created_at) < order.created_at - _BEFORE
            if not body.get("has_more") or not held or old:
                break
            after = str(held[-1]["id"])
        return Found(candidates=tuple(candidates))

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List the videos: free."""
        try:
            address = own_address(channel.login)
        except BadInput as error:
            return KeyCheck(good=False, message=error.message, fix=error.fix)
        return await try_key(channel, f"{address}/videos")

    def result_headers(self, login: Login) -> dict[str, str]:
        """Results are fetched from the gateway with the key."""
        return bearer(login)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        width, height = self._size(recipe)
        values = {
            "model": self.model(recipe).id,
            "prompt": recipe.prompt,
            "seconds": str(round(recipe.seconds)),
            "size": f"{width}x{height}",
        }
        parts = [Part(name=name, value=value) for name, value in values.items()]
        for one in recipe.references:
            if one.role == "first_frame":
                data = cut_to(order.file(one), width, height, one.name)
                frame = Part(
                    name="input_reference", data=data, filename="first.png",
                    content_type="image/png",
                )  # fmt: skip
                parts.append(frame)
        return Request(
            method="POST",
            url=f"{own_address(login)}/videos",
            headers=bearer(login),
            parts=tuple(parts),
            note=N_("Creates the task; this is the paid call."),
        )

    def _size(self, recipe: Recipe) -> tuple[int, int]:
        named = resolution_of(recipe, self.model(recipe)), recipe.aspect
        return _SIZES.get(named, _SIZES["720p", "9:16"])

    def _match(self, job: Mapping[str, Any], order: Order) -> Candidate | None:
        recipe = order.recipe
        created = _time(job.get("created_at"))
        sent = order.created_at
        if created is None or not sent - _BEFORE <= created <= sent + _AFTER:
            return None
        width, height = self._size(recipe)
        wanted = {
            "model": self.model(recipe).id,
            "seconds": str(round(recipe.seconds)),
            "size": f"{width}x{height}",
            "prompt": recipe.prompt,
        }
        if any(str(job.get(name) or value) != value for name, value in wanted.items()):
            return None
        text = N_("Model, length, shape and time fit; the vendor says {status}.")
        evidence = text.format(status=job.get("status", "?"))
        return Candidate(
            provider_id=str(job["id"]), exact=False, created_at=created, evidence=evidence
        )


def cut_to(path: Path, width: int, height: int, name: str) -> bytes:
    """The middle of a picture, as PNG of exactly this size: the wire takes a first frame of no other.

    Raises:
        BadInput: it is no picture; names it.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as picture:
            fitted = ImageOps.fit(picture.convert("RGB"), (width, height))
    except OSError as error:
        raise BadInput(_UNREADABLE[0].format(name=name), _UNREADABLE[1]) from error
    out = io.BytesIO()
    fitted.save(out, "PNG")
    return out.getvalue()


def _get(login: Login, path: str, query: tuple[tuple[str, str], ...] = ()) -> Request:
    url = f"{login.address}/videos{path}"
    return Request(method="GET", url=url, headers=bearer(login), query=query)


def _polled(body: Mapping[str, Any], name: str, login: Login) -> Polled:
    word = str(body["status"])
    state = _STATES[word]
    if state == "ready":
        url = f"{login.address}/videos/{quote(name, safe='')}/content?variant=video"
        return Polled(
            state="ready",
            results=(Result(url=url, suffix=".mp4", vendor_id=name),),
            expires_at=_time(body.get("expires_at")),
            vendor_state=word,
        )
    if state != "failed":
        progress = body.get("progress")
        fraction = min(max(progress / 100, 0.0), 1.0) if isinstance(progress, int | float) else None
        return Polled(state=state, progress=fraction, vendor_state=word)
    error = body.get("error")
    refusal = explain(0, {"error": error if isinstance(error, dict) else {}})
    withheld = refusal.kind in ("moderated_input", "moderated_output")
    if not withheld:
        refusal = refuse("failed", code=refusal.code, detail=refusal.detail)
    refusal = refusal.model_copy(update={"billed": "unknown"})
    over: RemoteState = "moderated" if withheld else "failed"
    return Polled(state=over, refusal=refusal, vendor_state=word)


def _time(stamp: object) -> datetime | None:
    if not isinstance(stamp, int | float) or not 0 < stamp < 10_000_000_000:
        return None
    return datetime.fromtimestamp(stamp, UTC)
