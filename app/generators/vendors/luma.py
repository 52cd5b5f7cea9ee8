"""Luma's Agents API: Ray 3.2 films, their changes and reframing, and Uni-1 pictures.

Wire: `POST /generations`, where `type` decides, and `GET /generations/{id}`; Bearer key. Pictures travel as base64
inside the request, films through the Files API, Luma's own results by their generation's id. Addresses of results
live one hour and are new with every look. There is no client token, no list, no seed and no cancelling.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference, ReferenceRole
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.addresses import problem_with
from app.generators.card import resolution_of, setting_of
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
    Result,
    Submission,
)
from app.generators.encoding import mime, raw_base64
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import before_paid, no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, by_status, key_check

_STATES: dict[str, RemoteState] = {
    "queued": "queued", "processing": "running", "completed": "ready", "failed": "failed",
}  # fmt: skip
_FAILURES: dict[str, RefusalClass] = {
    "content_moderated": "moderated_output", "budget_exhausted": "balance",
    "image_too_large": "parameter", "unsupported_format": "parameter",
    "corrupt_input": "parameter", "invalid_request": "parameter",
}  # fmt: skip
_GRID = 24
#: A file that was put up is looked at this often, this many seconds apart, until it may be used.
_LOOKS, _APART = 60, 1.0
OWN_FILMS = (
    N_("{label} goes on only from films that it made itself."),
    N_("Generate the shot with it first, or choose another generator."),
)
_FIVE_SECONDS = (
    N_("{label} goes on from a film for 5 seconds only."),
    N_("Ask for 5 seconds."),
)
_UPLOAD_ELSEWHERE = N_("The generator named an address for uploads that is not acceptable.")
_UNUSABLE_FILE = (
    N_("The generator does not accept a file that went along."),
    N_("Use another film; the details say what is wrong with it."),
)


def build(card: Card, tools: Tools) -> Luma:
    """The generator for either of its cards."""
    return Luma(card, tools)


class Luma(Vendor):
    """Films on the card `luma`, pictures on `luma-image`; `-edit` and `-reframe` are types of one model."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The four calls of an upload where a film goes up, then the paid one."""
        film = self._film_to_upload(order)
        if film is None:
            return (self._create(order, login, ""),)
        return (
            _register(login, film),
            _put("<upload address 1>", {}, film),
            _file_call("POST", login, "<upload 1>", "/complete"),
            self._create(order, login, "<upload 1>"),
        )

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Put a film up where needed, then create the generation."""
        try:
            film = self._film_to_upload(order)
            uploaded = await _upload(film, channel) if film is not None else ""
            if isinstance(uploaded, Declined):
                return uploaded
            request = await asyncio.to_thread(self._create, order, channel.login, uploaded)
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
        """Read a generation; every look brings fresh addresses."""
        path = f"/generations/{quote(provider_id, safe='')}"
        answer = await channel.ask(_call("GET", channel.login, path))
        if isinstance(answer, Reply):
            body = answer.object()
            if answer.status == 200 and body and str(body.get("state")) in _STATES:
                return _polled(body, provider_id)
            if answer.status == 404 and body is not None:
                return Polled(state="gone", vendor_state="404")
        return no_answer(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """List the account's files: free."""
        return key_check(await channel.ask(_call("GET", channel.login, "/files"), tries=2), explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login, uploaded: str) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        if recipe.medium == "picture":
            body = self._picture(order)
        elif model.id.endswith(("-edit", "-reframe")):
            body = self._change(order, uploaded)
        else:
            body = self._film(order)
        note = N_("Creates the task; this is the paid call.")
        request = _call("POST", login, "/generations")
        return request.model_copy(update={"json_body": body, "note": note})

    def _picture(self, order: Order) -> dict[str, Any]:
        recipe = order.recipe
        body: dict[str, Any] = {
            "model": self.model(recipe).id,
            "type": "image",
            "prompt": bound_prompt(recipe),
            "aspect_ratio": recipe.aspect,
            "output_format": "png",
            "style": setting_of(recipe, self.model(recipe), "style"),
        }
        pictures = [_inline(order.file(one)) for one in shown(recipe)]
        if pictures:
            body["image_ref"] = pictures
        return body

    def _film(self, order: Order) -> dict[str, Any]:
        """From words, frames, or a film of its own. Ten seconds take frames by their place in time only."""
        recipe = order.recipe
        model = self.model(recipe)
        seconds = round(recipe.seconds)
        video: dict[str, Any] = {
            "resolution": resolution_of(recipe, model),
            "duration": f"{seconds}s",
        }
        frames = [
            (role, _inline(order.file(one)))
            for role in ("first_frame", "last_frame")
            for one in recipe.references
            if one.role == role
        ]
        clip = _of(recipe, "clip")
        if clip is not None:
            if not clip.vendor_id:
                raise BadInput(OWN_FILMS[0].format(label=model.label), OWN_FILMS[1])
            if seconds != 5:
                raise BadInput(_FIVE_SECONDS[0].format(label=model.label), _FIVE_SECONDS[1])
            video["start_frame"] = {"generation_id": clip.vendor_id}
        elif frames and seconds > 5:
            places = {"first_frame": 0, "last_frame": seconds * _GRID}
            video["keyframes"] = [picture for _, picture in frames]
            video["keyframe_indexes"] = [places[role] for role, _ in frames]
        else:
            names = {"first_frame": "start_frame", "last_frame": "end_frame"}
            video |= {names[role]: picture for role, picture in frames}
        return {
            "model": model.id,
            "type": "video",
            "prompt": recipe.prompt,
            "aspect_ratio": recipe.aspect,
            "video": video,
        }

    def _change(self, order: Order, uploaded: str) -> dict[str, Any]:
        """A film made over, or fitted into another shape."""
        recipe = order.recipe
        model = self.model(recipe)
        clip = _of(recipe, "clip")
        named = clip.vendor_id if clip is not None else ""
        wire_model, _, kind = model.id.rpartition("-")
        video: dict[str, Any] = {"resolution": resolution_of(recipe, model)}
        body: dict[str, Any] = {
            "model": wire_model,
            "type": f"video_{kind}",
            "prompt": recipe.prompt,
            "source": {"generation_id": named} if named else {"file_id": uploaded},
            "video": video,
        }
        if kind == "reframe":
            body["aspect_ratio"] = recipe.aspect
            return body
        strength = setting_of(recipe, model, "strength")
        video["edit"] = {"auto_controls": True} if strength == "auto" else {"strength": strength}
        first = _of(recipe, "first_frame")
        if first is not None:
            video["start_frame"] = _inline(order.file(first))
        return body

    def _film_to_upload(self, order: Order) -> Path | None:
        clip = _of(order.recipe, "clip")
        if clip is None or clip.vendor_id or not self.model(order.recipe).clip_needed:
            return None
        return order.file(clip)


