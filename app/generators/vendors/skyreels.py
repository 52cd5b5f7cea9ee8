"""SkyReels (Kunlun / Skywork): films V4 and V3, going on, styles, and moving lips.

Wire: `POST /api/v1/video/<kind>/submit` with the key inside the body, `GET …/<kind>/task/<id>` without any. Files
are read from web addresses only, so they are put into the person's own storage first. A `code` in the body tells
refusals; an answer with an address is done, whatever its status says. No client token, no list.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from app.domain.attempts import Refusal, RefusalClass
from app.domain.cards import Card
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput, FenjingError
from app.generators.card import in_money, resolution_of, sound_of
from app.generators.contract import (
    Accepted,
    Answer,
    Channel,
    Declined,
    Doubtful,
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
from app.generators.redaction import one_line
from app.generators.refusals import no_answer, not_asked, refuse, verdict
from app.generators.storage import Storage
from app.generators.tools import Tools
from app.generators.vendor import Vendor, by_status, is_on

_CODES: dict[int, RefusalClass] = {
    401: "auth", 422: "parameter", 429: "too_fast", 480: "balance", 481: "too_fast",
    482: "moderated_input",
}  # fmt: skip
_STATES: dict[str, RemoteState] = {
    "submitted": "queued", "pending": "queued", "running": "running",
}  # fmt: skip
#: One tag a thing; the vendor wants every tag to occur in the prompt.
_ACTOR, _CLIP = "@Actor-{n}", "@Video-1"
_GROUPS, _VIEWS = 3, 5
_MODES = {"720p": "std", "1080p": "pro"}
#: What a recipe's files became: an address each, by SHA-256.
Told = dict[str, str]


def build(card: Card, tools: Tools) -> SkyReels:
    """The generator for either of its cards."""
    return SkyReels(card, tools)


class SkyReels(Vendor):
    """A model's id, and for V4 what goes along, say which kind of task it is."""

    def __init__(self, card: Card, tools: Tools) -> None:
        super().__init__(card, tools)
        self._storage = Storage(tools)

    def preview(self, order: Order, login: Login) -> tuple[Request, ...]:
        """Each upload, then the paid call."""
        uploads, told = self._storage.preview(order, self._card.label)
        return (*uploads, self._create(order, login, told))

    async def submit(self, order: Order, channel: Channel) -> Submission:
        """Put the files where the vendor can read them, then submit a task."""
        try:
            told = await self._storage.place(order, self._card.label, channel)
            if isinstance(told, Declined):
                return told
            request = self._create(order, channel.login, told)
        except FenjingError as error:
            return not_asked(error)
        answer = await channel.send(request)
        body = answer.object() if isinstance(answer, Reply) else None
        task_id = (body or {}).get("task_id")
        if _code(body) == 200 and isinstance(task_id, str) and task_id:
            return Accepted(provider_id=task_id)
        return _judged(answer, body)

    async def poll(self, provider_id: str, recipe: Recipe, channel: Channel) -> Polled | NoAnswer:
        """Look at a task; the kind is part of the path, and no key is asked for."""
        path = f"/api/v1/video/{_kind(recipe, self.model(recipe).id)}/task"
        url = f"{channel.login.address}{path}/{quote(provider_id, safe='')}"
        answer = await channel.ask(Request(method="GET", url=url))
        body = answer.object() if isinstance(answer, Reply) and answer.status < 500 else None
        data = (body or {}).get("data")
        data = data if isinstance(data, dict) else {}
        word = str((body or {}).get("status", ""))
        if isinstance(data.get("video_url"), str) and data["video_url"]:
            return self._ready(data, word)
        if word == "unknown":
            return Polled(state="gone", vendor_state=word)
        if word == "failed" and body is not None:
            return _failed(body)
        if word in _STATES:
            return Polled(state=_STATES[word], vendor_state=word)
        return no_answer(answer, explain, said_no=_code(body) in _CODES)

    async def test_key(self, channel: Channel) -> KeyCheck:
        """Ask for a film of no length: whoever hears about that has a good key. Nothing is made."""
        body = {"api_key": channel.login.key, "prompt": "", "duration": 0}
        url = f"{channel.login.address}/api/v1/video/text2video/submit"
        answer = await channel.ask(Request(method="POST", url=url, json_body=body), tries=2)
        outcome = _judged(answer, answer.object() if isinstance(answer, Reply) else None)
        if isinstance(outcome, Declined) and outcome.refusal.kind in ("parameter", "too_fast"):
            return KeyCheck(
                good=True, message=N_("The vendor answered and did not refuse the key.")
            )
        return KeyCheck(good=False, message=outcome.refusal.message, fix=outcome.refusal.fix)

    def _create(self, order: Order, login: Login, told: Told) -> Request:
        recipe = order.recipe
        kind = _kind(recipe, self.model(recipe).id)
        return Request(
            method="POST",
            url=f"{login.address}/api/v1/video/{kind}/submit",
            headers={"Content-Type": "application/json"},
            json_body={"api_key": login.key, **_BODIES[kind](self, recipe, told)},
            note=N_("Creates the task; this is the paid call."),
        )

    def _ready(self, data: dict[str, Any], word: str) -> Polled:
        url = str(data["video_url"])
        spent = data.get("cost_credits")
        cost = None
        if isinstance(spent, int | float):
            points = Money(amount=Decimal(str(spent)), currency="POINTS")
            cost = in_money(points, self._card)
        result = Result(url=url, suffix=".mp4", vendor_id=url)
        return Polled(state="ready", results=(result,), cost=cost, vendor_state=word)

    # -- what each kind says ------------------------------------------------------------------------

    def text(self, recipe: Recipe, _told: Told) -> dict[str, Any]:
        """text2video."""
        return self._common(recipe, recipe.prompt) | {"aspect_ratio": recipe.aspect}

    def frames(self, recipe: Recipe, told: Told) -> dict[str, Any]:
        """image2video; its shape is that of the frames."""
        fields = {"first_frame": "first_frame_image", "last_frame": "end_frame_image"}
        given = {
            fields[one.role]: told[one.media.sha256]
            for one in recipe.references
            if one.role in fields
        }
        return self._common(recipe, recipe.prompt) | given

    def omni(self, recipe: Recipe, told: Told) -> dict[str, Any]:
        """omni-video: pictures of up to three things in several views each, and a film."""
        groups = _groups(recipe)
        tags = {name: _ACTOR.format(n=place) for place, name in enumerate(groups, 1)}
        clip = next((one for one in recipe.references if one.role == "clip"), None)
        prompt = _tagged(recipe, {tag: name for name, tag in tags.items()})
        body = self._common(recipe, prompt) | {"aspect_ratio": recipe.aspect}
        if groups:
            body["ref_images"] = [
                {"tag": tags[name], "type": "image", "image_urls": [told[sha] for sha in views]}
                for name, views in groups.items()
            ]
        if clip is not None:
            use = "reference" if groups else str(recipe.settings.get("clip_use", "extend"))
            film = {"tag": _CLIP, "type": use, "video_url": told[clip.media.sha256]}
            body["ref_videos"] = [film]
            if _CLIP not in body["prompt"]:
                body["prompt"] = f"{_CLIP} {body['prompt']}"
        return body

    def objects(self, recipe: Recipe, told: Told) -> dict[str, Any]:
        """multiobject, V3."""
        return {
            "prompt": bound_prompt(recipe),
            "ref_images": [told[one.media.sha256] for one in shown(recipe)],
            "duration": round(recipe.seconds),
            "aspect_ratio": recipe.aspect,
        }

    def extension(self, recipe: Recipe, told: Told) -> dict[str, Any]:
        """extension, V3: the film and what happens next."""
        return {
            "prefix_video": _address(recipe, told, "clip"),
            "prompt": recipe.prompt,
            "duration": round(recipe.seconds),
        }

    def style(self, recipe: Recipe, told: Told) -> dict[str, Any]:
        """styletransfer, V3; it reads no prompt."""
        names = self.model(recipe).settings["style_name"]
        style = str(recipe.settings.get("style_name", names[0]))
        return {"video_url": _address(recipe, told, "clip"), "style_name": style}

    def single(self, recipe: Recipe, told: Told) -> dict[str, Any]:
        """audio2video/single, V3: one person in a picture speaks."""
        return {
            "prompt": recipe.prompt,
            "first_frame_image": _address(recipe, told, "first_frame"),
            "audios": [_address(recipe, told, "sound")],
            "mode": _MODES.get(resolution_of(recipe, self.model(recipe)), "std"),
        }

    def retalking(self, recipe: Recipe, told: Told) -> dict[str, Any]:
        """retalking: new lips for a film."""
        return {
            "video_url": _address(recipe, told, "clip"),
            "audio_url": _address(recipe, told, "sound"),
        }

    def _common(self, recipe: Recipe, prompt: str) -> dict[str, Any]:
        return {
            "prompt": prompt,
            "duration": round(recipe.seconds),
            "sound": sound_of(recipe, self.model(recipe)),
            "prompt_optimizer": is_on(recipe.settings.get("prompt_optimizer", False)),
            "mode": "std",
        }


