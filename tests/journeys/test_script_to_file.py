"""From a written script to a file that plays, through the command line as a person would type it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import pytest

from app import bootstrap, paths

SCRIPTS = Path(__file__).parent / "scripts"


def fenjing(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:
    """Run one command with `--json`; its exit code must be `code`; returns the document."""
    capsys.readouterr()
    assert bootstrap.run_command([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def played(path: Path) -> tuple[int, int, int, float]:
    """Width, height, decoded pictures, and seconds of sound of a finished file."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        pictures = sum(1 for _ in container.decode(video))
        size = (video.width, video.height)
    with av.open(str(path)) as container:
        sound = container.streams.audio[0]
        heard = sum(frame.samples for frame in container.decode(sound)) / sound.rate
    return (*size, pictures, heard)


@pytest.mark.parametrize(
    "script",
    ["borrowed_light_cn.txt", "reply_letter_cn_labelled.txt", "lantern_clause.fountain"],
)
def test_a_script_becomes_a_file_that_plays(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "drama.fenjing"
    fenjing(capsys, "new", project, "--title", "Drama")
    found = fenjing(capsys, "script", "check", SCRIPTS / script)
    assert [episode["number"] for episode in found["episodes"]] == [1, 2]
    fenjing(capsys, "import", project, SCRIPTS / script)
    broken = fenjing(capsys, "breakdown", project, "--episode", 1, "--accept")
    assert broken["episodes"][0]["coverage"]["missing"] == []
    assert broken["episodes"][0]["coverage"]["doubled"] == []

    made = fenjing(capsys, "generate", project, "--episode", 1)
    assert {attempt["state"] for attempt in made["attempts"]} == {"take"}

    out = tmp_path / "episode.mp4"
    told = fenjing(capsys, "export", project, "--episode", 1, "--preset", "review", "--out", out)
    assert [finding for finding in told["findings"] if finding["severity"] == "error"] == []
    width, height, pictures, heard = played(out)
    assert height > width
    assert pictures == round(told["delivery"]["seconds"] * 24)
    assert abs(heard - pictures / 24) < 0.1
    assert fenjing(capsys, "check", project)["ok"]


def test_the_sample_drama_covers_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for script in ("lost_tomorrow_zh.txt", "lost_tomorrow_en.fountain"):
        project = tmp_path / f"{script}.fenjing"
        fenjing(capsys, "new", project, "--title", "Drama")
        fenjing(capsys, "import", project, paths.samples() / script)
        for episode in fenjing(capsys, "breakdown", project, "--accept")["episodes"]:
            assert episode["coverage"]["missing"] == []
            assert episode["coverage"]["covered"] == episode["coverage"]["lines"] > 0
