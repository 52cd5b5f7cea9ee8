from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.script import Episode
from app.studio.season import SeasonRow
from app.ui.deliver.page import DeliverPage
from app.ui.deliver.season_watch import begin_delivering, is_rendering
from tests.ui.board.stage import Stage


@pytest.fixture
def page(stage: Stage, tmp_path: Path) -> DeliverPage:
    for shot in stage.shots[1:]:
        stage.add_take(shot, tmp_path)
    made = stage.open(DeliverPage)
    assert isinstance(made, DeliverPage)
    return made


def choose(page: DeliverPage, *keys: str) -> None:
    page.restore({"preset": keys[0], "ticked": list(keys)})


def only(page: DeliverPage) -> SeasonRow:
    (row,) = page.session.season.rows
    return row


def test_checks_lead_to_the_shot(page: DeliverPage, stage: Stage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(page.films.checks.shown))
    lacking = [one.remark for one in page.films.checks.shown if one.remark.code == "missing_take"]
    assert [one.shot_id for one in lacking] == [stage.shots[0].id]
    page.films.checks.go.emit(lacking[0])
    assert stage.went == ["board"]
    assert stage.selection.shot == stage.shots[0].id


def test_what_only_one_platform_minds_names_it(page: DeliverPage, qtbot: QtBot) -> None:
    choose(page, "douyin", "master-9x16")
    qtbot.waitUntil(
        lambda: any(one.remark.code == "filing_missing" for one in page.films.checks.shown)
    )
    filing = next(one for one in page.films.checks.shown if one.remark.code == "filing_missing")
    assert filing.kinds == ("Douyin",)
    page.go_to(filing.remark)
    assert page.films.tabs.current() == "labels"


def test_the_first_kind_fits_the_project(page: DeliverPage) -> None:
    assert page.presets.current() == "master-9x16"
    assert page.films.settings.path.text().endswith("1080x1920.mp4")


def test_a_render_ends_in_a_file(page: DeliverPage, qtbot: QtBot) -> None:
    choose(page, "review")
    page.films.settings.burn.setChecked(False)
    with qtbot.waitSignal(page.season.finished, timeout=60_000):
        page.render_now()
        assert is_rendering(page.session)
    (card,) = page.results.cards
    assert card.path.is_file()
    assert card.play.isEnabled()
    assert card.delivery.width == 540
    assert page.films.checks.side.current() == "after"
    assert page.films.checks.shown


def test_a_cancelled_render_leaves_no_file(page: DeliverPage, qtbot: QtBot) -> None:
    page.render_now()
    line = page.season._lines[only(page).id]
    line.buttons["cancel"].click()
    assert only(page).state == "cancelled"
    qtbot.waitUntil(lambda: not list((page.session.folder / "deliveries").glob(".fenjing*")))
    assert not list((page.session.folder / "deliveries").glob("*.mp4"))
    page.season.clear.click()
    assert page.season.isHidden()


def test_several_kinds_wait_in_one_queue(page: DeliverPage) -> None:
    choose(page, "review", "douyin", "tiktok")
    assert page.render_button.text() == "Render 3 files"
    page.session.season.pause()
    page.session.season.add((page.episode,), page.presets.ticked())  # type: ignore[arg-type]
    page.season.read()
    rows = page.session.season.rows
    assert {row.choice.preset for row in rows} == {"review", "douyin", "tiktok"}
    assert len({row.out for row in rows}) == 3
    last = rows[-1].id
    page.season._lines[last].buttons["up"].click()
    assert [row.id for row in page.session.season.rows].index(last) == 1
    page.season.cancel_all()
    assert {row.state for row in page.session.season.rows} == {"cancelled"}


def test_a_season_is_named_by_its_pattern(page: DeliverPage) -> None:
    page.session.season.pause()
    said = page.dialogs._add_season((page.episode,), None, "{title}_{nothing}", False)  # type: ignore[arg-type]
    assert said.startswith("There is no field")
    assert page.session.season.rows == ()
    assert page.dialogs._add_season((page.episode,), None, "{title}_{episode:03}", True) == ""  # type: ignore[arg-type]
    assert only(page).out.name == "灯_001.mp4"
    page.season.cancel_all()


def test_pausing_keeps_the_film_waiting(page: DeliverPage) -> None:
    page.render_now()
    page.season.pause.click()
    assert (page.session.season.paused, only(page).state) == (True, "waiting")
    assert "Paused" in page.season.summary.text()
    page.season.cancel_all()


