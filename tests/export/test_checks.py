"""The read-back finds each kind of wrong film and says it plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Damaged
from app.export.checks import Expected, index_is_in_front, verify
from app.export.movie import render
from app.media import ffmpeg
from tests.export.cuts import Bench, clip, cut, line, small
from tests.media.films import film, noise, wav


@pytest.fixture
def finished(tmp_path: Path) -> tuple[Bench, Expected]:
    bench = Bench(tmp_path)
    ref = bench.put(film(tmp_path / "n.mp4", 40))
    sound = bench.put(wav(tmp_path / "s.wav", noise(1, 1.2)))
    timeline = cut([clip(ref, 48)], sounds=(line(sound, 6),))
    render(bench.job(timeline))
    return bench, Expected(timeline, small(), 120, 200, True)


def _wrong(path: Path, expected: Expected) -> set[str]:
    verified = verify(path, expected)
    return {finding.code for finding in verified.findings if finding.severity != "ok"}


def test_a_right_film_has_nothing_to_find(finished: tuple[Bench, Expected]) -> None:
    bench, expected = finished
    verified = verify(bench.out, expected)
    assert verified.sound
    assert _wrong(bench.out, expected) == set()
    assert verified.frames == 48


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["-c", "copy", "-movflags", "+use_metadata_tags"], {"faststart"}),
        (["-c", "copy", "-movflags", "+faststart"], {"label"}),
        (["-c:v", "copy", "-an"], {"sound"}),
        (["-c:a", "copy", "-vf", "scale=96:160"], {"size"}),
        (["-c:a", "copy", "-frames:v", "47"], {"length"}),
        (["-c:a", "copy", "-r", "25"], {"rate", "length"}),
        (["-c:v", "copy", "-af", "volume=-8dB"], {"loudness"}),
        (["-c:v", "copy", "-af", "volume=0"], {"line", "loudness"}),
        (["-c:v", "copy", "-ac", "1"], {"sound"}),
        (["-c:a", "copy", "-pix_fmt", "yuv444p"], {"codec"}),
    ],
)
def test_each_fault_is_found(
    finished: tuple[Bench, Expected], tmp_path: Path, arguments: list[str], found: set[str]
) -> None:
    bench, expected = finished
    spoilt = tmp_path / "spoilt.mp4"
    kept = [] if "-movflags" in arguments else ["-movflags", "+faststart+use_metadata_tags"]
    ffmpeg.run(["-i", ffmpeg.name(bench.out), *arguments, *kept, ffmpeg.name(spoilt)])
    wrong = {code for code in _found(spoilt, expected) if code != "colours"}
    assert found <= wrong
    assert wrong - found <= {"loudness", "peak"}


def _found(path: Path, expected: Expected) -> set[str]:
    try:
        return _wrong(path, expected)
    except Damaged:
        return {"sound"}


def test_boxes_are_read_safely(tmp_path: Path) -> None:
    odd = tmp_path / "x.mp4"
    for data in (b"", b"\0\0", b"\0\0\0\0mdat", b"\0\0\0\1free" + b"\0" * 8, b"\0\0\0\x08free" * 9):
        odd.write_bytes(data)
        assert index_is_in_front(odd) is False
