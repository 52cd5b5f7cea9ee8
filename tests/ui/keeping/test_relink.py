from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.studio.session import Session
from app.ui.keeping.relink import RelinkDialog
from app.ui.main_window import MainWindow


@pytest.fixture
def lost(opened: MainWindow, tmp_path: Path) -> Path:
    """A project one of whose pictures was moved away; the folder where it is now."""
    session = opened.session
    assert session is not None
    picture = tmp_path / "take.png"
    Image.new("RGB", (90, 160), "#804020").save(picture)
    shot = session.board_rows(session.episodes()[0].id)[0].shot
    session.intake.keep_take(shot.id, session.intake.stage(picture))
    kept = next(session.folder.glob("media/*/*.png"))
    away = tmp_path / "drive" / "deep"
    away.mkdir(parents=True)
    shutil.move(kept, away / "renamed.png")
    return away.parent


def test_a_project_with_lost_files_opens_and_says_how_many(
    opened: MainWindow, lost: Path, qtbot: QtBot
) -> None:
    assert opened.session is not None
    folder = opened.session.folder
    opened.close_project()
    opened.open_folder(folder)
    qtbot.waitUntil(lambda: opened.notices.has("missing"), timeout=4000)
    opened.rebuild()
    assert opened.notices.has("missing")


def test_relinking_finds_by_content(opened: MainWindow, lost: Path, qtbot: QtBot) -> None:
    session = opened.session
    assert isinstance(session, Session)
    opened.actions_["relink"].trigger()
    dialog = opened.findChild(RelinkDialog)
    assert dialog is not None
    assert "take 1" in dialog.list.topLevelItem(0).text(0)
    dialog.search(lost.parent / "nowhere")
    qtbot.waitUntil(lambda: dialog.told.text() != "" and not dialog.bar.isVisible(), timeout=4000)
    assert len(dialog.missing) == 1
    dialog.search(lost)
    qtbot.waitUntil(lambda: dialog.missing == (), timeout=4000)
    assert dialog.pages.currentIndex() == 1
    assert session.keeping.missing() == ()
    assert not opened.notices.has("missing")
    dialog.reject()
