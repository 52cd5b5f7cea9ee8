from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.domain.ids import EpisodeId, SceneId, ShotId
from app.ui.models.shot_cards import ShotCard
from app.ui.models.shots import ID_ROLE, ShotModel


def card(key: int) -> ShotCard:
    return ShotCard(ShotId(f"s{key}"), SceneId("c"), EpisodeId("e"), str(key))


def checked() -> tuple[ShotModel, QAbstractItemModelTester]:
    model = ShotModel()
    return model, QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )


def shown(model: ShotModel) -> list[str]:
    return [model.index(row, 0).data(ID_ROLE) for row in range(model.rowCount())]


@given(st.lists(st.lists(st.integers(0, 12), unique=True, max_size=12), min_size=2, max_size=6))
def test_any_refresh_ends_with_the_right_rows(stories: list[list[int]]) -> None:
    model = ShotModel()
    for story in stories:
        model.set_cards([card(key) for key in story])
        assert shown(model) == [f"s{key}" for key in story]
        assert [model.row_of(f"s{key}") for key in story] == list(range(len(story)))


def test_a_move_keeps_the_selection(qapp: QApplication) -> None:
    model, tester = checked()
    model.set_cards([card(key) for key in range(5)])
    selection = QItemSelectionModel(model)
    selection.select(model.index(1, 0), QItemSelectionModel.SelectionFlag.Select)
    held = QPersistentModelIndex(model.index(1, 0))
    model.set_cards([card(key) for key in (0, 2, 3, 1, 4)])
    assert held.row() == 3
    assert [index.row() for index in selection.selectedIndexes()] == [3]
    assert tester.model() is model


def test_only_changed_rows_are_repainted(qapp: QApplication) -> None:
    model, tester = checked()
    cards = [card(key) for key in range(6)]
    model.set_cards(cards)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles: told.append((first.row(), last.row())))
    model.set_cards([replace(one, rating=3) if one.id in ("s2", "s3") else one for one in cards])
    assert told == [(2, 3)]
    assert tester.model() is model


def test_filter_hides_and_shows(qapp: QApplication) -> None:
    model, tester = checked()
    model.set_cards([card(key) for key in range(6)])
    model.set_filter(lambda one: one.id in ("s1", "s4"))
    assert shown(model) == ["s1", "s4"]
    model.set_filter(None)
    assert len(shown(model)) == 6
    assert tester.model() is model


def test_an_edit_goes_out_as_a_wish(qapp: QApplication) -> None:
    told: list[tuple[list[str], str, object]] = []

    def edit(ids: object, field: str, value: object) -> bool:
        told.append((list(ids), field, value))  # type: ignore[call-overload]
        return True

    model = ShotModel(edit=edit)
    model.set_cards([card(0)])
    assert model.setData(model.index(0, 2), "CU")
    assert told == [(["s0"], "size", "CU")]
    assert model.index(0, 2).data() != "CU"
