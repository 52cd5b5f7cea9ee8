"""Pieces of a film are exact to the frame and keep their own sound."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from app.media import cutting, probe
from app.media.frames import FrameReader
from tests.media import films


def heard(path: Path) -> NDArray[np.float32]:
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(parts)


@pytest.mark.parametrize(("first", "frames"), [(0, 31), (31, 50), (81, 19), (99, 1)])
def test_a_piece_holds_its_frames_and_no_others(tmp_path: Path, first: int, frames: int) -> None:
    film = films.film(tmp_path / "film.mp4", 100, sound=films.noise(1, 100 / 24))
    out = tmp_path / "piece.mp4"
    cutting.cut(film, out, probe.probe(film), first, frames)
    found = probe.probe(out)
    assert (found.frames, found.has_sound) == (frames, True)
    with FrameReader(out) as reader:
        shown = [films.number_of(reader.rgb(place)) for place in range(len(reader))]
    assert shown == list(range(first, first + frames))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_sound_of_a_piece_is_its_own(tmp_path: Path) -> None:
    sound = films.noise(2, 4)
    film = films.film(tmp_path / "film.mp4", 96, sound=sound)
    out = tmp_path / "piece.mp4"
    cutting.cut(film, out, probe.probe(film), 36, 48)
    middle = sound[int(2 * films.RATE) : int(3 * films.RATE)]
    at, sure = films.where(heard(out), middle)
    assert sure > 0.8
    assert abs(at / films.RATE - 0.5) < 0.06


def test_a_silent_film_stays_silent_and_a_short_sound_is_filled_up(tmp_path: Path) -> None:
    silent = films.film(tmp_path / "silent.mp4", 24)
    out = tmp_path / "piece.mp4"
    cutting.cut(silent, out, probe.probe(silent), 6, 12)
    assert not probe.probe(out).has_sound
    short = films.film(tmp_path / "short.mp4", 48, sound=films.tone(440, 0.5))
    cutting.cut(short, out, probe.probe(short), 24, 24)
    found = probe.probe(out)
    assert (found.frames, found.has_sound) == (24, True)
