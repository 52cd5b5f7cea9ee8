from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import qtawesome

from app.errors import OurBug
from app.ui.icons import GLYPHS, glyph, icon


def test_every_meaning_has_a_glyph_in_the_font() -> None:
    folder = Path(qtawesome.__file__).parent / "fonts"
    charmap = json.loads(next(folder.glob("phosphor-charmap-*.json")).read_text(encoding="utf-8"))
    assert [name for name in GLYPHS if glyph(name).removeprefix("ph.") not in charmap] == []


def test_an_unknown_meaning_is_our_bug() -> None:
    with pytest.raises(OurBug):
        glyph("no.such.thing")


def test_icons_are_painted(qapp: object) -> None:
    assert not icon("shot.add", "accent").pixmap(16, 16).isNull()


def test_the_code_names_only_known_meanings() -> None:
    root = Path(__file__).resolve().parents[2] / "app" / "ui"
    used: set[str] = set()
    for path in root.rglob("*.py"):
        used |= set(re.findall(r"""\bicon\(\s*"([a-z_.]+)\"""", path.read_text(encoding="utf-8")))
    assert sorted(used - set(GLYPHS)) == []
