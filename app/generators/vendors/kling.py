"""Kling (Kuaishou), films on the classic routes: words, frames, several pictures, omni, and going on.

The recipe decides the route: an omni model takes pictures, registered elements and a film of Kling's own; frames
go to image2video, several pictures to multi-image2video, words to text2video. Pictures travel as bare base64.
There is no seed and no way to stop a task.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.attempts import Refusal
from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.generators.card import resolution_of, setting_of, sound_of
from app.generators.contract import Channel, Declined, Order, Request
from app.generators.encoding import raw_base64
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.refusals import before_paid, refuse
from app.generators.tools import Tools
from app.generators.vendor import is_on
from app.generators.vendors.kling_tasks import (
    FROM_BEFORE,
    KlingTasks,
    data_of,
    explain,
    listing,
    plain,
)

_MODES = {"720p": "std", "1080p": "pro", "4k": "4k"}
#: A card may show one of Kling's models twice, since going along with a film has another price.
_WITH_CLIP = "-clip"
_EXTEND = "video-extend"
#: Where a film of Kling's own may have been made, the likeliest first; and how far back it is looked for.
_MAKERS = ("image2video", "omni-video", "text2video", "multi-image2video", _EXTEND)
_PAGE, _PAGES = 500, 4
OWN_FILMS_ONLY = (
    N_("Kling goes on only from films that it made itself in the last 30 days."),
    N_("Generate the shot with Kling first, or choose another generator."),
)
_TOO_MANY = (
    N_("Kling takes {most} pictures and elements in all here, not {count}."),
    N_("Take references off the shot."),
)
_LAST_FRAME = (
    N_("Kling takes no last frame together with more than two pictures."),
    N_("Take references or the last frame off the shot."),
)


def build(card: Card, tools: Tools) -> Kling:
    """The generator for its card."""
    return Kling(card, tools)


class Kling(KlingTasks):
    """All classic film models."""

    def route(self, recipe: Recipe) -> str:
        """Where a recipe goes, by its model and what goes along."""
        name = self._model_name(recipe)
        roles = {one.role for one in recipe.references}
        if name == _EXTEND:
            kind = _EXTEND
        elif _is_omni(name):
            kind = "omni-video"
        elif roles & {"first_frame", "last_frame"}:
            kind = "image2video"
        else:
            kind = "multi-image2video" if shown(recipe) else "text2video"
        return f"/v1/videos/{kind}"

    def problem(self, recipe: Recipe) -> Refusal | None:
        """The rules that join several inputs (omni), and films that are not Kling's."""
        clip = _clip(recipe)
        if clip is not None and not clip.vendor_id:
            return refuse("parameter", message=OWN_FILMS_ONLY[0], fix=OWN_FILMS_ONLY[1])
        if not _is_omni(self._model_name(recipe)):
            return None
        count = sum(one.role not in ("clip", "sound") for one in recipe.references)
        most = 7 if clip is None else 4
        if count > most:
            text = _TOO_MANY[0].format(most=most, count=count)
            return refuse("parameter", message=text, fix=_TOO_MANY[1])
        pictures = _pictures(recipe)
        if len(pictures) > 2 and any(one.role == "last_frame" for one in pictures):
            return refuse("parameter", message=_LAST_FRAME[0], fix=_LAST_FRAME[1])
        return None

    def before(self, order: Order, login: Login) -> tuple[Request, ...]:
        """For an omni model that goes along with a film: the search for the film's address."""
        clip = self._sought(order.recipe)
        if clip is None:
            return ()
        note = N_("Looks up the address of the film; free.")
        request = listing(login, f"/v1/videos/{_MAKERS[0]}", _PAGE)
        return (request.model_copy(update={"note": note}),)

    def unknown_yet(self, recipe: Recipe) -> dict[str, Any]:
        """The film's address is known only after the search."""
        return {} if self._sought(recipe) is None else {"video_url": FROM_BEFORE}

    async def prepare(self, order: Order, channel: Channel) -> dict[str, Any] | Declined:
        """Find the film's address in the lists of what was made."""
        clip = self._sought(order.recipe)
        if clip is None:
            return {}
        for maker in _MAKERS:
            for page in range(1, _PAGES + 1):
                request = listing(channel.login, f"/v1/videos/{maker}", _PAGE, page)
                answer = plain(await channel.ask(request, tries=2))
                tasks = data_of(answer)
                if not isinstance(tasks, list):
                    return before_paid(answer, explain)
                address = _address_in(tasks, clip.vendor_id)
                if address:
                    return {"video_url": address}
                if len(tasks) < _PAGE:
                    break
        return Declined(
            refusal=refuse("parameter", message=OWN_FILMS_ONLY[0], fix=OWN_FILMS_ONLY[1])
        )

    def body(self, order: Order, given: Mapping[str, Any]) -> dict[str, Any]:
        """The paid request, fields as the route has them."""
        recipe = order.recipe
        kind = self.route(recipe).rpartition("/")[2]
        match kind:
            case "omni-video":
                own = self._omni(order, given)
            case "image2video":
                own = self._framed(order)
            case "video-extend":
                clip = _clip(recipe)
                own = {"video_id": clip.vendor_id if clip else "", "prompt": recipe.prompt}
            case "multi-image2video":
                pictures = [{"image": raw_base64(order.file(one))} for one in shown(recipe)]
                own = {"image_list": pictures, "prompt": bound_prompt(recipe)}
                own["aspect_ratio"] = recipe.aspect
            case _:
                own = {"prompt": recipe.prompt, "aspect_ratio": recipe.aspect}
        marked = {"enabled": is_on(recipe.settings.get("watermark", False))}
        return self._shared(recipe, kind) | own | {"watermark_info": marked}

    # -- the parts of a request ---------------------------------------------------------------------

    def _shared(self, recipe: Recipe, kind: str) -> dict[str, Any]:
        model = self.model(recipe)
        body: dict[str, Any] = {}
        if kind != _EXTEND:
            body |= {"model_name": self._model_name(recipe), "duration": f"{recipe.seconds:g}"}
            if len(model.resolutions) > 1:
                body["mode"] = _MODES.get(resolution_of(recipe, model), "std")
        if recipe.negative and model.negative:
            body["negative_prompt"] = recipe.negative
        if "cfg_scale" in model.settings:
            body["cfg_scale"] = float(setting_of(recipe, model, "cfg_scale"))
        if model.native_sound:
            body["sound"] = "on" if self._is_heard(recipe) else "off"
        if "shots" in model.settings and setting_of(recipe, model, "shots") == "several":
            body |= {"multi_shot": True, "shot_type": "intelligence"}
        camera = setting_of(recipe, model, "camera")
        ends = any(one.role == "last_frame" for one in recipe.references)
        if camera not in ("", "none") and not ends:
            body["camera_control"] = {"type": camera}
        return body

    def _is_heard(self, recipe: Recipe) -> bool:
        """Sound is made by v2-6 in mode pro only, and never beside a film that goes along."""
        model = self.model(recipe)
        if _clip(recipe) is not None:
            return False
        if model.id == "kling-v2-6" and resolution_of(recipe, model) == "720p":
            return False
        return sound_of(recipe, model)

    def _framed(self, order: Order) -> dict[str, Any]:
        body: dict[str, Any] = {"prompt": order.recipe.prompt}
        names = {"first_frame": "image", "last_frame": "image_tail"}
        for one in order.recipe.references:
            if one.role in names:
                body[names[one.role]] = raw_base64(order.file(one))
        return body

    def _omni(self, order: Order, given: Mapping[str, Any]) -> dict[str, Any]:
        recipe, model = order.recipe, self.model(order.recipe)
        pictures, elements, clip = _pictures(recipe), _elements(recipe), _clip(recipe)
        body: dict[str, Any] = {"prompt": _omni_prompt(recipe)}
        if pictures:
            body["image_list"] = [_omni_picture(order, one) for one in pictures]
        if elements:
            body["element_list"] = [{"element_id": _number(one.vendor_id)} for one in elements]
        changes = False
        if clip is not None:
            use = setting_of(recipe, model, "refer_type")
            changes = use == "base"
            film = {
                "video_url": given.get("video_url", clip.vendor_id),
                "refer_type": use,
                "keep_original_sound": setting_of(recipe, model, "keep_original_sound"),
            }
            body["video_list"] = [film]
        if not changes and all(one.role != "first_frame" for one in pictures):
            body["aspect_ratio"] = recipe.aspect
        return body

    def _model_name(self, recipe: Recipe) -> str:
        return self.model(recipe).id.removesuffix(_WITH_CLIP)

    def _sought(self, recipe: Recipe) -> RecipeReference | None:
        """The film whose address has to be found first: omni takes addresses, and we know an id."""
        clip = _clip(recipe)
        if clip is None or not _is_omni(self._model_name(recipe)):
            return None
        return None if clip.vendor_id.startswith("https://") else clip