def test_settings_stay_whatever_happens(page: DeliverPage) -> None:
    choose(page, "review")
    page.films.settings.burn.setChecked(False)
    page.films.settings.stems.setChecked(True)
    held = page.state()
    page.restore({})
    page.restore(held)
    choice = page.films.settings.choice("review")
    assert (choice.preset, choice.burn_captions, choice.stems) == ("review", False, True)
    assert page.presets.current() == "review"


def test_a_clean_version_has_no_captions(page: DeliverPage) -> None:
    page.films.settings.clean.setChecked(True)
    choice = page.films.settings.choice("master-9x16")
    assert (choice.clean, choice.burn_captions) == (True, False)
    assert not page.films.settings.burn.isEnabled()


def test_words_for_the_platform_are_kept_and_undone(page: DeliverPage, stage: Stage) -> None:
    page.films.texts.title.setText("雨夜归人")
    page.flush()
    episode_id = stage.session.episodes()[0].id
    assert stage.session.get(Episode, episode_id).release.title == "雨夜归人"
    stage.session.undo()
    assert stage.session.get(Episode, episode_id).release.title == ""
    assert page.films.texts.title.text() == ""


def test_the_label_is_the_projects(page: DeliverPage, stage: Stage) -> None:
    page.films.labels.visible.click()
    assert not stage.session.project.label.visible
    assert page.films.preview.screen_.label == ""
    page.films.labels.kind.picked.emit("ordinary")
    page.films.labels.number.setText("（京）网微剧审字（2026）第001号")
    page.flush()
    assert stage.session.project.filing.kind == "ordinary"
    assert stage.session.project.filing.number == "（京）网微剧审字（2026）第001号"


def test_the_zones_are_those_of_the_platform(page: DeliverPage) -> None:
    choose(page, "douyin")
    assert page.films.preview.screen_.safe == (0.1146, 0.25, 0.0556, 0.1667)
    assert page.films.preview.zone_words.text() == "Zones of Douyin"


def test_covers_are_written_in_every_shape(page: DeliverPage, qtbot: QtBot, tmp_path: Path) -> None:
    choose(page, "douyin", "xiaohongshu")
    page.films.cover.use_frame(10)
    page.films.cover.title.setText("雨夜")
    with qtbot.waitSignal(page.films.cover.written, timeout=30_000) as caught:
        page.films.cover.write(tmp_path / "covers", "E01")
    names = sorted(path.name for path in caught.args[0])
    assert names == ["E01_cover_1080x1440.jpg", "E01_cover_1080x1920.jpg"]
    assert page.session.episodes()[0].release.cover_frame == 10
    assert page.session.episodes()[0].release.cover_title == "雨夜"


def test_a_film_that_was_cut_off_is_offered(page: DeliverPage, stage: Stage) -> None:
    stage.session.season.pause()
    stage.session.season.interrupted = True
    begin_delivering(stage.session, stage.selection, stage.notices)
    assert stage.notices.has("season")
    stage.session.season.interrupted = False
    begin_delivering(stage.session, stage.selection, stage.notices)
    assert not stage.notices.has("season")
    stage.session.preparing.stop()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.fenjingbundle", "Open the bundle"),
        ("list.xlsx", "Compare the shot list"),
        ("cut.otio", "Compare the cut"),
        ("film.MP4", "See what film.MP4 carries"),
        ("notes.txt", ""),
    ],
)
def test_dropped_files_land_where_they_belong(page: DeliverPage, name: str, words: str) -> None:
    assert page.lands([Path(name)]).startswith(words)
    assert bool(page.lands([Path(name)])) == bool(words)


def test_every_action_has_its_key(page: DeliverPage) -> None:
    keys = {one.objectName(): one.shortcut().toString() for one in page.page_actions}
    assert keys["deliver.render"] == "Ctrl+Return"
    assert keys["deliver.tab.labels"] == "Ctrl+Alt+5"
    page.search()
    assert QApplication.focusWidget() is page.presets.search or not page.isActiveWindow()


def test_without_shots_it_says_where_to_go(empty_stage: Stage) -> None:
    page = empty_stage.open(DeliverPage)
    assert isinstance(page, DeliverPage)
    assert page.stack.currentWidget() is page.nothing
