from __future__ import annotations

import itertools
import typing

import numpy as np
import pytest

from app.domain.shots import Angle, Size
from app.media.animatic.lens import aim_camera

FRAMES = ((720, 1280), (1280, 720), (720, 720))
SIZES: tuple[Size, ...] = ("ELS", "LS", "FS", "MLS", "MS", "MCU", "CU", "ECU")


def rows(frame: tuple[int, int], size: Size, angle: Angle, *heights: float) -> list[float]:
    lens = aim_camera(frame, size, angle)
    return [float(lens.project(np.array([[0.0, height, 0.0]]))[0, 1]) for height in heights]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("angle", ["eye", "high", "low", "worm"])
def test_every_closer_size_draws_a_larger_head(frame: tuple[int, int], angle: Angle) -> None:
    heads = []
    for size in SIZES:
        chin, crown = rows(frame, size, angle, 1.46, 1.70)
        heads.append(chin - crown)
    assert all(later > earlier * 1.1 for earlier, later in itertools.pairwise(heads)), heads


@pytest.mark.parametrize("frame", FRAMES)
def test_crops_lie_where_the_size_says(frame: tuple[int, int]) -> None:
    height = frame[1]
    feet, crown = rows(frame, "FS", "eye", 0.0, 1.70)
    assert 0 < crown < feet < height
    knees, ankles = rows(frame, "MLS", "eye", 0.55, 0.08)
    assert knees < height < ankles
    waist, thigh = rows(frame, "MS", "eye", 1.0, 0.7)
    assert waist < height < thigh
    chest, belly = rows(frame, "MCU", "eye", 1.25, 1.0)
    assert chest < height < belly
    chin, heart = rows(frame, "CU", "eye", 1.47, 1.25)
    assert chin < height < heart


@pytest.mark.parametrize("frame", FRAMES)
def test_the_horizon_follows_the_angle(frame: tuple[int, int]) -> None:
    eye, high, low, worm = (
        aim_camera(frame, "FS", angle).horizon for angle in ("eye", "high", "low", "worm")
    )
    assert high < eye < low
    assert worm > eye
    assert aim_camera(frame, "FS", "top").horizon < -frame[1]


def test_the_camera_climbs_and_cants_as_told() -> None:
    frame = (720, 1280)
    heights = {angle: aim_camera(frame, "FS", angle).height for angle in typing.get_args(Angle)}
    assert heights["worm"] <= heights["low"] < heights["eye"] < heights["high"] < heights["aerial"]
    assert aim_camera(frame, "MS", "dutch").roll > 0.1
    assert aim_camera(frame, "MS", "dutch", sign=-1).roll < -0.1
    assert aim_camera(frame, "MS", "eye").roll == 0


def test_points_behind_the_camera_are_cut_off() -> None:
    lens = aim_camera((720, 1280), "MS", "eye")
    floor = np.array([[-2, 0, -30], [2, 0, -30], [2, 0, 4], [-2, 0, 4]], float)
    kept = lens.clip(floor)
    assert len(kept) >= 4
    assert lens.depth(kept).min() > 0.1
    assert len(lens.clip(np.array([[0, 0, -30], [1, 0, -30], [0, 1, -30]], float))) == 0
