"""A ComfyUI workflow in API format, and the binding of its inputs by the titles of its nodes.

Titles are words such as `POSITIVE` or `SIZE LENGTH` (one node may carry several): POSITIVE NEGATIVE FIRST_FRAME
LAST_FRAME REF_1… SEED SIZE LENGTH FPS OUT. Without a POSITIVE title the text that feeds a sampler is taken.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput

Nodes = dict[str, dict[str, Any]]
_TEXT = ("text", "prompt", "value", "string", "positive", "positive_prompt")
_SEED = ("seed", "noise_seed", "value")
_FILE = ("image", "file", "video", "value")
_LENGTH = ("length", "num_frames", "frames", "video_frames", "value")
_FPS = ("fps", "frame_rate", "value")
_SIDE_STEP = 32
_FRAME_STEP = 8


def read(path: Path) -> Nodes:
    """Load an exported workflow.

    Raises:
        BadInput: it is the editor's own save, or not a workflow; says which export is needed.
    """
    try:
        parsed = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(
            N_("The workflow {name} cannot be read.").format(name=path.name),
            N_("Export it from ComfyUI with “Export (API)”."),
        ) from error
    if isinstance(parsed, dict) and "nodes" in parsed and "links" in parsed:
        raise BadInput(
            N_("The workflow {name} is the editor's own save.").format(name=path.name),
            N_("Use the menu entry “Export (API)” in ComfyUI and choose that file."),
        )
    if not _is_api(parsed):
        raise BadInput(
            N_("The file {name} is not a ComfyUI workflow.").format(name=path.name),
            N_("Export it from ComfyUI with “Export (API)”."),
        )
    nodes: Nodes = parsed
    return nodes


def bind(workflow: Nodes, recipe: Recipe, files: dict[str, str], short_side: int) -> Nodes:
    """The workflow with this recipe in it. `files` maps FIRST_FRAME, LAST_FRAME and REF_n to uploaded names.

    Picture nodes without a picture are taken out, with the links to them.

    Raises:
        BadInput: there is no place for the prompt, or for a picture that the recipe has.
    """
    nodes = copy.deepcopy(workflow)
    _bind_text(nodes, recipe)
    for node in titled(nodes, "SEED"):
        _put(node, _SEED, recipe.seed)
    width, height = scaled(recipe, short_side)
    for node in titled(nodes, "SIZE"):
        _put(node, ("width",), width)
        _put(node, ("height",), height)
    rate = _rate(nodes)
    for node in titled(nodes, "LENGTH"):
        _put(node, _LENGTH, frames(recipe.seconds, rate))
    _bind_files(nodes, files)
    return nodes


def titled(nodes: Nodes, word: str) -> Iterator[dict[str, Any]]:
    """Nodes whose title holds `word`."""
    for node in nodes.values():
        if word in words(node):
            yield node


def words(node: dict[str, Any]) -> set[str]:
    """The words of a node's title, in upper case."""
    meta = node.get("_meta")
    title = str(meta.get("title", "")) if isinstance(meta, dict) else ""
    return set(re.split(r"[\s,;+|/]+", title.upper()))


def scaled(recipe: Recipe, short_side: int) -> tuple[int, int]:
    """Width and height in multiples of 32, in the recipe's shape, no larger than it and than `short_side`."""
    factor = min(1.0, short_side / min(recipe.width, recipe.height))
    width, height = (
        max(_SIDE_STEP, round(side * factor / _SIDE_STEP) * _SIDE_STEP)
        for side in (recipe.width, recipe.height)
    )
    return width, height


def frames(seconds: float, rate: float) -> int:
    """Picture count of the form 8n+1, which Wan and Hunyuan (4n+1) and LTX (8n+1) all accept, not shorter."""
    wanted = max(1.0, seconds * rate)
    return int(-(-(wanted - 1) // _FRAME_STEP)) * _FRAME_STEP + 1


def _is_api(parsed: Any) -> bool:
    return (
        isinstance(parsed, dict)
        and bool(parsed)
        and all(
            isinstance(node, dict)
            and isinstance(node.get("class_type"), str)
            and isinstance(node.get("inputs"), dict)
            for node in parsed.values()
        )
    )


def _is_link(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[1], int)


def _put(node: dict[str, Any], names: tuple[str, ...], value: str | int) -> bool:
    """Write the first input of these names that holds a value, not a link."""
    inputs = node["inputs"]
    for name in names:
        if name in inputs and not _is_link(inputs[name]):
            inputs[name] = value
            return True
    return False


def _bind_text(nodes: Nodes, recipe: Recipe) -> None:
    places = list(titled(nodes, "POSITIVE")) or _fed_by(nodes, "positive")
    if not sum(_put(node, _TEXT, recipe.prompt) for node in places):
        raise BadInput(
            N_("The workflow has no place for the prompt."),
            N_("Give the node that takes it the title POSITIVE and export again."),
        )
    if recipe.negative:
        for node in list(titled(nodes, "NEGATIVE")) or _fed_by(nodes, "negative"):
            _put(node, _TEXT, recipe.negative)


def _fed_by(nodes: Nodes, side: str) -> list[dict[str, Any]]:
    """Text nodes that feed a sampler's `positive` or `negative`, through whatever lies between."""
    ends = [
        node["inputs"][side][0]
        for node in nodes.values()
        if "ampler" in node["class_type"] and _is_link(node["inputs"].get(side))
    ]
    seen: set[str] = set()
    while ends:
        key = str(ends.pop())
        if key in seen or key not in nodes:
            continue
        seen.add(key)
        inputs = nodes[key]["inputs"]
        if isinstance(inputs.get("text"), str):
            return [nodes[key]]
        if _is_link(inputs.get(side)):
            ends.append(inputs[side][0])
        else:
            ends += [value[0] for value in inputs.values() if _is_link(value)]
    return []


def _rate(nodes: Nodes) -> float:
    """Pictures a second that the workflow makes: what its FPS node, or its video node, says; else 24."""
    makers = [node for node in nodes.values() if node["class_type"] == "CreateVideo"]
    for node in [*titled(nodes, "FPS"), *makers]:
        for name in _FPS:
            value = node["inputs"].get(name)
            if isinstance(value, int | float) and value > 0:
                return float(value)
    return 24.0


def _bind_files(nodes: Nodes, files: dict[str, str]) -> None:
    for word, name in files.items():
        if not sum(_put(node, _FILE, name) for node in titled(nodes, word)):
            raise BadInput(
                N_("The workflow has no place for the picture {word}.").format(word=word),
                N_("Give a Load Image node that title, or take the picture off the shot."),
            )
    empty = {
        key
        for key, node in nodes.items()
        for word in words(node)
        if (word in ("FIRST_FRAME", "LAST_FRAME") or re.fullmatch(r"REF_\d+", word))
        and word not in files
    }
    for key in empty:
        del nodes[key]
    for node in nodes.values():
        inputs = node["inputs"]
        for name in [
            name for name, value in inputs.items() if _is_link(value) and str(value[0]) in empty
        ]:
            del inputs[name]
