"""What the window remembers from one time to the next: its place, and for each project page, selection and sizes."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from app.settings.model import Settings

_log = logging.getLogger(__name__)
_GEOMETRY = "geometry"
_MOST_PROJECTS = 20


def project_key(folder: Path) -> str:
    """The name a project's state is kept under."""
    return f"project:{folder}"


def read(settings: Settings, folder: Path) -> dict[str, Any]:
    """A project's state; empty when there is none or it cannot be read."""
    try:
        found = json.loads(settings.window.get(project_key(folder), "{}"))
    except ValueError:
        _log.info("window state of a project is unreadable, starting fresh")
        return {}
    return found if isinstance(found, dict) else {}


def with_project(settings: Settings, folder: Path, state: dict[str, Any]) -> Settings:
    """Settings that remember a project's state, the newest twenty projects only."""
    key = project_key(folder)
    kept = {name: text for name, text in settings.window.items() if name != key}
    projects = [name for name in kept if name.startswith("project:")]
    for name in projects[: max(0, len(projects) - _MOST_PROJECTS + 1)]:
        del kept[name]
    return settings.model_copy(
        update={"window": {**kept, key: json.dumps(state, ensure_ascii=False)}}
    )


def with_geometry(settings: Settings, window: QMainWindow) -> Settings:
    """Settings that remember where the window stands."""
    text = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
    return settings.model_copy(update={"window": {**settings.window, _GEOMETRY: text}})


def place(settings: Settings, window: QMainWindow) -> bool:
    """Put the window where it was; False when nothing is known."""
    text = settings.window.get(_GEOMETRY, "")
    return bool(text) and window.restoreGeometry(QByteArray.fromBase64(text.encode("ascii")))
