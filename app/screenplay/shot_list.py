"""Shot lists (分镜表) that come in: XLSX and CSV of whatever program, read as rows of the house's own fields.

Reference shotlist §1, §7, §10: headings by synonyms, possibly below title rows; scene numbers merged over rows; sums at
the end; numbers as text. What could not be read stays word for word and is told.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.entity import Value
from app.domain.script import Diagnostic, Severity
from app.domain.wording import N_
from app.errors import BadInput
from app.screenplay.decoding import decode

LARGEST = 64 * 1024 * 1024
MOST_ROWS = 20_000
_MOST_COLUMNS = 200
_HEADER_ROWS = 8
#: An XLSX may unpack to this many bytes, apart from its pictures.
_MOST_UNPACKED = 512 * 1024 * 1024

#: Field to the headings it answers to (reference shotlist §1); compared without brackets, blanks and case.
SYNONYMS: dict[str, str] = {
    "number": "镜号|镜头号|镜头序号|镜头编号|分镜号|序号|镜次|镜头|shot|shot #|shot no|shot number|no",
    "scene": "场号|场次|场|场景号|场次号|scene|scene no|scene number|scene #|sc",
    "picture": "画面|缩略图|分镜图|参考图|画稿|picture|thumbnail|image",
    "size": "景别|镜头景别|shot size|size|framing",
    "angle": "角度|机位|拍摄角度|视角|angle|camera angle",
    "move": "运镜|摄法|技巧|镜头运动|运镜方式|运动|move|camera move|movement|camera movement",
    "action": "画面内容|内容|画面描述|镜头描述|描述|动作|action|description|visual|action description",
    "lines": "台词|旁白|台词旁白|对白|对应台词|解说词|人声|台词对白|对白旁白|"
             "dialogue|narration|dialogue narration|dialog|line|lines",
    "effects": "音效|声音|音响|sfx|sound|sound effects",
    "music": "音乐|bgm|配乐|music",
    "seconds": "时长|长度|秒数|时间|镜头时长|duration|length|seconds|time|dur",
    "notes": "备注|说明|注|notes|note|remarks|comment|comments",
    "characters": "出场人物|人物|角色|演员|characters|cast|character",
    "place": "场景|地点|场景地点|place|location|set",
    "props": "道具|props|prop",
    "transition": "转场|转场方式|切换|transition",
    "prompt": "视频提示词|提示词|prompt|video prompt",
    "generator": "模型|generator|model",
    "status": "状态|status",
    "cost": "花费|费用|cost",
    "episode": "集数|集|集号|episode|ep",
    "shot_id": "shot_id|shotid|id",
}  # fmt: skip
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\s/／、:：*_.&+-]+")
_TOTALS = re.compile(r"^(合计|总计|小计|共计|总时长|total|sum)", re.IGNORECASE)
_DISPIMG = re.compile(r"^=_?(?:xlfn\.)?DISPIMG\(", re.IGNORECASE)


class ListedShot(Value):
    """One row; `fields` holds the words as they stand, only of columns that were found and not empty ones."""

    line: int
    fields: dict[str, str]

    def get(self, name: str) -> str:
        """A field's words; empty when it has none."""
        return self.fields.get(name, "")


class ListColumn(Value):
    """A heading and the field it was taken for; empty when it was not known."""

    heading: str
    field: str = ""


class ShotTable(Value):
    """A list as read; an empty cell of a known column means the column is there and says nothing."""

    columns: tuple[ListColumn, ...]
    rows: tuple[ListedShot, ...]
    encoding: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()

    def has(self, field: str) -> bool:
        """Whether a column of that field is there."""
        return any(column.field == field for column in self.columns)


def read(data: bytes, encoding: str | None = None) -> ShotTable:
    """Read a list from the bytes of an XLSX or of delimited text.

    Raises:
        BadInput: it is neither, holds no headings that are known, or is far too large.
        MalformedScript: its text cannot be decoded.
    """
    if len(data) > LARGEST:
        raise BadInput(N_("This file is too large to be a shot list."), N_("Open a smaller file."))
    if data.startswith(b"PK\x03\x04"):
        return _table(_cells_of_xlsx(data), "")
    decoded = decode(data, encoding)
    return _table(_cells_of_text(decoded.text), decoded.encoding)


# -- cells ----------------------------------------------------------------------------------------


def _cells_of_text(text: str) -> list[list[str]]:
    sample = text[:20_000]
    first = [line for line in sample.splitlines() if line.strip()][:_HEADER_ROWS]
    counts = {sign: max((line.count(sign) for line in first), default=0) for sign in "\t,;，"}
    sign = max(counts, key=lambda one: counts[one])
    held = io.StringIO(text.replace("\x00", ""), newline="")
    rows: list[list[str]] = []
    before = csv.field_size_limit(1_000_000)
    try:
        for row in csv.reader(held, delimiter=sign if counts[sign] else ","):
            rows.append([_unquoted(cell) for cell in row[:_MOST_COLUMNS]])
            if len(rows) > MOST_ROWS + _HEADER_ROWS:
                raise _too_long()
    except csv.Error as error:
        raise BadInput(
            N_("The table cannot be read: {why}.").format(why=error),
            N_("Save it as XLSX or as CSV in UTF-8."),
        ) from error
    finally:
        csv.field_size_limit(before)
    return rows


