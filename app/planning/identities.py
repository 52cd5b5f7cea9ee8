"""Who someone is, in the words that go into every prompt of theirs, always the same ones."""

from __future__ import annotations

import re
from typing import Final

from app.domain.bible import SEEN_FIELDS
from app.domain.cast import CastEntry, Look
from app.domain.entity import Value
from app.domain.project import Language

#: How long the block should be: 字 in Chinese, words in English (reference prompts §1).
RANGE: Final[dict[Language, tuple[int, int]]] = {"zh": (60, 120), "en": (40, 80)}
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
_HAN: Final = re.compile(r"[㐀-鿿豈-﫿]")
_EDGES: Final = " \n\t。.，,；;"


class BlockLength(Value):
    """How long an identity block is, against what vendors read best."""

    count: int
    least: int
    most: int

    @property
    def verdict(self) -> str:
        """`short`, `long` or `good`."""
        if self.count < self.least:
            return "short"
        return "long" if self.count > self.most else "good"


def identity(entry: CastEntry, language: Language) -> str:
    """The identity block of an entry, without its name: as written, else put together from its fields.

    A block in the other language is better than none: names and clothes are read in either.
    """
    own = entry.identity_zh if language == "zh" else entry.identity_en
    return own.strip(_EDGES) or composed(entry, language)


def composed(entry: CastEntry, language: Language) -> str:
    """The block that the fields give: age, description, then what a camera can see."""
    age = f"{entry.age}岁" if language == "zh" and entry.age.isdigit() else entry.age
    seen = [entry.bible.text(field) for field in SEEN_FIELDS[entry.kind]]
    parts = [part.strip(_EDGES) for part in (age, entry.description, *seen)]
    return ("，" if language == "zh" else ", ").join(dict.fromkeys(filter(None, parts)))


def worn_words(look: Look | None) -> str:
    """What a look adds to the block: its own words, else its name."""
    if look is None:
        return ""
    return look.description.strip(_EDGES) or look.name.strip(_EDGES)


def measure(text: str, language: Language) -> BlockLength:
    """Count a block as its language is counted: every Han character and every Latin word is one."""
    words = len(_WORD.findall(text))
    least, most = RANGE[language]
    return BlockLength(count=words + len(_HAN.findall(text)), least=least, most=most)
