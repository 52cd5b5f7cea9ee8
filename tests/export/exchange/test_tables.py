"""Shot list, storyboard and web page, read back by programs that are not ours; hostile words stay words."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from app import paths
from app.export.exchange import board, shot_list, storyboard
from app.export.exchange.shot_list import COLUMNS
from tests.export.exchange.rows import sheet, shrink
from tests.export.exchange.test_editors import HOSTILE

FONTS = storyboard.Fonts(
    paths.resource("fonts", "NotoSansSC-Regular.ttf"),
    paths.resource("fonts", "NotoSansSC-Bold.ttf"),
)
CLEAN = str.maketrans("", "", "\x00\x07")


def test_the_workbook_holds_every_shot_with_its_picture(tmp_path: Path) -> None:
    shot_list.write_xlsx(sheet(), tmp_path / "l.xlsx", shrink)
    page = openpyxl.load_workbook(tmp_path / "l.xlsx").active
    headings = [cell.value for cell in page[1]]
    assert headings[:12] == [
        "镜号", "场号", "画面", "景别", "角度", "运镜", "画面内容", "台词/旁白", "音效", "音乐",
        "时长", "备注",
    ]  # fmt: skip
    row = dict(zip(headings, page[2], strict=True))
    assert (row["镜号"].value, row["镜号"].data_type) == ("1-1-01", "s")
    assert row["时长"].value == 2.5
    assert row["shot_id"].value == "shot_0"
    assert page.cell(9, headings.index("时长") + 1).value == 17.5
    assert len(page._images) == 4
    assert page.freeze_panes == "B2"
    assert page.page_setup.orientation == "landscape"


def test_the_csv_opens_in_excel_and_keeps_its_columns(tmp_path: Path) -> None:
    written = shot_list.write_csv(sheet(language="en"), tmp_path / "l.csv")
    data = written.files[0].read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0][0] == "Shot"
    assert len(rows) == 8
    assert {len(row) for row in rows} == {len(COLUMNS) - 1}
    assert written.losses


@pytest.mark.parametrize("layout", ["rows", "grid", "thumbs", "solo"])
@pytest.mark.parametrize("upright", [True, False])
def test_the_storyboard_is_searchable_text_with_embedded_fonts(
    layout: storyboard.Layout, upright: bool, tmp_path: Path
) -> None:
    storyboard.write(sheet(9), tmp_path / "s.pdf", FONTS, layout, upright=upright)
    reader = PdfReader(tmp_path / "s.pdf")
    text = "".join(page.extract_text() for page in reader.pages)
    look = storyboard.look_of(layout, upright=upright)
    assert len(reader.pages) == -(-9 // (look.across * look.down))
    for number in range(9):
        assert f"1-{1 + number // 4}-{number + 1:02d}" in text
    assert "明天才会丢" in text
    if look.words:
        assert "林夏数硬币" in text.replace("\n", "")
    pictures = sum(len(page.images) for page in reader.pages)
    assert pictures == 6
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    embedded = [font for font in fonts if "FontDescriptor" in str(font)]
    assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in embedded)
    assert embedded


class Page(HTMLParser):
    """Collects tags and text, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "onload")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_web_page_needs_nothing_from_outside(tmp_path: Path) -> None:
    board.write(sheet(), tmp_path / "b.html")
    read = Page()
    read.feed((tmp_path / "b.html").read_text("utf-8"))
    assert read.tags.count("article") == 7
    assert "script" not in read.tags
    assert all(link.startswith("data:image/png;base64,") for link in read.links)
    assert "旧灯笼铺" in read.text


@pytest.mark.parametrize(
    "text", [*HOSTILE, "<script>alert(1)</script>", "@SUM(1+1)*cmd|' /C calc'!A0"]
)
def test_hostile_words_stay_words(text: str, tmp_path: Path) -> None:
    made = sheet(2, text)
    shot_list.write_xlsx(made, tmp_path / "h.xlsx", shrink)
    page = openpyxl.load_workbook(tmp_path / "h.xlsx").active
    action = page.cell(2, 7)
    assert action.data_type == "s"
    assert action.value == text.translate(CLEAN)
    shot_list.write_csv(made, tmp_path / "h.csv")
    held = io.StringIO((tmp_path / "h.csv").read_bytes().decode("utf-8-sig"), newline="")
    rows = list(csv.reader(held))
    assert len(rows) == 3
    assert not any(cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row)
    board.write(made, tmp_path / "h.html")
    read = Page()
    read.feed((tmp_path / "h.html").read_text("utf-8"))
    assert "script" not in read.tags
    assert text.translate(CLEAN) in read.text
    storyboard.write(made, tmp_path / "h.pdf", FONTS)
    assert len(PdfReader(tmp_path / "h.pdf").pages) == 1
