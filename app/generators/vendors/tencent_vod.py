"""Tencent VOD's AIGC tasks: Kling, Vidu, Hailuo, PixVerse, Hunyuan and more on one account.

Wire: `CreateAigcVideoTask` and `CreateAigcImageTask`, `DescribeTaskDetail`, `DescribeTasks`; a model's id is
`ModelName/ModelVersion`. `SessionId` is a true guard: the same one within three days is refused, so a lost
answer is settled by looking for it in the list and then by asking again with it. FINISH is not success: ErrCode
has to be 0.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.cards import Card, ModelCard
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput, FenjingError
from app.generators.card import resolution_of, sound_of
from app.generators.contract import (
    Accepted,
    Candidate,
    Channel,
    Doubtful,
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
from app.generators.refusals import not_asked, refuse
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
from app.generators.vendors.tokenhub import size_of

_VOD = Service("vod", "2018-07-17", region="")
_CREATE = {"video": "CreateAigcVideoTask", "picture": "CreateAigcImageTask"}
_DUPLICATE = ("InvalidParameterValue.SessionId", "FailedOperation.TaskDuplicate")
_GONE = ("InvalidParameterValue.TaskId", "ResourceNotFound")
_STATES: dict[str, RemoteState] = {
    "WAITING": "queued", "PROCESSING": "running", "FINISH": "ready", "ABORTED": "cancelled",
}  # fmt: skip
#: The guard forgets after three days; a little less, because clocks differ.
_GUARDED = timedelta(hours=71)
_BEFORE = timedelta(minutes=5)
_PAGES = 20
_USAGES = {"first_frame": "FirstFrame", "last_frame": "LastFrame"}
#: What may be said of a film, by model; nothing is said that the document does not name for it.
_SAYS = {
    "Kling": ("Duration", "Resolution", "AspectRatio"),
    "Vidu": ("Duration", "Resolution", "AspectRatio"),
    "Hailuo": ("Duration", "Resolution"),
    "PixVerse": ("Duration", "Resolution", "AspectRatio"),
    "GV": ("Duration", "Resolution", "AspectRatio"),
    "OS": ("Duration", "Resolution", "AspectRatio"),
}
_ON, _OFF = "Enabled", "Disabled"


def build(card: Card, tools: Tools) -> TencentVod:
    """The generator for either of its cards."""
    return TencentVod(card, tools)


class TencentVod(Vendor):
    """Films and pictures; the option `sub_app_id` names the VOD application, which newer accounts need."""

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """The one request that `submit` sends."""
        return (self._create(order, login),)

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Create a task."""
        try:
            request = await asyncio.to_thread(self._create, order, channel.login)
        except FenjingError as error:
            return not_asked(error)
        answer = await channel.send(request)
        response = read(answer)
        task_id = (response or {}).get("TaskId")
        if isinstance(task_id, str) and task_id:
            return Accepted(provider_id=task_id)
        if error_code(response) in _DUPLICATE:
            code = error_code(response)
            return Doubtful(refusal=refuse("unknown", code=code, billed="unknown"))
        return judged(answer)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:  # noqa: ARG002
        """Describe a task."""
        body = {"TaskId": provider_id} | self._application()
        answer = await channel.ask(call(channel.login, _VOD, "DescribeTaskDetail", body))
        response = read(answer)
        if error_code(response).startswith(_GONE):
            return Polled(state="gone", vendor_state=error_code(response))
        word = str((response or {}).get("Status", ""))
        task = _task(response)
        if response is None or word not in _STATES:
            return unanswered(answer)
        if word != "FINISH":
            told = task.get("Progress")
            share = told / 100 if isinstance(told, int) and 0 <= told <= 100 else None
            return Polled(state=_STATES[word], progress=share, vendor_state=word)
        return self._finished(task) if task else unanswered(answer)

    async def find(self, order: Order, channel: Channel) -> Found | NoAnswer:
        """Look for our session in the list; when it is not there, ask again under its guard."""
        try:
            found = await self._listed(order, channel)
            if isinstance(found, NoAnswer) or found.candidates:
                return found
            if datetime.now(UTC) - order.created_at > _GUARDED:
                return found
            request = await asyncio.to_thread(self._create, order, channel.login)
        except FenjingError as error:
            return NoAnswer(refusal=not_asked(error).refusal)
        answer = await channel.ask(request)
        response = read(answer)
        task_id = (response or {}).get("TaskId")
        if isinstance(task_id, str) and task_id:
            evidence = N_("Asked again with the same session, which the vendor takes only once.")
            one = Candidate(provider_id=task_id, exact=True, evidence=evidence)
            return Found(candidates=(one,))
        outcome = unanswered(answer)
        final = ("parameter", "policy", "moderated_input")
        if outcome.refusal.kind in final and error_code(response) not in _DUPLICATE:
            return Found()
        return outcome

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Describe a task that does not exist: free."""
        try:
            body = {"TaskId": "0"} | self._application()
            request = call(channel.login, _VOD, "DescribeTaskDetail", body)
        except BadInput as error:
            return KeyCheck(good=False, message=error.message, fix=error.fix)
        return key_verdict(await channel.ask(request, tries=2))

    # -- the wire -----------------------------------------------------------------------------------

    def _create(self, order: Order, login: Login) -> Request:
        recipe = order.recipe
        model = self.model(recipe)
        name, _, version = model.id.partition("/")
        body: dict[str, Any] = {
            **self._application(),
            "ModelName": name,
            "ModelVersion": version,
            "Prompt": bound_prompt(recipe, model.mention),
        }
        if recipe.negative:
            body["NegativePrompt"] = recipe.negative
        files = _files(order, name)
        if files:
            body["FileInfos"] = files
        body["OutputConfig"] = _output(recipe, model, name)
        if "enhance" in recipe.settings:
            body["EnhancePrompt"] = _switch(recipe.settings["enhance"])
        if recipe.medium == "picture" and name == "Hunyuan":
            size = json.dumps({"size": "{}x{}".format(*size_of(recipe))}, separators=(",", ":"))
            body["ExtInfo"] = json.dumps({"AdditionalParameters": size}, separators=(",", ":"))
        if recipe.seed:
            body["Seed"] = recipe.seed
        body["SessionId"] = order.token
        body["SessionContext"] = str(recipe.shot_id)
        action = _CREATE["picture" if recipe.medium == "picture" else "video"]
        note = N_("Creates the task; this is the paid call.")
        return call(login, _VOD, action, body).model_copy(update={"note": note})

    def _application(self) -> dict[str, int]:
        typed = self._tools.options("tencent").get("sub_app_id", "").strip()
        if typed and not typed.isdigit():
            raise BadInput(
                N_("The VOD application id has to be a number."),
                N_("Copy it from the VOD console into Preferences."),
            )
        return {"SubAppId": int(typed)} if typed else {}

    async def _listed(self, order: Order, channel: Channel) -> Found | NoAnswer:
        since = (order.created_at - _BEFORE).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        asked: dict[str, Any] = {
            **self._application(),
            "CreateTime": {"After": since},
            "Sort": {"Field": "CreateTime", "Order": "Asc"},
            "Limit": 100,
        }
        for _page in range(_PAGES):
            answer = await channel.ask(call(channel.login, _VOD, "DescribeTasks", asked), tries=2)
            response = read(answer) or {}
            tasks = response.get("TaskSet")
            if not isinstance(tasks, list):
                return unanswered(answer)
            for task in tasks:
                if isinstance(task, dict) and task.get("SessionId") == order.token:
                    status = str(task.get("Status", "?"))
                    evidence = N_("The session fits; the vendor says {status}.")
                    one = Candidate(
                        provider_id=str(task.get("TaskId", "")),
                        exact=True,
                        evidence=evidence.format(status=status),
                    )
                    return Found(candidates=(one,))
            if not response.get("ScrollToken"):
                break
            asked["ScrollToken"] = response["ScrollToken"]
        return Found()

    def _finished(self, task: dict[str, Any]) -> Polled:
        output = task.get("Output")
        files = output.get("FileInfos") if isinstance(output, dict) else None
        urls = [
            one["FileUrl"]
            for one in (files if isinstance(files, list) else [])
            if isinstance(one, dict) and isinstance(one.get("FileUrl"), str)
        ]
        code = str(task.get("ErrCodeExt") or "")
        if task.get("ErrCode") == 0 and not code:
            until = datetime.now(UTC) + timedelta(hours=self._card.result_hours or 24)
            results = tuple(
                Result(url=url, role="extra" if place else "main") for place, url in enumerate(urls)
            )
            return Polled(state="ready", results=results, expires_at=until, vendor_state="FINISH")
        code, detail = code or str(task.get("ErrCode", "")), str(task.get("Message") or "")
        refusal = explained(code, detail).model_copy(update={"billed": "unknown"})
        if refusal.kind.startswith("moderated"):
            return Polled(state="moderated", refusal=refusal, vendor_state="FINISH")
        failed = refuse("failed", code=code, detail=detail, billed="unknown")
        return Polled(state="failed", refusal=failed, vendor_state="FINISH")


def _output(recipe: Recipe, model: ModelCard, name: str) -> dict[str, Any]:
    picture = recipe.medium == "picture"
    says = ("Resolution", "AspectRatio") if picture else _SAYS.get(name, ())
    if picture and name == "Hunyuan":
        says = ()
    if name == "Hailuo" and "H3" in model.id:
        says = (*says, "AspectRatio")
    known: dict[str, Any] = {
        "Duration": round(recipe.seconds),
        "Resolution": resolution_of(recipe, model),
        "AspectRatio": recipe.aspect,
    }
    made: dict[str, Any] = {"StorageMode": "Temporary"}
    made |= {field: known[field] for field in says if known[field]}
    if model.native_sound:
        made["AudioGeneration"] = _ON if sound_of(recipe, model) else _OFF
    if "off_peak" in recipe.settings:
        made["OffPeak"] = _switch(recipe.settings["off_peak"])
    made["LogoAdd"] = _switch(recipe.settings.get("watermark", False))
    return made


def _files(order: Order, name: str) -> list[dict[str, Any]]:
    recipe = order.recipe
    if recipe.medium == "picture":
        return [{"Type": "Base64", "Base64": raw_base64(order.file(one))} for one in shown(recipe)]
    return [
        {
            "Type": "Base64",
            "Category": "Image",
            "Base64": raw_base64(order.file(one)),
            "Usage": _USAGES.get(one.role, "Reference"),
            **(_named(one) if name == "PixVerse" and one.role not in _USAGES else {}),
        }
        for one in recipe.references
    ]


def _named(reference: RecipeReference) -> dict[str, str]:
    """PixVerse knows pictures by name, and tells who is in front from what is behind."""
    place = "background" if reference.role == "place" else "subject"
    return {"ReferenceType": place, "Text": reference.name}


def _task(response: dict[str, Any] | None) -> dict[str, Any]:
    for name in ("AigcVideoTask", "AigcImageTask"):
        task = (response or {}).get(name)
        if isinstance(task, dict):
            return task
    return {}


def _switch(value: object) -> str:
    return _ON if is_on(value) else _OFF
