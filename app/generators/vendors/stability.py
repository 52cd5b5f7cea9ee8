"""Stability AI's hosted pictures (REST v2beta): multipart forms, answered at once with the picture in JSON.

There is no token and no list. `finish_reason` CONTENT_FILTERED in an answer of status 200 means that the picture
was withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import (
    Answered,
    Channel,
    Declined,
    KeyCheck,
    Order,
    Part,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import decoded, mime
from app.generators.login import Login
from app.generators.redaction import one_line
from app.generators.refusals import not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import AtOnce, by_status, key_check, number_of

_BASE = "/v2beta/stable-image"
_PATHS = {
    "core": "/generate/core", "ultra": "/generate/ultra", "style": "/control/style",
    "structure": "/control/structure", "sketch": "/control/sketch",
}  # fmt: skip
_SD3 = "/generate/sd3"
_PATIENCE = 300.0
_ANSWER_CAP = 60_000_000
#: After 150 requests in ten seconds the vendor stays silent for a minute.
_SILENCE = 60.0
_KINDS: dict[str, RefusalClass] = {
    "content_moderation": "moderated_input", "unauthorized": "auth", "payment_required": "balance",
    "rate_limit_exceeded": "too_fast",
}  # fmt: skip
_NO_PICTURE = (
    N_("This model changes pictures; it needs at least one."),
    N_("Add a reference picture, or choose a model for words."),
)


def build(card: Card, tools: Tools) -> Stability:
    """The generator for its card."""
    return Stability(card, tools)


class Stability(AtOnce):
    """Core, Ultra, SD 3.5, and pictures led by another picture's style, structure or sketch."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Ask for one picture."""
        try:
            request = self._create(order, channel.login)
        except BadInput as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        reason = str((body or {}).get("finish_reason", ""))
        if body is not None and reason == "CONTENT_FILTERED":
            refusal = refuse("moderated_output", code=reason, billed="unknown", medium="image")
            return Declined(refusal=refusal)
        picture = decoded(body.get("image")) if body is not None else b""
        if picture:
            return Answered(results=(Result(data=picture, suffix=".png"),))
        outcome = verdict(answer, explain)
        if isinstance(outcome, Declined) and outcome.refusal.kind == "too_fast":
            seconds = outcome.retry_after
            return outcome.model_copy(
                update={"retry_after": _SILENCE if seconds is None else seconds}
            )
        return outcome

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for the balance: free."""
        url = f"{channel.login.address}/v1/user/balance"
        headers = {"Authorization": f"Bearer {channel.login.key}"}
        answer = await channel.ask(Request(method="GET", url=url, headers=headers), tries=2)
        return key_check(answer, explain)

    def _create(self, order: Order, login: Login) -> Request:
        model = self.model(order.recipe)
        path = _PATHS.get(model.id, _SD3)
        return Request(
            method="POST",
            url=f"{login.address}{_BASE}{path}",
            headers={"Authorization": f"Bearer {login.key}", "Accept": "application/json"},
            parts=tuple(_parts(order, model.id, path)),
            patience=_PATIENCE,
            answer_cap=_ANSWER_CAP,
            note=N_("Makes the picture; this is the paid call."),
        )


def _parts(order: Order, model_id: str, path: str) -> Iterator[Part]:
    recipe = order.recipe
    led = path.startswith("/control")
    if led and not recipe.references:
        raise BadInput(*_NO_PICTURE)
    yield Part(name="prompt", value=recipe.prompt)
    if path == _SD3:
        yield Part(name="model", value=model_id)
        yield Part(name="mode", value="image-to-image" if recipe.references else "text-to-image")
    if not led:
        yield from _wishes(recipe, path)
    yield Part(name="output_format", value="png")
    for reference in recipe.references:
        picture = order.file(reference)
        kind = mime(picture)
        yield Part(name="image", path=picture, filename=f"image{picture.suffix}", content_type=kind)
        strength = number_of(recipe, "strength", 0.6, 0, 1)
        names = {"/control/style": "fidelity", "/control/structure": "control_strength"}
        name = names.get(path, "control_strength" if led else "strength")
        yield Part(name=name, value=f"{strength:g}")


def _wishes(recipe: Recipe, path: str) -> Iterator[Part]:
    """What the models that make pictures from words take; the shape of a changed picture is its own."""
    if not (recipe.references and path == _SD3):
        yield Part(name="aspect_ratio", value=recipe.aspect)
    if recipe.negative:
        yield Part(name="negative_prompt", value=recipe.negative)
    yield Part(name="seed", value=str(recipe.seed))
    if recipe.settings.get("style_preset") and path != _SD3:
        yield Part(name="style_preset", value=str(recipe.settings["style_preset"]))
    if recipe.settings.get("cfg_scale") and path == _SD3:
        yield Part(name="cfg_scale", value=f"{number_of(recipe, 'cfg_scale', 4, 1, 10):g}")


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """`{id, name, errors}` in our classes."""
    name = str(body.get("name", ""))
    errors = body.get("errors")
    detail = "; ".join(str(one) for one in errors) if isinstance(errors, list) else ""
    kind = _KINDS.get(name) or by_status(status)
    return refuse(kind, code=name, detail=detail or one_line(str(body).encode()))
