"""Sheets composed and cut: what was put side by side is found again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.media.sheets import WIDTH, Box, SheetPicture, compose_sheet, cut, panels


def view(color: str = "#aa3311", size: tuple[int, int] = (300, 400)) -> Image.Image:
    image = Image.new("RGB", size, "#9db0b5")
    ImageDraw.Draw(image).ellipse((60, 60, size[0] - 60, size[1] - 60), fill=color)
    return image


@pytest.mark.parametrize("captions", [True, False])
def test_views_of_a_composed_sheet_are_found_row_by_row(captions: bool) -> None:
    views = [SheetPicture(view(), row=number // 4, caption="front") for number in range(7)]
    sheet = compose_sheet(views, title="林夏", captions=captions)
    assert sheet.width == WIDTH
    boxes = panels(sheet)
    assert len(boxes) == 7
    assert [box.top for box in boxes] == sorted(box.top for box in boxes)
    assert cut(sheet, boxes[0]).width > 200


def test_dark_gutters_without_a_frame_are_found_too() -> None:
    sheet = Image.new("RGB", (620, 400), "#000000")
    sheet.paste(view("#225588"), (0, 0))
    sheet.paste(view("#225588"), (320, 0))
    assert len(panels(sheet)) == 2


def test_one_picture_is_one_view() -> None:
    assert panels(view()) == (Box(0.0, 0.0, 1.0, 1.0),)


@settings(max_examples=60, deadline=None)
@given(
    left=st.floats(-1, 2), top=st.floats(-1, 2), right=st.floats(-1, 2), bottom=st.floats(-1, 2),
    width=st.integers(1, 4000), height=st.integers(1, 4000),
)  # fmt: skip
def test_every_box_is_inside_its_picture(
    left: float, top: float, right: float, bottom: float, width: int, height: int
) -> None:
    a, b, c, d = Box(left, top, right, bottom).pixels((width, height))
    assert 0 <= a < c <= width
    assert 0 <= b < d <= height
