"""Kling (Kuaishou), films on the classic routes: words, frames, several pictures, omni, and going on.

The recipe decides the route: an omni model takes pictures, registered elements and a film of Kling's own; frames
go to image2video, several pictures to multi-image2video, words to text2video. Pictures travel as bare base64.
There is no seed and no way to stop a task.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of, setting_of, sound_of
from app.generators.contract import Channel, Declined, Order, Request
from app.generators.encoding import raw_base64
from app.generators.login import Login
from app.generators.mentions import bound_prompt, shown
from app.generators.tools import Tools
from app.generators.vendor import is_on
from app.generators.vendors.kling_films import KlingFilms, clip_of, not_kept
from app.generators.vendors.kling_tasks import KlingTasks

_MODES = {"720p": "std", "1080p": "pro", "4k": "4k"}
#: A card may show one of Kling's models twice, since going along with a film has another price.
_WITH_CLIP = "-clip"
_EXTEND = "video-extend"
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

    def __init__(self, card: Card, tools: Tools) -> None:
        super().__init__(card, tools)
        self._films = KlingFilms(tools, card.label)

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

    def check(self, recipe: Recipe) -> None:
        """The rules that join several inputs (omni); going on is from Kling's own films."""
        clip, name = clip_of(recipe), self._model_name(recipe)
        if name == _EXTEND and (clip is None or not clip.vendor_id):
            raise not_kept()
        if not _is_omni(name):
            return
        count = sum(one.role not in ("clip", "sound") for one in recipe.references)
        most = 7 if clip is None else 4
        if count > most:
            raise BadInput(_TOO_MANY[0].format(most=most, count=count), _TOO_MANY[1])
        pictures = _pictures(recipe)
        if len(pictures) > 2 and any(one.role == "last_frame" for one in pictures):
            raise BadInput(*_LAST_FRAME)

    def before(self, order: Order, login: Login) -> tuple[tuple[Request, ...], dict[str, Any]]:
        """For an omni model that goes along with a film: how its address is found."""
        clip = self._read_film(order.recipe)
        if clip is None:
            return (), {}
        first, address = self._films.preview(order, clip, login)
        return first, {"video_url": address}

    async def prepare(self, order: Order, channel: Channel) -> dict[str, Any] | Declined:
        """Find the film's address."""
        clip = self._read_film(order.recipe)
        if clip is None:
            return {}
        address = await self._films.address(order, clip, channel)
        return address if isinstance(address, Declined) else {"video_url": address}

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
                clip = clip_of(recipe)
                own = {"video_id": clip.vendor_id if clip else "", "prompt": recipe.prompt}
            case "multi-image2video":
                pictures = [{"image": raw_base64(order.file(one))} for one in shown(recipe)]
                own = {"image_list": pictures, "prompt": bound_prompt(recipe)}
                own["aspect_ratio"] = recipe.aspect
            case _:
                own = {"prompt": recipe.prompt, "aspect_ratio": recipe.aspect}
        if recipe.parts:
            del own["prompt"]  # not read beside the shots' own prompts
            own |= _several(recipe)
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
        cuts = "shots" in model.settings and setting_of(recipe, model, "shots") == "several"
        if cuts and not recipe.parts:
            body |= {"multi_shot": True, "shot_type": "intelligence"}
        camera = setting_of(recipe, model, "camera")
        ends = any(one.role == "last_frame" for one in recipe.references)
        if camera not in ("", "none") and not ends:
            body["camera_control"] = {"type": camera}
        return body

    def _is_heard(self, recipe: Recipe) -> bool:
        """Sound is made by v2-6 in mode pro only, and never beside a film that goes along."""
        model = self.model(recipe)
        if clip_of(recipe) is not None:
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
        pictures, elements, clip = _pictures(recipe), _elements(recipe), clip_of(recipe)
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
                "video_url": given["video_url"],
                "refer_type": use,
                "keep_original_sound": setting_of(recipe, model, "keep_original_sound"),
            }
            body["video_list"] = [film]
        if not changes and all(one.role != "first_frame" for one in pictures):
            body["aspect_ratio"] = recipe.aspect
        return body

    def _model_name(self, recipe: Recipe) -> str:
        return self.model(recipe).id.removesuffix(_WITH_CLIP)

    def _read_film(self, recipe: Recipe) -> RecipeReference | None:
        """The film whose address is needed: omni models read films from the web."""
        return clip_of(recipe) if _is_omni(self._model_name(recipe)) else None


def _several(recipe: Recipe) -> dict[str, Any]:
    """The shots of one film, each with its prompt and whole seconds that add up to the film's (kling.md)."""
    shots = [
        {"index": place, "prompt": part.words, "duration": f"{part.seconds:g}"}
        for place, part in enumerate(recipe.parts, 1)
    ]
    return {"multi_shot": True, "shot_type": "customize", "multi_prompt": shots}


def _is_omni(name: str) -> bool:
    return name in ("kling-video-o1", "kling-v3-omni")


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
    clip = clip_of(recipe)
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
