from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from app.domain.ids import ShotId
from app.domain.recipes import Figure, Picture, Recipe
from app.errors import BadInput, Cancelled
from app.media.animatic.painter import no_references, paint_still
from app.media.compose import animate


def recipe(width: int, height: int, seconds: float, fps: int) -> Recipe:
    figures = (Figure(name="林夏", color="#E4572E", sex="female"),)
    picture = Picture(
        number="1",
        size="MS",
        move="pan_right",
        action="林夏走",
        place="老街",
        int_ext="ext",
        figures=figures,
    )
    return Recipe(
        generator="animatic",
        shot_id=ShotId("s"),
        seconds=seconds,
        width=width,
        height=height,
        fps=fps,
        picture=picture,
    )


@pytest.mark.parametrize(
    ("width", "height", "seconds", "fps"),
    [(180, 320, 1.0, 24), (320, 180, 0.52, 25), (240, 240, 0.3, 30), (180, 320, 0.01, 24)],
)
def test_the_file_has_exactly_the_frames_asked(
    tmp_path: Path, width: int, height: int, seconds: float, fps: int
) -> None:
    shot, out = recipe(width, height, seconds, fps), tmp_path / "镜头 1.mp4"
    told: list[float] = []
    animate(shot, out, no_references, told.append, lambda: False)
    with av.open(str(out)) as file:
        stream = file.streams.video[0]
        decoded = [frame.to_ndarray(format="rgb24") for frame in file.decode(stream)]
        assert (stream.width, stream.height) == (width, height)
        assert stream.average_rate == fps
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert not file.streams.audio
    assert len(decoded) == max(1, round(seconds * fps))
    assert told == sorted(told)
    assert told[-1] == 1.0
    still = np.asarray(paint_still(shot, no_references), float)
    assert np.abs(decoded[0].astype(float) - still).mean() < 9


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    with pytest.raises(Cancelled):
        animate(
            recipe(90, 160, 3, 24), tmp_path / "a.mp4", no_references, lambda _: None, cancelled
        )
    assert list(tmp_path.iterdir()) == []
    assert asked < 12


def test_only_mp4_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        animate(
            recipe(90, 160, 1, 24), tmp_path / "a.exe", no_references, lambda _: None, lambda: False
        )
