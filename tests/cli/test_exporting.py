"""`export`: a file and what was read back of it, or a sentence and no file."""

from __future__ import annotations

from pathlib import Path

from tests.cli.terminal import Terminal


def test_a_film_its_captions_and_what_was_found(fenjing: Terminal) -> None:
    project = fenjing.project()
    out = fenjing.folder / "film {x}.mp4"
    told = fenjing.json("export", project, "--episode", 1, "--preset", "review", "--out", out)
    assert told["delivery"]["path"] == str(out)
    assert out.stat().st_size == told["delivery"]["size"]
    assert "打烊了" in Path(told["captions"]).read_text(encoding="utf-8")
    assert all(finding["severity"] != "error" for finding in told["findings"])
    assert told["pieces_made"] == told["pieces"] > 0
    again = fenjing("export", project, "--episode", 1, "--preset", "review", "--out", out)
    assert str(out) in again.out
    assert "Rendering" in again.err
    assert "Rendering" not in again.out


def test_what_cannot_be_exported_is_said_and_leaves_nothing(fenjing: Terminal) -> None:
    project = fenjing.project()
    command = ("export", project, "--episode", 1, "--preset")
    assert "nope" in fenjing(*command, "nope", code=1).err
    folder = fenjing.folder / "films"
    folder.mkdir()
    assert fenjing(*command, "review", "--out", folder, code=None).code in (1, 3)
    assert list(folder.iterdir()) == []
    assert "no episode 9" in fenjing("export", project, "--episode", 9, code=1).err
    assert fenjing("export", project, code=2).err
    assert fenjing("export", project, "--episode", "x", code=2).err


def test_an_episode_without_shots_has_no_film(fenjing: Terminal) -> None:
    said = fenjing("export", fenjing.project(shots=False), "--episode", 1, code=1)
    assert "no shots" in said.err


def test_a_place_that_cannot_be_written_is_the_environments_fault(fenjing: Terminal) -> None:
    project = fenjing.project()
    blocked = fenjing.write("file", "x") / "film.mp4"
    command = ("export", project, "--episode", 1, "--preset", "review", "--out")
    assert fenjing(*command, blocked, code=3).err.strip()
    assert fenjing(*command, "/proc/film.mp4", code=3).err.strip()
