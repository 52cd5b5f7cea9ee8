from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QApplication, QLineEdit

from app.ui.main_window import MainWindow
from app.ui.preferences.dialog import PreferencesDialog
from app.ui.preferences.generators import GeneratorPanel
from app.ui.preferences.sections import GeneralSection
from tests.ui import walking


def open_at(window: MainWindow, section: int) -> PreferencesDialog:
    window.dialogs.open_preferences(section)
    QApplication.processEvents()
    return next(one for one in window.findChildren(PreferencesDialog) if one.isVisible())


def test_every_section_names_its_controls_and_cuts_nothing(opened: MainWindow) -> None:
    dialog = open_at(opened, 0)
    for row in range(dialog.names.count()):
        dialog.names.setCurrentRow(row)
        QApplication.processEvents()
        assert walking.unnamed(dialog) == []
        assert walking.clipped(dialog) == []
    dialog.close()


def test_a_cap_is_kept_at_once_and_nonsense_is_explained(opened: MainWindow) -> None:
    dialog = open_at(opened, 0)
    general = dialog.findChildren(GeneralSection)[0]
    general._cap.setText("12.50")
    general._cap.editingFinished.emit()
    assert opened.studio.settings.daily_cap == Decimal("12.50")
    for nonsense in ("abc", "-3", "NaN"):
        general._cap.setText(nonsense)
        general._cap.editingFinished.emit()
        assert opened.studio.settings.daily_cap == Decimal("12.50")
        assert "amount" in general._cap_row.hint.text()
    dialog.close()


def test_a_key_is_never_shown_and_says_where_it_is(opened: MainWindow) -> None:
    dialog = open_at(opened, 3)
    panel = next(one for one in dialog.findChildren(GeneratorPanel) if one._card.key != "none")
    assert panel._key.echoMode() == QLineEdit.EchoMode.Password
    panel._key.setText(" sk-123 \n")
    panel._keep_key()
    assert opened.studio.keys.get(panel._vendor) == "sk-123"
    assert panel._key.text() == ""
    assert "key" in panel._key_row.hint.text().lower()
    panel._forget_key()
    assert opened.studio.keys.get(panel._vendor) == ""
    dialog.close()


def test_an_address_is_kept(opened: MainWindow) -> None:
    dialog = open_at(opened, 3)
    panel = next(one for one in dialog.findChildren(GeneratorPanel) if one._card.kind == "local")
    panel._url.setText("http://127.0.0.1:9")
    panel._url.editingFinished.emit()
    assert opened.studio.settings.vendor(panel._vendor).url == "http://127.0.0.1:9"
    dialog.close()


def test_a_change_of_look_opens_the_dialog_again_in_the_new_one(opened: MainWindow) -> None:
    dialog = open_at(opened, 1)
    dialog._look_changed()
    for _round in range(3):
        QApplication.processEvents()
    again = next(one for one in opened.findChildren(PreferencesDialog) if one.isVisible())
    assert again.names.currentRow() == 1
    again.close()
