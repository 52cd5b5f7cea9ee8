"""Exact frames: by number, at random, the last one; thumbnails; proxies with the same numbers."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from app.errors import BadInput, Cancelled
from app.media import ffmpeg
from app.media.frames import FrameReader, last_frame, proxy, still, thumbnail
from app.media.probe import probe
from tests.media.films import film, number_of, tone


def test_every_frame_is_found_by_its_number_in_any_order(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", 90)
    order = [*range(90), *range(89, -1, -7), *random.Random(4).sample(range(90), 40)]
    with FrameReader(path) as reader:
        assert len(reader) == 90
        assert [number_of(reader.rgb(index)) for index in order] == order
        assert number_of(reader.rgb(500)) == 89
        with pytest.raises(BadInput):
            reader.frame(-1)


def test_a_changing_rate_keeps_its_numbers(tmp_path: Path) -> None:
    steady = film(tmp_path / "a.mp4", 60, fps=30)
    uneven = tmp_path / "b.mkv"
    ffmpeg.run(
        [
            *("-i", ffmpeg.name(steady), "-vf", "setpts='PTS+mod(N,3)*8/1000/TB'"),
            *("-fps_mode", "passthrough", "-c:v", "libx264", ffmpeg.name(uneven)),
        ]
    )
    with FrameReader(uneven) as reader:
        for index in (0, 31, 7, 59, 44):
            assert number_of(reader.rgb(index)) == index


def test_the_last_frame_is_the_very_last(tmp_path: Path) -> None:
    assert number_of(last_frame(film(tmp_path / "a.mp4", 47, sound=tone(300, 2.5)))) == 46


def test_a_turned_phone_film_stands_upright(tmp_path: Path) -> None:
    lying = film(tmp_path / "a.mp4", 4, size=(160, 96))
    turned = tmp_path / "b.mp4"
    ffmpeg.run(
        ["-display_rotation", "90", "-i", ffmpeg.name(lying), "-c", "copy", ffmpeg.name(turned)]
    )
    facts = probe(turned)
    assert (facts.width, facts.height) == (96, 160)
    with FrameReader(turned) as reader:
        assert reader.image(0).size == (96, 160)


def test_thumbnails_fit_their_box(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", 9)
    made = Image.open(io.BytesIO(thumbnail(path, 5, (48, 48))))
    assert made.format == "JPEG"
    assert made.size == (29, 48)
    assert number_of(still(path, 5)) == 5
    picture = Image.new("RGBA", (20, 10), (255, 0, 0, 0))
    picture.save(tmp_path / "clear.png")
    assert still(tmp_path / "clear.png").getpixel((3, 3)) == (0, 0, 0)


def test_a_proxy_has_the_same_numbers_and_a_key_each_fifteen(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", 70, size=(720, 1280), sound=tone(300, 3))
    proxy(path, tmp_path / "p.mp4")
    facts = probe(tmp_path / "p.mp4")
    assert (facts.width, facts.height, facts.frames, facts.has_sound) == (540, 960, 70, True)
    with FrameReader(tmp_path / "p.mp4") as reader:
        assert [number_of(reader.rgb(i)) for i in (0, 69, 14, 33)] == [0, 69, 14, 33]
        keys = [i for i in range(70) if reader.frame(i).key_frame]
    assert keys == list(range(0, 70, 15))


def test_a_stopped_proxy_leaves_nothing(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", 60)
    with pytest.raises(Cancelled):
        proxy(path, tmp_path / "p.mp4", cancelled=lambda: True)
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]
