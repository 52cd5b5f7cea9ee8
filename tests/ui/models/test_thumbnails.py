from __future__ import annotations

import io
import threading
from collections.abc import Callable

from PIL import Image
from pytestqt.qtbot import QtBot

from app.domain.media import MediaRef
from app.ui.models.thumbnails import Thumbnails

REF = MediaRef(
    sha256="c" * 64, suffix=".png", kind="picture", size=1, width=90, height=160, frames=1
)


class Source:
    def __init__(self, *, broken: bool = False) -> None:
        self.asked: list[tuple[int, int]] = []
        self.broken = broken
        self.main = threading.get_ident()

    def thumbnail(
        self, ref: MediaRef, width: int, frame: int, done: Callable[[bytes | None], None]
    ) -> None:
        assert threading.get_ident() == self.main
        self.asked.append((width, frame))
        if self.broken:
            done(None)
            return
        out = io.BytesIO()
        Image.new("RGB", (width, width * 2), "#123456").save(out, "PNG")
        done(out.getvalue())


def test_a_picture_is_asked_for_once_and_kept(qtbot: QtBot) -> None:
    source = Source()
    thumbnails = Thumbnails(source)
    with qtbot.waitSignal(thumbnails.ready, timeout=3000):
        assert thumbnails.pixmap(REF, 100) is None
        assert thumbnails.pixmap(REF, 120) is None
    found = thumbnails.pixmap(REF, 100)
    assert found is not None
    assert found.width() == 160
    assert source.asked == [(160, 0)]
    thumbnails.wait()


def test_another_size_stands_in(qtbot: QtBot) -> None:
    thumbnails = Thumbnails(Source())
    with qtbot.waitSignal(thumbnails.ready, timeout=3000):
        thumbnails.pixmap(REF, 90)
    assert thumbnails.pixmap(REF, 500) is not None
    thumbnails.wait()


def test_a_missing_file_is_said_and_not_asked_again(qtbot: QtBot) -> None:
    source = Source(broken=True)
    thumbnails = Thumbnails(source)
    thumbnails.pixmap(REF, 90)
    assert thumbnails.failed(REF, 90)
    thumbnails.pixmap(REF, 90)
    assert len(source.asked) == 1
