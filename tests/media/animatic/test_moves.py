from __future__ import annotations

import typing

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.domain.shots import Move
from app.media.animatic.moves import view_at
from app.media.animatic.painter import Film, no_references

from .shots import recipe

MOVES: tuple[Move, ...] = typing.get_args(Move)


def inner(image: Image.Image) -> NDArray[np.float64]:
    """The middle of a frame without slug strip and tags, as grey."""
    width, height = image.size
    grey = np.asarray(image.convert("L"), float)
    return grey[int(height * 0.3) : int(height * 0.95), int(width * 0.05) : int(width * 0.95)]


def shift(first: NDArray[np.float64], second: NDArray[np.float64]) -> tuple[int, int]:
    """How far the content went from the first to the second picture: right, down, by phase correlation."""
    a, b = (np.fft.fft2(picture - picture.mean()) for picture in (first, second))
    cross = b * a.conj()
    peak = np.abs(np.fft.ifft2(cross / (np.abs(cross) + 1e-3)))
    row, column = np.unravel_index(int(peak.argmax()), peak.shape)
    height, width = peak.shape
    return (int(column) + width // 2) % width - width // 2, (
        int(row) + height // 2
    ) % height - height // 2


def frames(move: Move, *moments: float) -> list[NDArray[np.float64]]:
    film = Film(recipe(move=move, size="LS", figures=(), place="教室"), no_references)
    return [inner(film.at(moment)) for moment in moments]


@pytest.mark.parametrize(
    ("move", "axis", "sign"),
    [
        ("pan_right", 0, -1), ("pan_left", 0, 1), ("truck_right", 0, -1), ("truck_left", 0, 1),
        ("tilt_up", 1, 1), ("tilt_down", 1, -1), ("pedestal_up", 1, 1), ("pedestal_down", 1, -1),
    ],
)  # fmt: skip
def test_the_picture_goes_against_the_camera(move: Move, axis: int, sign: int) -> None:
    before, after = frames(move, 0.9, 1.0)
    went = shift(before, after)
    assert went[axis] * sign > 0, went
    assert abs(went[axis]) > 2 * abs(went[1 - axis])


@pytest.mark.parametrize("move", [move for move in MOVES if move not in {"static", "rack"}])
def test_every_move_changes_the_picture(move: Move) -> None:
    start, end = frames(move, 0.0, 1.9)
    assert np.abs(start - end).mean() > 0.8, move


def test_a_static_shot_without_people_stands_still() -> None:
    start, end = frames("static", 1.4, 1.9)
    assert np.array_equal(start, end)


def test_going_in_enlarges_and_near_things_grow_faster() -> None:
    for move in ("dolly_in", "zoom_in", "drone"):
        assert view_at(move, 1, 4).zoom > view_at(move, 0, 0).zoom * 1.15
    for move in ("dolly_out", "zoom_out"):
        assert view_at(move, 1, 4).zoom < view_at(move, 0, 0).zoom / 1.15
    dolly, zoom = view_at("dolly_in", 1, 4), view_at("zoom_in", 1, 4)
    assert dolly.front_zoom > dolly.zoom > dolly.back_zoom
    assert zoom.front_zoom == zoom.zoom == zoom.back_zoom
    truck, pan = view_at("truck_right", 1, 4), view_at("pan_right", 1, 4)
    assert truck.front_x > truck.x > truck.back_x > 0
    assert pan.front_x == pan.x == pan.back_x > 0
    vertigo = view_at("dolly_zoom", 1, 4)
    assert vertigo.back_zoom > vertigo.zoom * 1.2


def test_focus_racks_from_the_background_to_the_people() -> None:
    early, late = view_at("rack", 0.05, 0.1), view_at("rack", 0.95, 3.8)
    assert early.blur_actors > early.blur_back
    assert late.blur_back > late.blur_actors
