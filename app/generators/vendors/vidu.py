"""Vidu (Shengshu), ent/v2: words, a first frame, first and last frame, and subjects by name.

The pictures that go along decide the route; they travel as data URIs in one body of at most 20 MB, which is why
the card lets them be small. `payload` comes back unchanged but cannot be looked for, so a lost answer stays a
doubt. The answer to a submission says in credits what it costs. Results last a day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput, FenjingError
from app.generators.card import in_money, resolution_of, setting_of, sound_of
from app.generators.contract import (
    Accepted,
    Answer,
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
from app.generators.mentions import called_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import NOT_OPEN, no_answer, not_asked, refuse, verdict
from app.generators.tools import Tools
from app.generators.vendor import Vendor, by_status, is_on, key_check

#: A card shows a model twice where references have another price than words and frames.
_REFERENCES = "-reference"
_VIEWS_MOST = 3
#: Cards that make a film from words alone.
_FROM_WORDS = frozenset({"viduq3-pro", "viduq3-turbo", "viduq2", "viduq1"})
#: Where a last frame, or references, allow fewer seconds than the model otherwise does.
_SECONDS_MOST = {
    ("start-end2video", "viduq2-pro"): 8, ("start-end2video", "viduq2-turbo"): 8,
    ("reference2video", "vidu2.0"): 4,
}  # fmt: skip
_STATES: dict[str, RemoteState] = {
    "created": "queued", "queueing": "queued", "processing": "running", "success": "ready",
    "failed": "failed",
}  # fmt: skip
_REASONS: dict[str, RefusalClass] = {
    "Unauthorized": "auth", "CreditInsufficient": "balance", "Forbidden": "policy",
    "TaskPromptPolicyViolation": "moderated_input", "AuditSubmitIllegal": "moderated_input",
    "CreationPolicyViolation": "moderated_output", "QuotaExceeded": "too_fast",
    "TooManyRequests": "too_fast", "SystemThrottling": "too_fast",
}  # fmt: skip
_VIEWS = N_("{label} takes {most} pictures of {name}, not {count}.")
_NEEDS_PICTURE = N_("{label} needs a reference picture.")
_TOO_LONG = N_("{label} makes clips of {least} to {most} seconds, not {seconds}.")
_CHANGE = N_("Change the references or the length, or choose another model.")


def build(card: Card, tools: Tools) -> Vidu:
    """The generator for its card."""
    return Vidu(card, tools)


class Vidu(Vendor):
    """All film models."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Create a task."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except FenjingError as error:
            return not_asked(error)
        return self.taken(await channel.send(request))

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Read a task and what it made."""
        answer = await channel.ask(reading(channel.login, provider_id))
        task = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        if task is not None and task.get("state"):
            return self._polled(task, provider_id, recipe)
        if isinstance(answer, Reply) and answer.status == 404 and answer.object() is not None:
            return Polled(state="gone", vendor_state="404")
        return no_answer(answer, explain)

    async def cancel(self, provider_id: str, channel: Channel) -> Polled | NoAnswer:
        """Take back a task that was not started; documented mainly for off-peak ones."""
        path = f"/tasks/{quote(provider_id, safe='')}/cancel"
        answer = await channel.ask(call(channel.login, "POST", path))
        if isinstance(answer, Reply) and answer.status == 200:
            return Polled(state="cancelled", vendor_state="cancelled")
        return no_answer(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask what credits are left, which is free."""
        request = call(channel.login, "GET", "/credits")
        return key_check(await channel.ask(request, tries=2), explain)

    def taken(self, answer: Answer) -> Submission:
        """What the answer to a paid call proves."""
        body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
        if body is not None and body.get("task_id"):
            cost = self._cost(body.get("credits"))
            return Accepted(provider_id=str(body["task_id"]), cost=cost)
        return verdict(answer, explain)

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login) -> Request:
        recipe, model = order.recipe, self.model(order.recipe)
        name = model.id.removesuffix(_REFERENCES)
        kind = self._kind(recipe)
        self._check(recipe, kind, name)
        body: dict[str, Any] = {
            "model": name,
            "prompt": recipe.prompt,
            "duration": round(recipe.seconds),
            "resolution": resolution_of(recipe, model),
            "watermark": is_on(recipe.settings.get("watermark", False)),
            "payload": order.token,
        }
        if model.seed:
            body["seed"] = recipe.seed
        if kind in ("text2video", "reference2video"):
            body["aspect_ratio"] = recipe.aspect
        body |= _pictures(order, kind) | self._switches(recipe, kind)
        note = N_("Creates the task; this is the paid call.")
        return call(login, "POST", f"/{kind}", body, note)

    def _kind(self, recipe: Recipe) -> str:
        roles = {one.role for one in recipe.references}
        if "last_frame" in roles:
            return "start-end2video"
        if "first_frame" in roles:
            return "img2video"
        return "reference2video" if roles else "text2video"

    def _check(self, recipe: Recipe, kind: str, name: str) -> None:
        """The rules that join several inputs, for which the card has no words.

        Raises:
            BadInput: one of them is broken; says which.
        """
        label = self.model(recipe).label
        if kind == "text2video" and self.model(recipe).id not in _FROM_WORDS:
            raise BadInput(_NEEDS_PICTURE.format(label=label), _CHANGE)
        for subject, views in _subjects(recipe).items():
            if len(views) > _VIEWS_MOST:
                words = {"label": label, "name": subject, "count": len(views)}
                raise BadInput(_VIEWS.format(most=_VIEWS_MOST, **words), _CHANGE)
        most = _SECONDS_MOST.get((kind, name))
        if most is not None and recipe.seconds > most:
            seconds = f"{recipe.seconds:g}"
            text = _TOO_LONG.format(label=label, least=1, most=most, seconds=seconds)
            raise BadInput(text, _CHANGE)

    def _switches(self, recipe: Recipe, kind: str) -> dict[str, Any]:
        """What only some models know: sound, music, movement, style, and the cheaper hours."""
        model = self.model(recipe)
        body: dict[str, Any] = {}
        if model.native_sound:
            body["audio"] = sound_of(recipe, model)
            if body["audio"] and "audio_type" in model.settings:
                body["audio_type"] = setting_of(recipe, model, "audio_type")
        for name in ("bgm", "off_peak"):
            if name in model.settings:
                body[name] = is_on(setting_of(recipe, model, name))
        if "movement_amplitude" in model.settings:
            body["movement_amplitude"] = setting_of(recipe, model, "movement_amplitude")
        if "style" in model.settings and kind == "text2video":
            body["style"] = setting_of(recipe, model, "style")
        if kind == "reference2video":
            body["prompt"] = called_prompt(recipe)
        return body

    # -- reading answers ----------------------------------------------------------------------------

    def _polled(self, task: Mapping[str, Any], task_id: str, recipe: Recipe) -> Polled:
        word = str(task["state"])
        state = _STATES.get(word, "running")
        cost = self._cost(task.get("credits"))
        progress = _progress(task.get("progress"))
        if state == "ready":
            marked = is_on(recipe.settings.get("watermark", False))
            results = _results(task, task_id, marked=marked)
            return Polled(state="ready", results=results, cost=cost, vendor_state=word)
        if state != "failed":
            return Polled(state=state, progress=progress, vendor_state=word)
        refusal = _failure(str(task.get("err_code", "")), cost)
        moderated = refusal.kind in ("moderated_input", "moderated_output")
        return Polled(
            state="moderated" if moderated else "failed", refusal=refusal, vendor_state=word
        )

    def _cost(self, credits_charged: object) -> Money | None:
        try:
            amount = Decimal(str(credits_charged))
        except InvalidOperation:
            return None
        if not amount.is_finite() or amount < 0:
            return None
        return in_money(Money(amount=amount, currency="POINTS"), self._card)


