"""`fenjing demo`: the whole way on the sample drama, and where it is."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest

from app import bootstrap


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_demo_ends_with_films_that_play(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = bootstrap.run_command(["demo", "--language", language, "--out", str(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["language"] == language
    assert [step["name"] for step in told["steps"]][:4] == ["Script", "Voices", "Takes", "Music"]
    assert told["films"]
    for film in told["films"]:
        assert Path(film["path"]).stat().st_size == film["size"]
        with av.open(film["path"]) as container:
            assert container.streams.video[0].width == film["width"]
            assert container.streams.audio[0].rate == 48000
    capsys.readouterr()
    assert bootstrap.run_command(["check", told["folder"]]) == 0
