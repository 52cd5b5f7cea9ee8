"""`import`: scripts again and again, media for shots, faces for the cast, music for an episode."""

from __future__ import annotations

import wave

import pytest
from PIL import Image

from tests.cli.terminal import SCRIPT, Terminal


def test_a_script_brings_episodes_scenes_and_cast(fenjing: Terminal) -> None:
    project = fenjing.folder / "drama.fenjing"
    fenjing("new", project, "--title", "灯")
    (brought,) = fenjing.json("import", project, fenjing.write("s.txt", SCRIPT))["imported"]
    assert (brought["kind"], brought["episodes_added"], brought["scenes"]) == ("script", 1, 1)
    assert {"林夏", "老陈", "便利店"} <= set(brought["cast_added"])
    assert {"kind", "name", "aliases", "looks"} <= set(fenjing.json("cast", project)["cast"][0])


def test_the_same_script_twice_changes_no_shot(fenjing: Terminal) -> None:
    project = fenjing.project()
    before = fenjing.json("shots", project)["shots"]
    (brought,) = fenjing.json("import", project, fenjing.folder / "script.txt")["imported"]
    assert (brought["episodes_added"], brought["episodes_changed"]) == (0, 0)
    changes = fenjing.json("breakdown", project)["episodes"][0]["changes"]
    assert {change["kind"] for change in changes} == {"keep"}
    assert fenjing.json("shots", project)["shots"] == before


def test_pictures_become_takes_faces_and_sounds_become_music(fenjing: Terminal) -> None:
    project = fenjing.project()
    picture, sound = fenjing.folder / "face.png", fenjing.folder / "theme.wav"
    Image.new("RGB", (270, 480), "teal").save(picture)
    with wave.open(str(sound), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(16000))
    kinds = [
        fenjing.json("import", project, picture, "--shot", "1-1-02")["imported"][0],
        fenjing.json("import", project, picture, "--cast", "林夏")["imported"][0],
        fenjing.json("import", project, sound, "--episode", 1)["imported"][0],
    ]
    assert [one["kind"] for one in kinds] == ["take", "reference", "music"]
    shots = fenjing.json("shots", project)["shots"]
    assert [shot["takes"] for shot in shots] == [0, 1, 0]
    assert fenjing.json("check", project)["ok"]


@pytest.mark.parametrize(
    ("options", "told"),
    [([], "belongs to a shot"), (["--shot", "9-9"], "no shot"), (["--cast", "{x}"], "called {x}")],
)
def test_a_picture_without_a_home_is_asked_about(
    fenjing: Terminal, options: list[str], told: str
) -> None:
    project = fenjing.project()
    picture = fenjing.folder / "face.png"
    Image.new("RGB", (27, 48)).save(picture)
    assert told in fenjing("import", project, picture, *options, code=1).err


def test_what_is_no_picture_is_no_take(fenjing: Terminal) -> None:
    project = fenjing.project()
    fake = fenjing.write("face.png", "not a picture")
    said = fenjing("import", project, fake, "--shot", "1-1-01", code=None)
    assert said.code in (1, 3)
    assert "Something inside" not in said.err
    assert fenjing("import", project, fenjing.write("a.exe", "x"), code=1).err
    assert [shot["takes"] for shot in fenjing.json("shots", project)["shots"]] == [0, 0, 0]
