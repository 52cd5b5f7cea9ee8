"""The words on the screen: gettext in two languages, switched while the program runs.

    from app.ui.i18n import _, ngettext, sentence
    _("Make shots")                                   literal strings, found by the extractor
    _("Saved {time}").format(time=clock_time(at))     named fields, formatted after translation
    ngettext("{n} shot", "{n} shots", n).format(n=n)
    sentence(error.message)                           a finished sentence from another room

Other rooms mark with `domain.wording.N_` and raise errors whose sentences the extractor also collects; their
finished sentences are led back to their templates by `settings.language`. After `set_language` the window
rebuilds its pages.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QDateTime, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.domain.money import Money
from app.domain.project import Language
from app.settings import language as settings_language
from app.settings.model import FaceLanguage

#: Languages on offer, each in its own words.
LANGUAGES: dict[FaceLanguage, str] = {"zh_CN": "简体中文", "en": "English"}


class _Voice:
    """The language in force and its catalog."""

    def __init__(self) -> None:
        self.language: FaceLanguage = "en"
        self.catalog: _gettext.NullTranslations = _gettext.NullTranslations()
        self.disguise: Callable[[str], str] | None = None
        self.qt = QTranslator()


_voice = _Voice()


def _(text: str) -> str:
    """`text` in the language in force."""
    found = _voice.catalog.gettext(text) if text else text
    return _voice.disguise(found) if _voice.disguise else found


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a counted text that fits `count`; the caller formats `{n}`."""
    found = _voice.catalog.ngettext(one, many, count)
    return _voice.disguise(found) if _voice.disguise else found


def language() -> Language:
    """`zh` or `en`: the form that domain vocabularies use."""
    return "zh" if _voice.language == "zh_CN" else "en"


def face_language() -> FaceLanguage:
    """`zh_CN` or `en`: the form that settings keep."""
    return _voice.language


def locale() -> QLocale:
    """Qt's locale of the language in force, for dates and numbers."""
    return QLocale("zh_CN" if _voice.language == "zh_CN" else "en_US")


def set_language(code: FaceLanguage | None) -> None:
    """Speak a language from now on; None follows the system."""
    _voice.language = code or settings_language.system_language()
    _voice.disguise = None
    _voice.catalog = settings_language.translations(_voice.language)
    QLocale.setDefault(locale())
    app = QApplication.instance()
    if app is None:
        return
    app.removeTranslator(_voice.qt)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if _voice.language != "en" and _voice.qt.load(locale(), "qtbase", "_", folder):
        app.installTranslator(_voice.qt)


def set_disguise(disguise: Callable[[str], str] | None) -> None:
    """Pass every text through `disguise` (the pseudo-locale of the tests); None ends it."""
    _voice.disguise = disguise


def sentence(text: str) -> str:
    """A finished sentence of another room, translated whole or through the template it was made from."""
    found = settings_language.sentence(text, _voice.language)
    return _voice.disguise(found) if _voice.disguise else found


def number(value: float) -> str:
    """A number with the language's separators."""
    return locale().toString(value) if isinstance(value, int) else locale().toString(value, "f", 1)


def clock_time(at: datetime) -> str:
    """`14:03:22` in the machine's own zone."""
    return at.astimezone().strftime("%H:%M:%S")


def short_date(at: datetime) -> str:
    """Day and time as the language writes them, in the machine's own zone."""
    stamp = QDateTime.fromSecsSinceEpoch(int(at.timestamp()))
    return locale().toString(stamp, QLocale.FormatType.ShortFormat)


def span(seconds: float) -> str:
    """How long something takes, in words: `2 h 14 m`, `42 s`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return _("{s} s").format(s=whole)
    if whole < 3600:
        return _("{m} m {s} s").format(m=whole // 60, s=whole % 60)
    return _("{h} h {m} m").format(h=whole // 3600, m=whole % 3600 // 60)


def minutes(seconds: float) -> str:
    """A length as `1:05`."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def money(amount: Money | None) -> str:
    """An amount with its currency; a missing price is said, never invented."""
    return _("price unknown") if amount is None else str(amount)


def file_size(size: int) -> str:
    """Bytes as `12.3 MB`."""
    return locale().formattedDataSize(size)
