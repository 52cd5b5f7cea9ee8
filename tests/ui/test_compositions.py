"""Two hundred typed compositions over every kind of field: nothing lost, nothing doubled, no shortcut fired."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.board.page import BoardPage
from app.ui.cast.page import CastPage
from app.ui.main_window import MainWindow
from app.ui.models.shots import COLUMNS
from app.ui.script.page import ScriptPage
from app.ui.shortcuts import CompositionGuard
from app.ui.widgets.fields import SearchField

KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
#: What people press while a candidate window is open, and what it must not set off here.
PRESSED = (
    (KEY.Key_Return, NONE), (KEY.Key_Escape, NONE), (KEY.Key_Space, NONE), (KEY.Key_Tab, NONE),
    (KEY.Key_Backtab, NONE), (KEY.Key_Return, CONTROL), (KEY.Key_K, CONTROL), (KEY.Key_Z, CONTROL),
    (KEY.Key_D, CONTROL), (KEY.Key_3, CONTROL), (KEY.Key_Up, ALT), (KEY.Key_Right, ALT), (KEY.Key_2, CONTROL | ALT),
)  # fmt: skip
WORDS = ("灯", "雨夜", "林夏", "便利店", "打烊了", "，", "“", "龘", "𠮷", "A4")
SCRIPTS = 40
Field = QLineEdit | QPlainTextEdit


def compose(field: QWidget, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def text_of(field: Field) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def play(field: Field, seed: int) -> str:
    """One script: a few compositions with keys pressed in between, each kept or given up; what was kept."""
    rng, kept = random.Random(seed), ""
    for _composition in range(rng.randint(1, 4)):
        word = rng.choice(WORDS)
        for length in range(1, rng.randint(2, 5)):
            compose(field, "dengliang"[:length])
        for key, modifiers in rng.sample(PRESSED, rng.randint(1, 3)):
            QTest.keyClick(field, key, modifiers)
        if rng.random() < 0.2:
            compose(field, "", "")
            continue
        compose(field, "", word)
        kept += word
        if rng.random() < 0.3:
            digit = rng.choice("12345")
            QTest.keyClicks(field, digit)
            kept += digit
    return kept


def editor(window: MainWindow) -> Field:
    window.show_page("script")
    assert isinstance(window.page, ScriptPage)
    found: QPlainTextEdit = window.page.editor
    return found


def prompt(window: MainWindow) -> Field:
    window.show_page("board")
    assert isinstance(window.page, BoardPage)
    assert window.session is not None
    window.show_shot(window.session.board_rows(window.session.episodes()[0].id)[0].shot.id)
    QApplication.processEvents()
    found: QPlainTextEdit = window.page.parts.inspector.prompt
    return found


def search(window: MainWindow) -> Field:
    window.show_page("cast")
    assert isinstance(window.page, CastPage)
    return window.page.findChildren(SearchField)[0]


def palette(window: MainWindow) -> Field:
    window.dialogs.open_palette()
    assert window.dialogs.palette is not None
    return window.dialogs.palette.field


def cell(window: MainWindow) -> Field:
    window.show_page("board")
    assert isinstance(window.page, BoardPage)
    window.page.parts.show_view("table")
    QApplication.processEvents()
    table = window.page.parts.table
    column = [key for key, *_rest in COLUMNS].index("action")
    index = table.model().index(0, column)
    table.setCurrentIndex(index)
    table.edit(index)
    return table.findChildren(QLineEdit)[-1]


@pytest.fixture
def fired(opened: MainWindow, guard: CompositionGuard) -> Iterator[list[str]]:
    """The commands that went off."""
    held: list[str] = []
    for key in ("script", "cast", "board"):
        opened.show_page(key)
    actions = [*opened.actions_.all(), *(one for page in opened.pages for one in page.page_actions)]
    for action in actions:
        action.triggered.connect(lambda _checked=False, one=action: held.append(one.text()))
    yield held
    for page in opened.pages:
        page.flush()
    if opened.dialogs.palette is not None:
        opened.dialogs.palette.close()


@pytest.mark.parametrize("where", [editor, prompt, search, palette, cell])
def test_forty_scripts(
    opened: MainWindow, fired: list[str], qtbot: QtBot, where: Callable[[MainWindow], Field]
) -> None:
    opened.activateWindow()
    field = where(opened)
    field.window().activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    for seed in range(SCRIPTS):
        field.selectAll()
        field.insert("") if isinstance(field, QLineEdit) else field.insertPlainText("")
        kept = play(field, seed)
        assert text_of(field) == kept, seed
        assert field.hasFocus(), seed
    assert fired == []


def test_leaving_the_field_in_the_middle_frees_the_keys(
    opened: MainWindow, fired: list[str], guard: CompositionGuard, qtbot: QtBot
) -> None:
    opened.activateWindow()
    field = editor(opened)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    before = text_of(field)
    compose(field, "deng")
    assert guard.composing
    opened.top.search.setFocus()
    qtbot.waitUntil(opened.top.search.hasFocus)
    assert not guard.composing
    assert text_of(field).replace("deng", "") == before
    field.setFocus()
    compose(field, "", "灯")
    assert text_of(field).count("灯") == before.count("灯") + 1