def call(
    login: Login, method: Any, path: str, body: dict[str, Any] | None = None, note: str = ""
) -> Request:
    """One call below the address; the scheme of the key is the word Token."""
    headers = {"Authorization": f"Token {login.key}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    url = f"{login.address}{path}"
    return Request(method=method, url=url, headers=headers, json_body=body, note=note)


def reading(login: Login, task_id: str) -> Request:
    """The question for a task and the addresses of what it made, fresh each time."""
    return call(login, "GET", f"/tasks/{quote(task_id, safe='')}/creations")


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """Vidu's `{code, reason, message, metadata}` in our classes; the word is in `reason`, or in `code`."""
    words = [str(body.get(name) or "") for name in ("reason", "code", "err_code")]
    code = next((word for word in words if word in _REASONS), next(filter(None, words), ""))
    kind = _REASONS.get(code) or by_status(status)
    detail = str(body.get("message") or "") or one_line(str(body).encode())
    better = NOT_OPEN if code == "ModelUnavailable" else ("", "")
    return refuse(kind, code=code, detail=detail, message=better[0], fix=better[1])


def _failure(code: str, cost: Money | None) -> Refusal:
    """A task that failed has only its code. Whether credits came back is not documented."""
    kind = _REASONS.get(code, "failed")
    if kind not in ("moderated_input", "moderated_output"):
        kind = "failed"
    free = cost is not None and cost.amount == 0
    return refuse(kind, code=code, billed="no" if free else "unknown")


def _subjects(recipe: Recipe) -> dict[str, list[RecipeReference]]:
    """Pictures by whom or what they show."""
    found: dict[str, list[RecipeReference]] = {}
    for one in shown(recipe):
        found.setdefault(one.name, []).append(one)
    return found


def _pictures(order: Order, kind: str) -> dict[str, Any]:
    recipe = order.recipe
    if kind == "reference2video":
        subjects = [
            {"name": name, "images": [data_uri(order.file(one)) for one in views]}
            for name, views in _subjects(recipe).items()
        ]
        return {"subjects": subjects}
    frames = {one.role: one for one in recipe.references}
    ordered = [frames[role] for role in ("first_frame", "last_frame") if role in frames]
    return {"images": [data_uri(order.file(one)) for one in ordered]} if ordered else {}


def _results(task: Mapping[str, Any], task_id: str, *, marked: bool) -> tuple[Result, ...]:
    """The film and its cover; the film is named after its task, which can be asked for it again."""
    creations = task.get("creations")
    found: list[Result] = []
    for item in creations if isinstance(creations, list) else ():
        if not isinstance(item, dict):
            continue
        url = (item.get("watermarked_url") if marked else None) or item.get("url")
        if not isinstance(url, str) or not url:
            continue
        found.append(Result(url=url, role="extra" if found else "main", vendor_id=task_id))
        cover = item.get("cover_url")
        if isinstance(cover, str) and cover and len(found) == 1:
            found.append(Result(url=cover, role="cover", suffix=".jpg"))
    return tuple(found)


def _progress(value: object) -> float | None:
    """Of 100, where it is told at all."""
    if not isinstance(value, int | float) or not 0 <= value <= 100:
        return None
    return float(value) / 100
