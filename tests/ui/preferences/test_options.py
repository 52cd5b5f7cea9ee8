"""A vendor's own choices: typed once, kept, taken away again; and the storage that has a key but makes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.ui.board.choices import Choice
from app.ui.main_window import MainWindow
from app.ui.preferences.dialog import PreferencesDialog
from app.ui.preferences.generators import GeneratorsSection


@pytest.fixture
def section(opened: MainWindow) -> Iterator[GeneratorsSection]:
    opened.dialogs.open_preferences(3)
    QApplication.processEvents()
    dialog = next(one for one in opened.findChildren(PreferencesDialog) if one.isVisible())
    yield dialog.findChildren(GeneratorsSection)[0]
    dialog.close()


def test_an_option_is_kept_for_all_of_a_vendors_cards(section: GeneratorsSection) -> None:
    section.choose("kling-turbo")
    assert section.panel is not None
    gateway = section.panel.options.fields["gateway"]
    assert isinstance(gateway, Choice)
    gateway.picked.emit("on")
    assert section.studio.settings.vendor("kling").options == {"gateway": "on"}
    section.choose("kling-4")
    again = section.panel.options.fields["gateway"]
    assert isinstance(again, Choice)
    assert again.key() == "on"
    again.picked.emit("")
    assert section.studio.settings.vendor("kling").options == {}


def test_free_text_is_kept_when_the_field_is_left(section: GeneratorsSection) -> None:
    section.choose("seedance")
    assert section.panel is not None
    endpoint = section.panel.options.fields["endpoint"]
    assert isinstance(endpoint, QLineEdit)
    endpoint.setText(" ep-2026 ")
    endpoint.editingFinished.emit()
    assert section.studio.settings.vendor("seedance").options == {"endpoint": "ep-2026"}


def test_the_storage_has_key_address_and_region_only(section: GeneratorsSection) -> None:
    section.choose("storage")
    panel = section.panel
    assert panel is not None
    assert not hasattr(panel, "test")
    assert not hasattr(panel, "models")
    panel.key.setText("AK:SK-of-the-storage")
    assert panel.keep_key()
    panel.url.setText("https://bucket.example")
    panel.url.editingFinished.emit()
    assert section.studio.settings.vendor("storage").url == "https://bucket.example"
    assert set(panel.options.fields) == {"region"}
