from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QWidget,
)

from app.media import ffmpeg
from app.ui import i18n, theme
from app.ui.home.new_project import NewProjectDialog
from app.ui.home.page import HomePage
from app.ui.main_window import MainWindow
from app.ui.preferences.dialog import PreferencesDialog
from app.ui.preferences.generator_panel import GeneratorPanel
from app.ui.preferences.generators import GeneratorsSection
from app.ui.preferences.sections import GeneralSection, StorageSection
from app.ui.widgets.buttons import Button, SegmentedControl
from app.ui.widgets.cards import Toast
from app.ui.widgets.fields import ProgressRow
from tests.ui import walking


def open_at(window: MainWindow, section: int) -> PreferencesDialog:
    window.dialogs.open_preferences(section)
    QApplication.processEvents()
    return next(one for one in window.findChildren(PreferencesDialog) if one.isVisible())


def panel_of(dialog: PreferencesDialog, generator: str) -> GeneratorPanel:
    """The panel of a generator, chosen in the list."""
    section = dialog.findChildren(GeneratorsSection)[0]
    section.choose(generator)
    assert section.panel is not None
    return section.panel


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
    panel = panel_of(dialog, "seedance")
    assert panel.key.echoMode() == QLineEdit.EchoMode.Password
    panel.key.setText(" sk-123 \n")
    panel.keep_key()
    assert opened.studio.keys.get(panel.vendor) == "sk-123"
    assert panel.key.text() == ""
    assert "key" in panel.key_row.hint.text().lower()
    assert (
        "key until you quit" in dialog.findChildren(GeneratorsSection)[0].list.currentItem().text()
    )
    panel.forget_key()
    assert opened.studio.keys.get(panel.vendor) == ""
    dialog.close()


def test_an_address_is_kept(opened: MainWindow) -> None:
    dialog = open_at(opened, 3)
    panel = panel_of(dialog, "comfyui")
    panel.url.setText("http://127.0.0.1:9")
    panel.url.editingFinished.emit()
    panel.in_flight.setText("3")
    panel.in_flight.editingFinished.emit()
    held = opened.studio.settings.vendor(panel.vendor)
    assert (held.url, held.in_flight) == ("http://127.0.0.1:9", 3)
    dialog.close()


def test_a_change_of_look_opens_the_dialog_again_in_the_new_one(opened: MainWindow) -> None:
    dialog = open_at(opened, 1)
    dialog._look_changed()
    for _round in range(3):
        QApplication.processEvents()
    again = next(one for one in opened.findChildren(PreferencesDialog) if one.isVisible())
    assert again.names.currentRow() == 1
    again.close()


def named(dialog: QWidget, kind: type[QWidget], name: str) -> QWidget:
    """The one control of a kind with that name or words."""
    found = [
        one
        for one in dialog.findChildren(kind)
        if one.accessibleName() == name or (isinstance(one, QAbstractButton) and one.text() == name)
    ]
    assert len(found) == 1, (name, found)
    return found[0]


def again(window: MainWindow) -> PreferencesDialog:
    """The dialog that opened anew after a change of look."""
    for _round in range(3):
        QApplication.processEvents()
    return next(one for one in window.findChildren(PreferencesDialog) if one.isVisible())


def test_money_fields_are_kept_and_reach_the_cost_sheet(opened: MainWindow) -> None:
    dialog = open_at(opened, 0)
    general = dialog.findChildren(GeneralSection)[0]
    for field, row, name in (
        (general._confirm, general._confirm_row, "confirm_above"),
        (general._rate, general._rate_row, "cny_per_usd"),
    ):
        field.setText("6.5")
        field.editingFinished.emit()
        assert getattr(opened.studio.settings, name) == Decimal("6.5")
        field.setText("nonsense")
        field.editingFinished.emit()
        assert "amount" in row.hint.text()
    general._rate.setText("0")
    general._rate.editingFinished.emit()
    assert opened.studio.settings.cny_per_usd == Decimal("6.5")
    currency = named(dialog, QComboBox, "Currency of the cap")
    assert isinstance(currency, QComboBox)
    currency.setCurrentIndex(currency.findData("USD"))
    currency.activated.emit(currency.currentIndex())
    general._cap.setText("3")
    general._cap.editingFinished.emit()
    dialog.close()
    assert opened.session is not None
    shot = opened.session.board_rows(opened.session.episodes()[0].id)[0].shot
    sheet = opened.session.production.quote([shot.id], generator="animatic")
    assert str(sheet.cap) == "$3.00"
    assert str(sheet.careful_above) == "$6.50"
    assert sheet.cny_per_usd == Decimal("6.5")
    opened.status.refresh()
    assert "$3.00" in " ".join(one.text() for one in opened.top.findChildren(QLabel))


def test_the_desktop_is_told_only_when_the_box_is_ticked(opened: MainWindow) -> None:
    told: list[str] = []
    opened.desktop.tell = lambda _title, text, _clicked: told.append(text)
    dialog = open_at(opened, 0)
    box = named(dialog, QCheckBox, "Tell me on the desktop when jobs are done or failed")
    assert isinstance(box, QCheckBox)
    for on in (False, True):
        box.setChecked(on)
        opened.desktop._rendered(None)
    dialog.close()
    assert told == ["The film is finished"]


