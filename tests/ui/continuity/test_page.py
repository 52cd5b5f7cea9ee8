from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.commands import cast as commands
from app.domain.cast import Look
from app.domain.recipes import Recipe
from app.ui.continuity.page import ContinuityPage
from app.ui.main_window import MainWindow


@pytest.fixture
def page(opened: MainWindow, tmp_path: Path, qtbot: QtBot) -> ContinuityPage:
    session = opened.session
    assert session is not None
    lin = next(one for one in session.cast() if one.name == "林夏")
    session.do(commands.add_look, lin.id, "红大衣")
    look = session.all(Look, cast_id=lin.id)[0]
    path = tmp_path / "front.png"
    Image.new("RGB", (60, 90), "#C02828").save(path)
    session.intake.pin_picture(look.id, "front", path)
    shots = [row.shot for ep in session.episodes() for row in session.board_rows(ep.id)]
    for number, shot in enumerate(shots):
        take = tmp_path / f"take{number}.png"
        Image.new("RGB", (90, 160), "#C02828" if number else "#2828C0").save(take)
        session.intake.keep_take(shot.id, session.intake.stage(take))
    opened.show_page("continuity")
    found = opened.page
    assert isinstance(found, ContinuityPage)
    found.strip.choose(lin.id)
    qtbot.waitUntil(lambda: found.strip._job is None and bool(found.strip._flags), timeout=20000)
    return found


def test_the_strip_stands_beside_the_sheet_and_flags_what_stands_out(
    opened: MainWindow, page: ContinuityPage
) -> None:
    strip = page.strip.strip
    assert strip is not None
    assert len(strip.crops) > 3
    assert [crop.flagged for crop in strip.crops][:2] == [True, False]
    assert page.strip.beside.views.pictures
    page.strip.only.chosen.emit(page.strip.only.set_current("flagged") or "flagged")
    assert len(page.strip.model.crops) == 1
    page.strip.view.opened.emit(0)
    assert opened.selection.shot == strip.crops[0].shot_id


def test_outdated_takes_are_listed_with_reasons_and_gone_to(
    opened: MainWindow, page: ContinuityPage, qtbot: QtBot
) -> None:
    session = opened.session
    assert session is not None
    shot = session.board_rows(session.episodes()[0].id)[0].shot
    recipe: Recipe = session.production.recipes.compile(shot.id, "animatic", "").recipe
    media = session.board_rows(session.episodes()[0].id)[0].media
    assert media is not None
    take = session.intake.keep_take(shot.id, media, recipe=recipe, source="drawn")
    from app.commands import takes

    session.do(takes.pick_take, shot.id, take)
    session.do_all("Edit", [lambda edit: edit.change(type(shot), shot.id, action="别的动作")])
    page.show_view("outdated")
    page.outdated.read_now()
    rows = page.outdated.tree.rows()
    assert [row.shot_id for row in rows] == [shot.id]
    assert rows[0].words
    page.outdated.tree.mark_all()
    assert page.outdated.shots() == [shot.id]
    page.outdated._to_board()
    assert opened.selection.shot == shot.id


def test_the_report_leads_to_what_mends_it(
    opened: MainWindow, page: ContinuityPage, qtbot: QtBot
) -> None:
    page.show_view("report")
    qtbot.waitUntil(lambda: page.report._job is None, timeout=20000)
    rows = page.report.tree.rows()
    bare = next(row for row in rows if row.group == "no_reference")
    page.report._open(bare)
    assert opened.page.key == "cast"
