"""The bundled font as the renderer needs it: its file, its family name, its metrics and its characters."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from app.domain.wording import N_
from app.errors import ToolMissing

_PREFERRED = ("Medium", "Bold", "Regular")


@dataclass(frozen=True)
class Typeface:
    """One font file; `line_height` is ascender plus descender in ems, what libass calls the size."""

    path: Path
    family: str
    bold: bool
    line_height: float
    characters: frozenset[int]

    def missing(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Characters the font cannot draw, each once, in order of appearance; blanks never count."""
        found: dict[str, None] = {}
        for text in texts:
            for sign in text:
                blank = unicodedata.category(sign) in {"Cc", "Cf", "Zs", "Zl", "Zp"}
                if not blank and ord(sign) not in self.characters:
                    found[sign] = None
        return tuple(found)


def choose(folder: Path) -> Typeface:
    """The best font of a folder for words on a picture: medium weight when there is one.

    Raises:
        ToolMissing: the folder holds no readable font.
    """
    files = sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")], key=_preference)
    if not files:
        raise ToolMissing(
            N_("There is no font in “{folder}”.").format(folder=folder),
            N_("Install Fenjing again."),
        )
    return load(files[0])


def _preference(path: Path) -> tuple[int, str]:
    for rank, weight in enumerate(_PREFERRED):
        if weight in path.stem:
            return rank, path.name
    return len(_PREFERRED), path.name


@lru_cache(maxsize=8)
def load(path: Path) -> Typeface:
    """Read one TrueType or OpenType file.

    Raises:
        ToolMissing: it is not a readable font.
    """
    try:
        font = ImageFont.truetype(str(path), 1000)
        ascent, descent = font.getmetrics()
        data = path.read_bytes()
        family, style = _names(data)
        characters = _characters(data)
    except (OSError, struct.error, ValueError) as error:
        raise ToolMissing(
            N_("The font “{name}” cannot be read.").format(name=path.name),
            N_("Install Fenjing again."),
        ) from error
    return Typeface(path, family, "bold" in style.lower(), (ascent + descent) / 1000, characters)


def _table(data: bytes, wanted: bytes) -> int:
    """Where a table of the font begins."""
    count = struct.unpack_from(">H", data, 4)[0]
    for index in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + index * 16)
        if tag == wanted:
            return int(offset)
    raise ValueError(f"no table {wanted!r}")


def _names(data: bytes) -> tuple[str, str]:
    """Family and style as libass looks them up: OpenType `name` ids 1 and 2, in Unicode."""
    base = _table(data, b"name")
    _, count, storage = struct.unpack_from(">HHH", data, base)
    found: dict[int, str] = {}
    for index in range(count):
        platform, _, _, number, length, offset = struct.unpack_from(
            ">HHHHHH", data, base + 6 + index * 12
        )
        at = base + storage + offset
        if platform in {0, 3} and number in {1, 2} and number not in found:
            found[number] = data[at : at + length].decode("utf-16-be")
    if not found.get(1):
        raise ValueError("no family name")
    return found[1], found.get(2, "")


def _characters(data: bytes) -> frozenset[int]:
    """Code points of the character map (OpenType `cmap`, formats 4 and 12)."""
    base = _table(data, b"cmap")
    found: set[int] = set()
    tables = struct.unpack_from(">H", data, base + 2)[0]
    for index in range(tables):
        offset = struct.unpack_from(">I", data, base + 4 + index * 8 + 4)[0] + base
        kind = struct.unpack_from(">H", data, offset)[0]
        if kind == 4:
            found |= _format_4(data, offset)
        elif kind == 12:
            for group in range(struct.unpack_from(">I", data, offset + 12)[0]):
                first, last, _ = struct.unpack_from(">III", data, offset + 16 + group * 12)
                found.update(range(first, last + 1))
    return frozenset(found)


def _format_4(data: bytes, offset: int) -> set[int]:
    found: set[int] = set()
    segments = struct.unpack_from(">H", data, offset + 6)[0] // 2
    ends = offset + 14
    starts = ends + segments * 2 + 2
    deltas, ranges = starts + segments * 2, starts + segments * 4
    for index in range(segments):
        last, first, delta, jump = (
            struct.unpack_from(">H", data, table + index * 2)[0]
            for table in (ends, starts, deltas, ranges)
        )
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if jump:
                at = ranges + index * 2 + jump + (code - first) * 2
                glyph = struct.unpack_from(">H", data, at)[0]
            if glyph and (glyph + delta) & 0xFFFF:
                found.add(code)
    return found
