"""Several generators, fallbacks, decisions in words, and what it all cost: in a terminal, against two vendors."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from app import paths
from tests.cli.terminal import Terminal
from tests.fakes.ark import FakeArk
from tests.fakes.server import CUT_AFTER, refused
from tests.studio import vendors

BOTH = ("--generator", "first", "--generator", f"second:{vendors.MODEL}")


@pytest.fixture
def arks(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, FakeArk]]:
    cards = [vendors.card(name) for name in vendors.NAMES]
    vendors.write(paths.settings_folder() / "cards", *cards)
    with vendors.two_vendors(monkeypatch) as fakes:
        yield fakes


def test_a_dry_run_prints_the_whole_send(fenjing: Terminal, arks: dict[str, FakeArk]) -> None:
    project = fenjing.project()
    document = fenjing.json("generate", project, *BOTH, "--shots", 1, "--dry-run")
    assert document["sheet"]["kind"] == "bake_off"
    first, second = document["previews"]
    assert (first["generator"], second["generator"]) == ("first", "second")
    request = first["requests"][0]
    assert request["url"].startswith(arks["first"].url)
    assert request["headers"]["Authorization"] == "Bearer ***"
    assert first["prompt"] in request["body"]["content"][0]["text"]
    for name in ("references", "settings", "seconds", "price", "problems", "differences"):
        assert name in first
    assert all(ark.calls == [] for ark in arks.values())


def test_two_generators_make_the_same_shot_and_costs_compare_them(
    fenjing: Terminal, arks: dict[str, FakeArk]
) -> None:
    project = fenjing.project()
    assert fenjing.json("costs", project)["whole"] is None
    fenjing("generate", project, *BOTH, "--shots", 1, "--wait")
    assert [len(ark.invoice) for ark in arks.values()] == [1, 1]
    assert fenjing.takes(project)["1-1-01"] == 2
    document = fenjing.json("costs", project)
    assert {row["generator"] for row in document["by_generator"]} == set(vendors.NAMES)
    assert {row["size"] for row in document["by_size"]} != {""}
    assert document["by_character"][0]["character"] == "林夏"
    assert document["whole"]["sent"] == 2
    assert document["spent"][0]["currency"] == "CNY"
    told = fenjing("costs", project).out
    assert "By generator" in told
    assert "first" in told
    lines = list(csv.DictReader(fenjing("jobs", project, "--csv").out.splitlines()))
    assert [line["generator"] for line in lines] == ["first", "second"]
    assert {line["state"] for line in lines} == {"take"}
    assert len({line["batch"] for line in lines}) == 1


def test_a_fallback_is_named_in_the_command(fenjing: Terminal, arks: dict[str, FakeArk]) -> None:
    project = fenjing.project()
    arks["first"].fail(
        "create", refused(400, {"error": {"code": "InvalidParameter", "message": ""}})
    )
    arguments = ("--generator", "first", "--fallback", "second", "--fallback-wait", 5)
    made = fenjing.json("generate", project, *arguments, "--shots", 1, "--wait", code=None)
    assert made["sheet"]["items"][0]["fallbacks"] == [f"second:{vendors.MODEL}"]
    states = {one["generator"]: one["state"] for one in made["attempts"]}
    assert states == {"first": "rejected", "second": "take"}


@pytest.mark.parametrize(
    "arguments",
    [
        (*BOTH, "--model", vendors.MODEL),
        (*BOTH, "--fallback", "first"),
        ("--generator", "first", "--fallback", "nobody"),
        ("--generator", "nobody"),
    ],
)
def test_what_does_not_go_together_is_said(
    fenjing: Terminal, arks: dict[str, FakeArk], arguments: tuple[str, ...]
) -> None:
    project = fenjing.project()
    assert fenjing("generate", project, *arguments, "--shots", 1, "--dry-run", code=1).err
    assert all(ark.calls == [] for ark in arks.values())


def test_doubts_are_resolved_and_vendors_paused_in_words(
    fenjing: Terminal, arks: dict[str, FakeArk]
) -> None:
    project = fenjing.project()
    arks["first"].settings.echo_seed = False
    arks["first"].fail("create", CUT_AFTER)
    fenjing("generate", project, "--generator", "first", "--shots", 1, "--wait", code=4)
    (job,) = fenjing.json("jobs", project, code=4)["jobs"]
    assert "go together" in fenjing("jobs", project, "resolve", job["id"], code=1).err
    assert "not said" in fenjing("jobs", project, "pause", code=1).err
    (told,) = fenjing.json("jobs", project, "resolve", job["id"], "--as", "not-sent")["jobs"]
    assert told["state"] == "rejected"
    assert "first" in fenjing("jobs", project, "pause", "first").out
    assert fenjing("generate", project, "--generator", "first", "--shots", 2, code=None).code in (
        0,
        3,
    )
    assert len(arks["first"].invoice) == 1
    fenjing("jobs", project, "resume", "first")
    followed = fenjing.json("jobs", project, "--follow")["jobs"]
    assert followed[0]["state"] == "take"
    assert len(arks["first"].invoice) == 2
    assert "no generator" in fenjing("jobs", project, "pause", "nobody", code=1).err
    assert "exclude" in fenjing("jobs", project, "--csv", "--json", code=1).err
