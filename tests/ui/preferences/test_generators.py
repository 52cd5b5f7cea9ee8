from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.cards import ModelCard, Price
from app.ui.i18n import set_language
from app.ui.main_window import MainWindow
from app.ui.preferences.dialog import PreferencesDialog
from app.ui.preferences.generators import GeneratorsSection
from app.ui.preferences.models_table import length_words, price_words
from app.ui.preferences.own_price import OwnPriceDialog
from tests.fakes.ark import FakeArk
from tests.ui import walking


@pytest.fixture
def ark(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeArk]:
    with FakeArk() as fake:
        monkeypatch.setenv("FENJING_SEEDANCE_URL", fake.url)
        yield fake


@pytest.fixture
def section(opened: MainWindow) -> Iterator[GeneratorsSection]:
    opened.dialogs.open_preferences(3)
    QApplication.processEvents()
    dialog = next(one for one in opened.findChildren(PreferencesDialog) if one.isVisible())
    yield dialog.findChildren(GeneratorsSection)[0]
    dialog.close()


def visible(section: GeneratorsSection) -> list[str]:
    rows = [section.list.item(row) for row in range(section.list.count())]
    return [str(one.data(Qt.ItemDataRole.UserRole)) for one in rows if not one.isHidden()]


def test_every_generator_is_listed_found_and_filtered(section: GeneratorsSection) -> None:
    assert visible(section) == [*section.studio.catalog, "storage"]
    section.search.setText("huoshan")
    section._filter()
    assert "seedance" in visible(section)
    assert "animatic" not in visible(section)
    section.search.clear()
    section.medium.set_key("text")
    section._filter()
    shown = visible(section)
    catalog = section.studio.catalog
    assert all(
        "text" in str(catalog[one].card.media + tuple(m.media for m in catalog[one].card.models))
        for one in shown
    )
    assert "animatic" not in shown


def test_paste_a_key_and_press_test(section: GeneratorsSection, ark: FakeArk, qtbot: QtBot) -> None:
    section.choose("seedance")
    panel = section.panel
    assert panel is not None
    panel.key.setText(f" {ark.settings.key}\n")
    qtbot.mouseClick(panel.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.answer.property("tone") == "ok")
    assert ark.settings.key not in panel.answer.text()
    assert ark.invoice == []
    panel.key.setText("wrong")
    qtbot.mouseClick(panel.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.answer.property("tone") == "error")
    panel.forget_key()


def test_retired_models_say_so_with_their_successor(section: GeneratorsSection) -> None:
    section.choose("seedance")
    assert section.panel is not None
    table = section.panel.models.table
    words = {
        table.item(row, 0).text(): table.item(row, 3).text() for row in range(table.rowCount())
    }
    assert "Retired on 2026-06-30" in words["Seedance 1.0 lite (text)"]
    assert "1-5-pro" in words["Seedance 1.0 lite (text)"]
    assert "¥46 a million tokens" in words["Seedance 2.0"]
    assert "price unknown" in words["Seedance 2.5"]


def test_each_generator_is_shown_whole_in_both_languages(
    opened: MainWindow, section: GeneratorsSection, tmp_path: Path
) -> None:
    for generator in section.studio.catalog:
        section.choose(generator)
        QApplication.processEvents()
        assert walking.unnamed(section) == [], generator
        assert walking.clipped(section) == [], generator


def test_lengths_and_prices_in_words() -> None:
    set_language("en")
    assert length_words(ModelCard(id="a", label="A", seconds_choices=(5, 10))) == "5, 10 s"
    assert length_words(ModelCard(id="a", label="A", media=("picture",))) == ""
    price = Price(
        unit="second", amount="0.103", currency="USD", resolution="480p", with_sound=False
    )  # type: ignore[arg-type]
    assert price_words(price) == "$0.103 a second (480p, silent)"
    points = Price(unit="piece", amount="35", currency="POINTS")  # type: ignore[arg-type]
    assert price_words(points) == "35 points each"


def test_a_price_of_ones_own_reaches_the_cost_sheet(
    opened: MainWindow, section: GeneratorsSection
) -> None:
    section.choose("seedance")
    assert section.panel is not None
    models = section.panel.models
    row = next(at for at, one in enumerate(models._card.models) if one.label == "Seedance 2.5")
    models.table.selectRow(row)
    models.edit_price()
    dialog = next(one for one in opened.findChildren(OwnPriceDialog) if one.isVisible())
    dialog.amount.setText("nonsense")
    dialog.keep.click()
    assert "amount" in dialog.price_row.hint.text()
    dialog.amount.setText("0.5")
    dialog.unit.set_key("second")
    assert walking.unnamed(dialog) == []
    dialog.keep.click()
    assert models.table.item(row, 3).text() == "¥0.5 a second"
    assert "Prices of your own" in models.dated.text()
    session = opened.session
    assert session is not None
    shot = session.board_rows(session.episodes()[0].id)[0].shot
    sheet = session.production.quote(
        [shot.id], generator="seedance", model="doubao-seedance-2-5-260628"
    )
    assert sheet.items[0].price is not None
    assert str(sheet.items[0].price) == f"¥{sheet.items[0].seconds * 0.5:.2f}"
    models.edit_price()
    again = next(one for one in opened.findChildren(OwnPriceDialog) if one.isVisible())
    again.back.click()
    assert models.table.item(row, 3).text() == "price unknown"
    assert opened.studio.settings.own_prices == ()


def test_a_generators_cap_is_kept_and_taken_off(section: GeneratorsSection) -> None:
    section.choose("seedance")
    assert section.panel is not None
    cap = section.panel.cap
    cap.amount.setText("50")
    cap.amount.editingFinished.emit()
    assert str(section.studio.settings.generator_caps["seedance"]) == "¥50.00"
    cap.currency.set_key("USD")
    cap.currency.picked.emit("USD")
    assert str(section.studio.settings.generator_caps["seedance"]) == "$50.00"
    cap.amount.setText("-3")
    cap.amount.editingFinished.emit()
    assert cap.row.hint.property("tone") == "error"
    cap.amount.setText("")
    cap.amount.editingFinished.emit()
    assert section.studio.settings.generator_caps == {}
