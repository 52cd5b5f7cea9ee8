"""Where Kling can read a film that goes along: its own by searching its lists, others in the person's storage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.recipes import Recipe, RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import Channel, Declined, Order, Request
from app.generators.login import Login
from app.generators.refusals import before_paid, not_asked
from app.generators.storage import Storage
from app.generators.tools import Tools
from app.generators.vendors.kling_tasks import FROM_BEFORE, data_of, explain, listing, plain

#: Where a film of Kling's own may have been made, the likeliest first; and how far back it is looked for.
_MAKERS = ("image2video", "omni-video", "text2video", "multi-image2video", "video-extend")
_PAGE, _PAGES = 500, 4
_OWN_FILMS_ONLY = (
    N_("Kling goes on only from films that it made itself in the last 30 days."),
    N_("Generate the shot with Kling first, or choose another generator."),
)


def not_kept() -> BadInput:
    """Kling does not have the film, or not any more."""
    return BadInput(*_OWN_FILMS_ONLY)


def clip_of(recipe: Recipe) -> RecipeReference | None:
    """The film that goes along."""
    return next((one for one in recipe.references if one.role == "clip"), None)


class KlingFilms:
    """Gives a film's address; `label` names the generator where there is none."""

    def __init__(self, tools: Tools, label: str) -> None:
        self._storage = Storage(tools)
        self._label = label

    def preview(
        self, order: Order, clip: RecipeReference, login: Login
    ) -> tuple[tuple[Request, ...], str]:
        """The calls that bring the address, and the address as the preview shows it.

        Raises:
            BadInput: the film is not Kling's, and there is no storage.
        """
        if clip.vendor_id.startswith("https://"):
            return (), clip.vendor_id
        if not clip.vendor_id:
            uploads, told = self._storage.preview(_with_only(order, clip), self._label)
            return uploads, told[clip.media.sha256]
        note = N_("Looks up the address of the film; free.")
        request = listing(login, f"/v1/videos/{_MAKERS[0]}", _PAGE)
        return (request.model_copy(update={"note": note}),), FROM_BEFORE

    async def address(
        self, order: Order, clip: RecipeReference, channel: Channel
    ) -> str | Declined:
        """The address.

        Raises:
            BadInput: as `preview`.
        """
        if clip.vendor_id.startswith("https://"):
            return clip.vendor_id
        if not clip.vendor_id:
            told = await self._storage.place(_with_only(order, clip), self._label, channel)
            return told if isinstance(told, Declined) else told[clip.media.sha256]
        for maker in _MAKERS:
            for page in range(1, _PAGES + 1):
                request = listing(channel.login, f"/v1/videos/{maker}", _PAGE, page)
                answer = plain(await channel.ask(request, tries=2))
                tasks = data_of(answer)
                if not isinstance(tasks, list):
                    return before_paid(answer, explain)
                address = _address_in(tasks, clip.vendor_id)
                if address:
                    return address
                if len(tasks) < _PAGE:
                    break
        return not_asked(not_kept())


def _with_only(order: Order, reference: RecipeReference) -> Order:
    return replace(order, recipe=order.recipe.model_copy(update={"references": (reference,)}))


def _address_in(tasks: list[Any], video_id: str) -> str:
    for task in tasks:
        result = task.get("task_result") if isinstance(task, dict) else None
        videos = result.get("videos") if isinstance(result, dict) else None
        for video in videos if isinstance(videos, list) else ():
            if isinstance(video, dict) and str(video.get("id")) == video_id:
                return str(video.get("url") or "")
    return ""