_BODIES: dict[str, Callable[[SkyReels, Recipe, Told], dict[str, Any]]] = {
    "text2video": SkyReels.text,
    "image2video": SkyReels.frames,
    "omni-video": SkyReels.omni,
    "multiobject": SkyReels.objects,
    "extension": SkyReels.extension,
    "styletransfer": SkyReels.style,
    "audio2video/single": SkyReels.single,
    "retalking": SkyReels.retalking,
}


def _kind(recipe: Recipe, model: str) -> str:
    """The kind of task: a V3 model is one; V4 goes by what goes along."""
    if model != "skyreels-v4":
        return model
    roles = {one.role for one in recipe.references}
    if not roles:
        return "text2video"
    return "image2video" if roles <= {"first_frame", "last_frame"} else "omni-video"


def _groups(recipe: Recipe) -> dict[str, list[str]]:
    """The SHA-256 of each thing's views, by its name, in the order of their first picture.

    Raises:
        BadInput: more things, or more views of one, than the vendor takes.
    """
    groups: dict[str, list[str]] = {}
    for one in shown(recipe):
        groups.setdefault(one.name, []).append(one.media.sha256)
    if len(groups) > _GROUPS or any(len(views) > _VIEWS for views in groups.values()):
        raise BadInput(
            N_("SkyReels takes three things at most, in five pictures each."),
            N_("Take some pictures off the shot, or choose another generator."),
        )
    return groups