def test_new_projects_go_to_the_chosen_folder(
    opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(tmp_path))
    dialog = open_at(opened, 0)
    general = dialog.findChildren(GeneralSection)[0]
    named(general, Button, "Choose").click()  # type: ignore[attr-defined]
    assert general._folder.text() == str(tmp_path)
    dialog.close()
    asked = NewProjectDialog(opened.studio.projects_folder(), opened, "灯")
    assert asked.chosen().folder.parent == tmp_path
    asked.close()


def test_theme_and_text_size_hold_at_once(opened: MainWindow) -> None:
    dialog = open_at(opened, 1)
    choice = named(dialog, SegmentedControl, "Theme")
    assert isinstance(choice, SegmentedControl)
    choice._buttons["light"].click()
    dialog = again(opened)
    assert theme.current().name == "light"
    choice = named(dialog, SegmentedControl, "Theme")
    assert isinstance(choice, SegmentedControl)
    choice._buttons["system"].click()
    dialog = again(opened)
    assert opened.studio.settings.theme == "system"
    assert theme.current().name == theme.system_theme()
    theme.apply(QApplication.instance(), "light")  # type: ignore[arg-type]
    opened._system_changed()
    assert theme.current().name == theme.system_theme()
    dialog = again(opened)
    size = named(dialog, QSlider, "Text size")
    assert isinstance(size, QSlider)
    size.setValue(15)
    named(dialog, Button, "Use this size").click()  # type: ignore[attr-defined]
    again(opened).close()
    assert theme.current().scale == 150
    assert opened.top.search.fontInfo().pixelSize() > 16


def test_less_motion_stops_what_moves(opened: MainWindow) -> None:
    dialog = open_at(opened, 1)
    box = named(dialog, QCheckBox, "Less motion")
    assert isinstance(box, QCheckBox)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    moving = app.cursorFlashTime()
    box.setChecked(True)
    assert theme.is_still()
    assert app.cursorFlashTime() == 0
    toast, row = Toast("still", None, opened), ProgressRow("still")
    assert toast.motion is None
    assert row.bar.maximum() > 0
    box.setChecked(False)
    assert app.cursorFlashTime() == moving
    livelier, lively_row = Toast("moving", None, opened), ProgressRow("moving")
    assert livelier.motion is not None
    assert lively_row.bar.maximum() == 0
    for one in (toast, livelier):
        one.leave()
    row.deleteLater()
    lively_row.deleteLater()
    dialog.close()


def test_the_language_of_the_program_changes_at_once(opened: MainWindow) -> None:
    dialog = open_at(opened, 2)
    named(dialog, QAbstractButton, "简体中文").click()  # type: ignore[attr-defined]
    dialog = again(opened)
    assert i18n.language() == "zh"
    assert dialog.windowTitle() == "偏好设置"
    named(dialog, QAbstractButton, "English").click()  # type: ignore[attr-defined]
    again(opened).close()
    assert i18n.language() == "en"


def test_another_ffmpeg_is_tried_before_it_is_used(opened: MainWindow, tmp_path: Path) -> None:
    dialog = open_at(opened, 4)
    storage = dialog.findChildren(StorageSection)[0]
    wrong = tmp_path / "notffmpeg"
    wrong.write_text("no program", encoding="utf-8")
    for nonsense in (str(wrong), str(tmp_path / "missing")):
        storage._ffmpeg.setText(nonsense)
        storage._ffmpeg.editingFinished.emit()
        assert storage._ffmpeg_row.hint.property("tone") == "error"
        assert opened.studio.settings.ffmpeg == ""
    real = ffmpeg.binary()
    other = tmp_path / "other-ffmpeg"
    other.symlink_to(real)
    storage._ffmpeg.setText(str(other))
    storage._ffmpeg.editingFinished.emit()
    assert opened.studio.settings.ffmpeg == str(other)
    assert ffmpeg.binary() == other
    assert "ffmpeg version" in storage._ffmpeg_row.hint.text()
    storage._ffmpeg.setText("")
    storage._ffmpeg.editingFinished.emit()
    assert opened.studio.settings.ffmpeg == ""
    assert ffmpeg.binary() == real
    assert "FENJING_FFMPEG" not in os.environ
    dialog.close()


def test_show_opens_the_folder_that_is_named(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: shown.append(QUrl(url).toLocalFile())
    )
    dialog = open_at(opened, 4)
    for button in dialog.findChildren(StorageSection)[0].findChildren(Button):
        if button.accessibleName().startswith("Show the folder"):
            button.click()
    assert len(shown) == 4
    assert all(Path(folder).is_absolute() for folder in shown)
    dialog.close()


def test_home_speaks_and_sizes_before_anything_else(window: MainWindow) -> None:
    assert isinstance(window.page, HomePage)
    named(window.page, QAbstractButton, "简体中文").click()  # type: ignore[attr-defined]
    assert i18n.language() == "zh"
    assert window.studio.settings.language == "zh_CN"
    assert isinstance(window.page, HomePage)
    named(window.page, Button, "放大文字").click()  # type: ignore[attr-defined]
    assert window.studio.settings.text_percent == 110
    assert theme.current().scale == 110
