from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import choosing
from app.ui.models.makers import Makers
from app.ui.sending.preview import SendPreviewDialog
from app.ui.widgets.labels import Label
from app.ui.widgets.pictures import Thumbnail
from tests.fakes.ark import FakeArk
from tests.ui import walking
from tests.ui.board.stage import Stage, opened

KEY = "ark-secret-4711"


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with FakeArk() as ark:
        monkeypatch.setenv("FENJING_SEEDANCE_URL", ark.url)
        monkeypatch.setenv("FENJING_SEEDANCE_KEY", KEY)
        with opened(tmp_path) as found:
            yield found


def shown(stage: Stage, qtbot: QtBot, generator: str = "seedance") -> SendPreviewDialog:
    stage.window.resize(1200, 860)
    stage.window.show()
    production = stage.session.production
    sheet = production.quote([stage.shots[0].id], generator=generator)
    makers = Makers(stage.studio.catalog.cards)
    dialog = SendPreviewDialog(stage.session, sheet.items[0], makers, stage.window)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.shown is not None)
    for _round in range(3):
        QApplication.processEvents()
    return dialog


def words(dialog: SendPreviewDialog) -> str:
    return " ".join(one.text() for one in dialog.findChildren(Label))


def use_picture(stage: Stage, folder: Path) -> None:
    path = folder / "frame.png"
    Image.new("RGB", (720, 1280), "#336699").save(path)
    shot = stage.shots[0].id
    take = stage.session.intake.keep_take(shot, stage.session.intake.stage(path))
    stage.session.do(choosing.use_as_first_frame, shot, take)


def test_everything_is_shown_and_the_key_is_not(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    use_picture(stage, tmp_path)
    dialog = shown(stage, qtbot)
    assert dialog.shown is not None
    assert [one.role for one in dialog.shown.references] == ["first_frame"]
    qtbot.waitUntil(dialog.findChildren(Thumbnail)[0].has_picture)
    assert "never sent before" in words(dialog)
    dialog.copy_all()
    text = QGuiApplication.clipboard().text()
    assert '"method": "POST"' in text
    assert dialog.shown.prompt in text
    assert KEY not in text
    assert walking.unnamed(dialog) == []
    assert walking.clipped(dialog) == []
    dialog.close()


def test_a_missing_reference_is_named_and_stops_it(
    stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    use_picture(stage, tmp_path)
    first = stage.shots[0].first_frame
    assert first is not None
    (stage.session.folder / first.relative_path).unlink()
    dialog = shown(stage, qtbot)
    assert dialog.shown is not None
    assert dialog.shown.references[0].missing
    assert "missing" in words(dialog)
    assert "Missing: " in words(dialog)
    dialog.close()


def test_what_stays_here_says_so(stage: Stage, qtbot: QtBot) -> None:
    dialog = shown(stage, qtbot, "animatic")
    assert "Nothing leaves this machine" in words(dialog)
    dialog.close()
