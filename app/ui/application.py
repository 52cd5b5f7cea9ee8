"""Starts the window: arguments, look and language, the studio on this thread, and a clean end."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.errors import FenjingError
from app.studio.services import Services
from app.studio.studio import Studio
from app.ui import theme
from app.ui.home.sample import open_sample
from app.ui.i18n import _, language, set_language
from app.ui.icons import icon
from app.ui.main_window import MainWindow
from app.ui.shortcuts import CompositionGuard
from app.ui.tasks import Delivery

Builder = Callable[[Callable[[Callable[[], None]], None], Callable[[float], int]], Services]


def run(arguments: Sequence[str], build_services: Builder) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    `arguments` may name a project folder, or say `--sample`.
    """
    parser = argparse.ArgumentParser(prog="fenjing open", description=_("Open the window."))
    parser.add_argument("project", nargs="?", type=Path, metavar="PROJECT")
    parser.add_argument("--sample", action="store_true", help=_("open the sample drama"))
    chosen = parser.parse_args(list(arguments))
    # The multimedia module would print every file's details.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    app = make_application()
    services = build_services(Delivery(), pump)
    studio = Studio(services)
    try:
        window = open_window(studio)
        window.show()
        _open_named(window, studio, chosen.project, sample=chosen.sample)
        heartbeat = _let_python_hear_signals(window)
        code = app.exec()
        heartbeat.stop()
    finally:
        services.close()
    return code


def make_application() -> QApplication:
    """The one application object, named so that systems can group its windows."""
    held = QApplication.instance()
    app = held if isinstance(held, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("fenjing")
    app.setApplicationDisplayName("Fenjing 分镜")
    app.setDesktopFileName("fenjing")
    return app


def open_window(studio: Studio) -> MainWindow:
    """The window in the look and language of the settings, without a project."""
    app = make_application()
    settings = studio.settings
    set_language(settings.language)
    wanted = theme.system_theme() if settings.theme == "system" else settings.theme
    theme.apply(app, wanted, settings.text_percent)
    theme.set_still(app, still=settings.reduce_motion)
    app.setWindowIcon(icon("project", "accent"))
    CompositionGuard(app)
    return MainWindow(studio, version())


def version() -> str:
    """The program's version; `source` when it runs without being installed."""
    try:
        return metadata.version("fenjing")
    except metadata.PackageNotFoundError:
        return _("source")


def pump(seconds: float) -> int:
    """Let the window live while something waits on its thread; for at most `seconds`."""
    flags = QEventLoop.ProcessEventsFlag.AllEvents
    QCoreApplication.processEvents(flags, round(seconds * 1000))
    return 0


def _open_named(window: MainWindow, studio: Studio, project: Path | None, *, sample: bool) -> None:
    try:
        if sample:
            window.open_session(open_sample(studio, language()))
        elif project is not None:
            window.open_folder(project)
    except FenjingError as error:
        window.notices.error(error)


def _let_python_hear_signals(window: MainWindow) -> QTimer:
    """Ctrl+C in the terminal closes the window as its own button does; Qt alone would never notice."""
    signal.signal(signal.SIGINT, lambda *_held: window.leave())
    signal.signal(signal.SIGTERM, lambda *_held: window.leave())
    heartbeat = QTimer(window)
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(250)
    return heartbeat
