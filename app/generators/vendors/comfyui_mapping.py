"""Which inputs of a person's workflow take our words: proposed from titles and links, checked, and kept.

For the form that imports a workflow: `sockets` lists what can be chosen, `propose` fills it in, `problems` and
`advice` say what is wrong with a choice, `mapped` writes it into the workflow (under `_meta`, which ComfyUI does
not read), so that one file holds all. Titles: POSITIVE NEGATIVE SEED SIZE LENGTH SECONDS FPS FIRST_FRAME
LAST_FRAME REF_1… CLIP SOUND; several in one title are allowed.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from app.domain.entity import Value
from app.domain.wording import N_
from app.generators.vendors.comfyui_usage import pictures_by_use
from app.generators.vendors.comfyui_workflow import Nodes, Place, is_link, title, titled

Kind = Literal["text", "number", "file"]
#: By our word: the inputs that it goes into. Words are those of `WORDS` and `reference_1`, `reference_2`, …
Chosen = dict[str, tuple[Place, ...]]

WORDS: dict[str, tuple[Kind, str]] = {
    "prompt": ("text", N_("Prompt")),
    "negative": ("text", N_("Negative prompt")),
    "seed": ("number", N_("Seed")),
    "width": ("number", N_("Width")),
    "height": ("number", N_("Height")),
    "length": ("number", N_("Length in pictures")),
    "seconds": ("number", N_("Length in seconds")),
    "fps": ("number", N_("Pictures a second (only read)")),
    "first_frame": ("file", N_("First frame")),
    "last_frame": ("file", N_("Last frame")),
    "clip": ("file", N_("Film")),
    "sound": ("file", N_("Recording")),
}
#: By word: its title, and the input names to look for in a node of that title, the likelier first.
TITLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "prompt": ("POSITIVE", ("positive_prompt", "text", "prompt", "value", "string", "positive")),
    "negative": ("NEGATIVE", ("negative_prompt", "text", "prompt", "value", "string", "negative")),
    "seed": ("SEED", ("seed", "noise_seed", "value")),
    "width": ("SIZE", ("width",)),
    "height": ("SIZE", ("height",)),
    "length": ("LENGTH", ("length", "num_frames", "frames", "video_frames", "value")),
    "seconds": ("SECONDS", ("seconds", "duration", "value")),
    "fps": ("FPS", ("fps", "frame_rate", "value")),
    "first_frame": ("FIRST_FRAME", ("image", "file", "value")),
    "last_frame": ("LAST_FRAME", ("image", "file", "value")),
    "clip": ("CLIP", ("file", "video", "value")),
    "sound": ("SOUND", ("audio", "audio_file", "file", "value")),
}
_REFERENCE = re.compile(r"^REF_([1-9]\d?)$")
_FILE_INPUTS = frozenset({"image", "file", "video", "audio", "audio_file"})
_TEXT_HOLDERS = ("Text", "String", "Primitive", "Prompt")
_LENGTHS = ("length", "num_frames", "video_frames")
_NOT_SIZES = "Scale|Resize|Crop|Load|Pad"
#: Nodes of ComfyUI that ask paid services, by how their classes begin.
_PAID = (
    "Kling", "Veo", "Minimax", "MiniMax", "Runway", "OpenAI", "FluxPro", "FluxKontextPro", "Ideogram", "Luma",
    "Pika", "Pixverse", "PixVerse", "Recraft", "StabilityStable", "Vidu", "Moonvalley", "Gemini", "ByteDance",
    "Sora", "WanTextToVideoApi", "WanImageToVideoApi", "LtxvApi", "Tripo", "Rodin3D",
)  # fmt: skip


class Socket(Value):
    """One input that can be written; `value` is what the workflow holds there now."""

    node: str
    input: str
    title: str
    node_class: str
    kind: Kind
    value: str

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.node, self.input)


def sockets(nodes: Nodes) -> tuple[Socket, ...]:
    """Every input that holds a text, a number or a file's name, in the workflow's order."""
    return tuple(
        Socket(
            node=key,
            input=name,
            title=title(node),
            node_class=node["class_type"],
            kind=kind,
            value=str(value),
        )
        for key, node in nodes.items()
        for name, value in node["inputs"].items()
        if (kind := kind_of(node, name))
    )


def kind_of(node: Mapping[str, Any], name: str) -> Kind | None:
    """What an input holds; None for links, switches and everything else."""
    value = node["inputs"].get(name)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "file" if "Load" in node["class_type"] and name in _FILE_INPUTS else "text"
    return None


def word_kind(word: str) -> Kind | None:
    """What one of our words is; None when it is not one of them."""
    if word in WORDS:
        return WORDS[word][0]
    return "file" if re.fullmatch(r"reference_[1-9]\d?", word) else None


def title_of(word: str) -> str:
    """The node title that stands for a word."""
    return TITLES[word][0] if word in TITLES else word.upper().replace("REFERENCE", "REF")


def chosen_in(nodes: Nodes) -> Chosen:
    """The mapping that holds for a workflow: the one written into it, else the proposed one."""
    written: dict[str, list[Place]] = {}
    for key, node in nodes.items():
        meta = node.get("_meta")
        marks = meta.get("fenjing") if isinstance(meta, dict) else None
        for name, word in marks.items() if isinstance(marks, dict) else ():
            if word_kind(str(word)) and name in node["inputs"]:
                written.setdefault(str(word), []).append(Place(key, name))
    return {word: tuple(places) for word, places in written.items()} or propose(nodes)


def propose(nodes: Nodes) -> Chosen:
    """What the titles say, and for the words they leave out, what the nodes' classes and links say."""
    chosen: Chosen = {}
    for word, (mark, names) in TITLES.items():
        places = [_first(nodes, key, names, WORDS[word][0]) for key in titled(nodes, mark)]
        chosen[word] = tuple(place for place in places if place)
    for key, node in nodes.items():
        for part in re.split(r"[\s,;+|/]+", title(node).upper()):
            found = _REFERENCE.match(part)
            place = _first(nodes, key, ("image", "file", "value"), "file") if found else None
            if found and place:
                chosen[f"reference_{found.group(1)}"] = (place,)
    guesses: Chosen = {
        "prompt": _texts(nodes, "positive"),
        "negative": _texts(nodes, "negative"),
        "seed": tuple(_seeds(nodes)),
        **_sizes(nodes),
        "fps": tuple(_rates(nodes))[:1],
    }
    for word, guessed in guesses.items():
        if not chosen.get(word):
            chosen[word] = guessed
    taken = {place for places in chosen.values() for place in places}
    for word, place in pictures_by_use(nodes, taken):
        if not chosen.get(word):
            chosen[word] = (place,)
    return {word: places for word, places in chosen.items() if places}


