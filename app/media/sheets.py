"""Reference sheets as pictures: all views on one clean sheet, and a sheet of several views cut into them.

A sheet has a plain light ground and no lettering unless asked for: vendors copy ground and letters into the
shot (reference prompts §2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.media.likeness import palette_of
from app.media.pictures import draw_text, flattened, font, shorten

#: Width of a composed sheet, its margin and the space between views, in pixels.
WIDTH: Final = 2048
_MARGIN: Final = 48
_GAP: Final = 24
_GROUND: Final = (232, 231, 228)
_INK: Final = (44, 44, 48)
_QUIET: Final = (112, 112, 118)
#: A row is at most this high, so that a single view does not fill the sheet.
_ROW_MOST: Final = 900
_STRIP: Final = 72
_COLORS: Final = 6
_CAPTION: Final = 34

#: Longer side at which gutters are looked for.
_LOOK_AT: Final = 512
#: A line is plain when at most this share of it strays further than this from its own middle colour (0-255).
_STRAY_MOST: Final = 0.01
_STRAY: Final = 22
#: And its middle colour is this near to what a gutter may have.
_GROUND_APART: Final = 40
_GUTTER_LEAST: Final = 0.008
#: Smaller parts (share of the area, share of a side) are lettering or swatches.
_PART_AREA: Final = 0.015
_PART_SIDE: Final = 0.07
_DEEPEST: Final = 4


@dataclass(frozen=True)
class Box:
    """A part of a picture, as shares of its width and height (0..1)."""

    left: float
    top: float
    right: float
    bottom: float

    def pixels(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in a picture of `size`, at least one pixel wide and high."""
        width, height = size
        left = min(max(round(self.left * width), 0), width - 1)
        top = min(max(round(self.top * height), 0), height - 1)
        right = min(max(round(self.right * width), left + 1), width)
        bottom = min(max(round(self.bottom * height), top + 1), height)
        return left, top, right, bottom


@dataclass(frozen=True)
class SheetPicture:
    """One view on a sheet; views of the same row stand side by side."""

    image: Image.Image
    row: int = 0
    caption: str = ""


def compose_sheet(
    views: Sequence[SheetPicture], *, title: str = "", subtitle: str = "", captions: bool = True
) -> Image.Image:
    """All views on one RGB sheet, `WIDTH` pixels wide: row by row, each filling the width, a palette strip below.

    Without `captions` no letter is on it.
    """
    rows = [
        [view for view in views if view.row == number]
        for number in sorted({view.row for view in views})
    ]
    inner = WIDTH - 2 * _MARGIN
    placed: list[tuple[SheetPicture, tuple[int, int, int, int]]] = []
    top = _MARGIN + (104 if captions and title else 0)
    for row in rows:
        shares = [view.image.width / view.image.height for view in row]
        room = inner - _GAP * (len(row) - 1)
        height = min(_ROW_MOST, max(1, int(room / sum(shares))))
        widths = [max(1, int(height * share)) for share in shares]
        left = _MARGIN + (room - sum(widths)) // 2
        for view, width in zip(row, widths, strict=True):
            placed.append((view, (left, top, width, height)))
            left += width + _GAP
        top += height + (_CAPTION if captions else 0) + _GAP
    sheet = Image.new("RGB", (WIDTH, top + _STRIP + _MARGIN), _GROUND)
    if captions and title:
        draw_text(sheet, (_MARGIN, _MARGIN - 8), shorten(title, font(46, "Bold"), inner), 46, _INK,
                  weight="Bold")  # fmt: skip
        draw_text(sheet, (_MARGIN, _MARGIN + 54), shorten(subtitle, font(24), inner), 24, _QUIET)
    for view, (left, upper, width, height) in placed:
        small = flattened(view.image, _GROUND).resize((width, height), Image.Resampling.LANCZOS)
        sheet.paste(small, (left, upper))
        if captions:
            text = shorten(view.caption, font(22), width)
            draw_text(sheet, (left, upper + height + 4), text, 22, _QUIET)
    _palette_strip(sheet, [view.image for view in views], (_MARGIN, top, inner, _STRIP))
    return sheet


