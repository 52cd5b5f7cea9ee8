"""The card at the head with the drama's name and its filing number, as Chinese micro-dramas show them.

Usual form: lower right of the title picture together with the name, clear and easy to read; how many seconds is not
laid down, three to five are usual. The number is drawn as it was entered: its forms differ by class and province.
"""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont
from pydantic import Field

from app.domain.entity import Value
from app.export.captions import clean
from app.export.labels import LabelPicture
from app.export.presets import SafeZone
from app.export.typeface import Typeface
from app.export.wrapping import measure_in, wrap

#: Letter size of the name and of the other lines, as shares of the short side.
_NAME, _REST = 0.042, 0.034
#: Widest the card may be, as a share of the picture's width between the safe edges.
_WIDEST = 0.72
_LEADING = 1.32


class FilingCard(Value):
    """What the card says; empty lines are left out. `note` is for a line such as “fiction throughout”."""

    name: str = ""
    number: str = ""
    note: str = ""
    seconds: float = Field(4.0, ge=3, le=5)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are not empty."""
        return tuple(text for text in map(clean, (self.name, self.number, self.note)) if text)


def draw(
    card: FilingCard, width: int, height: int, face: Typeface, safe: SafeZone, *, above: int = 0
) -> LabelPicture | None:
    """The card as a transparent PNG at the lower right inside the safe zone; None when it says nothing.

    `above` are pixels at the bottom that have to stay free (captions), counted from the picture's edge.
    """
    if not card.lines:
        return None
    side = min(width, height)
    room = width * (1 - safe.left - safe.right) * _WIDEST
    rows: list[tuple[str, int]] = []
    for place, text in enumerate(card.lines):
        size = max(8, round(side * (_NAME if place == 0 and card.name else _REST)))
        wrapped = wrap(text, room, measure_in(face.path, size))
        rows.extend((row, size) for row in wrapped.split("\n"))
    picture, ink = _painted(rows, face)
    x = round(width * (1 - safe.right)) - picture.width
    y = height - max(round(height * safe.bottom), above) - picture.height
    out = io.BytesIO()
    picture.save(out, "PNG")
    return LabelPicture(out.getvalue(), max(0, x), max(0, y), ink)


def _painted(rows: list[tuple[str, int]], face: Typeface) -> tuple[Image.Image, int]:
    """Rows under each other, flush right, with an outline that stands out on any picture."""
    fonts = {size: ImageFont.truetype(str(face.path), size) for _, size in rows}
    edge = max(1, round(max(fonts) / 14))
    across = max(fonts[size].getlength(text) for text, size in rows)
    down = sum(size * _LEADING for _, size in rows)
    card = Image.new("RGBA", (round(across) + 4 * edge, round(down) + 4 * edge), (0, 0, 0, 0))
    pen = ImageDraw.Draw(card)
    y = 2.0 * edge
    for text, size in rows:
        pen.text(
            (card.width - 2 * edge, y),
            text,
            font=fonts[size],
            fill=(255, 255, 255, 240),
            stroke_width=edge,
            stroke_fill=(0, 0, 0, 205),
            anchor="ra",
        )
        y += size * _LEADING
    return card, min(fonts)
