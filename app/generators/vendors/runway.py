"""Runway: its own films and pictures, Act-Two, Aleph, and the Veo that it resells.

Wire: one POST for each kind of work, then `GET` and `DELETE /v1/tasks/{id}`; Bearer key and a dated version
header. Small files travel as data URIs, larger ones by an upload session. There is no client token and no list:
a lost answer stays a doubt. What a task cost is said in credits when it is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card, ModelCard
from app.domain.money import Money
from app.domain.recipes import Recipe, ReferenceRole
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.addresses import problem_with
from app.generators.card import in_money, resolution_of, sound_of
from app.generators.contract import (
    Accepted,
    Channel,
    Declined,
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
from app.generators.encoding import data_uri, mime
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import before_paid, no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, by_status, key_check

VERSION = "2024-11-06"
#: A data URI may have 5 MB; base64 makes four characters of three bytes.
INLINE_MOST = 3_700_000
_STATES: dict[str, RemoteState] = {
    "PENDING": "queued", "THROTTLED": "queued", "RUNNING": "running", "SUCCEEDED": "ready",
    "FAILED": "failed", "CANCELLED": "cancelled",
}  # fmt: skip
#: Runway names shapes by their pixels.
_FILM_RATIOS = {
    "16:9": "1280:720", "9:16": "720:1280", "4:3": "1104:832", "3:4": "832:1104",
    "1:1": "960:960", "21:9": "1584:672",
}  # fmt: skip
_FULL_HD = {"16:9": "1920:1080", "9:16": "1080:1920"}
_PICTURE_RATIOS = {
    "720p": {"16:9": "1280:720", "9:16": "720:1280", "1:1": "720:720", "4:3": "960:720",
             "3:4": "720:960", "21:9": "1680:720"},
    "1080p": {"16:9": "1920:1080", "9:16": "1080:1920", "1:1": "1080:1080", "4:3": "1440:1080",
              "3:4": "1080:1440", "21:9": "2112:912"},
}  # fmt: skip
_BAD_OUTPUT = (
    N_("The result did not pass the generator's own check of quality."),
    N_("Take writing and graphics out of the input picture, then generate it again."),
)
_BAD_FILE = (
    N_("The generator cannot read a file that went along."),
    N_("Replace the picture or the film."),
)
_NO_REFERENCE = (
    N_("{label} needs a reference picture."),
    N_("Add a character, place or style picture, or choose another model."),
)
_UPLOAD_ELSEWHERE = N_("The generator named an address for uploads that is not acceptable.")


def build(card: Card, tools: Tools) -> Runway:
    """The generator for either of its cards."""
    return Runway(card, tools)


@dataclass(frozen=True)
class _Held:
    """What each file is called on the wire: a data URI, or the address that an upload gave."""

    names: Mapping[Path, str]

    def uri(self, path: Path) -> str:
        return self.names.get(path) or data_uri(path)


class Runway(Vendor):
    """Films on the card `runway`, pictures on `runway-image`."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """Uploads of large files, two calls each, then the paid call."""
        large = _large_files(order)
        names = {path: f"<upload {place}>" for place, path in enumerate(large, 1)}
        uploads = [
            one
            for place, path in enumerate(large, 1)
            for one in (_session(login, path), _form(f"<upload address {place}>", {}, path))
        ]
        return (*uploads, self._create(order, login, _Held(names)))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Upload what is large, then create the task."""
        names: dict[Path, str] = {}
        try:
            for path in _large_files(order):
                uploaded = await _upload(path, channel)
                if isinstance(uploaded, Declined):
                    return uploaded
                names[path] = uploaded
            request = await asyncio.to_thread(self._create, order, channel.login, _Held(names))
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
        """Read a task; a finished one names fresh addresses each time."""
        return await self._look(provider_id, channel)

    async def _look(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        answer = await channel.ask(_call("GET", channel.login, _task(provider_id)))
        if isinstance(answer, Reply):
            body = answer.object()
            if answer.status == 200 and body and str(body.get("status")) in _STATES:
                return self._polled(body)
            if answer.status == 404 and body is not None:
                return Polled(state="gone", vendor_state="404")
        return no_answer(answer, explain)

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Stop a task that is not over. A finished one is never touched: the same call would delete it."""
        seen = await self._look(provider_id, channel)
        if isinstance(seen, NoAnswer) or seen.state not in ("queued", "running"):
            return seen
        answer = await channel.ask(_call("DELETE", channel.login, _task(provider_id)))
        if isinstance(answer, Reply) and answer.status in (200, 204):
            return Polled(state="cancelled", vendor_state="CANCELLED")
        return no_answer(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Read the organisation: free."""
        answer = await channel.ask(_call("GET", channel.login, "/v1/organization"), tries=2)
        return key_check(answer, explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login, held: _Held) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        if recipe.medium == "picture":
            path, body = "/v1/text_to_image", _picture(order, model, held)
        elif model.id == "act_two":
            path, body = "/v1/character_performance", _performance(order, held)
        elif model.id == "aleph2":
            path, body = "/v1/video_to_video", _change(order, held)
        else:
            path, body = _film(order, model, held)
        body = {"model": model.id, **body, "seed": int(order.tag)}
        if "public_figures" in recipe.settings and "public_figures" in model.settings:
            chosen = str(recipe.settings["public_figures"])
            body["contentModeration"] = {"publicFigureThreshold": chosen}
        note = N_("Creates the task; this is the paid call.")
        return _call("POST", login, path).model_copy(update={"json_body": body, "note": note})

    # -- reading answers ----------------------------------------------------------------------------

    def _polled(self, task: Mapping[str, Any]) -> Polled:
        word = str(task["status"])
        state = _STATES[word]
        cost = self._cost(task)
        if state == "ready":
            urls = task.get("output")
            addresses = (
                [one for one in urls if isinstance(one, str)] if isinstance(urls, list) else []
            )
            hours = self._card.result_hours or 24
            return Polled(
                state="ready",
                results=tuple(
                    Result(url=url, role="extra" if place else "main")
                    for place, url in enumerate(addresses)
                ),
                cost=cost,
                expires_at=datetime.now(UTC) + timedelta(hours=hours),
                vendor_state=word,
            )
        if state == "failed":
            refusal = _failure(task, cost)
            over: RemoteState = "moderated" if "moderated" in refusal.kind else "failed"
            return Polled(state=over, refusal=refusal, cost=cost, vendor_state=word)
        progress = task.get("progress")
        fraction = (
            min(max(float(progress), 0.0), 1.0) if isinstance(progress, int | float) else None
        )
        return Polled(state=state, progress=fraction, cost=cost, vendor_state=word)

    def _cost(self, task: Mapping[str, Any]) -> Money | None:
        """What a task that is over was charged; none for one under way."""
        cost = task.get("cost")
        charged = cost.get("credits") if isinstance(cost, dict) else None
        if not isinstance(charged, int | float):
            return None
        return in_money(Money(amount=Decimal(str(charged)), currency="POINTS"), self._card)


# -- bodies -----------------------------------------------------------------------------------------


def _film(order: Order, model: ModelCard, held: _Held) -> tuple[str, dict[str, Any]]:
    """Text to film, or pictures to film: the route follows from the frames."""
    recipe = order.recipe
    body: dict[str, Any] = {"promptText": recipe.prompt}
    frames = [
        {"uri": held.uri(order.file(one)), "position": role.partition("_")[0]}
        for role in ("first_frame", "last_frame")
        for one in recipe.references
        if one.role == role
    ]
    if frames:
        body["promptImage"] = frames
    full = resolution_of(recipe, model) == "1080p"
    body["ratio"] = (_FULL_HD if full else _FILM_RATIOS)[recipe.aspect]
    body["duration"] = round(recipe.seconds)
    if model.native_sound:
        body["audio"] = sound_of(recipe, model)
    if recipe.negative:
        body["negativePrompt"] = recipe.negative
    return ("/v1/image_to_video" if frames else "/v1/text_to_video"), body


def _change(order: Order, held: _Held) -> dict[str, Any]:
    """A film made over; pictures guide its beginning and its end."""
    recipe = order.recipe
    body: dict[str, Any] = {"videoUri": held.uri(_file(order, "clip"))}
    if recipe.prompt:
        body["promptText"] = recipe.prompt
    places: dict[str, int] = {"first_frame": 0, "last_frame": 1}
    guides = [
        {"at": places[one.role], "uri": held.uri(order.file(one))}
        for one in recipe.references
        if one.role in places
    ]
    if guides:
        body["keyframes"] = guides
    return body


def _performance(order: Order, held: _Held) -> dict[str, Any]:
    """A portrait that does what the person in a film does."""
    settings = order.recipe.settings
    body: dict[str, Any] = {
        "character": {"type": "image", "uri": held.uri(_file(order, "first_frame"))},
        "reference": {"type": "video", "uri": held.uri(_file(order, "clip"))},
        "ratio": _FILM_RATIOS[order.recipe.aspect],
    }
    if "body" in settings:
        body["bodyControl"] = str(settings["body"]).lower() == "true"
    if "expression" in settings:
        body["expressionIntensity"] = int(settings["expression"])
    return body


def _picture(order: Order, model: ModelCard, held: _Held) -> dict[str, Any]:
    recipe = order.recipe
    pictures = shown(recipe)
    if model.id == "gen4_image_turbo" and not pictures:
        raise BadInput(_NO_REFERENCE[0].format(label=model.label), _NO_REFERENCE[1])
    body: dict[str, Any] = {
        "promptText": bound_prompt(recipe, model.mention),
        "ratio": _PICTURE_RATIOS[resolution_of(recipe, model)][recipe.aspect],
    }
    if pictures:
        body["referenceImages"] = [
            {"uri": held.uri(order.file(one)), "tag": f"ref{place}"}
            for place, one in enumerate(pictures, 1)
        ]
    return body


def _file(order: Order, role: ReferenceRole) -> Path:
    found = next((one for one in order.recipe.references if one.role == role), None)
    if found is None:
        raise BadInput(*_BAD_FILE)
    return order.file(found)


# -- calls ------------------------------------------------------------------------------------------


def _large_files(order: Order) -> tuple[Path, ...]:
    """Files that do not fit into the request, each once."""
    paths = [order.file(one) for one in order.recipe.references]
    return tuple(dict.fromkeys(path for path in paths if path.stat().st_size > INLINE_MOST))


async def _upload(path: Path, channel: Channel) -> str | Declined:
    """Put one file up; the name under which a task may use it for a day."""
    answer = await channel.ask(_session(channel.login, path), tries=2)
    body = answer.object() if isinstance(answer, Reply) and answer.status < 300 else None
    address, name = (body or {}).get("uploadUrl"), (body or {}).get("runwayUri")
    fields = (body or {}).get("fields")
    if not isinstance(address, str) or not isinstance(name, str) or not isinstance(fields, dict):
        return before_paid(answer, explain)
    own = {channel.login.host} if channel.login.own else set()
    problem, _ = await problem_with(address, own)
    if problem:
        refusal = refuse("not_sent", message=_UPLOAD_ELSEWHERE, detail=problem)
        return Declined(refusal=refusal)
    # A failed form needs a new session, so this one is not repeated here.
    answer = await channel.ask(_form(address, fields, path))
    if isinstance(answer, Reply) and answer.status < 300:
        return name
    return before_paid(answer, explain)


def _session(login: Login, path: Path) -> Request:
    body = {"filename": f"{path.stem[:40]}{path.suffix}", "type": "ephemeral"}
    note = N_("Asks for a place to upload to; free.")
    return _call("POST", login, "/v1/uploads").model_copy(update={"json_body": body, "note": note})


def _form(address: str, fields: Mapping[str, Any], path: Path) -> Request:
    """The fields that the session gave, then the file; no key goes to that address."""
    parts = [Part(name=name, value=str(value)) for name, value in fields.items()]
    parts.append(Part(name="file", path=path, filename=path.name, content_type=mime(path)))
    note = N_("Uploads a file; free.")
    return Request(method="POST", url=address, parts=tuple(parts), note=note)


def _task(provider_id: str) -> str:
    return f"/v1/tasks/{quote(provider_id, safe='')}"


def _call(method: Literal["GET", "POST", "DELETE"], login: Login, path: str) -> Request:
    headers = {"Authorization": f"Bearer {login.key}", "X-Runway-Version": VERSION}
    if method == "POST":
        headers["Content-Type"] = "application/json"
    return Request(method=method, url=f"{login.address}{path}", headers=headers)


# -- refusals ---------------------------------------------------------------------------------------


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"error": "…", "issues": […]}`; a lack of credits is a 400 that says so."""
    detail = one_line(str(body.get("error") or body).encode())
    kind = by_status(status)
    if status in (400, 402) and "credit" in detail.lower():
        kind = "balance"
    return refuse(kind, code=str(status), detail=detail)


def _failure(task: Mapping[str, Any], cost: Money | None) -> Refusal:
    """`failureCode` in our classes; whatever contains SAFETY is moderation."""
    code, detail = str(task.get("failureCode") or ""), str(task.get("failure") or "")
    billed: Literal["yes", "no", "unknown"] = "unknown"
    if cost is not None:
        billed = "yes" if cost.amount > 0 else "no"
    if "SAFETY" in code:
        kind: RefusalClass = "moderated_input" if "INPUT" in code else "moderated_output"
        media = {"TEXT": "text", "IMAGE": "image", "VIDEO": "video", "AUDIO": "audio"}
        medium: Any = media.get(code.rpartition(".")[2], "")
        return refuse(kind, code=code, billed=billed, medium=medium, detail=detail)
    if code.startswith("INTERNAL.BAD_OUTPUT"):
        message, fix = _BAD_OUTPUT
    elif code == "ASSET.INVALID":
        message, fix = _BAD_FILE
    else:
        message = fix = ""
    return refuse("failed", code=code, billed=billed, detail=detail, message=message, fix=fix)
