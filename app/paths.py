"""Where things are, from a source checkout, an installed wheel or a packaged build."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from app.errors import Environment

_APP = "fenjing"


def resource_root() -> Path:
    """The folder of fonts, translations, cards and presets that ships with the program.

    Raises:
        Environment: the installation lost its resources.
    """
    here = Path(__file__).resolve().parent
    candidates = [
        Path(getattr(sys, "_MEIPASS", here)) / "fenjing_resources",
        here.parent / "resources",
        here.parent / "fenjing_resources",
    ]
    for candidate in candidates:
        if (candidate / "fonts").is_dir():
            return candidate
    raise Environment("The program's own resources are missing.", "Install Fenjing again.")


def resource(*parts: str) -> Path:
    """A file or folder below the resource root; not checked for existence."""
    return resource_root().joinpath(*parts)


def samples() -> Path:
    """The folder of sample scripts and projects that ship."""
    packaged = resource_root() / "samples"
    return packaged if packaged.is_dir() else resource_root().parent / "projects" / "samples"


def _user_folder(variable: str, default: str) -> Path:
    chosen = os.environ.get(variable)
    folder = Path(chosen) if chosen else Path(default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settings_folder() -> Path:
    """The person's own choices (`FENJING_CONFIG_DIR` overrides); created when missing."""
    return _user_folder("FENJING_CONFIG_DIR", platformdirs.user_config_dir(_APP, appauthor=False))


def cache_folder() -> Path:
    """Files that may be deleted at any time (`FENJING_CACHE_DIR` overrides); created when missing."""
    return _user_folder("FENJING_CACHE_DIR", platformdirs.user_cache_dir(_APP, appauthor=False))


def log_folder() -> Path:
    """Log files, redacted (`FENJING_LOG_DIR` overrides); created when missing."""
    return _user_folder("FENJING_LOG_DIR", platformdirs.user_log_dir(_APP, appauthor=False))


def projects_folder() -> Path:
    """Where new projects go unless told otherwise (`FENJING_PROJECTS_DIR` overrides); created when missing."""
    default = str(Path(platformdirs.user_documents_dir()) / "Fenjing")
    return _user_folder("FENJING_PROJECTS_DIR", default)
