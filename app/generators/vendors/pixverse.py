"""PixVerse, openapi v2: words, a first frame, first and last frame, several pictures by name, and going on.

Pictures and films are uploaded first and go along as numbers. Refusals come as `ErrCode` inside answers of status
200. `Ai-trace-id` has to be new for every request: with an old one no new film is made. Nothing can be listed
or looked up, so a lost answer stays a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import FenjingError
from app.generators.card import in_money, resolution_of, setting_of, sound_of
from app.generators.contract import (
    Accepted,
    Answer,
    Channel,
    KeyCheck,
    NoAnswer,
    Order,
    Part,
    Polled,
    Reply,
    Request,
    Result,
    Submission,
)
from app.generators.encoding import mime
from app.generators.login import Login
from app.generators.mentions import called_prompt, shown
from app.generators.redaction import one_line
from app.generators.refusals import (
    NOT_OPEN,
    before_paid,
    no_answer,
    not_asked,
    refuse,
    verdict,
)
from app.generators.tools import Tools
from app.generators.vendor import Vendor, by_status, is_on, key_check

_BASE = "/openapi/v2"
_READY, _DELETED, _WITHHELD, _FAILED = 1, 6, 7, 8
#: The vendor's own "unknown": it proves nothing.
_UNKNOWN = 99999
_CODES: dict[int, RefusalClass] = {
    400012: "auth", 500020: "parameter", 500044: "too_fast", 500054: "moderated_input",
    500060: "policy", 500063: "moderated_input", 500069: "too_fast", 500090: "balance",
}  # fmt: skip
_PROMPT_TOO_LONG = (N_("The prompt is too long for this model."), N_("Shorten the prompt."))
_PICTURE = (
    N_("A picture is too large, or of a kind that is not accepted."),
    N_("Choose another picture."),
)
_BETTER = {
    400018: _PROMPT_TOO_LONG, 400019: _PROMPT_TOO_LONG, 500020: NOT_OPEN,
    500030: _PICTURE, 500031: _PICTURE, 500032: _PICTURE, 500033: _PICTURE,
}  # fmt: skip
#: Names that every version is known to take; others are called ref1, ref2, ...
_SAFE_NAME = re.compile(r"[A-Za-z0-9_]{1,30}")


def build(card: Card, tools: Tools) -> PixVerse:
    """The generator for its card."""
    return PixVerse(card, tools)


class PixVerse(Vendor):
    """All film models; what goes along chooses the route."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The uploads and the paid call."""
        uploads = [_upload(order, one, login) for one in self.carried(order.recipe)]
        held = {
            one.media.sha256: f"<upload {place}>"
            for place, one in enumerate(self.carried(order.recipe), 1)
        }
        return (*uploads, self.paid(order, login, held))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Upload what goes along, then create the task."""
        held: dict[str, Any] = {}
        try:
            for one in self.carried(order.recipe):
                answer = plain(await channel.ask(_upload(order, one, channel.login)))
                named = _response(answer)
                number = named.get("img_id") or named.get("media_id")
                if not number:
                    return before_paid(answer, explain)
                held[one.media.sha256] = number
            request = self.paid(order, channel.login, held)
        except FenjingError as error:
            return not_asked(error)
        answer = plain(await channel.send(request))
        task = _response(answer)
        if task.get("video_id"):
            trace = f"Ai-trace-id {request.headers['Ai-trace-id']}"
            cost = self._cost(task.get("credits"))
            return Accepted(provider_id=str(task["video_id"]), cost=cost, note=trace)
        return verdict(answer, explain)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:  # noqa: ARG002
        """Read a film's state; numbers that are not documented count as waiting."""
        path = f"/video/result/{quote(provider_id, safe='')}"
        answer = plain(await channel.ask(call(channel.login, "GET", path)))
        task = _response(answer)
        if "status" in task:
            return self._polled(task, provider_id)
        if isinstance(answer, Reply) and _code(answer.object() or {}) == 500008:
            return Polled(state="gone", vendor_state="500008")
        return no_answer(answer, explain)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for the balance."""
        request = call(channel.login, "GET", "/account/balance")
        return key_check(plain(await channel.ask(request)), explain)

    # -- the wire -----------------------------------------------------------------------------------

    def carried(self, recipe: Recipe) -> list[RecipeReference]:
        """What has to be uploaded, once each: all but films that PixVerse made and knows by number."""
        by_content = {one.media.sha256: one for one in recipe.references if not is_own(one)}
        return list(by_content.values())

    def paid(self, order: Order, login: Login, held: Mapping[str, Any]) -> Request:
        """The paid call; `held` are the vendor's numbers by SHA-256."""
        recipe, model = order.recipe, self.model(order.recipe)
        kind, own = _route(recipe, held)
        body: dict[str, Any] = {
            "model": model.id,
            "prompt": recipe.prompt,
            "duration": round(recipe.seconds),
            "quality": resolution_of(recipe, model),
            "seed": recipe.seed,
        }
        if kind in ("text", "fusion"):
            body["aspect_ratio"] = recipe.aspect
        if recipe.negative and model.negative:
            body["negative_prompt"] = recipe.negative
        if model.native_sound:
            body["generate_audio_switch"] = sound_of(recipe, model)
        if "shots" in model.settings:
            body["generate_multi_clip_switch"] = setting_of(recipe, model, "shots") == "several"
        if "motion_mode" in model.settings:
            body["motion_mode"] = setting_of(recipe, model, "motion_mode")
        style = setting_of(recipe, model, "style")
        if style not in ("", "none"):
            body["style"] = style
        if is_on(recipe.settings.get("watermark", False)):
            body["water_mark"] = True
        note = N_("Creates the task; this is the paid call.")
        return call(login, "POST", f"/video/{kind}/generate", body | own, note)

    # -- reading answers ----------------------------------------------------------------------------

    def _polled(self, task: Mapping[str, Any], task_id: str) -> Polled:
        status, word = task["status"], str(task["status"])
        cost = self._cost(task.get("credits"))
        url = task.get("url")
        if status == _READY and isinstance(url, str) and url:
            result = Result(url=url, vendor_id=task_id)
            return Polled(state="ready", results=(result,), cost=cost, vendor_state=word)
        if status == _DELETED:
            return Polled(state="expired", refusal=refuse("expired"), vendor_state=word)
        if status == _WITHHELD:
            # the vendor's page on this state promises the credits back
            refusal = refuse("moderated_output", code=word, medium="video")
            return Polled(state="moderated", refusal=refusal, vendor_state=word)
        if status == _FAILED:
            free = cost is not None and cost.amount == 0
            refusal = refuse("failed", code=word, billed="no" if free else "unknown")
            return Polled(state="failed", refusal=refusal, vendor_state=word)
        return Polled(state="running", vendor_state=word)

    def _cost(self, credits_charged: object) -> Money | None:
        if not isinstance(credits_charged, int) or credits_charged < 0:
            return None
        return in_money(Money(amount=Decimal(credits_charged), currency="POINTS"), self._card)


