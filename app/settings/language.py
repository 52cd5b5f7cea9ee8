"""Which language the program speaks, and its translations (gettext).

Other rooms mark their sentences with `domain.wording.N_` and fill them before they reach a face, so a face
meets finished sentences: `sentence` finds the template that one was made from and fills its translation.
"""

from __future__ import annotations

import gettext
import locale
import os
import re
from functools import lru_cache

from app import paths
from app.settings.model import FaceLanguage

DOMAIN = "fenjing"
_FIELD = re.compile(r"\{(\w*)(?:[!:][^}]*)?\}")
#: A template with fewer letters of its own than this fits too many sentences.
_LEAST_LETTERS = 3


class Catalogue(gettext.GNUTranslations):
    """A language's translations, with the source strings in reach."""

    _catalog: dict[object, str]

    def sources(self) -> list[str]:
        """The source strings, plurals by their singular form."""
        return [
            key if isinstance(key, str) else str(key[0])
            for key in self._catalog
            if isinstance(key, str | tuple)
        ]


def system_language() -> FaceLanguage:
    """Chinese where the system speaks Chinese, English everywhere else."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    spoken = locale.getlocale()[0] or ""
    return "zh_CN" if spoken.lower().startswith(("zh", "chinese")) else "en"


@lru_cache(maxsize=4)
def translations(language: FaceLanguage) -> gettext.NullTranslations:
    """The catalogue of a language; the source strings themselves for English."""
    folder = paths.resource("translations")
    return gettext.translation(
        DOMAIN, str(folder), languages=[language], class_=Catalogue, fallback=True
    )


def sentence(text: str, language: FaceLanguage) -> str:
    """A finished sentence of another room in `language`: translated whole, or through its template.

    A sentence that no template fits is returned as it is.
    """
    if not text or language == "en":
        return text
    catalogue = translations(language)
    known = catalogue.gettext(text)
    if known != text:
        return known
    for pattern, translated, names in _templates(language):
        match = pattern.fullmatch(text)
        if match is not None:
            return _filled(translated, dict(zip(names, match.groups(), strict=True)), language)
    return text


def _filled(template: str, values: dict[str, str], language: FaceLanguage) -> str:
    """The template with its values, each of which may be a marked text itself."""
    return _FIELD.sub(lambda field: sentence(values.get(field[1], ""), language), template)


@lru_cache(maxsize=4)
def _templates(language: FaceLanguage) -> tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]:
    """Every source string with fields as a pattern that finds its values again; longest first."""
    catalogue = translations(language)
    if not isinstance(catalogue, Catalogue):
        return ()
    found = []
    for source in sorted(catalogue.sources(), key=len, reverse=True):
        own = re.sub(r"\W", "", _FIELD.sub("", source))
        if not _FIELD.search(source) or len(own) < _LEAST_LETTERS:
            continue
        names = tuple(match[1] for match in _FIELD.finditer(source))
        parts = _FIELD.split(source)[::2]
        pattern = "(.*?)".join(re.escape(part) for part in parts)
        found.append((re.compile(pattern, re.DOTALL), catalogue.gettext(source), names))
    return tuple(found)