def _is_omni(name: str) -> bool:
    return name in ("kling-video-o1", "kling-v3-omni")


def _clip(recipe: Recipe) -> RecipeReference | None:
    return next((one for one in recipe.references if one.role == "clip"), None)


def _elements(recipe: Recipe) -> list[RecipeReference]:
    """References that Kling holds itself, as elements of the account."""
    return [one for one in shown(recipe) if one.vendor_id]


def _pictures(recipe: Recipe) -> list[RecipeReference]:
    """What goes as a picture: those that prompts number first, frames after them."""
    frames = [one for one in recipe.references if one.role in ("first_frame", "last_frame")]
    return [one for one in shown(recipe) if not one.vendor_id] + frames


def _omni_picture(order: Order, reference: RecipeReference) -> dict[str, str]:
    types = {"first_frame": "first_frame", "last_frame": "end_frame"}
    item = {"image_url": raw_base64(order.file(reference))}
    if reference.role in types:
        item["type"] = types[reference.role]
    return item


def _omni_prompt(recipe: Recipe) -> str:
    """The prompt with every input bound by its mark, `<<<image_1>>>` and so on."""
    clip = _clip(recipe)
    numbered = [one for one in _pictures(recipe) if one.role not in ("first_frame", "last_frame")]
    told = recipe
    for mark, inputs in (
        ("<<<image_{n}>>>", numbered),
        ("<<<element_{n}>>>", _elements(recipe)),
        ("<<<video_{n}>>>", [] if clip is None else [clip]),
    ):
        told = told.model_copy(update={"prompt": bound_prompt(told, mark, inputs)})
    return told.prompt


def _number(element_id: str) -> int | str:
    """Elements are named by 64-bit numbers."""
    return int(element_id) if element_id.isdigit() else element_id


def _address_in(tasks: list[Any], video_id: str) -> str:
    for task in tasks:
        result = task.get("task_result") if isinstance(task, dict) else None
        videos = result.get("videos") if isinstance(result, dict) else None
        for video in videos if isinstance(videos, list) else ():
            if isinstance(video, dict) and str(video.get("id")) == video_id:
                return str(video.get("url") or "")
    return ""