def call(
    login: Login, method: Any, path: str, body: dict[str, Any] | None = None, note: str = ""
) -> Request:
    """One call, with a trace id of its own."""
    headers = _headers(login) | {"Content-Type": "application/json"}
    url = f"{login.address}{_BASE}{path}"
    return Request(method=method, url=url, headers=headers, json_body=body, note=note)


def is_own(reference: RecipeReference) -> bool:
    """Whether it is a film that PixVerse made and knows by number."""
    return reference.role == "clip" and reference.vendor_id.isdigit()


def film(reference: RecipeReference, held: Mapping[str, Any]) -> dict[str, Any]:
    """How a call names a film: by the number of its making, or of its upload."""
    if is_own(reference):
        return {"source_video_id": int(reference.vendor_id)}
    return {"video_media_id": held[reference.media.sha256]}


def plain(answer: Answer) -> Answer:
    """A refusal that came inside a 200 as the 400 it means; what proves nothing stays as it is."""
    if isinstance(answer, Reply) and answer.status == 200:
        code = _code(answer.object() or {})
        if code not in (0, _UNKNOWN):
            return answer.model_copy(update={"status": 400})
    return answer


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """PixVerse's `{ErrCode, ErrMsg}` in our classes."""
    code = _code(body)
    detail = str(body.get("ErrMsg") or "") or one_line(str(body).encode())
    kind = _CODES.get(code) or ("parameter" if code else by_status(status))
    better = _BETTER.get(code, ("", ""))
    refusal = refuse(
        kind, code=str(code) if code else "", detail=detail, message=better[0], fix=better[1]
    )
    if code == 500054 or better is _PICTURE:
        return refusal.model_copy(update={"medium": "image"})
    return refusal


def _headers(login: Login) -> dict[str, str]:
    return {"API-KEY": login.key, "Ai-trace-id": str(uuid4())}


def _upload(order: Order, reference: RecipeReference, login: Login) -> Request:
    """Pictures have a route of their own; the boundary makes the Content-Type."""
    path = order.file(reference)
    is_picture = reference.role not in ("clip", "sound")
    field, route = ("image", "/image/upload") if is_picture else ("file", "/media/upload")
    part = Part(name=field, path=path, filename=path.name, content_type=mime(path))
    url = f"{login.address}{_BASE}{route}"
    note = N_("Uploads what goes along.")
    return Request(method="POST", url=url, headers=_headers(login), parts=(part,), note=note)


def _route(recipe: Recipe, held: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind of call, and the fields that only it has."""
    by_role = {one.role: one for one in recipe.references}
    first, last = by_role.get("first_frame"), by_role.get("last_frame")
    if "clip" in by_role:
        return "extend", film(by_role["clip"], held)
    if first is not None and last is not None:
        frames = {"first_frame_img": first, "last_frame_img": last}
        return "transition", {name: held[one.media.sha256] for name, one in frames.items()}
    if first is not None:
        return "img", {"img_id": held[first.media.sha256]}
    if shown(recipe):
        return "fusion", _fusion(recipe, held)
    return "text", {}


def _fusion(recipe: Recipe, held: Mapping[str, Any]) -> dict[str, Any]:
    """Pictures by name; the prompt calls each as `@name` with a space behind it."""
    prompt = called_prompt(recipe)
    items = []
    for place, one in enumerate(shown(recipe), 1):
        name = one.name if _SAFE_NAME.fullmatch(one.name) else f"ref{place}"
        prompt = prompt.replace(f"@{one.name} ", f"@{name} ")
        kind = "background" if one.role == "place" else "subject"
        items.append({"type": kind, "img_id": held[one.media.sha256], "ref_name": name})
    return {"prompt": prompt, "image_references": items}


def _response(answer: Answer) -> dict[str, Any]:
    """The `Resp` of a successful answer; empty when it is not one."""
    body = answer.object() if isinstance(answer, Reply) and answer.status == 200 else None
    held = body.get("Resp") if body is not None and body.get("ErrCode") == 0 else None
    return held if isinstance(held, dict) else {}


def _code(body: Mapping[str, Any]) -> int:
    value = body.get("ErrCode", 0)
    return value if isinstance(value, int) else 0
