"""What can be undone, what merges, and what is forgotten."""

from __future__ import annotations

from pathlib import Path

from app.domain.shots import Shot
from app.domain.takes import Take
from app.store.journal import Journal
from app.store.project_file import ProjectFile
from tests.store import dramas


def _act(opened: ProjectFile, text: str, merge: str = "", label: str = "Edit") -> None:
    with opened.transaction(label, merge=merge) as edit:
        edit.change(Shot, "sh0_0", action=text)


def _action(opened: ProjectFile) -> str:
    return opened.get(Shot, "sh0_0").action


def test_undo_and_redo_by_name(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        assert opened.undo() is None
        before = _action(opened)
        _act(opened, "一", label="First")
        _act(opened, "二", label="Second")
        changes = opened.undo(origin="menu")
        assert changes is not None
        assert (changes.label, changes.kind, changes.origin) == ("Second", "undo", "menu")
        assert changes.ids("Shot") == ("sh0_0",)
        assert (opened.undo_label, opened.redo_label) == ("First", "Second")
        opened.undo()
        assert _action(opened) == before
        opened.redo()
        opened.redo()
        assert _action(opened) == "二"
        assert opened.redo() is None


def test_a_new_edit_forgets_what_was_undone(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        _act(opened, "一")
        opened.undo()
        _act(opened, "二")
        assert opened.redo_label is None
        assert opened.redo() is None
        assert _action(opened) == "二"


def test_an_edit_that_changes_nothing_is_no_step(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        _act(opened, "一")
        opened.undo()
        with opened.transaction("Nothing") as edit:
            edit.change(Shot, "sh0_0", rating=0)
        assert opened.redo_label == "Edit"


def test_both_stacks_survive_a_restart(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        before = _action(opened)
        _act(opened, "一", label="First")
        _act(opened, "二", label="Second")
        opened.undo()
        folder = opened.folder
    with ProjectFile.open(folder) as opened:
        assert (opened.undo_label, opened.redo_label) == ("First", "Second")
        opened.redo()
        assert _action(opened) == "二"
        opened.undo()
        opened.undo()
        assert _action(opened) == before


def test_rapid_edits_of_one_target_are_one_step(tmp_path: Path) -> None:
    clock = dramas.Clock()
    with dramas.create(tmp_path, clock=clock) as opened:
        before = _action(opened)
        for text in ("她", "她走", "她走了"):
            _act(opened, text, merge="typing:sh0_0")
            clock.forward(seconds=1)
        with opened.transaction("Take", kind="background") as edit:
            edit.add(dramas.take("sh0_0"))
        _act(opened, "她走了。", merge="typing:sh0_0")
        clock.forward(seconds=10)
        _act(opened, "她走了。再见。", merge="typing:sh0_0")
        opened.undo()
        assert _action(opened) == "她走了。"
        opened.undo()
        assert _action(opened) == before
        assert opened.undo_label is None
        assert opened.count(Take) == 1
        opened.redo()
        assert _action(opened) == "她走了。"


def test_edits_do_not_merge_across_targets_undo_or_restart(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        _act(opened, "一", merge="a")
        _act(opened, "二", merge="b")
        opened.undo()
        _act(opened, "三", merge="a")
        opened.undo()
        assert _action(opened) == "一"
        _act(opened, "四", merge="a")
        folder = opened.folder
    with ProjectFile.open(folder, clock=dramas.Clock()) as opened:
        _act(opened, "五", merge="a")
        opened.undo()
        assert _action(opened) == "四"


def test_rows_that_come_and_go_within_merged_edits(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        before = dramas.state(opened)
        made = opened.get(Shot, "sh0_0").model_copy(update={"id": "new", "rank": "zz"})
        with opened.transaction("Drag", merge="m") as edit:
            edit.add(made)
            edit.change(Shot, "sh0_1", rating=1)
        with opened.transaction("Drag", merge="m") as edit:
            edit.change(Shot, "new", rating=2)
            edit.change(Shot, "sh0_1", rating=2, notes="n")
        with opened.transaction("Drag", merge="m") as edit:
            edit.remove(Shot, "sh0_2")
            edit.remove(Shot, "new")
        after = dramas.state(opened)
        opened.undo()
        assert dramas.state(opened) == before
        opened.redo()
        assert dramas.state(opened) == after


def test_undo_keeps_what_background_work_added(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        made = opened.get(Shot, "sh0_0").model_copy(update={"id": "new", "rank": "zz"})
        with opened.transaction("Add shot") as edit:
            edit.add(made)
        with opened.transaction("Take", kind="background") as edit:
            edit.add(dramas.take("new"))
        opened.undo()
        assert opened.find(Shot, "new") is None
        assert opened.count(Take, shot_id="new") == 1
        opened.redo()
        assert opened.find(Shot, "new") is not None
        assert opened.count(Take, shot_id="new") == 1


def test_history_tells_what_happened_newest_first(tmp_path: Path) -> None:
    clock = dramas.Clock()
    with dramas.create(tmp_path, clock=clock) as opened:
        clock.forward(minutes=1)
        _act(opened, "一", label="First")
        opened.undo()
        told = opened.history(10)
    assert [(row.label, row.kind) for row in told] == [
        ("First", "undo"),
        ("First", "person"),
        ("Sample", "background"),
    ]
    assert told[1].at == clock.now
    assert not any(row.can_undo for row in told)


def test_steps_beyond_the_depth_are_forgotten(tmp_path: Path) -> None:
    with dramas.create(tmp_path) as opened:
        for number in range(8):
            _act(opened, str(number))
        Journal(opened._connection).prune(depth=5)
        steps = 0
        while opened.undo():
            steps += 1
        assert steps == 5
        assert _action(opened) == "2"
        assert len(opened.history(100)) == 14
