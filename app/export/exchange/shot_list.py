"""The shot list (分镜表) as a table for people: XLSX with pictures, and CSV that Excel reads right.

Columns and their order are those that Chinese crews recognise; numbers such as `1-1` are text, or Excel makes dates
of them; nothing that begins like a formula is ever one. The last column keeps each shot's id, so that a list that
comes back changes rows instead of doubling them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import Field

from app.domain.entity import Value
from app.domain.wording import N_
from app.export.exchange.cut import Written, plain_text, write_bytes

Language = Literal["zh", "en"]
#: OWASP: what makes a spreadsheet read a cell as a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_MOST_CELL = 32_000
_PICTURE_HEIGHT = 96


class Row(Value):
    """One shot as the table says it; `picture` is PNG or JPEG bytes, empty without a take."""

    shot_id: str
    episode: str
    scene: str
    number: str
    size: str = ""
    angle: str = ""
    move: str = ""
    action: str = ""
    lines: str = Field("", description="one spoken line a row, `林夏：…`")
    effects: str = ""
    music: str = ""
    seconds: float = Field(ge=0)
    notes: str = ""
    characters: str = ""
    place: str = ""
    props: str = ""
    transition: str = ""
    prompt: str = ""
    generator: str = ""
    status: str = ""
    cost: str = ""
    picture: bytes = Field(b"", repr=False)


class Sheet(Value):
    """A list with its heading."""

    title: str
    episode: str
    language: Language = "zh"
    rows: tuple[Row, ...]

    @property
    def seconds(self) -> float:
        """The sum of the planned lengths."""
        return round(sum(row.seconds for row in self.rows), 1)


class Column(Value):
    """One column: its headings, where its words come from, and how wide it stands."""

    key: str
    zh: str
    en: str
    width: int


COLUMNS: tuple[Column, ...] = (
    Column(key="number", zh="镜号", en="Shot", width=10),
    Column(key="scene", zh="场号", en="Scene", width=8),
    Column(key="picture", zh="画面", en="Picture", width=14),
    Column(key="size", zh="景别", en="Size", width=9),
    Column(key="angle", zh="角度", en="Angle", width=9),
    Column(key="move", zh="运镜", en="Move", width=9),
    Column(key="action", zh="画面内容", en="Action", width=40),
    Column(key="lines", zh="台词/旁白", en="Dialogue", width=36),
    Column(key="effects", zh="音效", en="Sound effects", width=14),
    Column(key="music", zh="音乐", en="Music", width=12),
    Column(key="seconds", zh="时长", en="Duration", width=8),
    Column(key="notes", zh="备注", en="Notes", width=18),
    Column(key="characters", zh="出场人物", en="Characters", width=16),
    Column(key="place", zh="场景", en="Place", width=14),
    Column(key="props", zh="道具", en="Props", width=14),
    Column(key="transition", zh="转场", en="Transition", width=10),
    Column(key="prompt", zh="视频提示词", en="Prompt", width=30),
    Column(key="generator", zh="模型", en="Generator", width=16),
    Column(key="status", zh="状态", en="Status", width=10),
    Column(key="cost", zh="花费", en="Cost", width=10),
    Column(key="episode", zh="集数", en="Episode", width=8),
    Column(key="shot_id", zh="shot_id", en="shot_id", width=4),
)


def write_csv(sheet: Sheet, path: Path) -> Written:
    """UTF-8 with a byte order mark (Excel on a Chinese Windows reads GBK otherwise), CRLF, no pictures.

    Raises:
        DiskTrouble: it cannot be written.
    """
    held = io.StringIO(newline="")
    table = csv.writer(held, lineterminator="\r\n")
    columns = [column for column in COLUMNS if column.key != "picture"]
    table.writerow([_heading(column, sheet.language) for column in columns])
    for row in sheet.rows:
        table.writerow([_safe(_text(row, column.key)) for column in columns])
    return Written((write_bytes(path, held.getvalue().encode("utf-8-sig")),), (CSV_CAVEAT,))


def write_xlsx(sheet: Sheet, path: Path, shrink: Callable[[bytes, int], bytes]) -> Written:
    """A sheet with frozen heading, filter, wrapped text, pictures and a sum; ready to print in landscape.

    `shrink(picture, height)` gives a PNG of that many pixels' height.

    Raises:
        DiskTrouble: it cannot be written.
    """
    book = Workbook()
    page = book.active
    page.title = re.sub(r"[\\/*?:\[\]]", " ", plain_text(sheet.episode))[:31].strip() or "Shots"
    _headings(page, sheet.language)
    for place, row in enumerate(sheet.rows, 2):
        _fill(page, place, row)
        _picture(page, place, row, shrink)
    _sum(page, sheet)
    _finish(page, len(sheet.rows))
    held = io.BytesIO()
    book.save(held)
    return Written((write_bytes(path, held.getvalue()),))


def _headings(page: Worksheet, language: Language) -> None:
    for index, column in enumerate(COLUMNS, 1):
        cell = page.cell(1, index, _heading(column, language))
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="2B2F36")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        page.column_dimensions[get_column_letter(index)].width = column.width
    page.row_dimensions[1].height = 22


def _fill(page: Worksheet, place: int, row: Row) -> None:
    for index, column in enumerate(COLUMNS, 1):
        if column.key == "picture":
            continue
        if column.key == "seconds":
            cell = page.cell(place, index, row.seconds)
            cell.number_format = "0.0"
            cell.alignment = Alignment(horizontal="right", vertical="top")
            continue
        cell = page.cell(place, index)
        # As a string by type: whatever it begins with, it is never a formula.
        cell.value = plain_text(_text(row, column.key))[:_MOST_CELL]
        cell.data_type = "s"
        cell.number_format = "@"
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _picture(page: Worksheet, place: int, row: Row, shrink: Callable[[bytes, int], bytes]) -> None:
    if not row.picture:
        return
    drawn = SheetImage(io.BytesIO(shrink(row.picture, _PICTURE_HEIGHT)))
    page.add_image(drawn, f"{get_column_letter(_index('picture'))}{place}")
    page.row_dimensions[place].height = (drawn.height + 4) * 0.75


def _sum(page: Worksheet, sheet: Sheet) -> None:
    place = len(sheet.rows) + 2
    word = "合计" if sheet.language == "zh" else "Total"
    page.cell(place, _index("action"), f"{word} {len(sheet.rows)}").font = Font(bold=True)
    cell = page.cell(place, _index("seconds"), sheet.seconds)
    cell.number_format = "0.0"
    cell.font = Font(bold=True)


def _finish(page: Worksheet, count: int) -> None:
    last = get_column_letter(len(COLUMNS))
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{last}{count + 1}"
    page.column_dimensions[last].hidden = True
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _index(key: str) -> int:
    return next(place for place, column in enumerate(COLUMNS, 1) if column.key == key)


def _heading(column: Column, language: Language) -> str:
    return column.zh if language == "zh" else column.en


def _text(row: Row, key: str) -> str:
    value = getattr(row, key)
    return f"{value:.1f}" if key == "seconds" else str(value)


def _safe(text: str) -> str:
    """A CSV cell that no spreadsheet runs: a leading apostrophe keeps it text."""
    clean = plain_text(text)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def tables(rows: Sequence[Row]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """The rows grouped by scene, in their order."""
    found: list[tuple[str, list[Row]]] = []
    for row in rows:
        if not found or found[-1][0] != row.scene:
            found.append((row.scene, []))
        found[-1][1].append(row)
    return tuple((scene, tuple(held)) for scene, held in found)


CSV_CAVEAT = N_(
    "Excel reads numbers such as 1-1 in a CSV as dates; the XLSX keeps them as they are."
)
