"""MiniMax Hailuo 2.3, 02 and the 01 series, the first generation of its film wire.

`POST /v1/video_generation`, `GET /v1/query/video_generation?task_id=`, then `GET /v1/files/retrieve?file_id=` for
the address, which can be had anew. Nothing can be listed, looked up or taken back: a lost answer stays a doubt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of
from app.generators.contract import (
    Accepted,
    Channel,
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
from app.generators.refusals import not_asked, refuse
from app.generators.tools import Tools
from app.generators.vendor import Vendor, is_on
from app.generators.vendors.minimax import (
    call,
    declined,
    good_body,
    key_works,
    of_code,
    unanswered,
)

_STATES: dict[str, RemoteState] = {
    "preparing": "queued", "queueing": "queued", "processing": "running", "success": "ready",
    "fail": "failed", "failed": "failed",
}  # fmt: skip
_SWITCHES = ("prompt_optimizer", "fast_pretreatment")
_ONE_PERSON = (
    N_("This model wants exactly one picture of one person."),
    N_("Add one character picture, or choose another model."),
)
_SMALL = (
    N_("At 512P this model takes a first frame, and no last one."),
    N_("Choose another size, or change the frames."),
)


def build(card: Card, tools: Tools) -> HailuoClassic:
    """The generator for its card."""
    return HailuoClassic(card, tools)


class HailuoClassic(Vendor):
    """Words or a first frame, with a last frame on 02, or one person's picture on S2V-01."""

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
        body = good_body(answer)
        task = str(body.get("task_id") or "") if body else ""
        return Accepted(provider_id=task) if task else declined(answer)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:  # noqa: ARG002
        """Read a task, and ask for the address of its file when it is done."""
        query = (("task_id", provider_id),)
        request = call("GET", channel.login, "/v1/query/video_generation", query=query)
        answer = await channel.ask(request)
        # A task that failed may carry its reason in `base_resp`, beside its status.
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        word = str((body or {}).get("status", ""))
        state = _STATES.get(word.lower())
        if body is None or state is None:
            return unanswered(answer)
        if state == "failed":
            refusal = _failure(body)
            moderated = refusal.kind in ("moderated_input", "moderated_output")
            ended: RemoteState = "moderated" if moderated else "failed"
            return Polled(state=ended, refusal=refusal, vendor_state=word)
        file_id = str(body.get("file_id") or "")
        if state == "ready" and file_id:
            return await self._file(file_id, word, channel)
        return Polled(state="running" if state == "ready" else state, vendor_state=word)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for the list of voices: free."""
        return await key_works(channel)

    async def _file(self, file_id: str, word: str, channel: Channel) -> Polled | NoAnswer:
        query = (("file_id", file_id),)
        answer = await channel.ask(call("GET", channel.login, "/v1/files/retrieve", query=query))
        body = good_body(answer) or {}
        file = body.get("file")
        url = file.get("download_url") if isinstance(file, dict) else None
        if not isinstance(url, str) or not url:
            return unanswered(answer)
        return Polled(
            state="ready", results=(Result(url=url, vendor_id=file_id),), vendor_state=word
        )

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        resolution = resolution_of(recipe, model).upper()
        roles = {reference.role for reference in recipe.references}
        if resolution == "512P" and roles != {"first_frame"}:
            raise BadInput(*_SMALL)
        body: dict[str, Any] = {
            "model": model.id,
            "prompt": recipe.prompt,
            "duration": round(recipe.seconds),
            "resolution": resolution,
            "aigc_watermark": is_on(recipe.settings.get("watermark", False)),
        }
        for name in _SWITCHES:
            if name in model.settings and name in recipe.settings:
                body[name] = is_on(recipe.settings[name])
        people = []
        for reference in recipe.references:
            if reference.role in ("first_frame", "last_frame"):
                body[f"{reference.role}_image"] = data_uri(order.file(reference))
            else:
                people.append({"type": "character", "image": [data_uri(order.file(reference))]})
        if any(slot.role == "character" for slot in model.references) and len(people) != 1:
            raise BadInput(*_ONE_PERSON)
        if people:
            body["subject_reference"] = people
        note = N_("Creates the task; this is the paid call.")
        return call("POST", login, "/v1/video_generation", body=body, note=note)


def _failure(body: Mapping[str, Any]) -> Refusal:
    base = body.get("base_resp")
    base = base if isinstance(base, dict) else {}
    code, detail = base.get("status_code"), str(base.get("status_msg", ""))
    if isinstance(code, int) and code:
        known = of_code(code, detail)
        if known.kind in ("moderated_input", "moderated_output"):
            return known
    return refuse("failed", code=str(code or ""), detail=detail)
