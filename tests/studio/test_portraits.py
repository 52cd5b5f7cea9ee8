from __future__ import annotations

from pathlib import Path

from PIL import Image

from app.domain.cast import CastEntry
from app.studio.session import Session


def made(session: Session, found: list[Path | None]) -> Path | None:
    while not found:
        session.production._services.pump(0.1)
    return found[0]


def test_a_character_without_pictures_has_a_face(scripted: Session) -> None:
    entry = next(one for one in scripted.all(CastEntry) if one.kind == "character")
    found: list[Path | None] = []
    scripted.portraits.portrait(entry, [], 96, found.append)
    path = made(scripted, found)
    assert path is not None
    assert Image.open(path).size == (96, 96)
