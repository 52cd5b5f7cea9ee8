"""Creating, opening, reading and writing a project folder."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from app.domain.project import Project
from app.domain.script import Episode, Scene
from app.domain.shots import Shot
from app.domain.takes import Take
from app.errors import BadInput, Damaged, NotFound, OurBug, ReadOnly
from app.store import tables
from app.store.project_file import ProjectFile
from tests.store import dramas


def test_a_new_project_lies_whole_in_its_folder(tmp_path: Path) -> None:
    made = dramas.project()
    with ProjectFile.create(tmp_path / "雨夜", made) as opened:
        assert opened.folder == tmp_path / "雨夜.fenjing"
        assert opened.project == made
        assert not opened.read_only
        assert len(opened.instance_id) == 16
    names = {path.name for path in opened.folder.iterdir()}
    assert names == {"project.db", "ledger.db", "media", "cache", "backups", ".lock"}
    assert not list(tmp_path.glob(".*.part"))


def test_nothing_is_created_over_something(tmp_path: Path) -> None:
    (tmp_path / "a.fenjing").mkdir()
    (tmp_path / "a.fenjing" / "note.txt").write_text("mine")
    with pytest.raises(BadInput):
        ProjectFile.create(tmp_path / "a", dramas.project())
    assert (tmp_path / "a.fenjing" / "note.txt").read_text() == "mine"


def test_every_row_comes_back_as_it_went(tmp_path: Path) -> None:
    written = {row.id: row for row in dramas.rows()}
    with dramas.create(tmp_path) as opened:
        before = dramas.state(opened)
        folder = opened.folder
    with ProjectFile.open(folder) as opened:
        after = dramas.state(opened)
    assert after == before
    flat = {row_id: row for held in after.values() for row_id, row in held.items()}
    assert {row_id: flat[row_id] for row_id in written} == written


def test_reads_narrow_and_order(tmp_path: Path) -> None:
    with dramas.create(tmp_path, scenes=2, shots=3) as opened:
        assert [shot.id for shot in opened.all(Shot, scene_id="sc1")] == [
            "sh1_0",
            "sh1_1",
            "sh1_2",
        ]
        assert opened.count(Shot) == 6
        assert opened.count(Shot, orphaned=False, pick=None) == 6
        assert opened.count(Shot, move="static") == 6
        assert opened.find(Shot, "nobody") is None
        with pytest.raises(NotFound):
            opened.get(Shot, "nobody")
        with pytest.raises(OurBug):
            opened.all(Shot, colour="red")


def _change_and_fail(opened: ProjectFile) -> None:
    with opened.transaction("Edit") as edit:
        edit.change(Shot, "sh0_0", action="changed")
        edit.change(Shot, "sh0_1", rating=9)


def test_an_error_inside_leaves_nothing_behind(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        before = dramas.state(opened)
        with pytest.raises(BadInput):
            _change_and_fail(opened)
        assert dramas.state(opened) == before
        assert opened.undo_label is None
        with opened.transaction("Edit") as edit:
            edit.change(Shot, "sh0_0", action="changed")
        assert opened.get(Shot, "sh0_0").action == "changed"


def test_a_row_that_would_point_nowhere_is_refused_whole(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        before = dramas.state(opened)
        with pytest.raises(OurBug), opened.transaction("Remove") as edit:
            edit.remove(Scene, "sc0")
        assert dramas.state(opened) == before


def test_changes_name_what_was_touched(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        transaction = opened.transaction("Edit", origin="board")
        with transaction as edit:
            edit.change(Shot, "sh0_0", rating=3)
            edit.change(Shot, "sh0_1", rating=0)
            edit.change(Episode, "ep", title="第二版")
        changes = transaction.changes
        assert changes.touched == {"Shot": ("sh0_0",), "Episode": ("ep",)}
        assert (changes.label, changes.origin, changes.kind) == ("Edit", "board", "person")


def test_writing_after_the_end_or_within_another_is_a_bug(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        with opened.transaction("Edit") as edit, pytest.raises(OurBug):
            opened.transaction("Another")
        with pytest.raises(OurBug):
            edit.change(Shot, "sh0_0", rating=3)
        with opened.transaction("Edit") as edit:
            with pytest.raises(OurBug):
                edit.add(edit.get(Shot, "sh0_0"))
            with pytest.raises(OurBug):
                edit.change(Shot, "sh0_0", id="other")


def test_background_work_only_adds(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        with opened.transaction("Take", kind="background") as edit:
            edit.add(dramas.take("sh0_0"))
            with pytest.raises(OurBug):
                edit.change(Shot, "sh0_0", rating=1)
            with pytest.raises(OurBug):
                edit.remove(Shot, "sh0_0")
        assert opened.undo_label is None
        assert opened.count(Take) == 1
        with opened.transaction("Remove") as edit, pytest.raises(OurBug):
            edit.remove(Take, opened.all(Take)[0].id)


def test_another_thread_is_refused(tmp_path: Path) -> None:
    seen: list[BaseException] = []
    with dramas.create(tmp_path) as opened:

        def read() -> None:
            try:
                opened.all(Shot)
            except OurBug as error:
                seen.append(error)

        worker = threading.Thread(target=read)
        worker.start()
        worker.join()
    assert len(seen) == 1


def test_a_moved_or_renamed_folder_opens(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        before = dramas.state(opened)
    moved = tmp_path / "elsewhere" / "另一个名字.fenjing"
    moved.parent.mkdir()
    shutil.move(opened.folder, moved)
    with ProjectFile.open(moved) as opened:
        assert dramas.state(opened) == before


def test_a_folder_without_a_project_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        ProjectFile.open(tmp_path)
    assert str(tmp_path) in caught.value.message


def test_reading_only_when_asked(tmp_path: Path) -> None:
    with (
        dramas.create(tmp_path) as writer,
        ProjectFile.open(writer.folder, read_only=True) as reader,
    ):
        assert reader.read_only
        assert reader.count(Shot) == 6
        with writer.transaction("Edit") as edit:
            edit.change(Shot, "sh0_0", rating=5)
        assert reader.get(Shot, "sh0_0").rating == 5
        with pytest.raises(ReadOnly):
            reader.transaction("Edit")
        assert reader.undo_label == "Edit"
        with pytest.raises(ReadOnly):
            reader.undo()


def test_a_newer_schema_opens_for_reading(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        folder = opened.folder
        held = opened.project.model_dump_json()
    with sqlite3.connect(folder / "project.db") as raw:
        raw.execute(f"PRAGMA user_version={tables.SCHEMA + 1}")
        raw.execute("ALTER TABLE shots ADD COLUMN mood TEXT")
        newer = held[:-1] + ',"mood":"rain"}'
        raw.execute("UPDATE project SET body = ?", (newer,))
    raw.close()
    with ProjectFile.open(folder) as opened:
        assert opened.read_only
        assert "newer" in opened.read_only_reason
        assert opened.count(Shot) == 6
        assert opened.all(Project)[0].model_dump_json() == held


def _first_line(folder: Path) -> str:
    with pytest.raises(Damaged) as caught:
        ProjectFile.open(folder)
    assert caught.value.fix
    return caught.value.message


def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with dramas.create(tmp_path, scenes=10, shots=40) as opened:
        folder = opened.folder
    database = folder / "project.db"
    whole = database.read_bytes()
    database.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in _first_line(folder)
    database.write_bytes(b"")
    assert "not a Fenjing file" in _first_line(folder)
    database.write_bytes(b"PK\x03\x04" + b"\x00" * 4096)
    assert "not a Fenjing file" in _first_line(folder)
    broken = bytearray(whole)
    for page in range(2, len(whole) // 4096, 3):
        broken[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    database.write_bytes(broken)
    assert "damaged" in _first_line(folder)
    database.write_bytes(whole)
    with ProjectFile.open(folder) as opened:
        assert opened.count(Shot) == 400


def test_a_foreign_database_and_a_strange_trigger_are_refused(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        folder = opened.folder
    with sqlite3.connect(folder / "project.db") as raw:
        raw.execute("CREATE TRIGGER t AFTER UPDATE ON shots BEGIN DELETE FROM takes; END")
    raw.close()
    assert "t" in _first_line(folder)
    with sqlite3.connect(folder / "project.db") as raw:
        raw.execute("DROP TRIGGER t")
        raw.execute("PRAGMA application_id=1")
    raw.close()
    assert "not a Fenjing file" in _first_line(folder)


def test_a_damaged_ledger_still_lets_the_drama_be_read(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        folder = opened.folder
    (folder / "ledger.db").write_bytes(b"nonsense")
    with ProjectFile.open(folder) as opened:
        assert opened.read_only
        assert "ledger" in opened.read_only_reason
        assert opened.count(Shot) == 6
        assert opened.ledger.all() == []


def test_half_written_files_of_a_kill_are_swept_and_nothing_else(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        folder = opened.folder
    (folder / "media" / ".0011.part").write_bytes(b"half")
    (folder / "media" / "mine.mp4").write_bytes(b"whole")
    with ProjectFile.open(folder):
        assert [path.name for path in (folder / "media").iterdir()] == ["mine.mp4"]
