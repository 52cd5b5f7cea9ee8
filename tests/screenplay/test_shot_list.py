"""Shot lists of whatever program: encodings, delimiters, headings below titles, merged cells, sums, dates."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.errors import BadInput, MalformedScript
from app.screenplay import shot_list

LIST = """镜号,场号,景别,角度,运镜,画面内容,台词/旁白,音效,音乐,时长,备注
1,1-1,远景,平视,固定,雨夜的旧灯笼铺,,雨声,低弦,3,片头
2,1-1,近景,平视,推,林夏数硬币,林夏：打烊了。,硬币声,,2.5,
"""


def numbers(table: shot_list.ShotTable) -> list[str]:
    return [row.get("number") for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_encodings_and_delimiters(encoding: str, sign: str) -> None:
    table = shot_list.read(LIST.replace(",", sign).encode(encoding))
    assert numbers(table) == ["1", "2"]
    assert table.rows[0].get("action") == "雨夜的旧灯笼铺"
    assert table.rows[1].get("lines") == "林夏：打烊了。"
    assert table.rows[1].get("seconds") == "2.5"


@pytest.mark.parametrize(
    ("heading", "field"),
    [("时长(秒)", "seconds"), (" Shot # ", "number"), ("SHOT NO.", "number"), ("画面 描述", "action"),
     ("台词 / 旁白", "lines"), ("镜头运动", "move"), ("Duration (s)", "seconds"), ("景 别", "size"),
     ("出场人物", "characters"), ("shot_id", "shot_id"), ("Scene", "scene"), ("心情", "")],
)  # fmt: skip
def test_headings_by_their_synonyms(heading: str, field: str) -> None:
    assert shot_list.field_of(heading) == field


def workbook(rows: list[list[object]], merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize("above", [0, 1, 2, 4])
def test_headings_may_stand_below_a_title(above: int) -> None:
    title: list[list[object]] = [["《明天才会丢》第 1 集分镜表"]] * above
    rows: list[list[object]] = [["镜号", "场号", "画面内容", "时长"], ["1", "1-1", "雨", 3]]
    table = shot_list.read(workbook([*title, *rows], ("A1:D1",) if above else ()))
    assert numbers(table) == ["1"]
    assert table.rows[0].line == above + 2


def test_merged_scene_numbers_fill_down_and_sums_are_no_shots() -> None:
    rows: list[list[object]] = [
        ["镜号", "场号", "画面内容", "时长"],
        ["1", "1-1", "雨", 3],
        ["2", None, "灯", 2.5],
        ["3", "1-2", "门", 2],
        [None, None, None, None],
        [None, None, "合计 3", 7.5],
        ["合计", None, None, 7.5],
    ]
    table = shot_list.read(workbook(rows, ("B2:B3",)))
    assert [(row.get("number"), row.get("scene")) for row in table.rows] == [
        ("1", "1-1"), ("2", "1-1"), ("3", "1-2"),
    ]  # fmt: skip
    assert [row.get("seconds") for row in table.rows] == ["3", "2.5", "2"]


def test_what_excel_made_a_date_is_a_number_again() -> None:
    rows: list[list[object]] = [
        ["镜号", "场号", "画面内容"],
        ["1", date(2026, 1, 2), "雨"],
    ]
    assert shot_list.read(workbook(rows)).rows[0].get("scene") == "1-2"


def test_pictures_in_cells_and_unknown_columns_are_left_out_and_told() -> None:
    rows: list[list[object]] = [
        ["镜号", "画面", "画面内容", "心情"],
        ["1", '=DISPIMG("ID_1",1)', "雨", "冷"],
    ]
    table = shot_list.read(workbook(rows))
    assert table.rows[0].fields == {"number": "1", "action": "雨"}
    assert [one.code for one in table.diagnostics] == ["column"]


def test_a_picture_column_without_another_holds_the_words() -> None:
    table = shot_list.read("镜号,画面,时长\n1,雨夜,3\n".encode())
    assert table.rows[0].get("action") == "雨夜"


def test_doubled_numbers_are_told() -> None:
    table = shot_list.read("镜号,场号,内容\n1,1-1,a\n1,1-1,b\n1,1-2,c\n".encode())
    assert [one.code for one in table.diagnostics] == ["double"]


def test_our_own_apostrophes_are_taken_off() -> None:
    table = shot_list.read("镜号,内容\n1,'=1+1\n".encode())
    assert table.rows[0].get("action") == "=1+1"


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 not a zip", "只有一列\n雨\n".encode(), "镜号,内容\n".encode(),
     b"Name,Price\napple,3\n"],
)  # fmt: skip
def test_what_is_no_shot_list_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        shot_list.read(data)


def test_a_picture_or_nothing_is_refused() -> None:
    for data in (b"", b"\x89PNG\r\n\x1a\n" + bytes(50)):
        with pytest.raises(MalformedScript):
            shot_list.read(data)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    for begun in (data, b"PK\x03\x04" + data):
        try:
            shot_list.read(begun)
        except BadInput:
            continue


_CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=8))
def test_cells_come_back_as_they_were_written(cells: list[tuple[str, str]]) -> None:
    import csv

    held = io.StringIO(newline="")
    table = csv.writer(held)
    table.writerow(["镜号", "画面内容", "备注"])
    for place, (action, note) in enumerate(cells, 1):
        table.writerow([f"S{place}", action, note])
    read = shot_list.read(held.getvalue().encode("utf-8-sig"))
    assert [row.get("number") for row in read.rows] == [f"S{n + 1}" for n in range(len(cells))]
    for row, (action, _note) in zip(read.rows, cells, strict=True):
        unquoted = (
            action[1:] if len(action) > 1 and action[0] == "'" and action[1] in "=+-@" else action
        )
        assert row.get("action") == unquoted.strip("\ufeff \t\r\n").strip()
