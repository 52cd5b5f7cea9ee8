"""Every page with real content: every control named, no words cut off, in both languages and half as long again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import i18n, theme
from app.ui.main_window import MainWindow
from app.ui.pages import PAGES
from app.ui.tokens import THEMES
from tests.ui import walking

KEYS = ["home", *(page.key for page in PAGES)]
SPEECHES = ("en", "zh", "pseudo")


def longer(text: str) -> str:
    """The pseudo-locale: forty in a hundred longer, and seen at once when a text was not translated."""
    return text + "~" * max(2, len(text) * 2 // 5)


@pytest.fixture
def filled(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The window on the small drama, with takes on its first shots and everything selected once."""
    session = opened.session
    assert session is not None
    rows = session.board_rows(session.episodes()[0].id)
    for number, row in enumerate(rows[:2]):
        path = tmp_path / f"take-{number}.png"
        Image.new("RGB", (90, 160), "#804020").save(path)
        session.intake.keep_take(row.shot.id, session.intake.stage(path))
    opened.show_shot(rows[0].shot.id)
    return opened


def speak(speech: str) -> None:
    i18n.set_language("zh_CN" if speech == "zh" else "en")
    i18n.set_disguise(longer if speech == "pseudo" else None)


def each_page(window: MainWindow, look: Callable[[], list[str]]) -> dict[str, list[str]]:
    found = {}
    for key in KEYS:
        window.show_page(key)
        for _round in range(4):
            QApplication.processEvents()
        problems = look()
        if problems:
            found[key] = problems
    return found


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("speech", SPEECHES)
def test_nothing_is_cut_off_and_everything_is_named(
    filled: MainWindow, speech: str, percent: int
) -> None:
    filled.resize(1440 * percent // 100, 900 * percent // 100)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark", percent)
    speak(speech)
    filled.rebuild()
    assert each_page(filled, lambda: walking.clipped(filled)) == {}
    assert each_page(filled, lambda: walking.unnamed(filled)) == {}
    assert each_page(filled, lambda: walking.too_small(filled)) == {}


@pytest.mark.parametrize("name", sorted(THEMES))
def test_what_is_written_is_read_with_ease(filled: MainWindow, name: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, name, 100)  # type: ignore[arg-type]
    filled.rebuild()
    assert each_page(filled, lambda: walking.faint(filled)) == {}


def test_the_smallest_window_cuts_nothing_off(filled: MainWindow) -> None:
    filled.resize(1100, 680)
    filled.rebuild()
    assert each_page(filled, lambda: walking.clipped(filled)) == {}
