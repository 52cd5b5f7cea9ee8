from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.preferences.delivering import DeliverySection


@pytest.fixture
def section(window: MainWindow, qtbot: QtBot) -> DeliverySection:
    made = DeliverySection(window.studio, window.notices)
    qtbot.addWidget(made)
    return made


def test_choices_are_kept_at_once(section: DeliverySection) -> None:
    section.prepare.picked.emit("off")
    section.hardware.picked.emit("auto")
    section.farm.setText("tcp://render-01:8786")
    section.farm.editingFinished.emit()
    settings = section.studio.settings
    assert (settings.prepare, settings.hardware, settings.farm) == (
        "off",
        "auto",
        "tcp://render-01:8786",
    )


def test_an_address_that_is_none_is_not_kept(section: DeliverySection) -> None:
    section.farm.setText("render-01")
    section.farm.editingFinished.emit()
    assert section.studio.settings.farm == ""
    assert "tcp://" in section.farm_row.hint.text()


def test_a_certificate_has_to_be_there(section: DeliverySection, tmp_path: Path) -> None:
    section.certificate.setText(str(tmp_path / "none.pem"))
    section.certificate.editingFinished.emit()
    assert section.studio.settings.certificate == ""
    chain = tmp_path / "chain.pem"
    chain.write_text("PEM")
    section.certificate.setText(str(chain))
    section.certificate.editingFinished.emit()
    assert section.studio.settings.certificate == str(chain)
