"""Covers: one frame of the film cut to a platform's shape, with large words and the AI label.

The words stand in the middle 3:4 of an upright cover, which is what profile grids show of it. As a picture made with
AI the cover carries both labels of GB 45438-2025: the visible one, and the AIGC field in its XMP packet
(TC260-PG-20259A).
"""

from __future__ import annotations

import io
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from app.export import labels
from app.export.exchange.cut import plain_text, write_bytes
from app.export.presets import SafeZone
from app.export.wrapping import measure_in, wrap

#: Letters of the title as a share of the cover's width, the least they shrink to, and the most lines.
_EM, _LEAST_EM, _MOST_LINES = 0.135, 0.05, 3
_SIDE = 0.08
#: More never fits into three lines of the least letters, Latin ones included.
_MOST_SIGNS = 160
#: What grids crop an upright cover to, width to height.
_GRID = 3 / 4
#: Where the title's foot stands, as a share of the height of what grids show.
_FOOT = 0.12
_QUALITY = 92
_MARGIN = 0.04
_XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">'
    "<TC260:AIGC>{field}</TC260:AIGC>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)


def grid_inset(width: int, height: int) -> float:
    """The share of the height that a 3:4 grid cuts off at the top, and again at the bottom."""
    return max(0.0, (1 - width / _GRID / height) / 2)


def draw(
    frame: Image.Image, size: tuple[int, int], font: Path, title: str = "", label: str = ""
) -> Image.Image:
    """The cover at `size` pixels: the middle of the frame fills it; `title` and `label` may be empty.

    Raises:
        BadInput: the label is too long for the picture.
    """
    made = _filled(frame.convert("RGB"), size)
    words = " ".join(plain_text(title[:_MOST_SIGNS]).split())
    if words:
        _write_title(made, words, font)
    if label.strip():
        _write_label(made, label, font)
    return made


def jpeg(cover: Image.Image, producer: str, produce_id: str) -> bytes:
    """The cover as JPEG with the AIGC field in its XMP packet."""
    held = io.BytesIO()
    field = escape(labels.aigc_field(producer, produce_id), {'"': "&quot;"})
    xmp = _XMP.format(field=field).encode()
    cover.save(held, "JPEG", quality=_QUALITY, subsampling=0, xmp=xmp)
    return held.getvalue()


def write(cover: Image.Image, path: Path, producer: str, produce_id: str) -> Path:
    """Write the cover as JPEG; an existing file is replaced at the very end.

    Raises:
        DiskTrouble: it cannot be written.
    """
    return write_bytes(path, jpeg(cover, producer, produce_id))


def _filled(frame: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The frame scaled to cover `size`, its middle kept."""
    scale = max(size[0] / frame.width, size[1] / frame.height)
    wide, high = round(frame.width * scale), round(frame.height * scale)
    grown = frame.resize((max(wide, size[0]), max(high, size[1])), Image.Resampling.LANCZOS)
    left, top = (grown.width - size[0]) // 2, (grown.height - size[1]) // 2
    return grown.crop((left, top, left + size[0], top + size[1]))


def _write_title(cover: Image.Image, words: str, font: Path) -> None:
    width, height = cover.size
    base = min(width, height)
    em, lines = _fitted(words, font, width * (1 - 2 * _SIDE), base)
    face = ImageFont.truetype(str(font), em)
    inset = height * grid_inset(width, height)
    step = round(em * 1.24)
    block = step * len(lines)
    top = height - inset - (height - 2 * inset) * _FOOT - block
    _shade(cover, top - em, height)
    pen = ImageDraw.Draw(cover)
    for place, line in enumerate(lines):
        pen.text(
            (width / 2, top + place * step),
            line,
            font=face,
            anchor="ma",
            fill=(255, 255, 255),
            stroke_width=max(2, em // 14),
            stroke_fill=(0, 0, 0),
        )


def _fitted(words: str, font: Path, room: float, base: int) -> tuple[int, list[str]]:
    """The largest letters with which the words stand in three lines; longer ones lose their end."""
    em = round(base * _EM)
    least = max(8, round(base * _LEAST_EM))
    while True:
        lines = wrap(words, room, measure_in(font, em)).split("\n")
        fits = len(lines) <= _MOST_LINES and all(
            measure_in(font, em)(line) <= room for line in lines
        )
        if fits or em <= least:
            break
        em = max(least, round(em * 0.92))
    return em, lines if len(lines) <= _MOST_LINES else [*lines[:2], lines[2].rstrip()[:-1] + "…"]


def _shade(cover: Image.Image, top: float, bottom: float) -> None:
    """A soft dark ground behind the words, so that they are read on any picture."""
    start, end = max(0, round(top)), round(bottom)
    if end <= start:
        return
    ramp = Image.linear_gradient("L").resize((cover.width, end - start))
    cover.paste((0, 0, 0), (0, start), ramp.point([round(value * 0.62) for value in range(256)]))


def _write_label(cover: Image.Image, label: str, font: Path) -> None:
    inset = grid_inset(*cover.size)
    safe = SafeZone(top=min(0.45, inset + _MARGIN), bottom=0, left=_MARGIN, right=_MARGIN)
    drawn = labels.draw(label, cover.width, cover.height, font, safe)
    with Image.open(io.BytesIO(drawn.png)) as picture:
        cover.paste(picture, (drawn.x, drawn.y), picture)
