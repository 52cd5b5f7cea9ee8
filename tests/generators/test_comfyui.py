"""ComfyUI: workflow binding, uploads, queue and history, and its errors, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.recipes import Recipe
from app.errors import BadInput
from app.generators.contract import KeyCheck
from app.generators.login import Login
from app.generators.vendors.comfyui_binding import bind
from app.generators.vendors.comfyui_workflow import frames, read, scaled
from app.paths import resource
from tests.fakes.comfyui import FakeComfyUI
from tests.fakes.server import CUT_AFTER, CUT_BEFORE
from tests.fakes.stage import Stage, TurnedClock, recipe

DEFAULT = resource("workflows", "comfyui_wan22_5b.json")


def asked(**changes: object) -> Recipe:
    return recipe(generator="comfyui", model="workflow", **changes)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def comfy(clock: TurnedClock) -> Iterator[FakeComfyUI]:
    with FakeComfyUI(clock.now) as fake:
        yield fake


@pytest.fixture
def stage(tmp_path: Path, comfy: FakeComfyUI, clock: TurnedClock) -> Iterator[Stage]:
    with Stage(tmp_path, {"comfyui": Login(address=comfy.url, own=True)}, clock=clock) as stage:
        yield stage


def test_a_shot_runs_through_the_shipped_workflow(stage: Stage, comfy: FakeComfyUI) -> None:
    first = stage.add_reference(role="first_frame")
    stage.conductor.submit([asked(references=(first,), negative="字幕", seconds=4, seed=77)])
    stage.run_out()
    attempt = stage.only()
    assert attempt.state == "take"
    assert attempt.provider_id == attempt.token
    assert attempt.cost.amount == 0
    (prompt,) = comfy.prompts
    assert prompt["6"]["inputs"]["text"] == "林夏推开门，第1镜"
    assert prompt["7"]["inputs"]["text"] == "字幕"
    assert prompt["3"]["inputs"]["seed"] == 77
    size = prompt["55"]["inputs"]
    assert (size["width"], size["height"], size["length"]) == (704, 1248, 97)
    assert prompt["56"]["inputs"]["image"] == f"fenjing/{first.media.sha256[:24]}.png"
    assert list(comfy.uploads) == [f"{first.media.sha256[:24]}.png"]
    (_, files) = stage.takes[attempt.take_id]
    assert [file.role for file in files] == ["main"], "temporary previews stay behind"


def test_without_a_picture_its_node_and_links_go(stage: Stage, comfy: FakeComfyUI) -> None:
    stage.conductor.submit([asked()])
    stage.run_out()
    (prompt,) = comfy.prompts
    assert "56" not in prompt
    assert "start_image" not in prompt["55"]["inputs"]


def test_a_lost_answer_is_found_by_our_own_id(stage: Stage, comfy: FakeComfyUI) -> None:
    comfy.fail("prompt-post", CUT_AFTER)
    stage.conductor.submit([asked(seed=1)])
    stage.run_out()
    comfy.fail("prompt-post", CUT_BEFORE)
    stage.conductor.submit([asked(seed=2)])
    stage.run_out()
    assert stage.states() == ["take", "rejected"]
    assert comfy.count("prompt-post") == 2


def test_a_missing_node_is_refused_by_name(
    stage: Stage, comfy: FakeComfyUI, tmp_path: Path
) -> None:
    workflow = json.loads(DEFAULT.read_text("utf-8"))
    workflow["3"]["class_type"] = "WanVideoSampler"
    own = tmp_path / "own.json"
    own.write_text(json.dumps(workflow))
    stage.options["workflow"] = str(own)
    stage.conductor.submit([asked()])
    stage.run_out()
    attempt = stage.only()
    assert (attempt.state, attempt.refusal.code) == ("rejected", "invalid_prompt")
    assert "WanVideoSampler" in attempt.refusal.message


def test_the_editors_own_save_is_refused_with_a_hint(stage: Stage, tmp_path: Path) -> None:
    own = tmp_path / "save.json"
    own.write_text(json.dumps({"nodes": [], "links": [], "version": 0.4}))
    stage.options["workflow"] = str(own)
    stage.conductor.submit([asked()])
    stage.run_out()
    attempt = stage.only()
    assert attempt.state == "rejected"
    assert "Export (API)" in attempt.refusal.fix
    own.write_text("[]")
    with pytest.raises(BadInput):
        read(own)


def test_running_out_of_memory_is_explained(stage: Stage, comfy: FakeComfyUI) -> None:
    comfy.error = "Allocation on device 0 would exceed allowed memory."
    stage.conductor.submit([asked()])
    stage.run_out()
    assert stage.only().state == "failed"
    assert "memory" in stage.only().refusal.message


def test_cancel_of_a_waiting_and_of_the_running_prompt(stage: Stage, comfy: FakeComfyUI) -> None:
    comfy.automatic = False
    planned = {one.token: one for one in stage.conductor.submit([asked(seed=n) for n in (1, 2, 3)])}
    stage.run_until(lambda: len(comfy.pending) == 3)
    first, second, third = (planned[entry[1]] for entry in comfy.pending)
    comfy.run()
    stage.run_until(lambda: stage.ledger.get(first.id).state == "running")
    stage.conductor.cancel(second.id)
    stage.settle()
    assert [entry[1] for entry in comfy.pending] == [third.token]
    stage.conductor.cancel(first.id)
    stage.settle()
    assert comfy.running == []
    comfy.run()
    comfy.finish()
    stage.run_out()
    ended = [stage.ledger.get(one.id).state for one in (first, second, third)]
    assert ended == ["cancelled", "cancelled", "take"]


def test_a_restarted_server_has_forgotten_the_job(stage: Stage, comfy: FakeComfyUI) -> None:
    comfy.automatic = False
    stage.conductor.submit([asked()])
    stage.run_until(lambda: stage.states() == ["accepted"])
    comfy.forget()
    stage.run_out()
    assert stage.only().state == "failed"
    assert "restarted" in stage.only().refusal.message


def test_the_free_test_call_says_whether_it_answers(stage: Stage, comfy: FakeComfyUI) -> None:
    said = []
    stage.conductor.test_key("comfyui", said.append)
    assert stage.door.pump_until(lambda: len(said) == 1)
    stage.logins["comfyui"] = Login(address="http://127.0.0.1:9", own=True)
    stage.conductor.test_key("comfyui", said.append)
    assert stage.door.pump_until(lambda: len(said) == 2)
    assert [one.good for one in said] == [True, False]
    assert "ComfyUI" in said[1].fix


def test_the_free_test_call_names_what_a_workflow_lacks(
    stage: Stage, comfy: FakeComfyUI, tmp_path: Path
) -> None:
    own = tmp_path / "own.json"
    workflow = json.loads(DEFAULT.read_text("utf-8"))
    workflow["56"]["inputs"]["image"] = "mine.png"
    own.write_text(json.dumps(workflow))
    stage.options["workflow"] = str(own)
    assert asked_about(stage).good, "what it uploads itself is not missing"
    comfy.models.remove("wan2.2_vae.safetensors")
    workflow["3"]["class_type"] = "WanVideoSampler"
    own.write_text(json.dumps(workflow))
    told = asked_about(stage)
    assert not told.good
    assert "WanVideoSampler, wan2.2_vae.safetensors" in told.message
    own.write_text("[]")
    assert "Export (API)" in asked_about(stage).fix


def asked_about(stage: Stage) -> KeyCheck:
    said: list[KeyCheck] = []
    stage.conductor.test_key("comfyui", said.append)
    assert stage.door.pump_until(lambda: len(said) == 1)
    return said[0]


def test_frames_and_sizes_fit_every_model() -> None:
    for seconds in (0.5, 1, 3.2, 5, 10):
        count = frames(seconds, 24)
        assert count % 8 == 1
        assert count >= seconds * 24
    assert scaled(asked(width=1920, height=1080), 704) == (1248, 704)
    assert scaled(asked(width=512, height=512), 704) == (512, 512)


def test_untitled_text_is_found_through_the_sampler() -> None:
    nodes = read(DEFAULT)
    for node in nodes.values():
        node["_meta"] = {"title": "x"}
    bound = bind(nodes, asked(negative="blur"), {}, 704)
    assert bound["6"]["inputs"]["text"].startswith("林夏")
    assert bound["7"]["inputs"]["text"] == "blur"
    del nodes["3"]
    with pytest.raises(BadInput, match="prompt"):
        bind(nodes, asked(), {}, 704)
    with pytest.raises(BadInput, match="REF_1"):
        bind(read(DEFAULT), asked(), {"reference_1": "a.png"}, 704)
