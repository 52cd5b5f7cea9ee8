"""The door to ffmpeg: progress, stop, patience, and errors in plain words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.errors import BadInput, Cancelled, Damaged, DiskTrouble, OurBug, ToolMissing
from app.media import ffmpeg

_ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=10", "-f", "null", "-"]


def test_progress_is_told_and_the_log_comes_back() -> None:
    seen: list[ffmpeg.Progress] = []
    log = ffmpeg.run(
        ["-f", "lavfi", "-i", "testsrc2=s=64x64:r=10:d=3", "-f", "null", "-"],
        report=seen.append,
        level="info",
    )
    assert seen[-1].frame == 30
    assert "testsrc2" in log


def test_it_stops_when_told_and_leaves_no_child() -> None:
    start = time.monotonic()
    with pytest.raises(Cancelled):
        ffmpeg.run(_ENDLESS, cancelled=lambda: time.monotonic() - start > 0.3)
    assert time.monotonic() - start < 5
    with pytest.raises(Damaged, match="too long"):
        ffmpeg.run(_ENDLESS, timeout=0.3)


def test_each_trouble_has_its_own_error(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(200))
    with pytest.raises(Damaged):
        ffmpeg.run([*ffmpeg.source(tmp_path / "a.mp4"), "-f", "null", "-"])
    with pytest.raises(OurBug):
        ffmpeg.run(["-no_such_option"])
    with pytest.raises(ToolMissing, match="FENJING_FFMPEG"):
        ffmpeg.binary(tmp_path / "none")
    with pytest.raises(BadInput):
        ffmpeg.source(tmp_path / "none.mp4")
    full = Path("/dev/full")
    if full.exists():
        with pytest.raises(DiskTrouble):
            ffmpeg.run(
                ["-f", "lavfi", "-i", "sine=d=30", "-f", "wav", ffmpeg.name(full)],
            )


def test_the_environment_names_another_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled = ffmpeg.binary()
    assert "ffmpeg" in ffmpeg.version(bundled)
    other = tmp_path / "other"
    other.symlink_to(bundled)
    monkeypatch.setenv("FENJING_FFMPEG", str(other))
    assert ffmpeg.binary() == other
