"""Each planted fault is found where it is, and a good film has none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.export import faults
from tests.media.films import RATE, film, flat, noise

FPS = 24
LONG = 24 * 8


def moving(number: int, width: int, height: int) -> np.ndarray:
    """A pattern that moves every frame."""
    rows = np.arange(height)[:, None] + np.arange(width)[None, :] * 2 + number * 9
    return np.repeat((40 + rows % 150).astype(np.uint8)[:, :, None], 3, axis=2)


def made(
    folder: Path, *, black: range = range(0), still: range = range(0), sound: object = None
) -> Path:
    def paint(number: int, width: int, height: int) -> np.ndarray:
        if number in black:
            return flat(0)(number, width, height)
        return moving(still.start if number in still else number, width, height)

    heard = noise(1, LONG / FPS) if sound is None else sound
    return film(folder / "film.mp4", LONG, paint=paint, sound=heard)


def found(path: Path, **more: object) -> list[tuple[str, int]]:
    return [(fault.kind, fault.start) for fault in faults.find(path, FPS, LONG, **more)]


def test_a_good_film_has_no_fault(tmp_path: Path) -> None:
    assert found(made(tmp_path)) == []


@pytest.mark.parametrize(
    ("black", "kind", "start"),
    [
        (range(60, 90), "black", 60),
        (range(20), "black_head", 0),
        (range(LONG - 20, LONG), "black_tail", LONG - 20),
    ],
)
def test_black_is_found_where_it_is(black: range, kind: str, start: int, tmp_path: Path) -> None:
    ((name, at),) = found(made(tmp_path, black=black))
    assert name == kind
    assert abs(at - start) <= 1


def test_planned_black_is_no_fault(tmp_path: Path) -> None:
    path = made(tmp_path, black=range(60, 90))
    assert found(path, planned_black=[(60, 90)]) == []
    assert found(path, planned_black=[(100, 130)]) == [("black", 60)]


def test_a_frozen_picture_is_found(tmp_path: Path) -> None:
    ((kind, at),) = found(made(tmp_path, still=range(50, 120)))
    assert kind == "frozen"
    assert abs(at - 50) <= 2


def test_silence_is_found(tmp_path: Path) -> None:
    heard = noise(1, LONG / FPS)
    heard[2 * RATE : 6 * RATE] = 0
    ((kind, at),) = found(made(tmp_path, sound=heard))
    assert kind == "silent"
    assert abs(at - 48) <= 3


def test_clipped_sound_is_found_and_a_loud_peak_is_not(tmp_path: Path) -> None:
    heard = noise(1, LONG / FPS)
    shout = np.sign(np.sin(np.arange(RATE // 2) * 200 * 2 * np.pi / RATE))
    heard[3 * RATE : 3 * RATE + len(shout)] = shout * 1.6
    clipped = [one for one in found(made(tmp_path, sound=heard)) if one[0] == "clipped"]
    assert clipped
    assert abs(clipped[0][1] - 72) <= 6, "coding blurs where it begins"
    peak = noise(1, LONG / FPS)
    peak[RATE] = 0.99
    (tmp_path / "peak").mkdir()
    assert found(made(tmp_path / "peak", sound=peak)) == []


def test_every_kind_has_a_sentence(tmp_path: Path) -> None:
    for fault in faults.find(made(tmp_path, black=range(60, 90)), FPS, LONG):
        assert "1.2 s" in fault.message or "1.3 s" in fault.message
