"""Importing a person's own ComfyUI workflow, as the form does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import BadInput, DiskTrouble
from app.paths import resource
from app.studio.workflows import keep_workflow, open_workflow


def exported(folder: Path) -> Path:
    """A workflow as ComfyUI exports it, without any titles of ours."""
    nodes = json.loads(resource("workflows", "comfyui_wan22_14b_first.json").read_text("utf-8"))
    for node in nodes.values():
        node["_meta"]["title"] = node["class_type"]
    path = folder / "我的工作流.json"
    path.write_text(json.dumps(nodes), "utf-8")
    return path


def test_an_export_is_proposed_changed_and_kept(tmp_path: Path) -> None:
    workflow = open_workflow(exported(tmp_path))
    words = {word.word: word for word in workflow.words()}
    assert {"prompt", "first_frame", "reference_9"} <= set(words)
    assert workflow.chosen["first_frame"][0] in [one.place for one in words["first_frame"].fitting]
    assert {socket.kind for socket in words["seed"].fitting} == {"number"}
    assert workflow.problems(workflow.chosen) == ()
    assert workflow.advice(workflow.chosen) == ()
    chosen = {word: places for word, places in workflow.chosen.items() if word != "length"}
    kept = keep_workflow(workflow, chosen, tmp_path / "kept")
    again = open_workflow(kept)
    assert (again.name, again.chosen) == ("我的工作流", chosen)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["我的工作流.json"]


def test_a_mapping_that_cannot_be_used_is_not_kept(tmp_path: Path) -> None:
    workflow = open_workflow(exported(tmp_path))
    with pytest.raises(BadInput, match="prompt"):
        keep_workflow(workflow, {}, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_folder_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    workflow = open_workflow(exported(tmp_path))
    (tmp_path / "file").write_text("x")
    with pytest.raises(DiskTrouble):
        keep_workflow(workflow, workflow.chosen, tmp_path / "file" / "kept")
