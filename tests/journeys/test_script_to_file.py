"""From a written script to a file that plays, through the command line as a person would type it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app import bootstrap, paths

SCRIPTS = Path(__file__).parent / "scripts"


def fenjing(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:
    """Run one command with `--json`; its exit code must be `code`; returns the document."""
    capsys.readouterr()
    assert bootstrap.run_command([*map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def played(path: Path) -> tuple[int, int, int, float, float]:
    """Width, height, decoded pictures, seconds of sound, and its loudest sample (0..1) of a finished file."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        pictures = sum(1 for _ in container.decode(video))
        size = (video.width, video.height)
    heard, loudest = 0, 0.0
    with av.open(str(path)) as container:
        sound = container.streams.audio[0]
        rate = sound.rate
        for frame in container.decode(sound):
            heard += frame.samples
            loudest = max(loudest, float(np.abs(frame.to_ndarray()).max()))
    return (*size, pictures, heard / rate, loudest)


def carry_through(
    script: str, project: Path, capsys: pytest.CaptureFixture[str], *, shots: str = ""
) -> None:
    """Import, shots, takes, film; each episode, or the first with only `shots` drawn."""
    fenjing(capsys, "new", project, "--title", "Drama")
    found = fenjing(capsys, "script", "check", SCRIPTS / script)
    numbers = [episode["number"] for episode in found["episodes"]]
    assert numbers == [1, 2]
    fenjing(capsys, "import", project, SCRIPTS / script)
    for episode in fenjing(capsys, "breakdown", project, "--accept")["episodes"]:
        assert episode["coverage"]["missing"] == []
        assert episode["coverage"]["doubled"] == []
    for number in numbers[:1] if shots else numbers:
        chosen = ("--shots", shots) if shots else ()
        made = fenjing(capsys, "generate", project, "--episode", number, *chosen)
        assert {attempt["state"] for attempt in made["attempts"]} == {"take"}
        play(project, number, capsys)
    assert fenjing(capsys, "check", project)["ok"]


def play(project: Path, number: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Export an episode; the file is as long as its timeline and its lines are heard."""
    out = project.parent / f"{project.stem}-{number}.mp4"
    told = fenjing(
        capsys, "export", project, "--episode", number, "--preset", "review", "--out", out
    )
    assert [finding for finding in told["findings"] if finding["severity"] == "error"] == []
    width, height, pictures, heard, loudest = played(out)
    assert height > width
    assert pictures == round(told["delivery"]["seconds"] * 24)
    assert abs(heard - pictures / 24) < 0.1
    assert loudest > 0.05


def test_a_script_becomes_a_file_that_plays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    carry_through("lantern_clause.fountain", tmp_path / "lantern.fenjing", capsys, shots="1-8")


@pytest.mark.parametrize("script", ["borrowed_light_cn.txt", "reply_letter_cn_labelled.txt"])
def test_a_part_of_a_drama_is_drawn_and_the_whole_of_it_plays(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    carry_through(script, tmp_path / "drama.fenjing", capsys, shots="1-3")


@pytest.mark.nightly
@pytest.mark.parametrize("script", sorted(path.name for path in SCRIPTS.iterdir()))
def test_every_episode_of_every_script_becomes_a_file(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    carry_through(script, tmp_path / "drama.fenjing", capsys)


def test_the_sample_drama_covers_every_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for script in ("lost_tomorrow_zh.txt", "lost_tomorrow_en.fountain"):
        project = tmp_path / f"{script}.fenjing"
        fenjing(capsys, "new", project, "--title", "Drama")
        fenjing(capsys, "import", project, paths.samples() / script)
        for episode in fenjing(capsys, "breakdown", project, "--accept")["episodes"]:
            assert episode["coverage"]["missing"] == []
            assert episode["coverage"]["covered"] == episode["coverage"]["lines"] > 0
