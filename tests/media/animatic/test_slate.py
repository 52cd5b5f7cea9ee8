from __future__ import annotations

import pytest

from app.domain.recipes import Picture
from app.media.animatic.slate import draw_slate

from .shots import GU, LIN


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (720, 720), (200, 300)])
def test_a_slate_has_the_shape_of_the_delivery(size: tuple[int, int]) -> None:
    picture = Picture(
        number="1-2-03",
        action="林夏低头数硬币。" * 30,
        place="灯笼铺",
        time_of_day="夜",
        figures=(LIN, GU) * 6,
    )
    image = draw_slate(picture, *size, seconds=3.5)
    assert min(image.size) <= 720
    assert abs(image.width / image.height - size[0] / size[1]) < 0.02
    darkest, lightest = image.convert("L").getextrema()
    assert darkest < 90
    assert lightest > 190


def test_an_empty_or_hostile_picture_still_makes_a_slate() -> None:
    assert draw_slate(Picture(), 360, 640, 1.0, "en").size == (360, 640)
    draw_slate(
        Picture(number="\x00" * 50, action="\u202e" + "x" * 9000, place="\n\n"), 360, 640, 1.0
    )
