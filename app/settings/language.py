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
        """The source strings; counted ones belong to a face, which counts for itself."""
        return [key for key in self._catalog if isinstance(key, str)]


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
    return text if language == "en" else _sentences(language).said(text)


class Sentences:
    """Leads finished sentences back to the templates of one catalogue."""

    def __init__(self, catalogue: gettext.NullTranslations) -> None:
        self._catalogue = catalogue
        sources = catalogue.sources() if isinstance(catalogue, Catalogue) else []
        templates = [source for source in sources if _is_template(source)]
        # The one with the most words of its own fits best, whatever its fields are called.
        templates.sort(key=lambda source: len(_FIELD.sub("", source)), reverse=True)
        self._templates = [(_pattern(source), source) for source in templates]

    def said(self, text: str) -> str:
        """The translation of a finished sentence; the sentence itself when nothing fits."""
        if not text:
            return text
        known = self._catalogue.gettext(text)
        if known != text:
            return known
        for pattern, source in self._templates:
            match = pattern.fullmatch(text)
            if match is not None:
                names = [field[1] for field in _FIELD.finditer(source)]
                values = dict(zip(names, match.groups(), strict=True))
                return self._filled(self._catalogue.gettext(source), values)
        return text

    def _filled(self, template: str, values: dict[str, str]) -> str:
        """The template with its values, each of which may be a marked text itself."""
        return _FIELD.sub(lambda field: self.said(values.get(field[1], "")), template)


@lru_cache(maxsize=4)
def _sentences(language: FaceLanguage) -> Sentences:
    return Sentences(translations(language))


def _is_template(source: str) -> bool:
    own = re.sub(r"\W", "", _FIELD.sub("", source))
    return _FIELD.search(source) is not None and len(own) >= _LEAST_LETTERS


def _pattern(source: str) -> re.Pattern[str]:
    """Finds the values of a template's fields again."""
    parts = _FIELD.split(source)[::2]
    return re.compile("(.*?)".join(re.escape(part) for part in parts), re.DOTALL)
