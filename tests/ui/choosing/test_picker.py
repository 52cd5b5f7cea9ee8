from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.domain.choices import FallbackPlan, GeneratorChoice
from app.domain.script import Scene
from app.domain.shots import Shot
from app.ui.board.page import BoardPage
from app.ui.choosing.fallbacks import FallbackDialog
from app.ui.choosing.picker import FACTS_ROLE, GeneratorPicker, PickFacts
from app.ui.choosing.rows import PickRow, rows_of
from tests.ui import walking
from tests.ui.board.stage import Stage, opened

COMFY = GeneratorChoice(generator="comfyui")


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path) as found:
        yield found


@pytest.fixture
def page(stage: Stage) -> BoardPage:
    made = stage.open(BoardPage)
    assert isinstance(made, BoardPage)
    stage.selection.choose_shots(stage.shots[0].id)
    return made


def in_picker(act: Callable[[Any], None], kind: type[QDialog] = GeneratorPicker) -> None:
    """What the person does in the window that opens next; a failure in it closes it and is told."""

    def look() -> None:
        found = next(
            (
                one
                for one in QApplication.topLevelWidgets()
                if isinstance(one, kind) and one.isVisible()
            ),
            None,
        )
        if found is None:
            QTimer.singleShot(20, look)
            return
        try:
            act(found)
        finally:
            if found.isVisible():
                found.reject()

    QTimer.singleShot(0, look)


def local(stage: Stage) -> PickRow:
    """A model on the person's own server: free, and no key is needed."""
    return next(
        row for row in rows_of(stage.studio) if row.choice and row.choice.generator == "comfyui"
    )


def test_retired_models_and_hand_offs_are_not_on_offer(stage: Stage) -> None:
    rows = rows_of(stage.studio)
    titles = [row.title for row in rows]
    assert not any("1.0 lite" in title for title in titles)
    assert all(row.choice is not None and row.choice.generator != "handoff" for row in rows)
    assert [row.ready for row in rows] == sorted((row.ready for row in rows), reverse=True)


def test_a_shot_is_sent_elsewhere_by_keys_alone(page: BoardPage, stage: Stage) -> None:
    def choose(picker: GeneratorPicker) -> None:
        assert picker.model.rows[0].choice is None
        QTest.keyClicks(picker.field, f"{local(stage).title} comfyui".lower())
        assert picker.model.rows[0].choice == local(stage).choice
        QTest.keyClick(picker.field, Qt.Key.Key_Return)

    in_picker(choose)
    page.making.choose()
    assert stage.session.get(Shot, stage.shots[0].id).generator == "comfyui"
    assert page.parts.inspector.foot.note.text() == "chosen for this shot"
    stage.session.undo()
    assert page.parts.inspector.foot.note.text() == "follows the project"


def test_a_scene_and_the_project_have_their_own_choice(page: BoardPage, stage: Stage) -> None:
    def for_scene(picker: GeneratorPicker) -> None:
        picker.place._buttons["scene"].click()
        picker.search(f"{local(stage).title} comfyui")
        picker.choose()

    in_picker(for_scene)
    page.making.choose()
    scene = stage.session.get(Scene, stage.shots[0].scene_id)
    assert (scene.generator, stage.session.get(Shot, stage.shots[0].id).generator) == (
        "comfyui",
        "",
    )
    assert page.parts.inspector.foot.note.text() == "follows the scene"

    def for_project(picker: GeneratorPicker) -> None:
        picker.place._buttons["project"].click()
        assert all(row.choice is not None for row in picker.model.rows)
        picker.search("seedance 2.0 mini")
        picker.choose()

    in_picker(for_project)
    page.making.choose()
    assert stage.session.project.generator == "seedance"
    assert stage.session.project.model == "doubao-seedance-2-0-mini-260615"


def test_prices_come_one_after_the_other_and_escape_changes_nothing(
    stage: Stage, qtbot: QtBot
) -> None:
    rows = rows_of(stage.studio)
    asked: list[GeneratorChoice | None] = []

    def ask(choice: GeneratorChoice | None) -> PickFacts:
        asked.append(choice)
        return PickFacts(price="¥1.00", experience="MS: 2 of 3 kept")

    stage.window.resize(1200, 800)
    stage.window.show()
    picker = GeneratorPicker(lambda _place: rows, ask, stage.window, current=lambda _place: None)
    qtbot.addWidget(picker)
    picker.show()
    assert asked == []
    qtbot.waitUntil(lambda: len(asked) == len(rows))
    facts: PickFacts = picker.model.index(0).data(FACTS_ROLE)
    assert facts.price == "¥1.00"
    assert walking.unnamed(picker) == []
    assert walking.clipped(picker) == []
    told: list[object] = []
    picker.picked.connect(lambda choice, _place: told.append(choice))
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert told == []


def test_what_has_a_reason_against_it_is_not_taken(stage: Stage, qtbot: QtBot) -> None:
    closed = PickRow(COMFY, "Closed", "Closed", ("video",), reason="The service is closed.")
    stage.window.show()
    picker = GeneratorPicker(
        lambda _place: [closed], lambda _c: PickFacts(), stage.window, current=lambda _place: None
    )
    qtbot.addWidget(picker)
    picker.show()
    picker.choose()
    assert picker.isVisible()
    picker.close()


def chain(*ids: str) -> FallbackPlan:
    return FallbackPlan(chain=tuple(GeneratorChoice(generator=one) for one in ids))


def fallback(stage: Stage, qtbot: QtBot, plan: FallbackPlan | None) -> FallbackDialog:
    stage.window.show()
    made = FallbackDialog(
        plan,
        rows_of(stage.studio),
        lambda _choice: PickFacts(),
        stage.window,
        follows=chain("animatic"),
        subject="1 shot",
    )
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_chain_is_ordered_by_keys(stage: Stage, qtbot: QtBot) -> None:
    made = fallback(stage, qtbot, chain("comfyui", "seedance", "animatic"))
    made.list.setFocus()
    made.list.setCurrentRow(2)
    QTest.keyClick(made.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(made.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(made.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    made.list.setCurrentRow(2)
    QTest.keyClick(made.list, Qt.Key.Key_Delete)
    made.wait.setText("20")
    made.twice.setChecked(True)
    assert made.warning.isVisible()
    plan = made.plan
    assert plan is not None
    assert [one.generator for one in plan.chain] == ["comfyui", "animatic"]
    assert (plan.wait_seconds, plan.while_billed) == (1200.0, True)
    assert walking.unnamed(made) == []
    assert walking.clipped(made) == []
    made.close()


def test_shots_follow_the_project_until_they_say_otherwise(stage: Stage, qtbot: QtBot) -> None:
    made = fallback(stage, qtbot, None)
    assert made.same.isChecked()
    assert made.plan is None
    made.move_row(1)
    made.take_out()
    made.same.setChecked(False)
    assert made.plan == chain("animatic")
    made.append(COMFY)
    assert made.plan == chain("animatic", "comfyui")
    made.close()


def test_the_chain_of_shots_is_kept_as_one_step(page: BoardPage, stage: Stage) -> None:
    def edit(dialog: FallbackDialog) -> None:
        dialog.same.setChecked(False)
        dialog.append(COMFY)
        dialog.keep.click()

    in_picker(edit, FallbackDialog)
    page.making.edit_chain()
    assert stage.session.get(Shot, stage.shots[0].id).fallbacks == chain("comfyui")
    stage.session.undo()
    assert stage.session.get(Shot, stage.shots[0].id).fallbacks is None
