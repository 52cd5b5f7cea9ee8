"""Kling's lips: a film of its own that speaks a recording, or a portrait that does (avatar).

Moving lips takes two calls: `identify-face` finds the faces in the film, `advanced-lip-sync` is the paid one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.card import resolution_of, setting_of
from app.generators.contract import Channel, Declined, Order, Request
from app.generators.encoding import raw_base64
from app.generators.login import Login
from app.generators.refusals import before_paid
from app.generators.tools import Tools
from app.generators.vendor import is_on
from app.generators.vendors.kling_films import KlingFilms, clip_of
from app.generators.vendors.kling_tasks import (
    KlingTasks,
    data_of,
    explain,
    plain,
    post,
)

_AVATAR = "avatar"
_IDENTIFY = "/v1/videos/identify-face"
#: Seconds of recording: least for both, most for each.
_LEAST, _MOST = 2.0, {"advanced-lip-sync": 60.0, _AVATAR: 300.0}
_LENGTH = (
    N_("The recording has to last {least} to {most} seconds, not {seconds}."),
    N_("Shorten or lengthen the recording."),
)
_NO_FACE = (
    N_("No face that could speak was found in the film."),
    N_("Choose a take that shows the speaker's face for two seconds or more."),
)


def build(card: Card, tools: Tools) -> KlingLips:
    """The generator for its card."""
    return KlingLips(card, tools)


class KlingLips(KlingTasks):
    """The models `advanced-lip-sync` and `avatar`."""

    def __init__(self, card: Card, tools: Tools) -> None:
        super().__init__(card, tools)
        self._films = KlingFilms(tools, card.label)

    def route(self, recipe: Recipe) -> str:
        """Each model has its route."""
        if self.model(recipe).id == _AVATAR:
            return "/v1/videos/avatar/image2video"
        return "/v1/videos/advanced-lip-sync"

    def check(self, recipe: Recipe) -> None:
        """Recordings that are too short or too long."""
        sound = _first(recipe, "sound")
        seconds = sound.media.seconds if sound is not None else 0.0
        most = _MOST[self.model(recipe).id]
        if not _LEAST <= seconds <= most:
            text = _LENGTH[0].format(least=f"{_LEAST:g}", most=f"{most:g}", seconds=f"{seconds:g}")
            raise BadInput(text, _LENGTH[1])

    def before(self, order: Order, login: Login) -> tuple[tuple[Request, ...], dict[str, Any]]:
        """The search for faces, which brings session and face; before it the film's address."""
        clip = clip_of(order.recipe)
        if self.model(order.recipe).id == _AVATAR or clip is None:
            return (), {}
        first: tuple[Request, ...] = ()
        named = _named(clip)
        if not clip.vendor_id:
            first, address = self._films.preview(order, clip, login)
            named = {"video_url": address}
        found = f"<upload {len(first) + 1}>"
        given = {"session_id": found, "face_id": found, "start": 0}
        return (*first, _identify(login, named)), given

    async def prepare(self, order: Order, channel: Channel) -> dict[str, Any] | Declined:
        """Find the face that can speak the longest."""
        clip = clip_of(order.recipe)
        if self.model(order.recipe).id == _AVATAR or clip is None:
            return {}
        named = _named(clip)
        if not clip.vendor_id:
            address = await self._films.address(order, clip, channel)
            if isinstance(address, Declined):
                return address
            named = {"video_url": address}
        answer = plain(await channel.ask(_identify(channel.login, named)))
        found = data_of(answer)
        if not isinstance(found, dict) or not found.get("session_id"):
            return before_paid(answer, explain)
        faces = found.get("face_data")
        faces = [one for one in faces if isinstance(one, dict)] if isinstance(faces, list) else []
        if not faces:
            raise BadInput(*_NO_FACE)
        face = max(faces, key=lambda one: _moment(one, "end_time") - _moment(one, "start_time"))
        return {
            "session_id": found["session_id"],
            "face_id": face.get("face_id"),
            "start": _moment(face, "start_time"),
        }

    def body(self, order: Order, given: Mapping[str, Any]) -> dict[str, Any]:
        """The paid request."""
        recipe, model = order.recipe, self.model(order.recipe)
        sound = _first(recipe, "sound")
        recording = raw_base64(order.file(sound)) if sound is not None else ""
        marked = {"enabled": is_on(recipe.settings.get("watermark", False))}
        if model.id == _AVATAR:
            portrait = _first(recipe, "first_frame")
            body = {
                "image": raw_base64(order.file(portrait)) if portrait is not None else "",
                "sound_file": recording,
                "mode": "pro" if resolution_of(recipe, model) == "1080p" else "std",
                "watermark_info": marked,
            }
            return body | ({"prompt": recipe.prompt} if recipe.prompt else {})
        lasts = round(sound.media.seconds * 1000) if sound is not None else 0
        face = {
            "face_id": given["face_id"],
            "sound_file": recording,
            "sound_start_time": 0,
            "sound_end_time": lasts,
            "sound_insert_time": _begins(given["start"], lasts, clip_of(recipe)),
            "sound_volume": 1,
            "original_audio_volume": int(is_on(setting_of(recipe, model, "keep_sound"))),
        }
        return {
            "session_id": given["session_id"],
            "face_choose": [face],
            "watermark_info": marked,
        }


def _first(recipe: Recipe, role: str) -> RecipeReference | None:
    return next((one for one in recipe.references if one.role == role), None)


def _named(clip: RecipeReference) -> dict[str, str]:
    """A film of Kling's own, by its id or its address."""
    name = "video_url" if clip.vendor_id.startswith("https://") else "video_id"
    return {name: clip.vendor_id}


def _identify(login: Login, named: dict[str, str]) -> Request:
    return post(login, _IDENTIFY, dict(named), N_("Looks for faces in the film."))


def _begins(face_start: int, lasts: int, clip: RecipeReference | None) -> int:
    """When the recording begins, ms: with the face, or earlier, since it must end before the film does."""
    film = round(clip.media.seconds * 1000) if clip is not None else 0
    return min(face_start, max(0, film - lasts)) if film else face_start


def _moment(face: Mapping[str, Any], name: str) -> int:
    value = face.get(name)
    return int(value) if isinstance(value, int | float) else 0
