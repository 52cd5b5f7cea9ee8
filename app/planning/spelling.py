"""Finding names as people type them: letters, pinyin, initials; fast over tens of thousands of names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


@lru_cache(maxsize=32768)
def _reading(char: str) -> str:
    """A Chinese character's commonest reading without tone; other characters as they are."""
    if char < "㐀":
        return char
    from pypinyin.pinyin_dict import pinyin_dict

    readings = pinyin_dict.get(ord(char), "")
    plain = unicodedata.normalize("NFD", readings.split(",")[0])
    return "".join(letter for letter in plain if letter.isalpha() and letter.isascii()) or char


@lru_cache(maxsize=65536)
def key_of(text: str) -> str:
    """What a name is searched in: itself, its pinyin, its initials, apart by a separator nobody types."""
    folded = text.casefold()
    if folded.isascii():
        initials = "".join(word[0] for word in folded.split())
        return f"{folded}\x1f{initials}"
    readings = [_reading(char) for char in folded]
    phrase = _phrase_reading(folded) if len(folded) <= 8 else readings
    parts = [folded, "".join(phrase), "".join(part[0] for part in phrase if part)]
    if phrase != readings:
        parts += ["".join(readings), "".join(part[0] for part in readings if part)]
    return "\x1f".join(parts)


def _phrase_reading(text: str) -> list[str]:
    """Readings that know words, for names: 重庆 is chong qing."""
    from pypinyin import lazy_pinyin

    return [str(part) for part in lazy_pinyin(text, errors=list)]  # type: ignore[arg-type]


def score(words: Sequence[str], key: str) -> int:
    """How well all `words` (folded) are found in `key`: 0 not at all, higher is better."""
    if not all(word in key for word in words):
        return 0
    first = words[0] if words else ""
    if key.startswith(first):
        return 4
    if f"\x1f{first}" in key:
        return 3
    return 2 if f" {first}" in key else 1


def find(query: str, items: Iterable[tuple[str, T]], limit: int = 50) -> list[T]:
    """The items whose key (`key_of`) answers the query, best first, in their own order among equals."""
    words = query.casefold().split()
    if not words:
        return [item for _key, item in islice(items, limit)]
    buckets: dict[int, list[T]] = {4: [], 3: [], 2: [], 1: []}
    for key, item in items:
        found = score(words, key)
        if found and len(buckets[found]) < limit:
            buckets[found].append(item)
    merged = [item for rank in (4, 3, 2, 1) for item in buckets[rank]]
    return merged[:limit]
