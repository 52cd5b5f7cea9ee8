from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.cast import CastEntry, Look
from app.ui.cast.page import CastPage
from app.ui.cast.slot import ReferenceSlot
from app.ui.main_window import MainWindow


@pytest.fixture
def page(opened: MainWindow, qtbot: QtBot) -> CastPage:
    opened.show_page("cast")
    found = opened.page
    assert isinstance(found, CastPage)
    entry = next(one for one in found.context.project.all(CastEntry) if one.name == "林夏")
    found.choose(entry.id)
    return found


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "face.png"
    Image.new("RGB", (64, 96), "#884422").save(path)
    return path


def current(page: CastPage) -> CastEntry:
    return page.context.project.get(CastEntry, page._current)


def test_words_are_kept_when_the_field_is_left(opened: MainWindow, page: CastPage) -> None:
    assert page._sheet is not None
    page._sheet.name.setText("林冬")
    page._sheet._words.setPlainText("短发，红绳")
    page.flush()
    assert current(page).name == "林冬"
    assert current(page).description == "短发，红绳"
    opened.undo()
    opened.undo()
    assert current(page).name == "林夏"


def test_a_name_that_is_taken_is_explained(opened: MainWindow, page: CastPage) -> None:
    assert page._sheet is not None
    page._sheet.name.setText("老陈")
    page.flush()
    assert opened.notices.has("error")
    assert current(page).name == "林夏"


def look_of(page: CastPage) -> Look:
    return page.context.project.all(Look, cast_id=current(page).id)[0]


def slots(page: CastPage) -> set[str]:
    looks = page.context.project.all(Look, cast_id=current(page).id)
    return {one.slot for look in looks for one in look.references}


def slot_widget(page: CastPage, name: str) -> ReferenceSlot:
    assert page._sheet is not None
    assert page._sheet.look is not None
    return next(one for one in page._sheet.look.slots if one.facts.slot == name)


def test_pictures_land_by_drop_paste_and_file(page: CastPage, picture: Path, qtbot: QtBot) -> None:
    assert page.lands([picture])
    page.take_files([picture])
    qtbot.waitUntil(lambda: slots(page) == {"front"})
    image = QImage(32, 32, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    QTest.keyClick(slot_widget(page, "side"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: slots(page) == {"front", "side"})
    assert look_of(page).sheet_version == 2
    QTest.keyClick(slot_widget(page, "front"), Qt.Key.Key_Delete)
    assert slots(page) == {"side"}


def test_a_file_that_is_no_picture_is_refused_in_words(
    opened: MainWindow, page: CastPage, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    page.take_files([broken])
    qtbot.waitUntil(lambda: opened.notices.has("error"))


def test_entries_move_by_key(page: CastPage) -> None:
    names = [one.name for one in page.context.project.all(CastEntry) if one.kind == "character"]
    page.entries.move(1)
    moved = [one.name for one in page.context.project.all(CastEntry) if one.kind == "character"]
    assert moved[:2] == [names[1], names[0]]


def test_removing_offers_undo(opened: MainWindow, page: CastPage) -> None:
    page.entries.remove()
    assert "林夏" not in [one.name for one in page.context.project.all(CastEntry)]
    opened.undo()
    assert "林夏" in [one.name for one in page.context.project.all(CastEntry)]


def test_usage_lists_shots_and_leads_to_them(opened: MainWindow, page: CastPage) -> None:
    assert page.usage.tree.topLevelItemCount() > 0
    top = page.usage.tree.topLevelItem(0)
    assert top is not None
    page.usage.tree.itemActivated.emit(top.child(0), 0)
    assert opened.selection.shot is not None


def test_an_empty_cast_offers_the_names_of_the_script(opened: MainWindow, page: CastPage) -> None:
    for entry in page.context.project.all(CastEntry):
        page.choose(entry.id)
        page.entries.remove()
    assert page.stack.currentWidget() is page._empty
    page.entries.take_from_script()
    assert "林夏" in [one.name for one in page.context.project.all(CastEntry)]
