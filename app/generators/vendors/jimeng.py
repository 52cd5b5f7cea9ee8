"""Jimeng 即梦, video 3.0 and picture 4.0, on Volcengine's visual service.

Which `req_key` a film goes to follows from its frames and its resolution; pictures travel as raw base64. A
picture task may make several pictures and bill each, so that `force_single` is always set.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.generators.card import resolution_of
from app.generators.contract import Order
from app.generators.encoding import raw_base64
from app.generators.mentions import bound_prompt, shown
from app.generators.tools import Tools
from app.generators.vendors.volc_visual import VisualJobs

_FILM_30 = "jimeng_v30"
_CAMERA = "jimeng_i2v_recamera_v30"
#: By frames that go along and by resolution; the names are the vendor's, uneven as they are.
_KEYS = {
    (0, "720p"): "jimeng_t2v_v30", (0, "1080p"): "jimeng_t2v_v30_1080p",
    (1, "720p"): "jimeng_i2v_first_v30", (1, "1080p"): "jimeng_i2v_first_v30_1080",
    (2, "720p"): "jimeng_i2v_first_tail_v30", (2, "1080p"): "jimeng_i2v_first_tail_v30_1080",
}  # fmt: skip
#: Five and ten seconds at 24 frames, and the picture they start from.
_FRAMES = {5.0: 121, 10.0: 241}
_AREAS = {"1k": 1024 * 1024, "2k": 2048 * 2048, "4k": 4096 * 4096}


def build(card: Card, tools: Tools) -> Jimeng:
    """The generator for either of its cards."""
    return Jimeng(card, tools)


class Jimeng(VisualJobs):
    """Films on the card `jimeng`, pictures on `jimeng-image`."""

    def req_key(self, recipe: Recipe) -> str:
        """The service by model, frames and resolution."""
        model = self.model(recipe)
        if model.id != _FILM_30:
            return model.id
        frames = sum(one.role in ("first_frame", "last_frame") for one in recipe.references)
        return _KEYS.get((min(frames, 2), resolution_of(recipe, model)), model.id)

    def body(self, order: Order, told: dict[str, str]) -> dict[str, Any]:  # noqa: ARG002
        """A film's or a picture's fields."""
        return _picture(order) if order.recipe.medium == "picture" else self._film(order)

    def _film(self, order: Order) -> dict[str, Any]:
        recipe = order.recipe
        body: dict[str, Any] = {
            "prompt": recipe.prompt,
            "seed": recipe.seed or -1,
            "frames": _FRAMES.get(recipe.seconds, round(recipe.seconds * 24) + 1),
        }
        files = [
            raw_base64(order.file(one))
            for role in ("first_frame", "last_frame")
            for one in recipe.references
            if one.role == role
        ]
        if files:
            body["binary_data_base64"] = files
        else:
            body["aspect_ratio"] = recipe.aspect
        if self.model(recipe).id == _CAMERA:
            choices = self.model(recipe).settings
            for name in ("template_id", "camera_strength"):
                body[name] = str(recipe.settings.get(name, choices[name][0]))
        return body


def _picture(order: Order) -> dict[str, Any]:
    recipe = order.recipe
    width, height = size_of(recipe)
    body: dict[str, Any] = {
        "prompt": bound_prompt(recipe),
        "width": width,
        "height": height,
        "force_single": True,
    }
    files = [raw_base64(order.file(one)) for one in shown(recipe)]
    if files:
        body["binary_data_base64"] = files
    return body


def size_of(recipe: Recipe) -> tuple[int, int]:
    """Width and height in the recipe's shape with the area of its resolution, in multiples of 8."""
    area = _AREAS.get(str(recipe.settings.get("resolution", "2k")).lower(), _AREAS["2k"])
    wide = sqrt(area * recipe.width / recipe.height)
    return int(wide) // 8 * 8, int(area / wide) // 8 * 8
