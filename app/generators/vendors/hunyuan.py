"""Tencent Hunyuan's jobs on the cloud's own interface: films, talking pictures (vclm) and pictures (aiart).

Each model is a pair of actions, one that submits and one that describes. There is no client token and no list: a
lost answer cannot be settled by asking. The vendor's logo is on unless the account may leave it off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from app.domain.cards import Card, ModelCard
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput, FenjingError
from app.generators.card import resolution_of
from app.generators.contract import (
    Accepted,
    Channel,
    Declined,
    KeyCheck,
    NoAnswer,
    Order,
    Polled,
    RemoteState,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import raw_base64
from app.generators.login import Login
from app.generators.refusals import not_asked, refuse
from app.generators.storage import Storage
from app.generators.tools import Tools
from app.generators.vendor import Vendor, is_on
from app.generators.vendors.tencent_cloud import (
    Service,
    call,
    error_code,
    explained,
    judged,
    key_verdict,
    read,
    unanswered,
)

_VCLM = Service("vclm", "2024-05-23")
_AIART = Service("aiart", "2022-12-29")
_STATES: dict[str, RemoteState] = {
    "WAIT": "queued", "RUN": "running", "DONE": "ready", "FAIL": "failed",
    "1": "queued", "2": "running", "5": "ready", "4": "failed",
}  # fmt: skip
#: What a recipe's files became: base64, or an address in the person's storage.
Told = dict[str, str]


class Job(NamedTuple):
    """A model on the wire."""

    service: Service
    submit: str
    describe: str
    body: Callable[[Order, ModelCard, Told], dict[str, Any]]
    stored: bool = False


def build(card: Card, tools: Tools) -> Hunyuan:
    """The generator for one of its cards."""
    return Hunyuan(card, tools)


class Hunyuan(Vendor):
    """Films, talking pictures and pictures; a model's id names its pair of actions."""

    def __init__(self, card: Card, tools: Tools) -> None:
        super().__init__(card, tools)
        self._storage = Storage(tools)

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The uploads, where the model reads addresses only, and the paid call."""
        uploads: tuple[Request, ...] = ()
        told: Told = {}
        if self._job(order.recipe).stored:
            uploads, told = self._storage.preview(order, self._card.label)
        return (*uploads, self._create(order, login, told))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Submit a job."""
        told: Told = {}
        try:
            if self._job(order.recipe).stored:
                placed = await self._storage.place(order, self._card.label, channel)
                if isinstance(placed, Declined):
                    return placed
                told = placed
            request = await asyncio.to_thread(self._create, order, channel.login, told)
        except FenjingError as error:
            return not_asked(error)
        answer = await channel.send(request)
        job_id = (read(answer) or {}).get("JobId")
        if isinstance(job_id, str) and job_id:
            return Accepted(provider_id=job_id)
        return judged(answer)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Describe a job."""
        job = self._job(recipe)
        answer = await channel.ask(
            call(channel.login, job.service, job.describe, {"JobId": provider_id})
        )
        response = read(answer)
        code = error_code(response)
        if code in ("FailedOperation.JobNotExist", "FailedOperation.JobNotFound"):
            return Polled(state="gone", vendor_state=code)
        word = str((response or {}).get("Status") or (response or {}).get("JobStatusCode") or "")
        if response is None or code or word not in _STATES:
            return unanswered(answer)
        return self._polled(response, word)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Describe a job that does not exist: free."""
        job = _JOBS[self._card.models[0].id]
        try:
            request = call(channel.login, job.service, job.describe, {"JobId": "0"})
        except BadInput as error:
            return KeyCheck(good=False, message=error.message, fix=error.fix)
        return key_verdict(await channel.ask(request, tries=2))

    def _job(self, recipe: Recipe) -> Job:
        return _JOBS[self.model(recipe).id]

    def _create(self, order: Order, login: Login, told: Told) -> Request:
        job, recipe = self._job(order.recipe), order.recipe
        body = job.body(order, self.model(recipe), told)
        body["LogoAdd"] = int(is_on(recipe.settings.get("watermark", False)))
        note = N_("Creates the task; this is the paid call.")
        request = call(login, job.service, job.submit, body)
        return request.model_copy(update={"note": note})

    def _polled(self, response: dict[str, Any], word: str) -> Polled:
        state = _STATES[word]
        if state == "ready":
            until = datetime.now(UTC) + timedelta(hours=self._card.result_hours or 1)
            return Polled(
                state="ready", results=_results(response), expires_at=until, vendor_state=word
            )
        if state != "failed":
            return Polled(state=state, vendor_state=word)
        code = str(response.get("ErrorCode") or response.get("JobErrorCode") or "")
        detail = str(response.get("ErrorMessage") or response.get("JobErrorMsg") or "")
        refusal = explained(code, detail).model_copy(update={"billed": "unknown"})
        if refusal.kind.startswith("moderated"):
            return Polled(state="moderated", refusal=refusal, vendor_state=word)
        failed = refuse("failed", code=code, detail=detail, billed="unknown")
        return Polled(state="failed", refusal=failed, vendor_state=word)


