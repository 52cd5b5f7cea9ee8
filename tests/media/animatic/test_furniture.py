from __future__ import annotations

import typing

import numpy as np
import pytest

from app.domain.cast import PALETTE
from app.domain.recipes import Picture
from app.domain.shots import Angle, Move, Size
from app.media.animatic.furniture import move_arrow, name_tag, slug, slug_strip
from app.media.animatic.ink import Color


def contrast(first: Color, second: Color) -> float:
    """WCAG 2.2 contrast ratio."""

    def light(color: Color) -> float:
        parts = [part / 255 for part in color]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("color", PALETTE)
def test_names_are_legible_on_every_cast_colour(color: str) -> None:
    tag = name_tag("林夏", color, (720, 1280), speaking=False)
    inner = np.asarray(tag.convert("RGB"))[8:-8, 10:-10].reshape(-1, 3).astype(int)
    lightness = inner.sum(axis=1)
    darkest, lightest = inner[lightness.argmin()], inner[lightness.argmax()]
    ratio = contrast(tuple(darkest.tolist()), tuple(lightest.tolist()))  # type: ignore[arg-type]
    assert ratio > 3.6, (color, ratio)


def test_every_word_of_the_vocabulary_has_a_slug_in_both_languages() -> None:
    for size in typing.get_args(Size):
        assert size in slug(Picture(size=size), chinese=False)
    chinese = {
        slug(Picture(angle=angle, move=move), True)
        for angle in typing.get_args(Angle)
        for move in typing.get_args(Move)
    }
    assert len(chinese) == len(typing.get_args(Angle)) * len(typing.get_args(Move))


def test_arrows_are_drawn_for_moves_and_only_for_them() -> None:
    assert move_arrow("static", (360, 640)) is None
    assert move_arrow("rack", (360, 640)) is None
    right, left = move_arrow("pan_right", (360, 640)), move_arrow("pan_left", (360, 640))
    assert right is not None
    assert left is not None
    assert right.getchannel("A").getbbox() is not None
    weight = [np.asarray(image.getchannel("A"), float).sum(axis=0) for image in (right, left)]
    assert weight[0].argmax() > 180 > weight[1].argmax()


def test_the_strip_stays_short_whatever_the_number() -> None:
    strip = slug_strip(Picture(number="9" * 500), True, (360, 640))
    assert strip.width < 360 * 0.9
