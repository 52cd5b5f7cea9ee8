"""Puts a recipe into a workflow, and takes out what has no picture this time."""

from __future__ import annotations

import copy
from typing import Any

from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.vendors.comfyui_mapping import Chosen, chosen_in, kind_of, title_of, word_kind
from app.generators.vendors.comfyui_workflow import (
    Nodes,
    Place,
    consumers,
    frames,
    is_link,
    is_output,
    scaled,
)

_USUAL_RATE = 24.0
#: Inputs that ComfyUI's own nodes can do without.
_OPTIONAL = frozenset(
    {
        "start_image", "end_image", "clip_vision_output", "clip_vision_start_image",
        "clip_vision_end_image", "reference_image", "control_video", "control_masks", "audio", "ref_image",
        "mask",
    }
)  # fmt: skip
_NO_PROMPT = (
    N_("The workflow has no place for the prompt."),
    N_("Give the node that takes it the title POSITIVE and export again."),
)


def bind(workflow: Nodes, recipe: Recipe, files: dict[str, str], short_side: int) -> Nodes:
    """The workflow with this recipe in it.

    `files` maps our words (`first_frame`, `reference_1`, `clip`, ...) to the names of uploaded files. What is
    loaded but not given this time is taken out, with all that depends on it.

    Raises:
        BadInput: there is no place for the prompt, or for a file that the recipe has; or nothing is left of the
            workflow without a file that it has not.
    """
    nodes = copy.deepcopy(workflow)
    chosen = chosen_in(nodes)
    if not chosen.get("prompt"):
        raise BadInput(*_NO_PROMPT)
    width, height = scaled(recipe, short_side)
    values: dict[str, str | int | float] = {
        "prompt": recipe.prompt,
        "seed": recipe.seed,
        "width": width,
        "height": height,
    }
    if recipe.negative:
        values["negative"] = recipe.negative
    if recipe.seconds:
        values["length"] = frames(recipe.seconds, _rate(nodes, chosen))
        values["seconds"] = recipe.seconds
    for word, name in files.items():
        if not chosen.get(word):
            raise BadInput(
                N_("The workflow has no place for the picture {word}.").format(word=title_of(word)),
                N_("Give a Load Image node that title, or take the picture off the shot."),
            )
        values[word] = name
    for word, value in values.items():
        for place in chosen.get(word, ()):
            nodes[place.node]["inputs"][place.input] = value
    missing = [word for word in chosen if word_kind(word) == "file" and word not in files]
    _prune(nodes, {word: chosen[word] for word in missing})
    for node in nodes.values():
        if isinstance(node.get("_meta"), dict):
            node["_meta"].pop("fenjing", None)
    return nodes


def _rate(nodes: Nodes, chosen: Chosen) -> float:
    """Pictures a second that the workflow makes."""
    for place in chosen.get("fps", ()):
        if kind_of(nodes[place.node], place.input) == "number":
            rate = float(nodes[place.node]["inputs"][place.input])
            return rate if rate > 0 else _USUAL_RATE
    return _USUAL_RATE


def _prune(nodes: Nodes, empty: Chosen) -> None:
    """Take out loaders without a file, and whatever cannot do without them."""
    had = {key for key, node in nodes.items() if is_output(node)}
    doomed = [place.node for places in empty.values() for place in places]
    fed = consumers(nodes)
    while doomed:
        key = doomed.pop()
        if nodes.pop(key, None) is None:
            continue
        users = [place for place in fed[key] if place.node in nodes]
        doomed.extend(place.node for place in users if not _does_without(nodes, fed, place))
    if had and not had & set(nodes):
        names = ", ".join(title_of(word) for word in empty)
        raise BadInput(
            N_("This workflow makes nothing without {pictures}.").format(pictures=names),
            N_("Add what is missing to the shot, or choose another workflow."),
        )


def _does_without(nodes: Nodes, fed: dict[str, list[Place]], place: Place) -> bool:
    """Take the dead link out of a node; False when the node is of no use then."""
    node: dict[str, Any] = nodes[place.node]
    phantom = place.input == "images" and "Phantom" in node["class_type"]
    if place.input in _OPTIONAL or phantom:
        node["inputs"].pop(place.input, None)
        return True
    if node["class_type"] != "ImageBatch":
        return False
    # A batch of two of which one is gone is the other one.
    others = [value for name, value in node["inputs"].items() if name != place.input]
    left = next((one for one in others if is_link(one) and str(one[0]) != place.node), None)
    if left is None or str(left[0]) not in nodes:
        return False
    for user in fed[place.node]:
        if user.node in nodes:
            nodes[user.node]["inputs"][user.input] = left
            fed[str(left[0])].append(user)
    del nodes[place.node]
    return True
