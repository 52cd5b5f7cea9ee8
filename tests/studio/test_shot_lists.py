"""Shot lists that come back: a look first, then one undo step; nothing doubled, nothing lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.domain.ids import EpisodeId
from app.domain.shots import Shot
from app.errors import BadInput, DiskTrouble
from app.studio.session import Session
from tests.studio.films import fill


def written(session: Session, name: str, folder: Path) -> Path:
    out = folder / f"list.{name}"
    session.exchanging.write(session.episodes()[0].id, name, out)
    return out


def shots(session: Session) -> list[Shot]:
    return [row.shot for row in session.board_rows(session.episodes()[0].id)]


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_an_unchanged_list_changes_nothing(scripted: Session, tmp_path: Path, name: str) -> None:
    fill(scripted, tmp_path)
    scripted.production.voicing.speak(scripted.episodes()[0].id)
    preview = scripted.shot_lists.read(written(scripted, name, tmp_path))
    assert [row.kind for row in preview.rows] == ["keep", "keep", "keep"]
    assert preview.is_empty
    assert preview.remarks == ()


def test_changed_cells_become_changed_fields_in_one_step(scripted: Session, tmp_path: Path) -> None:
    path = written(scripted, "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    heads = {page.cell(1, column).value: column for column in range(1, page.max_column + 1)}
    page.cell(2, heads["景别"]).value = "大特写"
    page.cell(2, heads["时长"]).value = "4秒"
    page.cell(3, heads["画面内容"]).value = "老陈走进来。"
    page.cell(3, heads["运镜"]).value = "瞬移"
    book.save(path)
    before = shots(scripted)
    preview = scripted.shot_lists.read(path)
    assert [row.kind for row in preview.rows] == ["changed", "changed", "keep"]
    assert {change.name for change in preview.rows[0].changes} == {"size", "length"}
    assert [(one.code, one.line) for one in preview.remarks] == [("word", 3)]
    assert shots(scripted) == before
    scripted.shot_lists.accept(preview)
    after = shots(scripted)
    assert (after[0].size, after[0].length, after[0].locked_length) == ("ECU", 96, True)
    assert after[1].action == "老陈走进来。"
    assert after[1].move == before[1].move
    assert scripted.shot_lists.read(path).is_empty
    scripted.undo()
    assert shots(scripted) == before


def test_new_rows_become_shots_in_their_place_and_missing_ones_may_be_left_out(
    scripted: Session, tmp_path: Path
) -> None:
    first, second, third = shots(scripted)
    path = tmp_path / "list.csv"
    path.write_text(
        "镜号,场号,景别,画面内容,人物,时长\n"
        f"{first.number},1-1,,,,\n"
        "7,1-1,特写,硬币滚到门边。,林夏、某人,2.5\n"
        f"{third.number},,,,,\n",
        encoding="gb18030",
    )
    preview = scripted.shot_lists.read(path)
    assert [row.kind for row in preview.rows] == ["keep", "add", "keep", "missing"]
    assert {one.code for one in preview.remarks} == {"cast"}
    scripted.shot_lists.accept(preview, leave_out_missing=True)
    found = shots(scripted)
    assert [shot.number for shot in found] == [first.number, "1-1-07", second.number, third.number]
    assert found[1].size == "CU"
    assert found[1].length == 60
    assert len(found[1].subjects) == 1
    assert found[2].status == "omitted"


def test_lines_are_found_in_the_script_and_spoken_once(scripted: Session, tmp_path: Path) -> None:
    first, second, _third = shots(scripted)
    assert second.lines
    path = tmp_path / "list.csv"
    path.write_text(
        f"镜号,场号,台词\n{first.number},1-1,林夏：打烊了。\n{second.number},1-1,没有这句\n",
        encoding="utf-8",
    )
    preview = scripted.shot_lists.read(path)
    assert {one.code for one in preview.remarks} == {"line"}
    scripted.shot_lists.accept(preview)
    found = shots(scripted)
    spoken = [line for shot in found for line in shot.lines]
    assert len(spoken) == len(set(spoken)) == 2
    assert found[0].lines


def test_short_numbers_find_their_shots_and_strange_scenes_are_told(
    scripted: Session, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("镜号,场号,备注\n1,1-1,片头\n2,9-9,无\n", encoding="utf-8")
    preview = scripted.shot_lists.read(path)
    assert [row.kind for row in preview.rows][:1] == ["changed"]
    assert preview.rows[0].shot_id == shots(scripted)[0].id
    assert {one.code for one in preview.remarks} == {"scene"}


def test_it_is_read_in_the_background_too(scripted: Session, tmp_path: Path) -> None:
    path = written(scripted, "csv", tmp_path)
    found: list[object] = []
    failed: list[Exception] = []
    scripted.shot_lists.start_read(path, found.append, failed.append)
    scripted.shot_lists.start_read(tmp_path / "gone.csv", found.append, failed.append)
    while len(found) + len(failed) < 2:
        scripted.production._services.pump(0.1)
    assert len(found) == 1
    assert isinstance(failed[0], DiskTrouble)


def test_a_project_without_episodes_takes_no_list(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("镜号,场号,备注\n1,1-1,片头\n", encoding="utf-8")
    with pytest.raises(BadInput):
        session.shot_lists.read(path, EpisodeId("nobody"))
