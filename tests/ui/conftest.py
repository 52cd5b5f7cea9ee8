"""The window under test: offscreen, in English, dark; nothing may be left when a test ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.settings.keys import Keys
from app.studio.session import Session
from app.studio.studio import Studio
from app.ui import i18n, tasks, theme
from app.ui.main_window import MainWindow
from app.ui.shortcuts import CompositionGuard
from tests.ui import template

SCRIPT = """第1集  灯还亮着

1-1 夜 内 便利店
人物：林夏、老陈
△林夏低头数硬币，灯笼不亮。
林夏（头也不抬）：打烊了。
老陈（OS）：灯还亮着呢。

1-2 夜 外 后巷
人物：林夏、周野
△周野举着手机照路。
周野：有人吗？
林夏：别动。

第2集  一盏灯的价钱

2-1 夜 内 库房
人物：林夏、周野
周野：卖了不就完了？
"""


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    """English, dark, 100 %, and no window, timer or pool work left behind."""
    i18n.set_language("en")
    theme.apply(qapp, "dark", 100)
    yield
    i18n.set_disguise(None)
    i18n.set_language("en")
    QThreadPool.globalInstance().waitForDone(5000)
    for _round in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    left = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    assert not left, f"windows left open: {left}"
    assert tasks.pending() == 0, "background work left behind"


@pytest.fixture
def delivery(qapp: QApplication) -> tasks.Delivery:
    """The door by which results reach the window's thread."""
    return tasks.Delivery()


@pytest.fixture
def studio(delivery: tasks.Delivery) -> Iterator[Studio]:
    """A studio whose results come through Qt, as in the program."""
    services = bootstrap.build_services(delivery, delivery.pump, keys=Keys())
    yield Studio(services)
    services.close()
    QCoreApplication.processEvents()


@pytest.fixture
def workspace(studio: Studio, tmp_path: Path) -> Iterator[Session]:
    """Two episodes, three scenes, their cast and shots."""
    session = template.project(studio, tmp_path / "drama", "借光", SCRIPT)
    yield session
    session.close()


def fill(session: Session) -> None:
    """Write the small drama into a project and make its shots."""
    template.fill(session, SCRIPT)


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[CompositionGuard]:
    """The program's guard of compositions."""
    made = CompositionGuard(qapp)
    yield made
    qapp.removeEventFilter(made)
    made.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, studio: Studio) -> Iterator[MainWindow]:
    """The window on Home."""
    made = MainWindow(studio, "test")
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def opened(window: MainWindow, studio: Studio, tmp_path: Path) -> MainWindow:
    """The window on the small drama."""
    session = template.project(studio, tmp_path / "drama", "借光", SCRIPT)
    window.open_session(session)
    return window
