"""Quitting with jobs under way: explained, staying is the default, nothing is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.attempts import FINAL
from app.studio.studio import Studio
from app.ui.leaving import LeaveDialog
from app.ui.main_window import MainWindow


def draw(window: MainWindow) -> int:
    session = window.session
    assert session is not None
    shot = session.board_rows(session.episodes()[0].id)[0].shot
    sheet = session.production.quote([shot.id], generator="animatic", takes=1)
    return len(session.production.generate(sheet))


def asked(window: MainWindow) -> LeaveDialog:
    QApplication.processEvents()
    return next(one for one in window.findChildren(LeaveDialog) if one.isVisible())


def test_a_window_without_jobs_closes_without_a_word(opened: MainWindow) -> None:
    opened.close()
    assert not opened.isVisible()


def test_staying_is_the_default_and_quitting_loses_nothing(
    opened: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    count = draw(opened)
    assert opened.session is not None
    folder = opened.session.folder
    opened.close()
    dialog = asked(opened)
    assert opened.isVisible()
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "drawing" in words
    assert "taken up" in words
    assert "save" not in words.replace("saved", "").lower()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert opened.isVisible()
    assert opened.session is not None
    opened.close()
    asked(opened).quit.click()
    qtbot.waitUntil(lambda: not opened.isVisible())
    again = studio.open(folder)
    assert len(again.production.attempts.all()) == count
    qtbot.waitUntil(
        lambda: all(one.state in FINAL for one in again.production.attempts.all()), timeout=60_000
    )
    assert {one.state for one in again.production.attempts.all()} == {"take"}
    again.close()


def test_a_signal_ends_it_without_a_question(opened: MainWindow) -> None:
    draw(opened)
    opened.leave()
    assert not opened.isVisible()
    assert opened.session is None