def _unquoted(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running a text."""
    text = cell.strip("\ufeff \t\r\n")
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def _cells_of_xlsx(data: bytes) -> list[list[str]]:
    trouble = BadInput(
        N_("This is no spreadsheet that can be read."), N_("Save it as XLSX, then open it again.")
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(
                one.file_size for one in archive.infolist() if "/media/" not in one.filename
            )
            if unpacked > _MOST_UNPACKED:
                raise trouble
        book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError,
            EOFError, AttributeError, IndexError) as error:  # fmt: skip
        raise trouble from error
    pages = [page for page in book.worksheets if isinstance(page, Worksheet)]
    found = [_cells_of(page) for page in pages]
    if not found:
        raise trouble
    return max(found, key=lambda cells: _best_header(cells)[1])


def _cells_of(page: Worksheet) -> list[list[str]]:
    if page.max_row > MOST_ROWS + _HEADER_ROWS:
        raise _too_long()
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for area in page.merged_cells.ranges:
        # Only what is merged downwards repeats: a title merged across says one thing once.
        if area.max_row - area.min_row < MOST_ROWS and area.max_col == area.min_col:
            for row in range(area.min_row, area.max_row + 1):
                merged[row, area.min_col] = (area.min_row, area.min_col)
    rows: list[list[str]] = []
    wide = min(page.max_column, _MOST_COLUMNS)
    for number, row in enumerate(page.iter_rows(max_col=wide, values_only=True), 1):
        words = [_words(value) for value in row]
        for column in range(1, wide + 1):
            origin = merged.get((number, column))
            if origin is not None and origin[0] != number:
                words[column - 1] = rows[origin[0] - 1][column - 1]
        rows.append(words)
    return rows


def _words(value: Any) -> str:
    """A cell as text: what a spreadsheet made a date of becomes `1-1` again."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value.month}-{value.day}"
    if isinstance(value, time):
        return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return "" if _DISPIMG.match(text) else text


def _too_long() -> BadInput:
    return BadInput(
        N_("The list has more than {most} rows.").format(most=MOST_ROWS),
        N_("Save one episode as a file of its own."),
    )


# -- rows -----------------------------------------------------------------------------------------


def field_of(heading: str) -> str:
    """The field that a heading names; empty when it is not known."""
    plain = _NOISE.sub("", _BRACKETS.sub("", heading)).casefold()
    return _FOLDED.get(plain, "")


_FOLDED = {
    _NOISE.sub("", name).casefold(): field
    for field, names in SYNONYMS.items()
    for name in names.split("|")
}


def _best_header(cells: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Place of the row that names most fields, and how many it names."""
    best = (0, 0)
    for place, row in enumerate(cells[:_HEADER_ROWS]):
        known = len({field_of(cell) for cell in row if cell} - {""})
        if known > best[1]:
            best = (place, known)
    return best


def _table(cells: Sequence[Sequence[str]], encoding: str) -> ShotTable:
    header, known = _best_header(cells)
    if known < 2:
        raise BadInput(
            N_("No headings of a shot list were found."),
            N_("Name the columns, for example 镜号, 场号, 景别, 画面内容, 时长."),
        )
    columns = _columns(cells[header])
    told: list[Diagnostic] = [
        _told("info", header + 1, N_("The column “{name}” is not known and is left out.").format(
            name=column.heading), "column")
        for column in columns if column.heading and not column.field
    ]  # fmt: skip
    rows: list[ListedShot] = []
    scene = episode = ""
    for line, row in enumerate(cells[header + 1 :], header + 2):
        fields = {
            column.field: row[place].strip()
            for place, column in enumerate(columns)
            if column.field and column.field != "picture" and place < len(row)
        }
        if not any(fields.values()) or _is_total(fields):
            continue
        # A scene's number often stands at its first shot only.
        scene = fields.get("scene") or scene
        episode = fields.get("episode") or episode
        if "scene" in fields:
            fields["scene"] = scene
        if "episode" in fields:
            fields["episode"] = episode
        rows.append(ListedShot(line=line, fields=fields))
    if not rows:
        raise BadInput(
            N_("The list has no shots."), N_("Open a list that has rows below its headings.")
        )
    told += _doubled(rows)
    return ShotTable(
        columns=tuple(columns), rows=tuple(rows), encoding=encoding, diagnostics=tuple(told)
    )


def _columns(headings: Iterable[str]) -> list[ListColumn]:
    """Each field once: of two columns that name the same one, the first counts."""
    found: list[ListColumn] = []
    taken: set[str] = set()
    for heading in headings:
        field = field_of(heading) if heading else ""
        if field in taken:
            field = ""
        taken.add(field)
        found.append(ListColumn(heading=" ".join(heading.split()), field=field))
    # 画面 is a picture where there is another column for the words, else it is the words.
    if "action" not in taken:
        found = [
            column.model_copy(update={"field": "action"}) if column.field == "picture" else column
            for column in found
        ]
    return found


def _is_total(fields: dict[str, str]) -> bool:
    if fields.get("number") and not _TOTALS.match(fields["number"]):
        return False
    return any(_TOTALS.match(words) for words in fields.values() if words)


def _doubled(rows: Sequence[ListedShot]) -> list[Diagnostic]:
    told: list[Diagnostic] = []
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        number = row.get("number")
        key = (row.get("episode"), row.get("scene"), number)
        if number and key in seen:
            text = N_("The number {number} stands twice, first in row {line}.")
            told.append(
                _told("warning", row.line, text.format(number=number, line=seen[key]), "double")
            )
        seen.setdefault(key, row.line)
    return told


def _told(severity: Severity, line: int, message: str, code: str) -> Diagnostic:
    return Diagnostic(severity=severity, line=line, message=message, code=code)
