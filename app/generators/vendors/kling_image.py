"""Kling's pictures: `images/generations` takes one picture along, `images/omni-image` up to ten by number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.generators.card import resolution_of, setting_of
from app.generators.contract import Order
from app.generators.encoding import raw_base64
from app.generators.mentions import bound_prompt, shown
from app.generators.tools import Tools
from app.generators.vendors.kling_tasks import KlingTasks

_OMNI = frozenset({"kling-image-o1", "kling-v3-omni"})


def build(card: Card, tools: Tools) -> KlingImage:
    """The generator for its card."""
    return KlingImage(card, tools)


class KlingImage(KlingTasks):
    """All picture models; one picture is asked for at a time."""

    def route(self, recipe: Recipe) -> str:
        """The omni models have a route of their own."""
        kind = "omni-image" if self.model(recipe).id in _OMNI else "generations"
        return f"/v1/images/{kind}"

    def body(self, order: Order, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """The paid request."""
        recipe, model = order.recipe, self.model(order.recipe)
        body: dict[str, Any] = {
            "model_name": model.id,
            "resolution": resolution_of(recipe, model),
            "aspect_ratio": recipe.aspect,
            "n": 1,
        }
        held = shown(recipe)
        if model.id in _OMNI:
            pictures = [one for one in held if not one.vendor_id]
            elements = [one for one in held if one.vendor_id]
            marked = bound_prompt(recipe, "<<<image_{n}>>>", pictures)
            told = recipe.model_copy(update={"prompt": marked})
            body["prompt"] = bound_prompt(told, "<<<element_{n}>>>", elements)
            body["result_type"] = "single"
            if pictures:
                body["image_list"] = [{"image": raw_base64(order.file(one))} for one in pictures]
            if elements:
                body["element_list"] = [{"element_id": int(one.vendor_id)} for one in elements]
            return body
        body["prompt"] = recipe.prompt
        if held:
            body["image"] = raw_base64(order.file(held[0]))
            if "image_reference" in model.settings:
                body["image_reference"] = setting_of(recipe, model, "image_reference")
        return body
