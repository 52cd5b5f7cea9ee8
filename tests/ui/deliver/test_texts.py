from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.release import Release
from app.export import presets
from app.ui.deliver.texts import TextsPanel, tags_of


@pytest.fixture
def panel(qapp: QApplication, qtbot: QtBot) -> TextsPanel:
    made = TextsPanel()
    qtbot.addWidget(made)
    made.set_presets([presets.preset(name) for name in ("douyin", "xiaohongshu", "channels")])
    return made


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("#短剧 #AI", ("短剧", "AI")),
        ("短剧，AI、雨夜;  ", ("短剧", "AI", "雨夜")),
        ("a,a b", ("a", "b")),
        ("", ()),
    ],
)
def test_tags_are_taken_as_people_write_them(typed: str, tags: tuple[str, ...]) -> None:
    assert tags_of(typed) == tags


def test_each_platform_counts_in_its_own_way(panel: TextsPanel) -> None:
    panel.title.setText("雨夜ABCD")
    told = dict.fromkeys(words for words, _tone in panel.title_counts.shown)
    assert list(told) == ["Douyin   6 / 30", "Xiaohongshu   4 / 20", "WeChat Channels   6 / 16"]


def test_too_long_and_too_short_are_said_in_words(panel: TextsPanel) -> None:
    panel.title.setText("雨" * 31)
    said = [words for words, tone in panel.title_counts.shown if tone == "error"]
    assert said[0] == "Douyin   31 / 30   1 too many"
    panel.title.setText("雨夜")
    assert ("WeChat Channels   2 / 16   at least 6", "warn") in panel.title_counts.shown


def test_only_what_changed_is_told(panel: TextsPanel, qtbot: QtBot) -> None:
    panel.set_release(Release(title="旧", description="说"))
    panel.title.setText("新")
    with qtbot.waitSignal(panel.edited) as caught:
        panel.flush()
    assert caught.args == [{"title": "新"}]
    panel.flush()
    with qtbot.assertNotEmitted(panel.edited):
        panel.flush()


def test_without_limits_it_says_where_to_find_them(panel: TextsPanel) -> None:
    panel.set_presets([presets.preset("review")])
    assert "Tick a platform" in panel.hint.text()
    assert panel.title_counts.shown == []
