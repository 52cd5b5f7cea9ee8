"""Kling's newer gateway: 3.0 turbo and 4.0, behind the option `gateway`.

`POST /{kind}/{model}` with contents, settings and options; `GET /tasks?task_ids=` reads tasks of every kind.
Described by clients and other gateways, not by Kling's own library, hence the switch. 3.0 turbo takes
`external_task_id` and is looked up by it; 4.0 refuses it, so its card is blind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput, FenjingError
from app.generators.card import resolution_of
from app.generators.contract import (
    Accepted,
    Answer,
    Candidate,
    Channel,
    Found,
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
from app.generators.mentions import bound_prompt, shown
from app.generators.refusals import no_answer, not_asked, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, is_on, key_check
from app.generators.vendors.kling_tasks import (
    data_of,
    ended_badly,
    explain,
    get,
    is_unknown,
    plain,
    post,
)

_TASKS = "/tasks"
_STATES: dict[str, RemoteState] = {
    "submitted": "queued", "processing": "running", "succeeded": "ready", "succeed": "ready",
    "failed": "failed",
}  # fmt: skip
_SWITCHED_OFF = (
    N_("Kling's new gateway is switched off."),
    N_("Set the option gateway to on for Kling, or choose one of its classic models."),
)


def build(card: Card, tools: Tools) -> KlingGateway:
    """The generator for its card."""
    return KlingGateway(card, tools)


class KlingGateway(Vendor):
    """A card of models on the gateway; one that is found again by its own id says so as `own_id`."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Create a task, if the person switched the gateway on."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except FenjingError as error:
            return not_asked(error)
        answer = plain(await channel.send(request))
        task = data_of(answer)
        if isinstance(task, dict) and (task.get("id") or task.get("task_id")):
            return Accepted(provider_id=str(task.get("id") or task["task_id"]))
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read one task out of the list that the gateway answers with."""
        answer = await _ask(channel, "task_ids", provider_id)
        tasks = data_of(answer)
        if not isinstance(tasks, list):
            gone = Polled(state="gone", vendor_state="404")
            return gone if is_unknown(answer) else no_answer(answer, explain)
        task = next((one for one in tasks if _id_of(one) == provider_id), None)
        if task is None:
            return Polled(state="gone", vendor_state="absent")
        return self._polled(task, recipe)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """Ask by our own id, where the model takes one."""
        if not self._names_itself:
            return Found()
        answer = await _ask(channel, "external_task_ids", order.token)
        tasks = data_of(answer)
        if not isinstance(tasks, list):
            return no_answer(answer, explain)
        text = N_("It carries this attempt's own id {id}; the vendor says {status}.")
        return Found(
            candidates=tuple(
                Candidate(
                    provider_id=_id_of(one),
                    exact=True,
                    evidence=text.format(id=order.token, status=one.get("status", "?")),
                )
                for one in tasks
                if _id_of(one)
            )
        )

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for a task that does not exist, which is free."""
        return key_check(await _ask(channel, "external_task_ids", "fenjing-key-test"), explain)

    # -- the wire -----------------------------------------------------------------------------------

    @property
    def _names_itself(self) -> bool:
        return self._card.resubmission == "own_id"

    def _create(self, order: Order, login: Login) -> Request:
        if not is_on(self._tools.options("kling").get("gateway", "")):
            raise BadInput(*_SWITCHED_OFF)
        recipe, model = order.recipe, self.model(order.recipe)
        kind = _kind(recipe)
        settings: dict[str, Any] = {
            "resolution": resolution_of(recipe, model),
            "duration": round(recipe.seconds),
        }
        if kind != "image-to-video":
            settings["aspect_ratio"] = recipe.aspect
        marked = is_on(recipe.settings.get("watermark", False))
        options: dict[str, Any] = {"watermark_info": {"enabled": marked}}
        if self._names_itself:
            options["external_task_id"] = order.token
        body: dict[str, Any] = {"settings": settings, "options": options}
        if kind == "text-to-video" and self._names_itself:
            body["prompt"] = recipe.prompt
        else:
            body["contents"] = _contents(order)
        note = N_("Creates the task; this is the paid call.")
        return post(login, f"/{kind}/{model.id}", body, note)

    def _polled(self, task: Mapping[str, Any], recipe: Recipe) -> Polled:
        word = str(task.get("status", ""))
        state = _STATES.get(word, "running")
        if state == "failed":
            return ended_badly(str(task.get("message", "")), None, word)
        if state != "ready":
            return Polled(state=state, vendor_state=word)
        marked = is_on(recipe.settings.get("watermark", False))
        return Polled(state="ready", results=_results(task, marked=marked), vendor_state=word)


async def _ask(channel: Channel, name: str, value: str) -> Answer:
    """`task_ids` and `external_task_ids` exclude each other."""
    return plain(await channel.ask(get(channel.login, _TASKS, ((name, value),))))


def _kind(recipe: Recipe) -> str:
    if shown(recipe):
        return "omni-video"
    return "image-to-video" if recipe.references else "text-to-video"


def _contents(order: Order) -> list[dict[str, str]]:
    """The prompt, then every picture under an id by which the prompt speaks of it (`@image_1`)."""
    recipe = order.recipe
    numbered = shown(recipe)
    prompt = bound_prompt(recipe, "@image_{n}", numbered)
    items = [{"type": "prompt", "text": prompt}]
    for place, one in enumerate(numbered, 1):
        named = {"id": f"image_{place}"}
        items.append({"type": "refer_image"} | _bytes_of(order, one) | named)
    frames = [one for one in recipe.references if one.role in ("first_frame", "last_frame")]
    return items + [{"type": one.role} | _bytes_of(order, one) for one in frames]


def _bytes_of(order: Order, reference: RecipeReference) -> dict[str, str]:
    return {"url": raw_base64(order.file(reference))}


def _id_of(task: object) -> str:
    return str(task.get("id") or "") if isinstance(task, dict) else ""


def _results(task: Mapping[str, Any], *, marked: bool) -> tuple[Result, ...]:
    outputs = task.get("outputs")
    found: list[Result] = []
    for item in outputs if isinstance(outputs, list) else ():
        if not isinstance(item, dict) or item.get("type", "video") != "video":
            continue
        url = (item.get("watermark_url") if marked else None) or item.get("url")
        if isinstance(url, str) and url:
            role = "extra" if found else "main"
            found.append(Result(url=url, role=role, vendor_id=str(item.get("id") or "")))
    return tuple(found)