def problems(nodes: Nodes, chosen: Mapping[str, Iterable[Place]]) -> tuple[str, ...]:
    """Why a workflow cannot be used with this mapping, in sentences; empty when it can."""
    found: list[str] = []
    if not tuple(chosen.get("prompt", ())):
        found.append(N_("The workflow has no place for the prompt."))
    owners: dict[Place, str] = {}
    for word, places in chosen.items():
        for place in places:
            found.extend(_wrong(nodes, word, place))
            if place in owners:
                text = N_("{input} of {node} is chosen twice.")
                name = title(nodes[place.node]) if place.node in nodes else place.node
                found.append(text.format(input=place.input, node=name))
            owners[place] = word
    return tuple(dict.fromkeys(found))


def advice(nodes: Nodes, chosen: Mapping[str, Iterable[Place]]) -> tuple[str, ...]:
    """What a person should know although the workflow can be used."""
    told = []
    if not tuple(chosen.get("seed", ())):
        told.append(
            N_("Without a place for the seed, ComfyUI makes the same take again and again.")
        )
    paid = sorted({n["class_type"] for n in nodes.values() if n["class_type"].startswith(_PAID)})
    if paid:
        text = N_("These nodes ask paid services with your ComfyUI credits: {nodes}.")
        told.append(text.format(nodes=", ".join(paid)))
    return tuple(told)


def mapped(nodes: Nodes, chosen: Mapping[str, Iterable[Place]]) -> Nodes:
    """The workflow with the mapping written into it, to be saved and used; still a workflow for ComfyUI."""
    written = copy.deepcopy(nodes)
    for node in written.values():
        meta = node.setdefault("_meta", {"title": node["class_type"]})
        meta.pop("fenjing", None)
    for word, places in chosen.items():
        for place in places:
            written[place.node]["_meta"].setdefault("fenjing", {})[place.input] = word
    return written


