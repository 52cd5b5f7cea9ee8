"""`shots`, `cast`, `generators`: documents for programs, columns for people in their language."""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal


def test_shots_have_positions_numbers_and_lengths(fenjing: Terminal) -> None:
    shots = fenjing.json("shots", fenjing.project(), "--episode", 1)["shots"]
    assert [shot["position"] for shot in shots] == [1, 2, 3]
    for shot in shots:
        assert {"id", "number", "size", "angle", "move", "seconds", "takes", "episode"} <= set(shot)
        assert shot["seconds"] == pytest.approx(shot["length"] / 24)


def test_words_of_the_trade_follow_the_language(
    fenjing: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = fenjing.project()
    english = fenjing("shots", project).out
    assert "eye level" in english
    assert "平视" not in english
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    chinese = fenjing("shots", project).out
    assert "平视" in chinese
    assert "eye level" not in chinese


def test_columns_stand_straight_beside_chinese(fenjing: Terminal) -> None:
    from rich.cells import cell_len

    heading, *rows = fenjing("shots", fenjing.project()).out.splitlines()
    at = cell_len(heading[: heading.index("Takes") + len("Takes")])
    assert {cell_len(row) for row in rows} == {at}


def test_an_empty_project_says_what_to_do(fenjing: Terminal) -> None:
    project = fenjing.project(shots=False)
    assert "fenjing breakdown" in fenjing("shots", project).out
    empty = fenjing.folder / "empty.fenjing"
    fenjing("new", empty, "--title", "x")
    assert "fenjing import" in fenjing("cast", empty).out
    assert fenjing.json("cast", empty) == {"cast": []}


def test_generators_are_told_with_key_and_models(
    fenjing: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {one["id"]: one for one in fenjing.json("generators")["generators"]}
    assert {"animatic", "handoff", "comfyui", "seedance"} <= set(found)
    assert found["animatic"]["key_state"] == "not needed"
    assert found["seedance"]["key_state"] == "missing"
    assert all(one["models"] for one in found.values())
    table = fenjing("generators").out
    assert "_KEY" in table
    assert sum(line.startswith("seedance") for line in table.splitlines()) == 1
    assert found["seedance"]["key_variable"] == "FENJING_SEEDANCE_KEY"
    assert found["seedance"]["resubmission"] == "tag"
    retired = {one["id"]: one for one in found["seedance"]["models"] if one["retired"]}
    assert all(one["retired_on"] and one["successor"] for one in retired.values())
    assert "use doubao-seedance-1-5-pro-251215" in table
    monkeypatch.setenv("FENJING_SEEDANCE_KEY", "canary-4711")
    said = fenjing("generators", "--json")
    assert "canary" not in said.out + said.err
    states = {one["id"]: one["key_state"] for one in said.document["generators"]}
    assert states["seedance"] == "environment"
