from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from app.studio.session import Session
from tests.studio.test_intake import picture


def made(session: Session, found: list[bytes | None]) -> bytes | None:
    while not found:
        session.production._services.pump(0.1)
    return found[0]


def test_a_thumbnail_is_made_and_kept(scripted: Session, tmp_path: Path) -> None:
    media = scripted.intake.stage(picture(tmp_path / "p.png"))
    found: list[bytes | None] = []
    scripted.thumbnail(media, 45, 0, found.append)
    first = made(scripted, found)
    assert first is not None
    assert Image.open(io.BytesIO(first)).size == (45, 80)
    assert list((scripted.folder / "cache" / "thumbnails").rglob("*.jpg"))
    again: list[bytes | None] = []
    scripted.thumbnail(media, 45, 0, again.append)
    assert made(scripted, again) == first


def test_missing_media_has_no_thumbnail(scripted: Session, tmp_path: Path) -> None:
    media = scripted.intake.stage(picture(tmp_path / "p.png"))
    path = scripted.media_path(media)
    assert path is not None
    path.unlink()
    found: list[bytes | None] = []
    scripted.thumbnail(media, 45, 0, found.append)
    assert found == [None]
