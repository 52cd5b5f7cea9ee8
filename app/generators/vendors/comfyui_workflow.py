"""A ComfyUI workflow in API format: reading one, and what can be said of its nodes without a server.

A workflow is `{"<node id>": {"class_type", "inputs", "_meta": {"title"}}}`; an input is a value, or a link
`["<node id>", output]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.errors import BadInput

Nodes = dict[str, dict[str, Any]]
_SIDE_STEP = 32
_FRAME_STEP = 8


class Place(NamedTuple):
    """One input of one node."""

    node: str
    input: str


def read(path: Path) -> Nodes:
    """Load an exported workflow.

    Raises:
        BadInput: it is the editor's own save, or not a workflow; says which export is needed.
    """
    try:
        return parsed(path.read_text("utf-8"), path.name)
    except (OSError, ValueError) as error:
        raise BadInput(
            N_("The workflow {name} cannot be read.").format(name=path.name),
            N_("Export it from ComfyUI with “Export (API)”."),
        ) from error


def parsed(text: str, name: str) -> Nodes:
    """A workflow from its JSON.

    Raises:
        BadInput: as `read`.
        ValueError: it is not JSON.
    """
    held = json.loads(text)
    if isinstance(held, dict) and "nodes" in held and "links" in held:
        raise BadInput(
            N_("The workflow {name} is the editor's own save.").format(name=name),
            N_("Use the menu entry “Export (API)” in ComfyUI and choose that file."),
        )
    if not _is_api(held):
        raise BadInput(
            N_("The file {name} is not a ComfyUI workflow.").format(name=name),
            N_("Export it from ComfyUI with “Export (API)”."),
        )
    nodes: Nodes = held
    return nodes


def is_link(value: Any) -> bool:
    """Whether an input's value is the output of another node."""
    return isinstance(value, list) and len(value) == 2 and isinstance(value[1], int)


def title(node: dict[str, Any]) -> str:
    """What the person called a node; its class when nothing."""
    meta = node.get("_meta")
    given = str(meta.get("title", "")).strip() if isinstance(meta, dict) else ""
    return given or str(node["class_type"])


def words(node: dict[str, Any]) -> set[str]:
    """The words of a node's title, in upper case."""
    return set(re.split(r"[\s,;+|/]+", title(node).upper()))


def titled(nodes: Nodes, word: str) -> Iterator[str]:
    """Ids of the nodes whose title holds `word`."""
    return (key for key, node in nodes.items() if word in words(node))


def consumers(nodes: Nodes) -> dict[str, list[Place]]:
    """By node id: the inputs that its outputs feed."""
    fed: dict[str, list[Place]] = {key: [] for key in nodes}
    for key, node in nodes.items():
        for name, value in node["inputs"].items():
            if is_link(value) and str(value[0]) in fed:
                fed[str(value[0])].append(Place(key, name))
    return fed


def is_output(node: dict[str, Any]) -> bool:
    """Whether a node writes files."""
    kind = str(node["class_type"])
    return kind.startswith(("Save", "Preview")) or "VideoCombine" in kind


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


def _is_api(held: Any) -> bool:
    return (
        isinstance(held, dict)
        and bool(held)
        and all(
            isinstance(node, dict)
            and isinstance(node.get("class_type"), str)
            and isinstance(node.get("inputs"), dict)
            for node in held.values()
        )
    )
