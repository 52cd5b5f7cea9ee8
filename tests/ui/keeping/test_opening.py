from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.studio.studio import Studio
from app.ui.keeping.copy_place import CopyPlaceDialog
from app.ui.keeping.opening import BusyDialog, local_times
from app.ui.main_window import MainWindow
from tests.ui.conftest import fill


@pytest.fixture
def busy(studio: Studio, tmp_path: Path) -> Path:
    """A project that another machine left open: its lock is free, its note is not."""
    session = studio.create(tmp_path / "away", title="远")
    fill(session)
    folder = session.folder
    note = next(path for path in folder.iterdir() if "lock" in path.name and path.stat().st_size)
    words = json.loads(note.read_text(encoding="utf-8"))
    session.close()
    note.write_text(json.dumps({**words, "host": "another-machine"}), encoding="utf-8")
    return folder


def test_a_project_held_by_another_window_opens_for_reading(
    window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    held = studio.create(tmp_path / "held", title="占")
    fill(held)
    dialog = window.safety.open_project(held.folder)
    assert isinstance(dialog, BusyDialog)
    assert dialog.take_over is None
    dialog.read.click()
    assert window.session is not None
    assert window.session.read_only
    assert window.notices.has("read_only")
    window.close_project()
    held.close()


def test_turning_back_opens_nothing(window: MainWindow, busy: Path) -> None:
    dialog = window.safety.open_project(busy)
    assert dialog is not None
    dialog.reject()
    assert window.session is None


def test_a_project_left_open_elsewhere_can_be_taken_over(window: MainWindow, busy: Path) -> None:
    dialog = window.safety.open_project(busy)
    assert dialog is not None
    assert dialog.take_over is not None
    dialog.take_over.click()
    assert window.session is not None
    assert not window.session.read_only


def test_a_copy_of_a_read_only_project_can_be_written(
    window: MainWindow, busy: Path, qtbot: QtBot
) -> None:
    dialog = window.safety.open_project(busy)
    assert dialog is not None
    dialog.read.click()
    window.safety.save_copy()
    asked = window.findChild(CopyPlaceDialog)
    assert asked is not None
    asked.move_to(busy.parent)
    asked.go.click()
    qtbot.waitUntil(
        lambda: window.session is not None and window.session.folder != busy, timeout=8000
    )
    assert window.session is not None
    assert not window.session.read_only
    assert len(window.session.episodes()) == 2


def test_times_are_the_persons_own() -> None:
    words = local_times("open since 2026-11-21T07:29:18+00:00.")
    assert "T07" not in words
    assert words.startswith("open since 11/21/26")