def _of(recipe: Recipe, role: ReferenceRole) -> RecipeReference | None:
    return next((one for one in recipe.references if one.role == role), None)


def _inline(path: Path) -> dict[str, str]:
    return {"data": raw_base64(path), "media_type": mime(path)}


# -- calls ------------------------------------------------------------------------------------------


async def _upload(path: Path, channel: Channel) -> str | Declined:
    """Register a film, put its bytes, and wait until it may be used; its file id."""
    answer = await channel.ask(_register(channel.login, path), tries=2)
    body = answer.object() if isinstance(answer, Reply) and answer.status < 300 else None
    file_id, place = (body or {}).get("id"), (body or {}).get("upload")
    if not isinstance(file_id, str) or not isinstance(place, dict):
        return before_paid(answer, explain)
    address = str(place.get("url", ""))
    own = {channel.login.host} if channel.login.own else set()
    problem, _ = await problem_with(address, own)
    if problem:
        refusal = refuse("not_sent", message=_UPLOAD_ELSEWHERE, detail=problem)
        return Declined(refusal=refusal)
    headers = place.get("headers")
    answer = await channel.ask(
        _put(address, headers if isinstance(headers, dict) else {}, path), tries=3
    )
    if not (isinstance(answer, Reply) and answer.status < 300):
        return before_paid(answer, explain)
    answer = await channel.ask(_file_call("POST", channel.login, file_id, "/complete"), tries=2)
    return await _usable(file_id, channel, answer)