def _tagged(recipe: Recipe, names: dict[str, str]) -> str:
    """The prompt, led by those tags that it does not speak of yet."""
    missing = [(tag, name) for tag, name in names.items() if tag not in recipe.prompt]
    if not missing:
        return recipe.prompt
    if recipe.language == "zh":
        return "，".join(f"{tag}是{name}" for tag, name in missing) + "。" + recipe.prompt
    return ", ".join(f"{tag} is {name}" for tag, name in missing) + ". " + recipe.prompt


def _address(recipe: Recipe, told: Told, role: str) -> str:
    return next((told[one.media.sha256] for one in recipe.references if one.role == role), "")


def _code(body: dict[str, Any] | None) -> int:
    code = (body or {}).get("code")
    return code if isinstance(code, int) else 0


def _judged(answer: Answer, body: dict[str, Any] | None) -> Declined | Doubtful:
    return verdict(answer, explain, said_no=_code(body) in _CODES)


def explain(status: int, body: dict[str, Any]) -> Refusal:
    """The body's `code` in our classes; the status where it has none."""
    code = _code(body) or status
    detail = str(body.get("msg", "")) or one_line(str(body).encode())
    return refuse(_CODES.get(code) or by_status(status), code=str(code), detail=detail)


def _failed(body: dict[str, Any]) -> Polled:
    code, detail = _code(body), str(body.get("msg", ""))
    kind: RefusalClass = "moderated_output" if code == 482 else "failed"
    refusal = refuse(kind, code=str(code), detail=detail, billed="unknown")
    state: RemoteState = "moderated" if code == 482 else "failed"
    return Polled(state=state, refusal=refusal, vendor_state="failed")
