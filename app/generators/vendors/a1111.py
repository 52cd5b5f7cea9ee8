"""Stable Diffusion in a WebUI of the A1111 kind (Forge, reForge, SD.Next too), on this machine or in the network.

`POST /sdapi/v1/txt2img`, or `img2img` when a first frame is there; the answer holds the picture. The picture
lives in that answer only: our own task id is a label there, and a lost answer cannot be had again.
"""

from __future__ import annotations

import asyncio
import base64
from typing import Any, Literal

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of
from app.generators.contract import (
    Answer,
    Answered,
    Channel,
    Declined,
    KeyCheck,
    Order,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import decoded, raw_base64
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, by_status, key_check, number_of

#: A picture may take minutes on a small card; the answer comes when it is done.
_PATIENCE = 1200.0
_ANSWER_CAP = 120_000_000
_STEP = 8
_USUAL_SIDE = 768
_MEMORY = (
    N_("The graphics card ran out of memory."),
    N_("Choose a smaller size or a shorter clip, or close other programs."),
)
_NO_API = (
    N_("The WebUI answers, but its interface for programs is off."),
    N_("Start it with the argument --api."),
)


def build(card: Card, tools: Tools) -> WebUi:
    """The generator for its card."""
    return WebUi(card, tools)


class WebUi(AtOnce):
    """The checkpoint in use, or the one that the setting `checkpoint` names; a key `user:password` is optional."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Have it drawn."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        images = (body or {}).get("images")
        picture = (
            decoded(str(images[0]).rpartition(",")[2])
            if isinstance(images, list) and images
            else b""
        )
        if picture:
            return Answered(results=(Result(data=picture, suffix=".png"),))
        return _broken(answer) or verdict(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask how far the current picture is."""
        query = (("skip_current_image", "true"),)
        answer = await channel.ask(_call("GET", channel.login, "/progress", query=query), tries=2)
        verdict = key_check(answer, explain)
        if verdict.good:
            return verdict.model_copy(update={"message": N_("The WebUI answers.")})
        return verdict

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        settings = recipe.settings
        width, height = self._size(recipe)
        body: dict[str, Any] = {
            "prompt": recipe.prompt,
            "negative_prompt": recipe.negative,
            "seed": recipe.seed,
            "steps": round(number_of(recipe, "steps", 28, 1, 150)),
            "cfg_scale": number_of(recipe, "cfg_scale", 6, 1, 30),
            "width": width,
            "height": height,
            "batch_size": 1,
            "n_iter": 1,
            "send_images": True,
            "save_images": False,
            "force_task_id": order.token,
        }
        for ours, theirs in (("sampler", "sampler_name"), ("scheduler", "scheduler")):
            if settings.get(ours):
                body[theirs] = str(settings[ours])
        if settings.get("checkpoint"):
            body["override_settings"] = {"sd_model_checkpoint": str(settings["checkpoint"])}
        path: str = "/txt2img"
        units = []
        for reference in recipe.references:
            picture = raw_base64(order.file(reference))
            if reference.role == "first_frame":
                path = "/img2img"
                body["init_images"] = [picture]
                body["denoising_strength"] = number_of(recipe, "denoising", 0.6, 0, 1)
            else:
                units.append(_unit(recipe, picture))
        if units:
            body["alwayson_scripts"] = {"ControlNet": {"args": units}}
        note = N_("Makes the picture.")
        request = _call("POST", login, path, body=body)
        wait = {"patience": _PATIENCE, "answer_cap": _ANSWER_CAP, "note": note}
        return request.model_copy(update=wait)

    def _size(self, recipe: Recipe) -> tuple[int, int]:
        """The recipe's shape with the short side of the chosen size, in steps of 8."""
        digits = resolution_of(recipe, self.model(recipe)).lower().removesuffix("p")
        side = int(digits) if digits.isdigit() else _USUAL_SIDE
        factor = side / min(recipe.width, recipe.height)
        width, height = (
            max(_STEP, round(edge * factor / _STEP) * _STEP)
            for edge in (recipe.width, recipe.height)
        )
        return width, height


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{"detail": "…" or [{loc, msg}]}` in our classes."""
    detail = body.get("detail")
    told = detail if isinstance(detail, str) else one_line(str(detail or body).encode())
    code = str(body.get("error", "")) or f"HTTP {status}"
    if status == 404 and told == "Not Found":
        message, fix = _NO_API
        return refuse("parameter", code=code, detail=told, message=message, fix=fix)
    return refuse(by_status(status), code=code, detail=told)


def _broken(answer: Answer) -> Declined | None:
    """A run that broke off says so with status 500 and an error of its own: certain, and the picture is lost."""
    body = answer.object() if isinstance(answer, Reply) and answer.status == 500 else None
    if not body or not isinstance(body.get("error"), str):
        return None
    told = f"{body.get('detail') or ''} {body.get('errors') or ''}".strip()
    memory = "OutOfMemory" in body["error"]
    message, fix = _MEMORY if memory else ("", "")
    return Declined(
        refusal=refuse("failed", code=body["error"], detail=told, message=message, fix=fix)
    )


def _unit(recipe: Recipe, picture: str) -> dict[str, Any]:
    """One ControlNet unit: stay like this picture. The extension has to be installed."""
    return {
        "image": picture,
        "module": str(recipe.settings.get("controlnet_module") or "reference_only"),
        "model": str(recipe.settings.get("controlnet_model") or "None"),
        "weight": number_of(recipe, "controlnet_weight", 1, 0, 2),
    }


def _call(
    method: Literal["GET", "POST"],
    login: Login,
    path: str,
    *,
    query: tuple[tuple[str, str], ...] = (),
    body: dict[str, Any] | None = None,
) -> Request:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if ":" in login.key:
        headers["Authorization"] = f"Basic {base64.b64encode(login.key.encode()).decode()}"
    url = f"{login.address}/sdapi/v1{path}"
    return Request(method=method, url=url, headers=headers, query=query, json_body=body)
