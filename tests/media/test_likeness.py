"""Colours compared: same clothes near, other clothes far, a broken join seen."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance

from app.media import likeness


def person(coat: str, *, ground: str = "#8a9098", at: float = 0.5, size: int = 320) -> Image.Image:
    """A head and a coat on a plain ground."""
    image = Image.new("RGB", (size, size), ground)
    pen = ImageDraw.Draw(image)
    middle = size * at
    pen.rectangle((middle - 50, 140, middle + 50, size), fill=coat)
    pen.ellipse((middle - 34, 60, middle + 34, 140), fill="#e2b995")
    return image


def test_the_same_coat_is_near_and_another_is_far() -> None:
    sheet = [likeness.describe(person("#b02525"))]
    same = likeness.nearest(sheet, likeness.describe(person("#b02525", ground="#39424e")))[0]
    dim = ImageEnhance.Brightness(person("#b02525")).enhance(0.75)
    darker = likeness.nearest(sheet, likeness.describe(dim))[0]
    other = likeness.nearest(sheet, likeness.describe(person("#2747b0")))[0]
    assert same < other
    assert darker < other
    assert other > 0.4


def test_the_window_is_where_the_person_stands() -> None:
    sheet = [likeness.describe(person("#b02525"))]
    frame = person("#b02525", at=0.2)
    _, window = likeness.nearest(sheet, likeness.describe(frame))
    left, _, right, _ = likeness.WINDOWS[window]
    assert left <= 0.2 <= right
    assert likeness.nearest([], likeness.describe(frame)) == (0.0, 0)


def test_descriptions_add_up_and_are_always_the_same() -> None:
    first, second = (likeness.describe(person("#b02525")) for _ in range(2))
    assert np.array_equal(first, second)
    assert first.sum(axis=1) == pytest.approx(1.0, abs=1e-3)
    assert first.shape == (len(likeness.WINDOWS), likeness.FEATURES)


def test_only_what_stands_out_is_flagged() -> None:
    assert likeness.outliers([0.2, 0.21, 0.19, 0.22, 0.2, 0.6]) == (False,) * 5 + (True,)
    assert likeness.outliers([0.01, 0.02, 0.01, 0.12, 0.01]) == (False,) * 5
    assert likeness.outliers([0.2, 0.8]) == (False, True)
    assert likeness.outliers([]) == ()


def test_frames_that_join_are_nearly_the_same_picture() -> None:
    frame = person("#b02525", at=0.4)
    noise = np.random.default_rng(1).integers(-6, 6, (320, 320, 3))
    grainy = Image.fromarray(
        np.clip(np.asarray(frame).astype(int) + noise, 0, 255).astype(np.uint8)
    )
    assert likeness.join_distance(frame, frame) == pytest.approx(0.0, abs=1e-3)
    assert likeness.join_distance(frame, grainy) < 0.05
    assert likeness.join_distance(frame, person("#2747b0", at=0.75, ground="#222222")) > 0.3


def test_a_palette_keeps_the_small_bright_thing() -> None:
    image = person("#303844")
    ImageDraw.Draw(image).rectangle((145, 180, 175, 215), fill="#e01818")
    colors = likeness.palette_of([image], 6)
    assert any(red > 180 and green < 90 for red, green, _ in colors)
    assert likeness.palette_of([], 3) == ((200, 200, 200),) * 3
