"""`jobs`: the queue as a table, and decisions that go wrong."""

from __future__ import annotations

import pytest

from app.domain.ids import ShotId
from app.store.project_file import ProjectFile
from tests.cli.terminal import Terminal
from tests.store import dramas


def test_an_empty_queue_says_what_to_do(fenjing: Terminal) -> None:
    assert "fenjing generate" in fenjing("jobs", fenjing.project()).out


def test_states_are_words(fenjing: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    project = fenjing.project()
    fenjing("generate", project, "--shots", 1)
    assert "Done" in fenjing("jobs", project).out
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    assert "完成" in fenjing("jobs", project).out


def test_what_was_being_sent_at_a_kill_waits_for_a_decision(fenjing: Terminal) -> None:
    project = fenjing.project()
    shot = fenjing.json("shots", project)["shots"][0]
    with ProjectFile.open(project) as opened:
        (attempt,) = opened.ledger.add([dramas.attempt(ShotId(shot["id"]))])
        opened.ledger.move(attempt.id, "submitting")
    (job,) = fenjing.json("jobs", project, code=4)["jobs"]
    assert (job["state"], job["shot"]) == ("unknown", shot["number"])
    said = fenjing("jobs", project, code=4)
    assert "Unknown" in said.out
    assert "resolve ATTEMPT" in said.err
    assert fenjing.json("check", project)["ok"]


def test_decisions_need_both_halves_and_a_doubt(fenjing: Terminal) -> None:
    project = fenjing.project()
    assert "go together" in fenjing("jobs", project, "--resolve", "x", code=1).err
    assert (
        "no attempt" in fenjing("jobs", project, "--resolve", "{x}", "--as", "not-sent", code=1).err
    )
    fenjing("generate", project, "--shots", 1)
    (job,) = fenjing.json("jobs", project)["jobs"]
    for command in (["--cancel", job["id"]], ["--resolve", job["id"], "--as", "not-sent"]):
        assert fenjing("jobs", project, *command, code=1).err.strip()