async def _usable(file_id: str, channel: Channel, answer: Any) -> str | Declined:
    """Look until the file is `ready`; `failed` means that it was refused."""
    for look in range(_LOOKS):
        body = answer.object() if isinstance(answer, Reply) and answer.status < 300 else None
        state = (body or {}).get("state")
        if state == "ready":
            return file_id
        if state in ("failed", "deleted"):
            message, fix = _UNUSABLE_FILE
            detail = str((body or {}).get("failure_reason") or "")
            refusal = refuse("parameter", medium="video", message=message, fix=fix, detail=detail)
            return Declined(refusal=refusal)
        if body is None:
            return before_paid(answer, explain)
        if look:
            await asyncio.sleep(_APART)
        answer = await channel.ask(_file_call("GET", channel.login, file_id, ""), tries=2)
    return Declined(refusal=refuse("not_sent", detail=f"the file {file_id} stays pending"))


def _register(login: Login, path: Path) -> Request:
    body = {
        "mime_type": mime(path),
        "size_bytes": path.stat().st_size,
        "filename": f"{path.stem[:40]}{path.suffix}",
        "purpose": "input",
    }
    note = N_("Asks for a place to upload to; free.")
    return _call("POST", login, "/files").model_copy(update={"json_body": body, "note": note})


def _put(address: str, headers: Mapping[str, Any], path: Path) -> Request:
    """The bytes as they are; no key goes to that address."""
    sent = {str(name): str(value) for name, value in headers.items()}
    note = N_("Uploads a file; free.")
    return Request(method="PUT", url=address, headers=sent, content=path.read_bytes(), note=note)


def _file_call(method: Literal["GET", "POST"], login: Login, file_id: str, verb: str) -> Request:
    named = file_id if file_id.startswith("<") else quote(file_id, safe="")
    return _call(method, login, f"/files/{named}{verb}")


def _call(method: Literal["GET", "POST"], login: Login, path: str) -> Request:
    headers = {"Authorization": f"Bearer {login.key}"}
    if method == "POST":
        headers["Content-Type"] = "application/json"
    return Request(method=method, url=f"{login.address}{path}", headers=headers)


# -- reading answers --------------------------------------------------------------------------------


def _polled(body: Mapping[str, Any], name: str) -> Polled:
    word = str(body["state"])
    state = _STATES[word]
    if state == "ready":
        outputs = body.get("output")
        urls = [
            one["url"]
            for one in (outputs if isinstance(outputs, list) else ())
            if isinstance(one, dict) and isinstance(one.get("url"), str)
        ]
        results = tuple(
            Result(url=url, role="extra" if place else "main", vendor_id=name)
            for place, url in enumerate(urls)
        )
        return Polled(state="ready", results=results, vendor_state=word)
    if state != "failed":
        return Polled(state=state, vendor_state=word)
    code, reason = str(body.get("failure_code") or ""), str(body.get("failure_reason") or "")
    kind = _FAILURES.get(code, "failed")
    if kind == "moderated_output" and any(one in reason.lower() for one in ("input", "prompt")):
        kind = "moderated_input"
    refusal = refuse(kind, code=code, billed="unknown", detail=reason)
    over: RemoteState = "moderated" if "moderated" in kind else "failed"
    return Polled(state=over, refusal=refusal, vendor_state=word)


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """Both of Luma's APIs: the status says the class, a lack of credits is told in words."""
    told = body.get("detail") or body.get("error") or body.get("message") or body
    detail = told if isinstance(told, str) else one_line(str(told).encode())
    kind = by_status(status)
    if status in (400, 402, 403) and "credit" in detail.lower():
        kind = "balance"
    return refuse(kind, code=str(body.get("failure_code") or status), detail=detail)
