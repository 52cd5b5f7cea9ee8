from __future__ import annotations

from pathlib import Path

import pytest

from app.commands import project as project_commands
from app.commands import shots as shot_commands
from app.domain.changes import Changes
from app.domain.shots import Shot
from app.errors import NotFound, ProjectBusy, ReadOnly
from app.studio.session import Session
from app.studio.studio import Studio


def test_one_command_is_one_message_after_the_commit(scripted: Session) -> None:
    shot = scripted.all(Shot)[0]
    told: list[tuple[Changes, str]] = []
    stop = scripted.listen(
        lambda changes: told.append((changes, scripted.get(Shot, shot.id).action))
    )
    scripted.do(shot_commands.edit_shots, [shot.id], origin="board", action="她抬头")
    assert [(changes.origin, changes.ids("Shot"), action) for changes, action in told] == [
        ("board", (shot.id,), "她抬头")
    ]
    scripted.undo()
    assert told[-1][0].kind == "undo"
    stop()
    scripted.redo()
    assert len(told) == 2


def test_a_failing_command_changes_nothing_and_says_nothing(scripted: Session) -> None:
    told: list[Changes] = []
    scripted.listen(told.append)
    before = scripted.all(Shot)
    with pytest.raises(NotFound):
        scripted.do(shot_commands.edit_shots, [before[0].id, "shot_gone"], action="x")
    assert scripted.all(Shot) == before
    assert told == []


def test_undo_survives_closing(studio: Studio, scripted: Session) -> None:
    shot = scripted.all(Shot)[0]
    scripted.do(shot_commands.edit_shots, [shot.id], action="她抬头")
    scripted.close()
    again = studio.open(scripted.folder)
    try:
        assert again.undo_label
        again.undo()
        assert again.get(Shot, shot.id) == shot
    finally:
        again.close()


def test_a_second_window_is_told_clearly(studio: Studio, session: Session) -> None:
    with pytest.raises(ProjectBusy):
        studio.open(session.folder)
    reading = studio.open(session.folder, read_only=True)
    try:
        with pytest.raises(ReadOnly) as told:
            reading.do(project_commands.rename_project, "Other")
        assert told.value.fix
    finally:
        reading.close()


def test_a_moved_folder_opens(studio: Studio, scripted: Session, tmp_path: Path) -> None:
    shots = scripted.all(Shot)
    scripted.close()
    moved = tmp_path / "elsewhere" / "renamed.fenjing"
    moved.parent.mkdir()
    scripted.folder.rename(moved)
    again = studio.open(moved)
    try:
        assert again.all(Shot) == shots
    finally:
        again.close()
    assert studio.recent()[0].folder == moved
    assert [row.reachable for row in studio.recent()] == [True, False]
