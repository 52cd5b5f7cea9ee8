from __future__ import annotations

from dataclasses import replace

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.domain.ids import AttemptId, ShotId
from app.ui.models.attempts import AttemptCard, QueueModel


def card(key: str, group: str, sequence: int) -> AttemptCard:
    return AttemptCard(
        id=AttemptId(key), shot_id=ShotId("s"), number="1", group=group, sequence=sequence
    )


def test_what_needs_a_person_comes_first(qapp: QApplication) -> None:
    model = QueueModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_cards(
        [
            card("a", "done", 1),
            card("b", "running", 2),
            card("c", "needs_you", 3),
            card("d", "running", 4),
        ]
    )
    assert [one.id for one in model.shown] == ["c", "d", "b", "a"]
    assert model.counts()["running"] == 2
    model.set_group("running")
    assert [one.id for one in model.shown] == ["d", "b"]
    assert model.row_of("a") == -1
    assert tester.model() is model


def test_progress_repaints_one_row(qapp: QApplication) -> None:
    model = QueueModel()
    cards = [card("a", "running", 1), card("b", "running", 2)]
    model.set_cards(cards)
    told: list[int] = []
    model.dataChanged.connect(lambda first, _last, _roles: told.append(first.row()))
    model.set_cards([replace(cards[0], progress=0.5), cards[1]])
    assert told == [1]
