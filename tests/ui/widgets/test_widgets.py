from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.errors import BadInput
from app.ui import tasks
from app.ui.widgets.buttons import IconButton, SegmentedControl
from app.ui.widgets.cards import Toast
from app.ui.widgets.chips import STATES, Chip, StateMark
from app.ui.widgets.fields import TextBox
from app.ui.widgets.labels import ElidedLabel, Label, set_tip
from app.ui.widgets.layouts import FlowLayout, Splitter
from app.ui.widgets.pictures import Thumbnail


def test_words_of_people_are_never_markup(qtbot: QtBot) -> None:
    label = Label("<b>甲</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    set_tip(label, "<img src=x>")
    assert "&lt;img" in label.toolTip()


def test_a_state_is_a_word_an_icon_and_a_colour(qtbot: QtBot) -> None:
    for state in STATES:
        mark = StateMark(state, compact=True)
        qtbot.addWidget(mark)
        assert mark.accessibleName()
        assert any(not label.pixmap().isNull() for label in mark.findChildren(QLabel))


def test_a_toast_carries_undo_and_goes(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(600, 400)
    host.show()
    undone: list[str] = []
    toast = Toast("Removed", ("Undo", lambda: undone.append("x")), host)
    assert host.rect().contains(toast.geometry())
    button = next(one for one in toast.findChildren(QWidget) if one.accessibleName() == "Undo")
    with qtbot.waitSignal(toast.gone):
        button.click()  # type: ignore[attr-defined]
    assert undone == ["x"]


def test_chips_and_choices_work_by_keyboard(qtbot: QtBot) -> None:
    chip = Chip("林夏", clickable=True, removable=True)
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.clicked):
        QTest.keyClick(chip, Qt.Key.Key_Return)
    with qtbot.waitSignal(chip.removed):
        QTest.keyClick(chip, Qt.Key.Key_Delete)
    choice = SegmentedControl([("a", "A"), ("b", "B")], "a", "Letter")
    qtbot.addWidget(choice)
    with qtbot.waitSignal(choice.chosen):
        QTest.keyClick(choice, Qt.Key.Key_Right)
    assert choice.current() == "b"


def test_icon_buttons_are_named(qtbot: QtBot) -> None:
    button = IconButton("add", "Add shot", shortcut="Ctrl+N")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Add shot"
    assert "N" in button.toolTip()


def test_flowing_wraps_and_never_leaves_the_width(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, spacing=4)
    for _number in range(10):
        child = QWidget()
        child.setMinimumSize(60, 20)
        flow.addWidget(child)
    height = flow.heightForWidth(200)
    assert height > 60
    flow.setGeometry(QRect(0, 0, 200, height))
    items = [flow.itemAt(index) for index in range(flow.count())]
    assert all(item is not None and item.geometry().right() <= 200 for item in items)


def test_a_splitter_takes_only_sizes_that_fit(qtbot: QtBot) -> None:
    splitter = Splitter(QWidget(), QWidget(), sizes=[100, 300])
    qtbot.addWidget(splitter)
    splitter.resize(400, 100)
    splitter.show()
    before = splitter.state()
    for unfit in (None, [1], ["a", "b"], [0, 0], "x"):
        splitter.restore(unfit)
    assert splitter.state() == before


def test_an_elided_label_keeps_its_words_for_everyone(qtbot: QtBot) -> None:
    label = ElidedLabel("a very long sentence that will not fit")
    qtbot.addWidget(label)
    label.resize(50, 20)
    label.show()
    assert label.is_elided()
    assert label.toolTip() == label.accessibleName() == label.text()


def test_a_text_box_tells_once_when_it_is_left(qtbot: QtBot) -> None:
    box = TextBox("Notes", "old")
    qtbot.addWidget(box)
    told: list[str] = []
    box.finished.connect(told.append)
    box.flush()
    box.setPlainText("new")
    box.flush()
    box.flush()
    assert told == ["new"]


def test_a_thumbnail_comes_from_the_pool(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (400, 300), "#884422").save(path)
    thumbnail = Thumbnail(QSize(80, 60))
    qtbot.addWidget(thumbnail)
    thumbnail.show_source(path)
    qtbot.waitUntil(thumbnail.has_picture)
    thumbnail.show_source(tmp_path / "missing.png")
    qtbot.waitUntil(lambda: tasks.pending() == 0)
    assert not thumbnail.has_picture()


def test_background_work_answers_here_or_not_at_all(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    told: list[object] = []

    def fail() -> None:
        raise BadInput("no")

    tasks.run(owner, lambda: 7, told.append)
    tasks.run(owner, fail, told.append, lambda error: told.append(str(error)))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert sorted(map(str, told)) == ["7", "no"]
