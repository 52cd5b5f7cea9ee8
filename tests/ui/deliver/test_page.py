from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.errors import DiskTrouble
from app.ui.deliver.page import DeliverPage
from app.ui.deliver.rendering import run_of
from tests.ui.board.stage import Stage


@pytest.fixture
def page(stage: Stage, tmp_path: Path) -> DeliverPage:
    for shot in stage.shots[1:]:
        stage.add_take(shot, tmp_path)
    made = stage.open(DeliverPage)
    assert isinstance(made, DeliverPage)
    return made


def choose(page: DeliverPage, key: str) -> None:
    page.restore({"preset": key})


def test_checks_lead_to_the_shot(page: DeliverPage, stage: Stage) -> None:
    lacking = [one for one in page.checks.shown if one.code == "no_take"]
    assert [one.shot_id for one in lacking] == [stage.shots[0].id]
    page.checks.go.emit(lacking[0].shot_id)
    assert stage.went == ["board"]
    assert stage.selection.shot == stage.shots[0].id


def test_the_first_preset_fits_the_project(page: DeliverPage) -> None:
    assert page.presets.current() == "master-9x16"
    assert page.path.text().endswith("1080x1920.mp4")


def test_a_render_ends_in_a_file(page: DeliverPage, qtbot: QtBot, tmp_path: Path) -> None:
    choose(page, "review")
    page.burn.setChecked(False)
    with qtbot.waitSignal(page.run.finished, timeout=60_000) as caught:
        page.render_now()
        assert page.run.running
        assert not page.render_button.isEnabled()
    delivery = caught.args[0].delivery
    assert Path(delivery.path).is_file()
    assert delivery.width == 540
    card = page.results.cards[0]
    assert card.path == Path(delivery.path)
    assert card.play.isEnabled()
    assert page.render_button.isEnabled()


def test_a_cancelled_render_leaves_no_file(page: DeliverPage, qtbot: QtBot) -> None:
    page.render_now()
    with qtbot.waitSignal(page.run.cancelled, timeout=5000):
        page.progress.cancel.click()
    assert not page.run.running
    assert not list((page.session.folder / "deliveries").glob("*.mp4"))


def test_a_failed_render_keeps_its_settings(page: DeliverPage) -> None:
    choose(page, "review")
    page.burn.setChecked(False)
    page.run.failed.emit(DiskTrouble("The disk is full.", "Make room and render again."))
    assert page._failure is not None
    assert (page.presets.current(), page.burn.isChecked()) == ("review", False)
    page._clear_failure()


def test_the_render_belongs_to_the_project_not_to_the_page(page: DeliverPage, stage: Stage) -> None:
    assert run_of(stage.session) is page.run


def test_without_shots_it_says_where_to_go(empty_stage: Stage) -> None:
    page = empty_stage.open(DeliverPage)
    assert isinstance(page, DeliverPage)
    assert page.stack.currentWidget() is page.nothing
