"""What a workflow does with the files it loads, followed along the links: first frame, last frame, reference."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from app.generators.vendors.comfyui_workflow import Nodes, Place, consumers, is_output

_FIRST = re.compile(r"^(start|first|init)_(image|frame)|^clip_vision_start|^pixels$")
_LAST = re.compile(r"^(end|last|tail)_(image|frame)|^clip_vision_end")
_REFERENCE = re.compile(r"ref|subject|style|^images$|^face")
#: Nodes that hand a picture on, changed or not.
_ON = re.compile(r"Scale|Resize|Crop|Batch|Pad|Preprocess|Reroute|CLIPVisionEncode|RepeatImage")
#: Nodes that begin a film with what they get as `image`.
_FROM_PICTURE = re.compile(r"ImgToVideo|img2vid|ImageToVideo|I2V")
_OTHER_LOADERS = (("Video", ("file", "video"), "clip"), ("Audio", ("audio", "audio_file"), "sound"))


def pictures_by_use(nodes: Nodes, taken: Collection[Place]) -> Iterator[tuple[str, Place]]:
    """Our word for each file that is loaded and not yet `taken`, those that are certain first."""
    unsure: list[Place] = []
    fed = consumers(nodes)
    references = 0
    for key, node in nodes.items():
        other = _other(key, node)
        if other:
            yield other
            continue
        place = Place(key, "image")
        if "LoadImage" not in node["class_type"] or "image" not in node["inputs"] or place in taken:
            continue
        use = _use(nodes, fed, key)
        if use == "reference":
            references += 1
            yield f"reference_{references}", place
        elif use:
            yield use, place
        else:
            unsure.append(place)
    for place in unsure:
        if _makes_film(nodes):
            yield "first_frame", place
        references += 1
        yield f"reference_{references}", place


def _other(key: str, node: dict[str, Any]) -> tuple[str, Place] | None:
    for part, names, word in _OTHER_LOADERS:
        if "Load" in node["class_type"] and part in node["class_type"]:
            for name in names:
                if isinstance(node["inputs"].get(name), str):
                    return word, Place(key, name)
    return None


def _use(nodes: Nodes, fed: dict[str, list[Place]], key: str) -> str:
    """Where a picture ends up; "" when the way is not known."""
    uses: set[str] = set()
    ways, seen = [key], {key}
    while ways:
        for place in fed[ways.pop()]:
            node = nodes[place.node]
            use = _use_at(node, place.input)
            if use:
                uses.add(use)
            elif _ON.search(node["class_type"]) and place.node not in seen:
                seen.add(place.node)
                ways.append(place.node)
    return next((use for use in ("last_frame", "first_frame", "reference") if use in uses), "")


def _use_at(node: dict[str, Any], name: str) -> str:
    kind = node["class_type"]
    if "AddGuide" in kind and name == "image":
        return "last_frame" if node["inputs"].get("frame_idx") else "first_frame"
    if _LAST.search(name):
        return "last_frame"
    if _FIRST.search(name) or (name == "image" and _FROM_PICTURE.search(kind)):
        return "first_frame"
    return "reference" if _REFERENCE.search(name) and not _ON.search(kind) else ""


def _makes_film(nodes: Nodes) -> bool:
    return any(
        is_output(node) and re.search("Video|WEBM|Animated", node["class_type"])
        for node in nodes.values()
    )
