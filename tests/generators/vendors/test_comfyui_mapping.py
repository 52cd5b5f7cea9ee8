"""Importing a person's own workflow: what is proposed, what is refused, and that nothing hangs in the air."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.recipes import Recipe
from app.errors import BadInput
from app.generators.card import load
from app.generators.vendors.comfyui_binding import bind
from app.generators.vendors.comfyui_mapping import (
    advice,
    chosen_in,
    mapped,
    problems,
    propose,
    sockets,
    word_kind,
)
from app.generators.vendors.comfyui_models import OWN, short_side, workflow_file
from app.generators.vendors.comfyui_workflow import Nodes, Place, is_link, parsed, read
from app.paths import resource
from tests.fakes.comfyui import objection
from tests.fakes.stage import recipe

CARD = load(resource("cards", "comfyui.json"))
SHIPPED = sorted(resource("workflows").glob("*.json"))

#: As the custom pack that most people run SkyReels and Wan with writes it: no titles, other names, primitives.
WRAPPER: Nodes = {
    "1": {"class_type": "WanVideoModelLoader", "inputs": {"model": "skyreels.safetensors"}},
    "2": {"class_type": "WanVideoTextEncode",
          "inputs": {"positive_prompt": "a cat", "negative_prompt": "bad", "t5": ["9", 0]}},
    "3": {"class_type": "LoadImage", "inputs": {"image": "cat.png"}},
    "4": {"class_type": "ImageResizeKJ", "inputs": {"width": 512, "height": 512, "image": ["3", 0]}},
    "5": {"class_type": "WanVideoImageToVideoEncode",
          "inputs": {"width": ["10", 0], "height": 832, "num_frames": 81, "start_image": ["4", 0]}},
    "6": {"class_type": "WanVideoSampler",
          "inputs": {"seed": 5, "steps": 30, "model": ["1", 0], "text_embeds": ["2", 0],
                     "image_embeds": ["5", 0]}},
    "7": {"class_type": "WanVideoDecode", "inputs": {"samples": ["6", 0]}},
    "8": {"class_type": "VHS_VideoCombine", "inputs": {"frame_rate": 16, "images": ["7", 0]}},
    "9": {"class_type": "LoadWanVideoT5TextEncoder", "inputs": {"model_name": "umt5.safetensors"}},
    "10": {"class_type": "PrimitiveInt", "inputs": {"value": 480}},
}  # fmt: skip


def asked(**changes: Any) -> Recipe:
    return recipe(generator="comfyui", model="workflow", **changes)


def dangling(nodes: Nodes) -> list[str]:
    return [
        f"{key}.{name}"
        for key, node in nodes.items()
        for name, value in node["inputs"].items()
        if is_link(value) and str(value[0]) not in nodes
    ]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_workflow_is_whole_and_mapped(path: Path) -> None:
    nodes = read(path)
    chosen = propose(nodes)
    assert not dangling(nodes)
    assert problems(nodes, chosen) == ()
    assert advice(nodes, chosen) == ()
    film = "sdxl" not in path.stem
    assert {"prompt", "seed", "width", "height"} <= set(chosen)
    assert ("length" in chosen) == ("fps" in chosen) == film
    files = {word: f"{word}.png" for word in chosen if word_kind(word) == "file"}
    assert ("first" in path.stem or "both" in path.stem) <= ("first_frame" in files)
    bound = bind(nodes, asked(seed=77, seconds=5), files, 480)
    text = json.dumps(bound, ensure_ascii=False)
    assert "林夏推开门" in text
    assert "77" in text
    assert all(name in text for name in files.values())
    assert objection(bound) == {}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_titles_and_nodes_say_the_same(path: Path) -> None:
    """Without titles the classes and links alone lead to the same places."""
    nodes = read(path)
    bare = copy.deepcopy(nodes)
    for node in bare.values():
        node["_meta"]["title"] = node["class_type"]
    told, seen = propose(nodes), propose(bare)
    for word in ("prompt", "seed", "width", "height", "length", "first_frame", "last_frame"):
        assert set(told.get(word, ())) == set(seen.get(word, ())), word
    assert ("reference_1" in told) == ("reference_1" in seen)


def test_a_workflow_of_the_custom_pack_is_understood() -> None:
    chosen = propose(WRAPPER)
    assert chosen == {
        "prompt": (Place("2", "positive_prompt"),),
        "negative": (Place("2", "negative_prompt"),),
        "seed": (Place("6", "seed"),),
        "width": (Place("10", "value"),),
        "height": (Place("5", "height"),),
        "length": (Place("5", "num_frames"),),
        "fps": (Place("8", "frame_rate"),),
        "first_frame": (Place("3", "image"),),
    }
    bound = bind(WRAPPER, asked(negative="字幕", seconds=4), {"first_frame": "a.png"}, 480)
    assert bound["2"]["inputs"]["positive_prompt"] == "林夏推开门，第1镜"
    assert bound["2"]["inputs"]["negative_prompt"] == "字幕"
    assert (bound["10"]["inputs"]["value"], bound["5"]["inputs"]["height"]) == (480, 864)
    assert bound["5"]["inputs"]["num_frames"] == 65
    without = bind(WRAPPER, asked(), {}, 480)
    assert not {"3", "4"} & set(without)
    assert not dangling(without)


def test_what_a_person_chose_is_kept_in_the_file_and_counts_more() -> None:
    chosen = dict(propose(WRAPPER))
    chosen["prompt"] = (Place("2", "negative_prompt"),)
    del chosen["negative"]
    written = mapped(WRAPPER, chosen)
    assert parsed(json.dumps(written), "x") == written
    assert chosen_in(written) == chosen
    assert "fenjing" not in json.dumps(WRAPPER)
    bound = bind(written, asked(), {}, 480)
    assert bound["2"]["inputs"]["negative_prompt"].startswith("林夏")
    assert "fenjing" not in json.dumps(bound)
    assert chosen_in(mapped(written, propose(WRAPPER))) == propose(WRAPPER)


def test_sockets_are_what_can_be_written() -> None:
    found = {socket.place: socket for socket in sockets(WRAPPER)}
    assert found[Place("3", "image")].kind == "file"
    assert found[Place("6", "seed")].kind == "number"
    assert found[Place("2", "positive_prompt")].value == "a cat"
    assert Place("5", "width") not in found


def test_wrong_mappings_are_told_in_sentences() -> None:
    wrong = {
        "seed": (Place("2", "positive_prompt"),),
        "width": (Place("5", "width"),),
        "height": (Place("99", "height"),),
        "length": (Place("5", "num_frames"),),
        "fps": (Place("5", "num_frames"),),
        "mood": (Place("6", "steps"),),
    }
    told = " ".join(problems(WRAPPER, wrong))
    for part in ("no place for the prompt", "does not take what seed is", "another node", "node 99",
                 "chosen twice", "mood is not a word"):  # fmt: skip
        assert part in told
    assert "same take again" in advice(WRAPPER, {})[0]
    paid = {"1": {"class_type": "KlingTextToVideoNode", "inputs": {"prompt": ""}}}
    assert "KlingTextToVideoNode" in advice(paid, {"seed": (Place("1", "seed"),)})[0]


def test_each_model_runs_the_workflow_that_fits_its_frames() -> None:
    for model in (one for one in CARD.models if one.id != OWN):
        slots = {slot.role for slot in model.references}
        for roles in ((), ("first_frame",), ("first_frame", "last_frame")):
            if not set(roles) <= slots:
                continue
            path = workflow_file(model.id, roles, {})
            files = dict.fromkeys(roles, "a.png")
            bound = bind(read(path), asked(seconds=2), files, short_side(model.id, "", {}))
            assert objection(bound) == {}, (model.id, roles)
            assert ("negative" in propose(read(path))) or not model.negative


def test_a_persons_own_workflow_goes_before_ours(tmp_path: Path) -> None:
    options = {"workflow": str(tmp_path / "all.json"), "workflow.sdxl": str(tmp_path / "sd.json")}
    assert workflow_file("workflow", (), options).name == "all.json"
    assert workflow_file("sdxl", (), options).name == "sd.json"
    assert workflow_file("my-flux", (), options).name == "all.json"
    assert workflow_file("ltx-video", ("first_frame",), options).name == "comfyui_ltx_first.json"
    assert short_side("ltx-video", "704p", {}) == 704
    assert short_side("ltx-video", "704p", {"short_side": "640"}) == 640


def test_a_workflow_that_cannot_do_without_its_picture_says_so() -> None:
    with pytest.raises(BadInput, match="FIRST_FRAME"):
        bind(read(resource("workflows", "comfyui_ltx_first.json")), asked(), {}, 512)


def test_a_batch_of_two_pictures_becomes_the_one_that_is_there() -> None:
    nodes: Nodes = {
        "1": {
            "class_type": "CLIPTextEncode",
            "inputs": {"text": ""},
            "_meta": {"title": "POSITIVE"},
        },
        "2": {"class_type": "LoadImage", "inputs": {"image": ""}, "_meta": {"title": "REF_1"}},
        "3": {"class_type": "LoadImage", "inputs": {"image": ""}, "_meta": {"title": "REF_2"}},
        "4": {"class_type": "ImageBatch", "inputs": {"image1": ["2", 0], "image2": ["3", 0]}},
        "5": {"class_type": "WanPhantomSubjectToVideo", "inputs": {"images": ["4", 0]}},
        "6": {"class_type": "SaveVideo", "inputs": {"video": ["5", 0]}},
    }
    one = bind(nodes, asked(), {"reference_2": "b.png"}, 480)
    assert one["5"]["inputs"]["images"] == ["3", 0]
    none = bind(nodes, asked(), {}, 480)
    assert none["5"]["inputs"] == {}
    assert not dangling(one) + dangling(none)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["class_type", "inputs", "_meta", "1", "2"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
VALUES = st.text(max_size=4) | st.integers(0, 9) | st.booleans() | st.tuples(
    st.sampled_from("12345"), st.integers(0, 1)
).map(list)  # fmt: skip
NODE = st.fixed_dictionaries(
    {
        "class_type": st.sampled_from(["LoadImage", "ImageBatch", "KSampler", "SaveVideo", "CLIPTextEncode"]),
        "inputs": st.dictionaries(
            st.sampled_from(["image", "text", "positive", "seed", "image1", "width", "height", "fps"]), VALUES
        ),
        "_meta": st.fixed_dictionaries({"title": st.sampled_from(["", "POSITIVE", "REF_1", "SEED SIZE"])}),
    }
)  # fmt: skip


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_no_file_breaks_the_reader(held: Any) -> None:
    try:
        nodes = parsed(json.dumps(held), "any.json")
    except BadInput:
        return
    assert problems(nodes, propose(nodes)) in ((), ("The workflow has no place for the prompt.",))


@given(st.dictionaries(st.sampled_from("12345"), NODE, min_size=1))
@settings(max_examples=200, deadline=None)
def test_whatever_is_bound_or_refused_nothing_new_hangs_in_the_air(nodes: Nodes) -> None:
    before = set(dangling(nodes))
    try:
        bound = bind(nodes, asked(), {}, 480)
    except BadInput:
        return
    assert set(dangling(bound)) <= before
