"""The card shown in a film for a shot that has no pick yet."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.domain.timeline import PictureClip

#: Paints a clip's card: clip, width, height -> PNG bytes.
SlatePainter = Callable[[PictureClip, int, int], bytes]


def plain_painter(font_file: Path, words: str) -> SlatePainter:
    """A painter of dark cards with the shot's name and `words` below it."""

    def paint(clip: PictureClip, width: int, height: int) -> bytes:
        card = Image.new("RGB", (width, height), (28, 30, 36))
        pen = ImageDraw.Draw(card)
        side = min(width, height)
        frame = side // 30
        pen.rectangle(
            (frame, frame, width - frame - 1, height - frame - 1),
            outline=(96, 102, 116),
            width=max(1, side // 270),
        )
        title = ImageFont.truetype(str(font_file), max(10, side // 9))
        small = ImageFont.truetype(str(font_file), max(8, side // 24))
        middle = (width // 2, height // 2)
        pen.text(middle, clip.label or "—", font=title, fill=(232, 234, 240), anchor="mb")
        below = (middle[0], middle[1] + side // 20)
        pen.text(below, words, font=small, fill=(150, 156, 170), anchor="mt")
        out = io.BytesIO()
        card.save(out, "PNG", compress_level=3)
        return out.getvalue()

    return paint
