"""The only module that knows every room: builds them and connects them."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app import paths
from app.domain.cards import Card
from app.domain.recipes import Recipe
from app.domain.wording import N_
from app.generators.animatic import Painter
from app.generators.card import load_all
from app.generators.catalog import Catalog, build_catalog
from app.generators.login import Login, from_environment, options_from_environment, variable
from app.generators.redaction import LogRedactor, Redactor
from app.generators.tools import Tools
from app.jobs.runner import Deliver, QueueDelivery, Runner
from app.media.drawing import DrawingRoom
from app.settings.file import SettingsFile
from app.settings.keys import Keys, system_keyring
from app.settings.language import sentence, system_language
from app.studio.cards import priced
from app.studio.services import Services
from app.studio.studio import Studio

_redactor = Redactor()
_NO_SCREEN = N_("There is no screen here to open a window on.")
_WITHOUT_SCREEN = N_("Work in the terminal: fenjing --help.")


def _has_screen() -> bool:
    """False on a Linux machine without X11 or Wayland, where Qt would abort instead of answering."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _write_log() -> None:
    """One log file of the last few megabytes, keys taken out; the terminal stays for people."""
    handler = logging.handlers.RotatingFileHandler(
        paths.log_folder() / "fenjing.log",
        maxBytes=2_000_000,
        backupCount=3,
        encoding="utf-8",
        delay=True,
    )
    handler.addFilter(LogRedactor(_redactor))
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    if not any(isinstance(held, logging.handlers.RotatingFileHandler) for held in root.handlers):
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        logging.getLogger("httpx").setLevel(logging.WARNING)


def _painter(room: DrawingRoom) -> Painter:
    def paint(
        recipe: Recipe,
        out: Path,
        report: Callable[[float], None],
        cancelled: Callable[[], bool],
        inputs: Mapping[str, Path],
    ) -> None:
        room.animate(recipe, out, report, cancelled, inputs)

    return paint


def build_services(
    deliver: Deliver, pump: Callable[[float], int], *, keys: Keys | None = None
) -> Services:
    """Settings, keys, generators and a running runner; close the runner when done."""
    settings = SettingsFile(paths.settings_folder())
    held = keys or Keys(system_keyring())
    if settings.current.ffmpeg:
        os.environ.setdefault("FENJING_FFMPEG", settings.current.ffmpeg)

    def login(card: Card) -> Login:
        vendor = card.vendor or card.id
        given = from_environment(card)
        typed = settings.current.vendor(vendor).url.strip().rstrip("/")
        address = given.address if os.environ.get(variable(card, "URL")) or not typed else typed
        answer = Login(
            address=address,
            key=given.key or held.get(vendor),
            own=given.own or address == typed,
        )
        _redactor.learn(answer.secrets)
        return answer

    def options(vendor: str) -> Mapping[str, str]:
        chosen = settings.current.vendor(vendor)
        workflow = {"workflow": chosen.workflow} if chosen.workflow else {}
        return {**workflow, **chosen.options, **options_from_environment(vendor)}

    room = DrawingRoom()
    painter = _painter(room)

    def build(own: Sequence[Card]) -> Catalog:
        chosen = settings.current
        tools = Tools(
            login=login,
            options=options,
            painter=painter,
            extra_cards=tuple(priced(card, chosen) for card in own),
        )
        return build_catalog(tools, [priced(card, chosen) for card in load_all()])

    # Two drawings at most run at once; the others keep thumbnails and imports from waiting behind them.
    workers = max(4, min(8, (os.cpu_count() or 2) + 2))
    return Services(
        settings=settings,
        keys=held,
        catalog=build(()),
        runner=Runner(deliver, workers=workers),
        login=login,
        pump=pump,
        build=build,
        closers=(room.close,),
    )


@contextmanager
def open_studio() -> Iterator[Studio]:
    """A studio for the terminal: results wait in a queue until the command pumps."""
    delivery = QueueDelivery()
    services = build_services(delivery, delivery.pump)
    try:
        yield Studio(services)
    finally:
        services.close()


def run_command(arguments: Sequence[str]) -> int:
    """One command of the terminal; returns its exit code."""
    from app.cli.run import run

    _write_log()
    return run(arguments, open_studio)


def run_window(arguments: Sequence[str]) -> int:
    """Open the window, on a project when one is named, and stay until it is closed; 3 without a screen."""
    if not _has_screen():
        message = sentence(_NO_SCREEN, system_language())
        sys.stderr.write(f"{message} {sentence(_WITHOUT_SCREEN, system_language())}\n")
        return 3
    from app.ui.application import run

    _write_log()
    return run(arguments, build_services)
