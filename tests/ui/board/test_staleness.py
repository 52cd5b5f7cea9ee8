from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import takes as take_commands
from app.domain.shots import Shot
from app.domain.takes import Take
from app.ui.board.page import BoardPage
from app.ui.deliver.page import DeliverPage
from tests.ui.board.stage import Stage


@pytest.fixture
def drawn(stage: Stage, tmp_path: Path) -> Shot:
    """A shot with a take that was asked for as the shot is now."""
    shot = stage.shots[0]
    recipe = stage.session.production.recipes.compile(shot.id).recipe
    picture = stage.add_take(shot, tmp_path)
    media = stage.session.get(Take, picture).media
    stage.session.intake.keep_take(
        shot.id, media, source="generated", recipe=recipe.model_copy(update={"seconds": 60.0})
    )
    newest = stage.session.all(Take, shot_id=shot.id)[-1]
    stage.session.do(take_commands.pick_take, shot.id, newest.id)
    return stage.session.get(Shot, shot.id)


@pytest.fixture
def page(drawn: Shot, stage: Stage) -> BoardPage:
    made = stage.open(BoardPage)
    assert isinstance(made, BoardPage)
    return made


def test_a_change_marks_the_take_a_moment_later_and_undo_clears_it(
    page: BoardPage, stage: Stage, drawn: Shot, qtbot: QtBot
) -> None:
    page.stale.look()
    assert page.stale.shots == {}
    page.verbs.edit([drawn.id], "size", "ECU")
    assert page.parts.model.cards[0].outdated == ()
    qtbot.waitUntil(lambda: drawn.id in page.stale.shots, timeout=3000)
    card = page.parts.model.cards[0]
    assert card.state == "outdated"
    assert not page.parts.inspector.stale.isHidden()
    assert page.parts.inspector.warning.text().startswith("Outdated: ")
    assert "free" in page.parts.inspector.again.text().lower()
    picked = next(take for take in page.parts.takes.model.cards if take.picked)
    assert picked.outdated
    stage.session.undo()
    qtbot.waitUntil(lambda: page.stale.shots == {}, timeout=3000)
    assert page.parts.inspector.stale.isHidden()


def test_an_approved_shot_keeps_its_word_but_is_found_by_the_filter(
    page: BoardPage, drawn: Shot
) -> None:
    page.verbs.status([drawn.id], "approved")
    page.verbs.edit([drawn.id], "size", "ECU")
    page.stale.look()
    card = page.parts.model.cards[0]
    assert (card.state, bool(card.outdated)) == ("approved", True)
    page.parts.filters.choose("outdated")
    assert [one.id for one in page.parts.model.shown] == [drawn.id]
    QApplication.processEvents()


def test_nothing_is_made_again_by_itself(page: BoardPage, stage: Stage, drawn: Shot) -> None:
    page.verbs.edit([drawn.id], "size", "ECU")
    page.stale.look()
    assert stage.session.production.attempts.rows() == ()
    names = {action.objectName(): action for action in page.page_actions}
    assert names["board.renew"].isEnabled()


def test_delivery_lists_what_is_outdated(
    page: BoardPage, stage: Stage, drawn: Shot, qtbot: QtBot
) -> None:
    page.verbs.edit([drawn.id], "size", "ECU")
    deliver = stage.open(DeliverPage)
    assert isinstance(deliver, DeliverPage)
    qtbot.waitUntil(
        lambda: "outdated" in [one.remark.code for one in deliver.films.checks.shown], timeout=3000
    )
