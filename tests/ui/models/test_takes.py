from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.domain.ids import TakeId
from app.domain.media import MediaRef
from app.ui.models.takes import TakeCard, TakesModel

MEDIA = MediaRef(
    sha256="b" * 64, suffix=".png", kind="picture", size=1, width=9, height=16, frames=1
)


def take(number: int, *, picked: bool = False) -> TakeCard:
    return TakeCard(id=TakeId(f"t{number}"), number=number, media=MEDIA, picked=picked)


def test_a_new_take_is_appended(qapp: QApplication) -> None:
    model = TakesModel()
    model.set_cards([take(1)])
    added: list[int] = []
    model.rowsInserted.connect(lambda _parent, first, _last: added.append(first))
    model.set_cards([take(1), take(2)])
    assert added == [1]


def test_stepping_stays_within_the_row(qapp: QApplication) -> None:
    model = TakesModel()
    assert model.stepped(1) is None
    model.set_cards([take(1), take(2, picked=True), take(3)])
    assert model.stepped(1).number == 3  # type: ignore[union-attr]
    assert model.stepped(-5).number == 1  # type: ignore[union-attr]