def _results(response: dict[str, Any]) -> tuple[Result, ...]:
    film = response.get("ResultVideoUrl")
    if isinstance(film, str) and film:
        return (Result(url=film, suffix=".mp4"),)
    urls = response.get("ResultImage")
    found = [url for url in urls if isinstance(url, str)] if isinstance(urls, list) else []
    return tuple(
        Result(url=url, role="extra" if place else "main") for place, url in enumerate(found)
    )


def _film(order: Order, model: ModelCard, _told: Told) -> dict[str, Any]:
    """SubmitHunyuanToVideoJob; its only resolution is sent all the same."""
    recipe = order.recipe
    body: dict[str, Any] = {"Prompt": recipe.prompt, "Resolution": resolution_of(recipe, model)}
    first = next((one for one in recipe.references if one.role == "first_frame"), None)
    if first is not None:
        body["Image"] = {"Base64": raw_base64(order.file(first))}
    return body


def _general(order: Order, model: ModelCard, told: Told) -> dict[str, Any]:
    """SubmitImageToVideoGeneralJob: the same with a frame rate."""
    rates = model.settings["fps"]
    return {
        **_film(order, model, told),
        "Fps": int(str(order.recipe.settings.get("fps", rates[0]))),
    }


def _actor(order: Order, model: ModelCard, told: Told) -> dict[str, Any]:
    """SubmitHumanActorJob: what speaks, and what it looks like, both by address."""
    recipe = order.recipe
    places = {one.role: told.get(one.media.sha256, "") for one in recipe.references}
    rates = model.settings["fps"]
    return {
        "Prompt": recipe.prompt,
        "ImageUrl": places.get("first_frame", ""),
        "AudioUrl": places.get("sound", ""),
        "Resolution": resolution_of(recipe, model),
        "FrameRate": int(str(recipe.settings.get("fps", rates[0]))),
    }


def _art(order: Order, model: ModelCard, _told: Told) -> dict[str, Any]:
    """SubmitTextToImageProJob: one of eight sizes; the prompt is left as it is."""
    recipe = order.recipe
    engines = model.settings["engine"]
    return {
        "Prompt": recipe.prompt,
        "Resolution": _SIZES.get(recipe.aspect, f"{recipe.width}:{recipe.height}"),
        "Engine": str(recipe.settings.get("engine", engines[0])),
        "Revise": 0,
    }


_SIZES = {
    "1:1": "1024:1024", "3:4": "768:1024", "4:3": "1024:768", "9:16": "720:1280",
    "16:9": "1280:720", "3:5": "768:1280", "5:3": "1280:768",
}  # fmt: skip
_JOBS = {
    "hunyuan-video": Job(_VCLM, "SubmitHunyuanToVideoJob", "DescribeHunyuanToVideoJob", _film),
    "image-to-video-general": Job(
        _VCLM, "SubmitImageToVideoGeneralJob", "DescribeImageToVideoGeneralJob", _general
    ),
    "human-actor": Job(_VCLM, "SubmitHumanActorJob", "DescribeHumanActorJob", _actor, stored=True),
    "text-to-image-pro": Job(_AIART, "SubmitTextToImageProJob", "QueryTextToImageProJob", _art),
}
