"""Importing a person's own ComfyUI workflow, as the form does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import BadInput, DiskTrouble
from app.paths import resource
from app.studio.workflows import Workflows


def exported(folder: Path) -> Path:
    """A workflow as ComfyUI exports it, without any titles of ours."""
    nodes = json.loads(resource("workflows", "comfyui_wan22_14b_first.json").read_text("utf-8"))
    for node in nodes.values():
        node["_meta"]["title"] = node["class_type"]
    path = folder / "我的工作流.json"
    path.write_text(json.dumps(nodes), "utf-8")
    return path


def test_an_export_is_proposed_changed_and_kept(tmp_path: Path) -> None:
    kept = Workflows(tmp_path)
    workflow = kept.read(exported(tmp_path))
    words = {word.word: word for word in workflow.words}
    inputs = {one.key: one for one in workflow.inputs}
    assert {"prompt", "first_frame"} <= set(words)
    assert inputs[workflow.proposed["first_frame"][0]].kind == words["first_frame"].kind
    assert words["seed"].kind == "number"
    assert kept.problems(workflow, workflow.proposed) == ()
    assert kept.advice(workflow, workflow.proposed) == ()
    chosen = {word: keys for word, keys in workflow.proposed.items() if word != "length"}
    again = kept.read(kept.save(workflow, chosen))
    assert (again.name, again.proposed) == ("我的工作流", chosen)
    assert [path.name for path in (tmp_path / "workflows").iterdir()] == ["我的工作流.json"]


def test_a_mapping_that_cannot_be_used_is_not_kept(tmp_path: Path) -> None:
    kept = Workflows(tmp_path)
    workflow = kept.read(exported(tmp_path))
    with pytest.raises(BadInput, match="prompt"):
        kept.save(workflow, {})
    assert not (tmp_path / "workflows").exists()


def test_a_folder_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    kept = Workflows(tmp_path / "file")
    workflow = kept.read(exported(tmp_path))
    with pytest.raises(DiskTrouble):
        kept.save(workflow, workflow.proposed)