def _palette_strip(
    sheet: Image.Image, images: Sequence[Image.Image], place: tuple[int, int, int, int]
) -> None:
    left, top, width, height = place
    colors = palette_of(images, _COLORS)
    pen = ImageDraw.Draw(sheet)
    for index, color in enumerate(colors):
        start = left + width * index // len(colors)
        end = left + width * (index + 1) // len(colors)
        pen.rectangle((start, top, end - 1, top + height - 1), fill=color)


def cut(image: Image.Image, box: Box) -> Image.Image:
    """The part of a picture inside `box`."""
    return image.crop(box.pixels(image.size))


def panels(image: Image.Image) -> tuple[Box, ...]:
    """The views of a picture of several views, row by row; the whole picture where no gutter is found.

    A gutter is a band of plain lines from side to side: white, black, or of the colour around the picture.
    """
    scale = _LOOK_AT / max(image.size)
    size = (max(8, round(image.width * scale)), max(8, round(image.height * scale)))
    small = flattened(image).resize(size, Image.Resampling.BOX)
    pixels = np.asarray(small, dtype=np.int16)
    found = _parts(pixels, _ground_of(pixels), (0, 0, size[0], size[1]), 0)
    kept = [box for box in found if _counts(box, size)]
    boxes = [
        Box(left / size[0], top / size[1], right / size[0], bottom / size[1])
        for left, top, right, bottom in kept
    ]
    return tuple(boxes) if len(boxes) > 1 else (Box(0.0, 0.0, 1.0, 1.0),)


def _counts(box: tuple[int, int, int, int], size: tuple[int, int]) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    large = width * height >= _PART_AREA * size[0] * size[1]
    return large and width >= _PART_SIDE * size[0] and height >= _PART_SIDE * size[1]


def _ground_of(pixels: NDArray[np.int16]) -> NDArray[np.int16]:
    """The colours that a gutter may have, shape (3, 3)."""
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    around = np.median(np.concatenate(edges), axis=0)
    return np.stack([around, np.full(3, 255), np.zeros(3)]).astype(np.int16)


def _parts(
    pixels: NDArray[np.int16],
    ground: NDArray[np.int16],
    box: tuple[int, int, int, int],
    depth: int,
) -> list[tuple[int, int, int, int]]:
    """The box cut at its gutters, across first; each part without the plain lines around it."""
    left, top, right, bottom = box
    part = pixels[top:bottom, left:right]
    rows = _content(part, ground)
    if not rows:
        return []
    if len(rows) == 1:
        columns = _content(part.transpose(1, 0, 2), ground)
        if len(columns) <= 1:
            upper, lower = rows[0]
            first, last = columns[0] if columns else (0, right - left)
            return [(left + first, top + upper, left + last, top + lower)]
        cuts = [(left + first, top, left + last, bottom) for first, last in columns]
    else:
        cuts = [(left, top + first, right, top + last) for first, last in rows]
    if depth >= _DEEPEST:
        return cuts
    return [found for each in cuts for found in _parts(pixels, ground, each, depth + 1)]


def _content(part: NDArray[np.int16], ground: NDArray[np.int16]) -> list[tuple[int, int]]:
    """The runs of lines that are not plain, as (start, end); narrow plain bands do not part them."""
    middle = np.median(part, axis=1, keepdims=True)
    strays = (np.abs(part - middle).max(axis=2) > _STRAY).mean(axis=1)
    away = np.abs(middle[:, :, None, :] - ground[None, None]).max(axis=3).min(axis=2)[:, 0]
    busy = (strays > _STRAY_MOST) | (away > _GROUND_APART)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], busy.astype(np.int8), [0]))))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    least = max(3, round(_GUTTER_LEAST * len(part)))
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] < least:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
