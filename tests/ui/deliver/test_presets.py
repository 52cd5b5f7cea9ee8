from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.export import presets
from app.ui.deliver.preset_words import GROUPS, PresetRow, group_of, limits, row_of
from app.ui.deliver.presets import ROW, PresetList


def rows() -> list[PresetRow]:
    return [row_of(one, one.size(1080, 1920), fits=True) for one in presets.all_presets()]


@pytest.fixture
def found(qapp: QApplication, qtbot: QtBot) -> PresetList:
    made = PresetList()
    qtbot.addWidget(made)
    made.set_presets(rows(), "master-9x16")
    made.resize(260, 700)
    made.show()
    return made


def shown(found: PresetList) -> list[str]:
    items = [found.list.item(place) for place in range(found.list.count())]
    return [
        item.data(ROW).key
        for item in items
        if not item.isHidden() and isinstance(item.data(ROW), PresetRow)
    ]


def test_every_preset_stands_in_a_group() -> None:
    assert {group_of(one) for one in presets.all_presets()} == set(GROUPS)


def test_one_kind_follows_the_choice_until_several_are_ticked(found: PresetList) -> None:
    assert found.ticked() == ("master-9x16",)
    found.look_at("douyin")
    assert found.ticked() == ("douyin",)
    found.tick(["douyin", "tiktok"])
    found.look_at("bilibili")
    assert found.ticked() == ("douyin", "tiktok")
    found.only_one.click()
    assert found.ticked() == ("bilibili",)


def test_space_ticks_and_the_last_tick_stays(found: PresetList, qtbot: QtBot) -> None:
    found.look_at("douyin")
    qtbot.keyClick(found.list, Qt.Key.Key_Space)
    assert found.ticked() == ("douyin",)
    found.tick(["tiktok"])
    qtbot.keyClick(found.list, Qt.Key.Key_Space)
    assert found.ticked() == ("douyin", "tiktok")
    qtbot.keyClick(found.list, Qt.Key.Key_Space)
    assert found.ticked() == ("tiktok",)


@pytest.mark.parametrize("words", ["抖音", "douyin", "DOUYIN"])
def test_a_platform_is_found_by_its_names(found: PresetList, words: str) -> None:
    found._filter(words)
    assert shown(found) == ["douyin"]


def test_nothing_found_is_said(found: PresetList) -> None:
    found._filter("no such platform")
    assert shown(found) == []
    assert not found.none_found.isHidden()
    found._filter("")
    assert found.none_found.isHidden()
    assert len(shown(found)) == len(presets.all_presets())


def test_a_row_says_that_it_is_ticked(found: PresetList) -> None:
    item = found.list.currentItem()
    assert item.data(Qt.ItemDataRole.AccessibleTextRole).endswith(", ticked")


def test_limits_are_said_with_date_and_certainty() -> None:
    said = dict(limits(presets.preset("tiktok")))
    assert said["Length"] == "3 s to 10 min"
    row = next(one for one in rows() if one.key == "tiktok")
    assert (row.confidence, row.checked) == ("high", "11/21/26")
