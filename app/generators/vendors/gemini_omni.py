"""Google Gemini Omni: films through the Interactions API of an ordinary Gemini key.

Wire: `POST /v1/interactions` with `background`, `GET /v1/interactions/{id}`, `POST …/{id}/cancel`. Pictures go
inside the request; the result is a file at Google for 48 hours, fetched with the key, or comes inside the answer.
An earlier film is changed or continued by its interaction's id. There is no client token and no list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import rate_for, resolution_of
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
from app.generators.encoding import decoded, mime, raw_base64, suffix_of
from app.generators.google import explain, free_verdict, key_headers, list_models, paid_verdict
from app.generators.login import Login, host_of
from app.generators.mentions import bound_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import not_asked, refuse
from app.generators.tools import Tools
from app.generators.vendor import Vendor, key_check

_PATH = "/v1/interactions"
_FILM_CAP = 400_000_000
#: With its base64 and the pictures this stays below the 20 MB of one request.
_CLIP_MOST = 12_000_000
#: What waits for a further question of ours will not become a film by itself.
_STATES: dict[str, RemoteState] = {
    "queued": "queued", "in_progress": "running", "requires_action": "failed",
    "requires_continuation": "failed", "completed": "ready", "incomplete": "failed",
    "failed": "failed", "cancelled": "cancelled", "budget_exceeded": "failed",
}  # fmt: skip
#: Words in an error's code or text that mean that the film was withheld.
_WITHHELD = ("safety", "prohibited", "blocked", "policy", "responsible ai")
_TOO_LARGE = (
    N_("The film {name} is larger than {label} reads in one request."),
    N_("Use a shorter film, or go on from a take that this generator made."),
)


def build(card: Card, tools: Tools) -> GeminiOmni:
    """The generator for its card."""
    return GeminiOmni(card, tools)


class GeminiOmni(Vendor):
    """All Gemini Omni models."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Start an interaction in the background."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        if isinstance(answer, Reply) and answer.status == 200:
            body = answer.object()
            if body and isinstance(body.get("id"), str) and body["id"]:
                return Accepted(provider_id=body["id"])
        return paid_verdict(answer)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read the interaction, and whether its file is ready to be fetched."""
        answer = await channel.ask(self._call("GET", channel.login, provider_id))
        body = answer.object() if isinstance(answer, Reply) else None
        if body is None or not isinstance(answer, Reply):
            return free_verdict(answer)
        if answer.status == 404:
            return Polled(state="gone", vendor_state="404")
        if answer.status != 200 or str(body.get("status")) not in _STATES:
            return free_verdict(answer)
        polled = await asyncio.to_thread(self._polled, body, provider_id, recipe)
        if polled.state == "ready" and not await _is_active(polled.results[0].url, channel):
            return Polled(state="running", vendor_state="file in preparation")
        return polled

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Stop an interaction that is not over yet."""
        answer = await channel.ask(self._call("POST", channel.login, provider_id, "/cancel"))
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        if not body or str(body.get("status")) not in _STATES:
            return free_verdict(answer)
        state = _STATES[str(body["status"])]
        over = state in ("ready", "failed")
        return Polled(state="running" if over else state, vendor_state=str(body["status"]))

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List the models: free."""
        return key_check(await channel.ask(list_models(channel.login), tries=2), explain)

    def result_headers(self, login: Login) -> dict[str, str]:
        """Files are fetched with the key."""
        return key_headers(login)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        clip = next((one for one in recipe.references if one.role == "clip"), None)
        task = _task(recipe, clip)
        shape: dict[str, Any] = {
            "type": "video",
            "aspect_ratio": recipe.aspect,
            "resolution": resolution_of(recipe, model),
            "delivery": "uri",
        }
        if task != "edit":
            shape["duration"] = f"{round(recipe.seconds)}s"
        content = self._content(order, clip)
        body: dict[str, Any] = {
            "model": model.id,
            "background": True,
            "store": True,
            "input": [{"type": "user_input", "content": content}],
            "response_format": shape,
            "generation_config": {"video_config": {"task": task}, "seed": int(order.tag)},
        }
        if clip is not None and clip.vendor_id:
            body["previous_interaction_id"] = clip.vendor_id
        note = N_("Creates the task; this is the paid call.")
        return self._call("POST", login).model_copy(update={"json_body": body, "note": note})

    def _content(self, order: Order, clip: RecipeReference | None) -> list[dict[str, str]]:
        """Frames and reference pictures in the order that the prompt counts them, a film, the words."""
        recipe = order.recipe
        model = self.model(recipe)
        frames = [
            one
            for role in ("first_frame", "last_frame")
            for one in recipe.references
            if one.role == role
        ]
        blocks = [_block("image", order, one) for one in (*frames, *shown(recipe))]
        if clip is not None and not clip.vendor_id:
            if order.file(clip).stat().st_size > _CLIP_MOST:
                sentence, fix = _TOO_LARGE
                raise BadInput(sentence.format(name=clip.name, label=model.label), fix)
            blocks.append(_block("video", order, clip))
        return [*blocks, {"type": "text", "text": bound_prompt(recipe, model.mention)}]

    def _call(
        self, method: Literal["GET", "POST"], login: Login, name: str = "", verb: str = ""
    ) -> Request:
        tail = f"/{quote(name, safe='')}{verb}" if name else ""
        headers = key_headers(login)
        if method == "POST" and not name:
            headers["Content-Type"] = "application/json"
        cap = _FILM_CAP if method == "GET" else 5_000_000
        url = f"{login.address}{_PATH}{tail}"
        return Request(method=method, url=url, headers=headers, answer_cap=cap)

    # -- reading answers ----------------------------------------------------------------------------

    def _polled(self, body: Mapping[str, Any], name: str, recipe: Recipe) -> Polled:
        word = str(body["status"])
        state = _STATES[word]
        if state not in ("ready", "failed"):
            return Polled(state=state, vendor_state=word)
        cost = self._cost(body, recipe)
        results = _films(body, name)
        if results:
            return Polled(state="ready", results=results, cost=cost, vendor_state=word)
        if word == "budget_exceeded":
            refusal = refuse("balance", code=word, billed="unknown")
            return Polled(state="failed", refusal=refusal, vendor_state=word)
        code, message = _error(body)
        said = f"{code} {message}".lower()
        withheld = any(one in said for one in _WITHHELD)
        refusal = refuse(
            "moderated_output" if withheld else "failed",
            code=code or word,
            billed="yes" if cost else "unknown",
            detail=message or one_line(str(dict(body)).encode()),
        )
        over: RemoteState = "moderated" if withheld else "failed"
        return Polled(state=over, refusal=refusal, cost=cost, vendor_state=word)

    def _cost(self, body: Mapping[str, Any], recipe: Recipe) -> Money | None:
        """The film's tokens at the card's rate; they are the bill, what goes in is next to nothing."""
        usage = body.get("usage")
        usage = usage if isinstance(usage, dict) else {}
        parts = usage.get("output_tokens_by_modality")
        tokens = sum(
            count
            for one in _dicts(parts)
            if str(one.get("modality", "")).lower() == "video"
            and isinstance(count := one.get("tokens"), int)
        )
        rate = rate_for(recipe, self.model(recipe), "million_tokens")
        if tokens <= 0 or rate is None:
            return None
        return Money(amount=rate.amount * tokens / Decimal(1_000_000), currency=rate.currency)


def _task(recipe: Recipe, clip: RecipeReference | None) -> str:
    if clip is not None:
        return str(recipe.settings.get("task", "edit"))
    if shown(recipe):
        return "reference_to_video"
    return "image_to_video" if recipe.references else "text_to_video"


def _block(
    kind: Literal["image", "video"], order: Order, reference: RecipeReference
) -> dict[str, str]:
    path = order.file(reference)
    return {"type": kind, "mime_type": mime(path), "data": raw_base64(path)}


def _films(body: Mapping[str, Any], name: str) -> tuple[Result, ...]:
    """The video blocks of what the model put out: an address or the bytes."""
    found = []
    for step in _dicts(body.get("steps")):
        if step.get("type") != "model_output":
            continue
        for block in _dicts(step.get("content")):
            if block.get("type") != "video":
                continue
            suffix = suffix_of(block.get("mime_type")) or ".mp4"
            data = decoded(block.get("data"))
            url = _download(str(block.get("uri") or ""))
            if data or url:
                held = {"data": data} if data else {"url": url}
                found.append(Result(suffix=suffix, vendor_id=name, **held))
    return tuple(found[:1])


def _download(uri: str) -> str:
    """The address of a file's bytes: `…/files/{id}:download?alt=media`."""
    if "/files/" not in uri or ":download" in uri:
        return uri
    return f"{uri}:download?alt=media"


async def _is_active(url: str, channel: Channel) -> bool:
    """Whether a file of the Files API can be fetched; anything but a plain "not yet" counts as yes."""
    if "/files/" not in url or host_of(url) != channel.login.host:
        return True
    about = urlsplit(url)._replace(query="").geturl().replace(":download", "")
    answer = await channel.ask(Request(method="GET", url=about, headers=key_headers(channel.login)))
    body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
    return not body or body.get("state") != "PROCESSING"


def _error(body: Mapping[str, Any]) -> tuple[str, str]:
    """The first error of the interaction or of one of its steps, as code and message."""
    steps = [step.get("error") for step in _dicts(body.get("steps"))]
    for error in (*_dicts(body.get("errors")), *_dicts(steps)):
        return str(error.get("code", "")), str(error.get("message", ""))
    return "", ""


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
