"""Input methods: nothing fires during a composition, and nothing typed is lost."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.script.editor import ScriptEditor
from app.ui.shortcuts import CompositionGuard


def compose(editor: ScriptEditor, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(editor, event)


@pytest.fixture
def editor(opened: MainWindow, guard: CompositionGuard, qtbot: QtBot) -> ScriptEditor:
    opened.show_page("script")
    opened.activateWindow()
    found: ScriptEditor = opened.page.editor  # type: ignore[union-attr]
    found.setFocus()
    qtbot.waitUntil(found.hasFocus)
    return found


STEERING = [
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier),
]


def test_no_key_leaks_out_of_a_composition(opened: MainWindow, editor: ScriptEditor) -> None:
    before = editor.toPlainText()
    fired: list[str] = []
    for action in [*opened.actions_.all(), *opened.page.page_actions]:  # type: ignore[union-attr]
        action.triggered.connect(lambda _checked=False, one=action: fired.append(one.text()))
    editor.go_to_line(0)
    for key, modifiers in STEERING:
        compose(editor, "ni")
        QTest.keyClick(editor, key, modifiers)
        compose(editor, "", "")
    assert fired == []
    assert editor.toPlainText() == before


def test_two_hundred_compositions_lose_and_double_nothing(
    opened: MainWindow, editor: ScriptEditor
) -> None:
    editor.go_to_line(1)
    start = editor.toPlainText()
    keys = itertools.cycle([Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Tab])
    committed = ""
    for word, key in zip("灯亮夜雨门" * 40, keys, strict=False):
        compose(editor, "n")
        compose(editor, "ni")
        QTest.keyClick(editor, key)
        opened.page.commit()  # type: ignore[union-attr]
        compose(editor, "", word)
        committed += word
    lines = editor.toPlainText().split("\n")
    first = start.split("\n")[0]
    assert lines[0] == first
    assert lines[1] == committed
    opened.page.flush()  # type: ignore[union-attr]


def test_nothing_is_kept_or_replaced_while_composing(
    opened: MainWindow, editor: ScriptEditor
) -> None:
    page = opened.page
    session = opened.session
    assert page is not None
    assert session is not None
    kept = session.episodes()[0].text
    compose(editor, "dengliang")
    editor.show_text("replaced")
    page.commit()  # type: ignore[attr-defined]
    assert editor.toPlainText() != "replaced"
    assert session.episodes()[0].text == kept
    compose(editor, "", "灯亮")
    page.commit()  # type: ignore[attr-defined]
    assert "灯亮" in session.episodes()[0].text


def test_single_letters_are_typed_in_a_field(opened: MainWindow, editor: ScriptEditor) -> None:
    editor.go_to_line(1)
    QTest.keyClicks(editor, "?na")
    assert "?na" in editor.toPlainText()
    opened.page.flush()  # type: ignore[union-attr]
