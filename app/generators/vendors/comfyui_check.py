"""What a ComfyUI server lacks for a workflow: nodes and model files, by what its `/object_info` tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.generators.vendors.comfyui_workflow import Nodes


def classes(nodes: Nodes) -> tuple[str, ...]:
    """The node classes of a workflow, each once."""
    return tuple(dict.fromkeys(str(node["class_type"]) for node in nodes.values()))


def lacking(nodes: Nodes, known: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of node classes and files that the workflow names and the server does not have.

    `known` maps each class to the server's description of it; classes that it does not know are left out there.
    """
    found = [kind for kind in classes(nodes) if kind not in known]
    for node in nodes.values():
        described = known.get(node["class_type"])
        if "Load" not in node["class_type"] or not isinstance(described, dict):
            continue
        for name, value in node["inputs"].items():
            choices = _choices(described, name)
            if isinstance(value, str) and value and choices and value not in choices:
                found.append(value)
    return tuple(dict.fromkeys(found))


def _choices(described: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """What an input may be; empty where it is no choice, or a file that we upload ourselves.

    Both forms that servers use: `[[…], {…}]` and `["COMBO", {"options": […]}]`.
    """
    groups = described.get("input")
    for group in (groups or {}).values() if isinstance(groups, dict) else ():
        spec = group.get(name) if isinstance(group, dict) else None
        if not isinstance(spec, list) or not spec:
            continue
        more = spec[1] if len(spec) > 1 and isinstance(spec[1], dict) else {}
        if any(key.endswith("_upload") for key in more):
            return ()
        options = spec[0] if isinstance(spec[0], list) else more.get("options")
        return tuple(str(one) for one in options) if isinstance(options, list) else ()
    return ()