def _wrong(nodes: Nodes, word: str, place: Place) -> Iterator[str]:
    node = nodes.get(place.node)
    wanted = word_kind(word)
    if wanted is None:
        yield N_("{word} is not a word that a workflow can take.").format(word=word)
    elif node is None or place.input not in node["inputs"]:
        text = N_("The workflow has no input {input} at node {node}.")
        yield text.format(input=place.input, node=place.node)
    elif is_link(node["inputs"][place.input]):
        text = N_("{input} of {node} is fed by another node; choose that one.")
        yield text.format(input=place.input, node=title(node))
    elif not _takes(wanted, kind_of(node, place.input)):
        text = N_("{input} of {node} does not take what {word} is.")
        yield text.format(input=place.input, node=title(node), word=word)


def _takes(wanted: Kind, held: Kind | None) -> bool:
    return held == wanted or (wanted == "file" and held == "text")


def _first(nodes: Nodes, key: str, names: Iterable[str], wanted: Kind) -> Place | None:
    """The first of these inputs of a node that can be written with such a value."""
    node = nodes[key]
    for name in names:
        if _takes(wanted, kind_of(node, name)):
            return Place(key, name)
    return None


def _settled(nodes: Nodes, key: str, name: str, wanted: Kind) -> Place | None:
    """The place behind an input: itself, or the value of the primitive node that feeds it."""
    value = nodes[key]["inputs"].get(name)
    if is_link(value) and str(value[0]) in nodes:
        return _first(nodes, str(value[0]), ("value", "int", "seed", "number"), wanted)
    return _first(nodes, key, (name,), wanted)


def _texts(nodes: Nodes, side: str) -> tuple[Place, ...]:
    """The text that feeds a sampler's or guider's `positive` or `negative`, through whatever lies between."""
    own = [place for key in nodes if (place := _first(nodes, key, (f"{side}_prompt",), "text"))]
    if own:
        return tuple(own)
    sides = (side, "conditioning") if side == "positive" else (side,)
    ends = [
        str(value[0])
        for node in nodes.values()
        if "ampler" in node["class_type"] or "Guider" in node["class_type"]
        for name in sides
        if is_link(value := node["inputs"].get(name))
    ]
    seen: set[str] = set()
    while ends:
        key = ends.pop()
        if key in seen or key not in nodes:
            continue
        seen.add(key)
        inputs = nodes[key]["inputs"]
        place = _text_in(nodes, key)
        if place:
            return (place,)
        if is_link(inputs.get(side)):
            ends.append(str(inputs[side][0]))
        else:
            ends += [str(value[0]) for value in inputs.values() if is_link(value)]
    return ()


def _text_in(nodes: Nodes, key: str) -> Place | None:
    names = ["text", "prompt", "text_g"]
    if any(part in nodes[key]["class_type"] for part in _TEXT_HOLDERS):
        names += ["value", "string"]
    return _first(nodes, key, names, "text")


def _seeds(nodes: Nodes) -> Iterator[Place]:
    for key, node in nodes.items():
        if node["inputs"].get("add_noise") in ("disable", False):
            continue
        for name in ("seed", "noise_seed"):
            if name in node["inputs"] and (place := _settled(nodes, key, name, "number")):
                yield place


def _sizes(nodes: Nodes) -> Chosen:
    """Width, height and length of the nodes that make the empty picture or film."""
    sized = [key for key, node in nodes.items() if {"width", "height"} <= set(node["inputs"])]
    makers = [key for key in sized if not re.search(_NOT_SIZES, nodes[key]["class_type"])]
    best = [key for key in makers if re.search("Latent|ToVideo", nodes[key]["class_type"])]
    best = best or makers or [key for key in sized if "Scale" in nodes[key]["class_type"]]
    found: dict[str, list[Place]] = {"width": [], "height": [], "length": []}
    for key in best:
        for word in ("width", "height"):
            if place := _settled(nodes, key, word, "number"):
                found[word].append(place)
    for key, node in nodes.items():
        if re.search("Load|Trim", node["class_type"]):
            continue
        for name in _LENGTHS:
            if name in node["inputs"] and (place := _settled(nodes, key, name, "number")):
                found["length"].append(place)
    return {word: tuple(dict.fromkeys(places)) for word, places in found.items()}


def _rates(nodes: Nodes) -> Iterator[Place]:
    for names in (("fps",), ("frame_rate",)):
        for key, node in nodes.items():
            if "Load" not in node["class_type"] and (place := _first(nodes, key, names, "number")):
                yield place
