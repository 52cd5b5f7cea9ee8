"""Luma's older Dream Machine API: Ray 2 films, their changes, and Photon pictures.

Wire: `POST /generations/video`, `…/video/modify` or `…/image`, then `GET /generations/{id}`; Bearer key of its own.
Files are read from web addresses only, so they go into the person's own storage first. A lost generation is looked
for in the list, which echoes the request; there is no client token, so that it is known by its looks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of, setting_of
from app.generators.contract import (
    Accepted,
    Candidate,
    Channel,
    Declined,
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
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.refusals import no_answer, not_asked, refuse, verdict
from app.generators.storage import Storage
from app.generators.tools import Tools
from app.generators.vendor import Vendor, is_on, key_check
from app.generators.vendors.luma import OWN_FILMS, explain

_STATES: dict[str, RemoteState] = {
    "queued": "queued", "dreaming": "running", "completed": "ready", "failed": "failed",
}  # fmt: skip
_PAGE, _PAGES = 50, 20
#: The vendor's clock and ours may differ, and a request may travel for as long as its time-out.
_BEFORE, _AFTER = timedelta(minutes=2), timedelta(minutes=15)
#: A failure is told in words only.
_WITHHELD = ("moderat", "inappropriate", "not allowed", "policy", "violat")


def build(card: Card, tools: Tools) -> DreamMachine:
    """The generator for either of its cards."""
    return DreamMachine(card, tools)


class DreamMachine(Vendor):
    """Films on the card `dream-machine`, pictures on `dream-machine-image`."""

    def __init__(self, card: Card, tools: Tools) -> None:
        super().__init__(card, tools)
        self._storage = Storage(tools)

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """Files into the storage, then the paid call."""
        uploads, told = self._storage.preview(self._to_place(order), self._card.label)
        return (*uploads, self._create(order, login, told))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Place the files, then create the generation."""
        try:
            placed = await self._storage.place(self._to_place(order), self._card.label, channel)
            if isinstance(placed, Declined):
                return placed
            request = await asyncio.to_thread(self._create, order, channel.login, placed)
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
        """Read a generation."""
        path = f"/generations/{quote(provider_id, safe='')}"
        answer = await channel.ask(_call("GET", channel.login, path))
        if isinstance(answer, Reply):
            body = answer.object()
            if answer.status == 200 and body and str(body.get("state")) in _STATES:
                return _polled(body, provider_id)
            if answer.status == 404 and body is not None:
                return Polled(state="gone", vendor_state="404")
        return no_answer(answer, explain)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """Go through the list, newest first, for generations of that time that echo our request."""
        candidates: list[Candidate] = []
        for page in range(_PAGES):
            query = (("limit", str(_PAGE)), ("offset", str(page * _PAGE)))
            request = _call("GET", channel.login, "/generations", query)
            answer = await channel.ask(request, tries=2)
            body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
            listed = body.get("generations") if body else None
            if body is None or not isinstance(listed, list):
                return no_answer(answer, explain)
            held = [one for one in listed if isinstance(one, dict) and one.get("id")]
            candidates += [one for job in held if (one := self._match(job, order)) is not None]
            times = [at for job in held if (at := _time(job.get("created_at"))) is not None]
            if not body.get("has_more") or min(times, default=order.created_at) < (
                order.created_at - _BEFORE
            ):
                break
        return Found(candidates=tuple(candidates))

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Read the balance: free."""
        answer = await channel.ask(_call("GET", channel.login, "/credits"), tries=2)
        return key_check(answer, explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _to_place(self, order: Order) -> Order:
        """The order with only those files that have to lie at an address; its own films go by their id."""
        recipe = order.recipe
        clip = self.model(recipe).clip_needed
        kept = tuple(one for one in recipe.references if one.role != "clip" or clip)
        return replace(order, recipe=recipe.model_copy(update={"references": kept}))

    def _create(self, order: Order, login: Login, placed: Mapping[str, str]) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        if recipe.medium == "picture":
            path, body = "/generations/image", self._picture(recipe, placed)
        elif model.clip_needed:
            path, body = "/generations/video/modify", self._change(recipe, placed)
        else:
            path, body = "/generations/video", self._film(recipe, placed)
        note = N_("Creates the task; this is the paid call.")
        return _call("POST", login, path).model_copy(update={"json_body": body, "note": note})

    def _film(self, recipe: Recipe, placed: Mapping[str, str]) -> dict[str, Any]:
        model = self.model(recipe)
        body: dict[str, Any] = {
            "model": model.id,
            "prompt": recipe.prompt,
            "aspect_ratio": recipe.aspect,
            "resolution": resolution_of(recipe, model),
            "duration": f"{round(recipe.seconds)}s",
            "loop": is_on(setting_of(recipe, model, "loop")),
        }
        frames: dict[str, Any] = {}
        names = {"first_frame": "frame0", "last_frame": "frame1"}
        for one in recipe.references:
            if one.role in names:
                frames[names[one.role]] = {"type": "image", "url": placed[one.media.sha256]}
            elif one.role == "clip":
                if not one.vendor_id:
                    raise BadInput(OWN_FILMS[0].format(label=model.label), OWN_FILMS[1])
                frames["frame0"] = {"type": "generation", "id": one.vendor_id}
        if frames:
            body["keyframes"] = frames
        return body

    def _change(self, recipe: Recipe, placed: Mapping[str, str]) -> dict[str, Any]:
        model = self.model(recipe)
        body: dict[str, Any] = {
            "generation_type": "modify_video",
            "model": model.id.removesuffix("-modify"),
            "prompt": recipe.prompt,
            "mode": setting_of(recipe, model, "mode"),
        }
        names = {"clip": "media", "first_frame": "first_frame"}
        for one in recipe.references:
            body[names[one.role]] = {"url": placed[one.media.sha256]}
        return body

    def _picture(self, recipe: Recipe, placed: Mapping[str, str]) -> dict[str, Any]:
        """People as identities, by name; style apart; places and things as pictures to go by."""
        body: dict[str, Any] = {
            "model": self.model(recipe).id,
            "prompt": bound_prompt(recipe, pictures=_by_order(recipe)),
            "aspect_ratio": recipe.aspect,
            "format": "png",
        }
        people: dict[str, list[str]] = {}
        for one in shown(recipe):
            address = placed[one.media.sha256]
            if one.role == "character":
                people.setdefault(one.name, []).append(address)
            else:
                name = "style_ref" if one.role == "style" else "image_ref"
                body.setdefault(name, []).append({"url": address})
        if people:
            body["character_ref"] = {
                f"identity{place}": {"images": addresses}
                for place, addresses in enumerate(people.values())
            }
        return body

    def _match(self, job: Mapping[str, Any], order: Order) -> Candidate | None:
        """A generation of that time whose echoed request says what ours said."""
        created = _time(job.get("created_at"))
        sent, recipe = order.created_at, order.recipe
        if created is None or not sent - _BEFORE <= created <= sent + _AFTER:
            return None
        asked = job.get("request")
        asked = asked if isinstance(asked, dict) else {}
        model = self.model(recipe).id.removesuffix("-modify")
        if asked.get("model", job.get("model")) not in (None, model):
            return None
        told = str(asked.get("prompt") or "")
        if told and not told.endswith(recipe.prompt):
            return None
        assets = job.get("assets")
        text = N_("Model, words and time fit; the vendor says {status}.")
        return Candidate(
            provider_id=str(job["id"]),
            exact=False,
            created_at=created,
            evidence=text.format(status=job.get("state", "?")),
            preview_url=str((assets if isinstance(assets, dict) else {}).get("image") or ""),
        )


def _by_order(recipe: Recipe) -> Sequence[RecipeReference]:
    """Pictures that a prompt counts: those that are not tied to a person or a style by their field."""
    return tuple(one for one in shown(recipe) if one.role in ("place", "prop"))


def _call(
    method: Literal["GET", "POST"],
    login: Login,
    path: str,
    query: tuple[tuple[str, str], ...] = (),
) -> Request:
    headers = {"Authorization": f"Bearer {login.key}"}
    if method == "POST":
        headers["Content-Type"] = "application/json"
    return Request(method=method, url=f"{login.address}{path}", headers=headers, query=query)


def _polled(body: Mapping[str, Any], name: str) -> Polled:
    word = str(body["state"])
    state = _STATES[word]
    if state == "ready":
        assets = body.get("assets")
        held = assets if isinstance(assets, dict) else {}
        url = held.get("video") or held.get("image")
        if not isinstance(url, str):
            return Polled(state="ready", vendor_state=word)
        # A film is gone on from by its id, a picture by its address.
        known = name if held.get("video") else url
        return Polled(state="ready", results=(Result(url=url, vendor_id=known),), vendor_state=word)
    if state != "failed":
        return Polled(state=state, vendor_state=word)
    reason = str(body.get("failure_reason") or "")
    withheld = any(one in reason.lower() for one in _WITHHELD)
    kind: Literal["moderated_output", "failed"] = "moderated_output" if withheld else "failed"
    refusal = refuse(kind, billed="unknown", detail=reason)
    return Polled(state="moderated" if withheld else "failed", refusal=refusal, vendor_state=word)


def _time(text: object) -> datetime | None:
    """A time in ISO 8601 with its zone."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
