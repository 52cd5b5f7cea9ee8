"""The storyboard as PDF: pictures with lines, notes and lengths, in the layouts people expect.

The house's Chinese font is embedded, so that it prints and opens everywhere; every word stays searchable text. Upright
frames are tall: beside each stands its text, in rows; wide ones carry it below.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, UnidentifiedImageError
from pydantic import Field
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.domain.entity import Value
from app.domain.wording import N_
from app.export.exchange.cut import Written, plain_text, write_bytes
from app.export.exchange.shot_list import Row, Sheet

Layout = Literal["rows", "grid", "thumbs", "solo"]
_MARGIN = 36.0
_HEAD = 30.0
_FOOT = 16.0
_GAP = 12.0
_FONT, _BOLD = "FenjingSans", "FenjingSansBold"
_INK, _QUIET, _LINE = 0.12, 0.45, 0.82


class Look(Value):
    """How many boards stand on a page, across and down."""

    across: int = Field(ge=1)
    down: int = Field(ge=1)
    wide_page: bool
    beside: bool = Field(description="text stands beside the picture, else below it")
    words: bool = Field(description="whether there is any text beside number and length")


def look_of(layout: Layout, *, upright: bool) -> Look:
    """The grid of a layout for upright (9:16) or wide pictures."""
    if layout == "rows":
        return Look(
            across=1 if not upright else 2, down=4, wide_page=False, beside=True, words=True
        )
    if layout == "grid":
        across, down = (4, 1) if upright else (3, 2)
        return Look(across=across, down=down, wide_page=True, beside=False, words=True)
    if layout == "thumbs":
        across, down = (8, 3) if upright else (5, 5)
        return Look(across=across, down=down, wide_page=True, beside=False, words=False)
    return Look(across=1, down=1, wide_page=not upright, beside=upright, words=True)


@dataclass(frozen=True)
class Fonts:
    """The regular and the bold face to embed."""

    regular: Path
    bold: Path


def write(
    sheet: Sheet, path: Path, fonts: Fonts, layout: Layout = "rows", *, upright: bool = True
) -> Written:
    """Write the PDF.

    Raises:
        DiskTrouble: it cannot be written.
    """
    pdfmetrics.registerFont(TTFont(_FONT, str(fonts.regular)))
    pdfmetrics.registerFont(TTFont(_BOLD, str(fonts.bold)))
    held = io.BytesIO()
    _Book(sheet, look_of(layout, upright=upright), held, 9 / 16 if upright else 16 / 9).draw()
    return Written((write_bytes(path, held.getvalue()),))


class _Book:
    """One document; boards fill row by row, and a shot never breaks over two pages."""

    def __init__(self, sheet: Sheet, look: Look, out: io.BytesIO, aspect: float) -> None:
        self._sheet = sheet
        self._look = look
        self._aspect = aspect
        size = landscape(A4) if look.wide_page else A4
        self._width, self._height = size
        self._page = Canvas(out, pagesize=size)
        self._page.setTitle(plain_text(f"{sheet.title} {sheet.episode}"))
        self._page.setCreator("Fenjing")

    def draw(self) -> None:
        """Every page."""
        room = self._look.across * self._look.down
        rows = self._sheet.rows
        pages = max(1, -(-len(rows) // room))
        for number in range(pages):
            self._frame(number + 1, pages)
            for place, row in enumerate(rows[number * room : (number + 1) * room]):
                self._board(place, row)
            self._page.showPage()
        self._page.save()

    def _frame(self, number: int, pages: int) -> None:
        page, sheet = self._page, self._sheet
        top = self._height - _MARGIN
        page.setFillGray(_INK)
        page.setFont(_BOLD, 12)
        page.drawString(_MARGIN, top - 10, plain_text(f"{sheet.title}  {sheet.episode}")[:80])
        page.setFont(_FONT, 8)
        page.setFillGray(_QUIET)
        count = len(sheet.rows)
        chinese = sheet.language == "zh"
        facts = (
            f"{count} 镜 · {sheet.seconds:g} 秒"
            if chinese
            else f"{count} shots · {sheet.seconds:g} s"
        )
        page.drawRightString(self._width - _MARGIN, top - 10, facts)
        page.setStrokeGray(_LINE)
        page.line(_MARGIN, top - 18, self._width - _MARGIN, top - 18)
        page.drawRightString(self._width - _MARGIN, _MARGIN - 12, f"{number} / {pages}")

    def _board(self, place: int, row: Row) -> None:
        look = self._look
        inner_w = self._width - 2 * _MARGIN
        inner_h = self._height - 2 * _MARGIN - _HEAD - _FOOT
        cell_w = (inner_w - _GAP * (look.across - 1)) / look.across
        cell_h = (inner_h - _GAP * (look.down - 1)) / look.down
        down, across = divmod(place, look.across)
        left = _MARGIN + across * (cell_w + _GAP)
        top = self._height - _MARGIN - _HEAD - down * (cell_h + _GAP)
        if look.beside:
            self._beside(row, left, top, cell_w, cell_h)
        else:
            self._below(row, left, top, cell_w, cell_h)

    def _beside(self, row: Row, left: float, top: float, width: float, height: float) -> None:
        wide = min(height * self._aspect, width * 0.5)
        high = wide / self._aspect
        self._picture(row, left, top - high, wide, high)
        self._words(row, left + wide + 10, top, width - wide - 10, height)

    def _below(self, row: Row, left: float, top: float, width: float, height: float) -> None:
        text = 0.32 * height if self._look.words else 18.0
        high = min(height - text, width / self._aspect)
        wide = high * self._aspect
        self._picture(row, left, top - high, wide, high)
        self._words(row, left, top - high - 4, width, height - high - 4)

    def _picture(self, row: Row, left: float, bottom: float, width: float, height: float) -> None:
        page = self._page
        drawn = _opened(row.picture)
        page.setStrokeGray(_LINE)
        if drawn is None:
            page.setFillGray(0.95)
            page.rect(left, bottom, width, height, fill=1, stroke=1)
            page.setFillGray(_QUIET)
            page.setFont(_FONT, 8)
            page.drawCentredString(
                left + width / 2, bottom + height / 2 - 3, plain_text(row.number)
            )
            return
        page.drawImage(
            ImageReader(drawn), left, bottom, width, height, preserveAspectRatio=True, anchor="c"
        )
        page.rect(left, bottom, width, height, fill=0, stroke=1)

    def _words(self, row: Row, left: float, top: float, width: float, height: float) -> None:
        pen = _Pen(self._page, left, top, width, top - height)
        pen.line(f"{row.number}   {row.seconds:.1f}s", _BOLD, 9 if self._look.words else 7, _INK)
        if not self._look.words:
            return
        facts = " · ".join(part for part in (row.size, row.angle, row.move, row.transition) if part)
        pen.line(facts, _FONT, 7.5, _QUIET)
        pen.paragraph(row.action, _FONT, 8.5, _INK)
        pen.paragraph(row.lines, _BOLD, 8.5, _INK)
        pen.paragraph(row.notes, _FONT, 7.5, _QUIET)
        pen.line(row.cost, _FONT, 7.5, _QUIET)


class _Pen:
    """Writes downwards in a column; what does not fit ends in an ellipsis."""

    def __init__(self, page: Canvas, left: float, top: float, width: float, bottom: float) -> None:
        self._page = page
        self._left, self._y, self._width, self._bottom = left, top, width, bottom

    def line(self, text: str, font: str, size: float, gray: float) -> None:
        """One line, cut at the column's width."""
        clean = " ".join(plain_text(text).split())
        if not clean or self._y - size * 1.35 < self._bottom:
            return
        self._put(_wrapped(clean, font, size, self._width)[0], font, size, gray)

    def paragraph(self, text: str, font: str, size: float, gray: float) -> None:
        """As many lines as there is room for."""
        lines = [
            piece
            for part in plain_text(text)[:2000].splitlines()
            if part.strip()
            for piece in _wrapped(part.strip(), font, size, self._width)
        ]
        for place, piece in enumerate(lines):
            room = int((self._y - self._bottom) / (size * 1.35))
            if room < 1:
                return
            last = room == 1 and place + 1 < len(lines)
            self._put(piece[:-1] + "…" if last else piece, font, size, gray)
        self._y -= 2

    def _put(self, text: str, font: str, size: float, gray: float) -> None:
        self._y -= size * 1.35
        self._page.setFont(font, size)
        self._page.setFillGray(gray)
        self._page.drawString(self._left, self._y, text)


def _wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width` points: words stay whole, Chinese breaks anywhere."""
    lines, held = [], ""
    for token in _tokens(text):
        if held and pdfmetrics.stringWidth(held + token, font, size) > width:
            lines.append(held.rstrip())
            held = token.lstrip()
        else:
            held += token
    return [*lines, held.rstrip()] if held.strip() or not lines else lines


def _tokens(text: str) -> list[str]:
    """Single wide characters, and runs of others up to their blank; nothing longer than forty letters."""
    found, run = [], ""
    for char in text:
        if ord(char) >= 0x2E80 or len(run) >= 40:
            found += [run] if run else []
            run = ""
            if ord(char) >= 0x2E80:
                found.append(char)
                continue
        run += char
        if char == " ":
            found.append(run)
            run = ""
    return [*found, run] if run else found


def _opened(data: bytes) -> Image.Image | None:
    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
            return image.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError):
        return None


Shrink = Callable[[bytes, int], bytes]
LAYOUTS: dict[Layout, str] = {
    "rows": N_("Director's script: picture and text in rows"),
    "grid": N_("Boards with text below"),
    "thumbs": N_("Overview of thumbnails"),
    "solo": N_("One shot a page"),
}
