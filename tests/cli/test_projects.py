"""`new` and `check`: what is made, and what is found wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


def test_a_new_project_is_a_folder_that_says_what_it_is(fenjing: Terminal) -> None:
    made = fenjing.json(
        "new", fenjing.folder / "lanterns", "--title", "借光", "--aspect", "16:9", "--fps", 25
    )
    assert made == {
        "folder": str(fenjing.folder / "lanterns.fenjing"),
        "title": "借光",
        "aspect": "16:9",
        "fps": 25,
        "language": "zh",
    }
    assert (fenjing.folder / "lanterns.fenjing" / "project.db").is_file()


def test_a_newcomer_is_told_what_comes_next(fenjing: Terminal) -> None:
    said = fenjing("new", fenjing.folder / "lanterns", "--title", "Lanterns")
    assert "Next: fenjing import" in said.out
    assert said.err == ""


def test_a_project_is_never_made_over_another(fenjing: Terminal) -> None:
    fenjing("new", fenjing.folder / "drama", "--title", "one")
    said = fenjing("new", fenjing.folder / "drama", "--title", "two", code=1)
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.strip()


@pytest.mark.parametrize("name", ["/", ".", ".."])
def test_a_folder_without_a_name_is_answered_in_words(fenjing: Terminal, name: str) -> None:
    assert "folder of its own" in fenjing("new", name, "--title", "x", code=1).err


def test_a_blank_title_is_refused(fenjing: Terminal) -> None:
    assert "title" in fenjing("new", fenjing.folder / "drama", "--title", "  ", code=1).err


@pytest.mark.parametrize(
    "name",
    [
        "灯\n笼",
        "{x} {0} %s",
        "-leading",
        "灯" * 60,
        ":smile: [bold]x[/bold]",
        "\x1b[31mred",
        "a'b\"c",
    ],
)
def test_hostile_names_are_only_names(fenjing: Terminal, name: str) -> None:
    said = fenjing("new", fenjing.folder / name, f"--title={name}")
    assert "\x1b" not in said.out
    assert said.out.count("\n") == 2
    project = fenjing.folder / f"{name}.fenjing"
    assert fenjing.json("check", project)["ok"] is True
    script = fenjing.folder / f"{name}.txt"
    script.write_text("第1集 a\n1-1 夜 内 店\n△她走。\n", encoding="utf-8")
    assert fenjing.json("import", project, script)["imported"][0]["file"] == str(script)
    missing = fenjing("import", project, fenjing.folder / f"{name}-no.txt", code=1)
    assert "There is no file" in missing.err


def test_a_name_longer_than_the_disk_takes_is_answered_in_words(fenjing: Terminal) -> None:
    said = fenjing("new", fenjing.folder / ("灯" * 100), "--title", "x", code=None)
    assert said.code in (1, 3)
    assert "Traceback" not in said.err
    assert "Something inside" not in said.err
    assert fenjing("script", "check", fenjing.folder / ("灯" * 100), code=1).err


def test_a_healthy_project_is_in_order(fenjing: Terminal) -> None:
    project = fenjing.project()
    assert fenjing.json("check", project) == {"ok": True, "findings": []}
    assert fenjing("check", project).out == "Everything is in order.\n"


def test_a_damaged_database_is_an_error_with_words(fenjing: Terminal) -> None:
    project = fenjing.project()
    database = project / "project.db"
    data = bytearray(database.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    database.write_bytes(bytes(data))
    assert fenjing("shots", project, code=3).err.strip()
    found = fenjing.json("check", project, code=None)
    assert found.get("ok") is not True


def test_no_project_there_is_one_the_person_can_fix(fenjing: Terminal) -> None:
    for command in (["shots"], ["check"], ["jobs"], ["breakdown"], ["export", "--episode", 1]):
        said = fenjing(command[0], fenjing.folder / "nothing.fenjing", *command[1:], code=1)
        assert "There is no project" in said.err


def test_a_moved_project_opens(fenjing: Terminal) -> None:
    project = fenjing.project()
    moved = fenjing.folder / "elsewhere" / "新 名字.fenjing"
    moved.parent.mkdir()
    shutil.move(project, moved)
    assert len(fenjing.json("shots", moved)["shots"]) == 3


def test_a_path_too_long_for_the_project_file_is_said_before_anything_is_made(
    fenjing: Terminal, tmp_path: Path
) -> None:
    deep = tmp_path / ("长" * 70) / ("长" * 70)
    said = fenjing("new", deep / "x", "--title", "x", code=1)
    assert "shorter name" in said.err
    assert not deep.exists()
