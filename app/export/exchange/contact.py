"""The contact sheet: every shot of an episode as one small picture, all on a single page, as PNG or JPEG."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from app.export.exchange.cut import Written, plain_text, write_bytes
from app.export.exchange.shot_list import Sheet
from app.media import pictures

#: Rows and columns are chosen so that the page is about this wide for its height.
_PAGE_SHAPE = 1.4
_CELL_AREA = 270 * 480
_MOST_SIDE = 12_000


def write(sheet: Sheet, path: Path, *, width: int = 9, height: int = 16) -> Written:
    """Write the page; `width` and `height` are the pictures' shape.

    Raises:
        DiskTrouble: it cannot be written.
    """
    page = draw(sheet, width, height)
    held = io.BytesIO()
    if path.suffix.lower() in (".jpg", ".jpeg"):
        page.save(held, "JPEG", quality=90)
    else:
        page.save(held, "PNG", compress_level=4)
    return Written((write_bytes(path, held.getvalue()),))


def draw(sheet: Sheet, width: int, height: int) -> Image.Image:
    """The page as a picture; a shot without a take keeps an empty place with its number."""
    count = max(1, len(sheet.rows))
    scale = (_CELL_AREA / (width * height)) ** 0.5
    cell = (round(width * scale), round(height * scale))
    columns = max(1, round((count * _PAGE_SHAPE * cell[1] / cell[0]) ** 0.5))
    rows = -(-count // columns)
    shrink = min(1.0, _MOST_SIDE / (rows * (cell[1] + 38)), _MOST_SIDE / (columns * (cell[0] + 12)))
    cell = (max(40, int(cell[0] * shrink)), max(40, int(cell[1] * shrink)))
    images = [_picture(row.picture, cell) for row in sheet.rows]
    words = [f"{plain_text(row.number)}  {row.seconds:.1f}s  {row.size}" for row in sheet.rows]
    return pictures.contact_sheet(images, columns, cell, words)


def _picture(data: bytes, cell: tuple[int, int]) -> Image.Image:
    if data:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
            return opened.convert("RGB")
    return Image.new("RGB", cell, (44, 46, 52))
