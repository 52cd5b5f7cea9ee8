"""`generate`: what is sent, what is left out, what it costs, and every exit code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from app.cli.generating import chosen
from app.domain.ids import SceneId, ShotId
from app.domain.shots import Shot
from app.errors import BadInput, NotFound
from tests.cli.terminal import Terminal
from tests.fakes.ark import FakeArk
from tests.fakes.server import CUT_AFTER, CUT_BEFORE, refused

SEEDANCE = ("--generator", "seedance", "--model", "doubao-seedance-1-0-pro-250528")


@pytest.fixture
def ark(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeArk]:
    with FakeArk() as fake:
        monkeypatch.setenv("FENJING_SEEDANCE_URL", fake.url)
        monkeypatch.setenv("FENJING_SEEDANCE_KEY", fake.settings.key)
        yield fake


def shots(count: int) -> list[Shot]:
    return [
        Shot(id=ShotId(f"s{n}"), scene_id=SceneId("x"), rank=str(n), number=f"1-1-{n:02d}")
        for n in range(1, count + 1)
    ]


def test_shots_are_named_by_position_or_number() -> None:
    assert chosen(shots(9), "1-3,7") == ("s1", "s2", "s3", "s7")
    assert chosen(shots(9), "1-1-02, 2 ,1") == ("s2", "s1")


def test_a_stretch_of_positions_is_never_taken_for_a_number() -> None:
    scene_one = [shot.model_copy(update={"number": shot.number[2:]}) for shot in shots(12)]
    assert len(chosen(scene_one, "1-12")) == 12
    assert chosen(scene_one, "1-03") == ("s3",)


@pytest.mark.parametrize("text", ["", "x", "1-", "-1", "1,,2", "{x}", "1-2-3-4", "٣", "²"])
def test_what_names_no_shot_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        chosen(shots(9), text)


@pytest.mark.parametrize("text", ["0", "10", "3-1", "1-99", "99999999999999999999"])
def test_positions_that_no_shot_has_are_not_found(text: str) -> None:
    with pytest.raises(NotFound, match="from 1 to 9"):
        chosen(shots(9), text)


def test_drawings_are_waited_for_and_never_made_twice(fenjing: Terminal) -> None:
    project = fenjing.project()
    made = fenjing.json("generate", project, "--shots", "1")
    assert [attempt["state"] for attempt in made["attempts"]] == ["take"]
    assert made["sheet"]["items"][0]["price"]["amount"] in ("0", "0.00")
    assert "recipe" not in made["attempts"][0]

    said = fenjing("generate", project)
    assert "Left out" in said.out
    assert "free" in said.out
    assert "Next: fenjing export" in said.out
    assert "Making takes" in said.err
    assert "Making takes" not in said.out
    assert set(fenjing.takes(project).values()) == {1}

    assert "Every shot has a take" in fenjing("generate", project).out
    again = fenjing.json("generate", project, "--shots", "1-1-01", "--takes", 2)
    assert len(again["attempts"]) == 2
    assert fenjing.takes(project)["1-1-01"] == 3
    assert fenjing.json("check", project)["ok"]


def test_lines_are_spoken_before_shots_are_drawn(fenjing: Terminal) -> None:
    project = fenjing.project()
    assert "lines spoken: 2" in fenjing("generate", project, "--shots", 1).out
    assert "lines spoken" not in fenjing("generate", project, "--shots", 1).out


def test_a_dry_run_shows_the_request_without_the_key_and_sends_nothing(
    fenjing: Terminal, ark: FakeArk
) -> None:
    project = fenjing.project()
    said = fenjing("generate", project, *SEEDANCE, "--shots", "1-2", "--dry-run", "--json")
    assert ark.settings.key not in said.out + said.err
    assert len(said.document["previews"]) == 2
    assert said.document["previews"][0]["requests"][0]["url"].startswith(ark.url)
    assert ark.calls == []
    assert fenjing.json("jobs", project) == {"jobs": []}


def test_a_vendor_is_paid_once_and_its_film_becomes_a_take(fenjing: Terminal, ark: FakeArk) -> None:
    project = fenjing.project()
    made = fenjing.json("generate", project, *SEEDANCE, "--shots", 1, "--wait")
    assert [attempt["state"] for attempt in made["attempts"]] == ["take"]
    assert len(ark.invoice) == 1
    assert fenjing.takes(project)["1-1-01"] == 1


def test_without_wait_it_is_sent_and_left_to_the_vendor(fenjing: Terminal, ark: FakeArk) -> None:
    project = fenjing.project()
    ark.settings.plan.running = 3600
    said = fenjing("generate", project, *SEEDANCE, "--shots", 1)
    assert "--follow" in said.out
    (job,) = fenjing.json("jobs", project)["jobs"]
    assert job["state"] in ("accepted", "running")
    assert job["provider_id"] in ark.tasks
    ark.settings.plan.running = 0
    followed = fenjing.json("jobs", project, "--follow")["jobs"]
    assert [one["state"] for one in followed] == ["take"]
    assert len(ark.invoice) == 1


def test_a_duplicate_is_paid_for_only_when_it_is_asked_for(fenjing: Terminal, ark: FakeArk) -> None:
    project = fenjing.project()
    ark.settings.plan.running = 3600
    fenjing("generate", project, *SEEDANCE, "--shots", 1)
    assert "made already" in fenjing("generate", project, *SEEDANCE, "--shots", 1, code=4).err
    assert len(ark.invoice) == 1
    fenjing("generate", project, *SEEDANCE, "--shots", 1, "--allow-duplicates")
    assert len(ark.invoice) == 2


def test_a_lost_answer_is_a_decision_and_never_a_second_order(
    fenjing: Terminal, ark: FakeArk
) -> None:
    project = fenjing.project()
    ark.settings.echo_seed = False  # nothing can be recognised again
    ark.fail("create", CUT_AFTER)
    said = fenjing("generate", project, *SEEDANCE, "--shots", 1, "--wait", code=4)
    assert "may have been paid for" in said.err
    (job,) = fenjing.json("jobs", project, code=4)["jobs"]
    assert job["state"] == "unknown"
    assert len(ark.invoice) == 1

    twice = fenjing("generate", project, *SEEDANCE, "--shots", 1, code=None)
    assert twice.code in (1, 4)
    assert ark.count("create") == 1

    mistyped = fenjing("jobs", project, "--resolve", job["id"], "--as", "notsent", code=1)
    assert "knows no job" in mistyped.err
    assert fenjing.json("jobs", project, code=4)["jobs"][0]["state"] == "unknown"

    task = next(iter(ark.tasks))
    fenjing("jobs", project, "--resolve", job["id"], "--as", task)
    (kept,) = fenjing.json("jobs", project, "--follow")["jobs"]
    assert (kept["state"], kept["provider_id"]) == ("take", task)
    assert len(ark.invoice) == 1


def test_a_person_may_say_that_it_was_never_sent(fenjing: Terminal, ark: FakeArk) -> None:
    project = fenjing.project()
    ark.settings.echo_seed = False
    ark.fail("create", CUT_BEFORE)
    fenjing("generate", project, *SEEDANCE, "--shots", 1, code=4)
    (job,) = fenjing.json("jobs", project, code=4)["jobs"]
    (told,) = fenjing.json("jobs", project, "--resolve", job["id"], "--as", "not-sent")["jobs"]
    assert told["state"] == "rejected"
    assert ark.invoice == []


def test_a_refusal_is_told_in_words_and_ends_with_one(fenjing: Terminal, ark: FakeArk) -> None:
    project = fenjing.project()
    error = {"error": {"code": "InputTextSensitiveContentDetected", "message": "no"}}
    ark.fail("create", refused(400, error))
    said = fenjing("generate", project, *SEEDANCE, "--shots", 1, "--wait", code=1)
    assert "error: 1-1-01: " in said.out
    assert ark.invoice == []


def test_caps_and_missing_keys_stop_the_whole_batch(fenjing: Terminal, ark: FakeArk) -> None:
    project = fenjing.project()
    command = ("generate", project, *SEEDANCE, "--shots", "1-3")
    assert "cap" in fenjing(*command, "--max-cost", "0.01", code=1).err
    assert ark.calls == []
    assert fenjing.json("jobs", project) == {"jobs": []}


def test_a_missing_key_is_said_before_anything_is_sent(fenjing: Terminal) -> None:
    project = fenjing.project()
    said = fenjing("generate", project, *SEEDANCE, "--shots", 1, code=1)
    assert "key" in said.err
    assert fenjing.json("jobs", project) == {"jobs": []}


def test_strange_orders_are_answered(fenjing: Terminal) -> None:
    project = fenjing.project()
    assert fenjing("generate", project, "--generator", "nobody", code=1).err
    assert fenjing("generate", project, *SEEDANCE[:2], "--model", "{x}", code=1).err
    assert "Write positions" in fenjing("generate", project, "--shots", "{x}", code=1).err
    for bad in (["--takes", "0"], ["--takes", "999"], ["--max-cost", "-1"], ["--max-cost", "NaN"]):
        assert "Help: fenjing generate --help" in fenjing("generate", project, *bad, code=2).err


def test_no_shots_is_no_silence(fenjing: Terminal) -> None:
    project = fenjing.folder / "empty.fenjing"
    fenjing("new", project, "--title", "x")
    fenjing("import", project, fenjing.write("s.txt", "第1集 a\n1-1 夜 内 店\n△她走。\n"))
    assert "fenjing breakdown" in fenjing("generate", project, code=1).err


def test_a_busy_project_is_answered_clearly(fenjing: Terminal) -> None:
    from app import bootstrap

    project = fenjing.project()
    with bootstrap.open_studio() as studio:
        session = studio.open(project)
        try:
            assert "open in another window" in fenjing("generate", project, code=1).err
            assert len(fenjing.json("shots", project)["shots"]) == 3
        finally:
            session.close()


def test_a_project_of_a_newer_fenjing_is_not_changed(fenjing: Terminal) -> None:
    project = fenjing.project()
    database = sqlite3.connect(project / "project.db")
    database.execute("PRAGMA user_version = 9999")
    database.close()
    assert "newer" in fenjing("generate", project, code=1).err
    assert len(fenjing.json("shots", project)["shots"]) == 3


def test_a_vendor_that_cannot_be_reached_is_not_called_done(
    fenjing: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENJING_SEEDANCE_URL", "http://127.0.0.1:9/api/v3")
    monkeypatch.setenv("FENJING_SEEDANCE_KEY", "k-4711")
    said = fenjing("generate", fenjing.project(), *SEEDANCE, "--shots", 1, code=3)
    assert "nothing was sent" in said.out + said.err
    assert "--follow" in said.out
