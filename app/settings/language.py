"""Which language the program speaks, and its translations (gettext)."""

from __future__ import annotations

import gettext
import locale
import os

from app import paths
from app.settings.model import FaceLanguage

DOMAIN = "fenjing"


def system_language() -> FaceLanguage:
    """Chinese where the system speaks Chinese, English everywhere else."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    spoken = locale.getlocale()[0] or ""
    return "zh_CN" if spoken.lower().startswith(("zh", "chinese")) else "en"


def translations(language: FaceLanguage) -> gettext.NullTranslations:
    """The catalogue of a language; the source strings themselves for English."""
    folder = paths.resource("translations")
    return gettext.translation(DOMAIN, str(folder), languages=[language], fallback=True)
