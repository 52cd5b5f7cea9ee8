"""`cast`, `recipe`, `continuity`, `outdated`: what they say to people and what they refuse."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.cli.terminal import Terminal


def test_the_cast_is_listed_with_looks_and_slots(fenjing: Terminal) -> None:
    project = fenjing.project(shots=False)
    fenjing("cast", project, "look", "林夏", "--look", "大衣", "--from", "1-1")
    (lin,) = [one for one in fenjing.json("cast", project)["cast"] if one["name"] == "林夏"]
    (look,) = lin["looks"]
    assert (look["name"], look["from"], look["to"]) == ("大衣", "1-1", "")
    assert look["slots"]["front"] == []
    assert set(lin["bible"]) >= {"face", "hair"}
    assert "大衣" in fenjing("cast", project).out


def test_drawing_pins_what_is_empty_and_says_its_price_first(fenjing: Terminal) -> None:
    project = fenjing.project(shots=False)
    asked = fenjing.json("cast", project, "draw", "林夏", "--slots", "front", "--dry-run",
                         "--generator", "animatic")  # fmt: skip
    assert asked["quote"]["totals"] == []
    drawn = fenjing.json("cast", project, "draw", "林夏", "--slots", "front",
                         "--generator", "animatic")  # fmt: skip
    assert drawn["pinned"] == ["front"]
    out = fenjing.folder / "lin.png"
    assert "lin.png" in fenjing("cast", project, "sheet", "林夏", "--out", out, "--plain").out
    assert Image.open(out).width == 2048


@pytest.mark.parametrize(
    "words",
    [
        ("draw", "谁"),
        ("draw", "林夏", "--slots", "plan"),
        ("draw", "林夏", "--generator", "seedream"),
        ("sheet", "林夏", "--out", "x.png"),
        ("sheet", "林夏"),
        ("look", "林夏"),
        ("look", "林夏", "--look", "a", "--from", "9-9"),
        ("export",),
        ("bring", "nowhere.fenjingcast"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    fenjing: Terminal, words: tuple[str, ...]
) -> None:
    project = fenjing.project(shots=False)
    said = fenjing("cast", project, *words, code=None)
    assert said.code == 1
    assert said.err.strip()


def test_a_recipe_names_its_pictures_and_what_is_dropped(fenjing: Terminal) -> None:
    project = fenjing.project()
    fenjing("cast", project, "draw", "林夏", "--slots", "front", "--generator", "animatic")
    number = next(
        shot["number"]
        for shot in fenjing.json("shots", project)["shots"]
        if "林夏" in shot["subject_names"]
    )
    asked = fenjing.json("recipe", project, number, "--generator", "kling-4")
    (sent,) = [each for each in asked["references"] if each["name"] == "林夏"]
    assert sent["role"] == "character"
    assert not sent["missing"]
    assert (project / sent["file"]).is_file()
    said = fenjing("recipe", project, number, "--generator", "kling-4").out
    assert asked["prompt"][:20] in said
    fewer = fenjing.json("recipe", project, number, "--generator", "kling-turbo")
    assert fewer["dropped"]
    assert fenjing("recipe", project, "1-3", "--generator", "kling", code=None).code == 1


def test_reports_speak_when_there_is_nothing_to_say(fenjing: Terminal) -> None:
    project = fenjing.project()
    assert "still fits" in fenjing("outdated", project).out
    found = fenjing.json("continuity", project, "--episode", 1)["findings"]
    assert {each["kind"] for each in found} <= {"no_reference", "wardrobe", "not_in_shot"}
    assert fenjing("continuity", project).out.strip()
    assert fenjing("continuity", project, "--episode", 7, code=None).code == 1
