"""Cards of one's own: written, checked, used at once, and never in the way when they are broken."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app import bootstrap, paths
from app.domain.cards import Price
from app.domain.money import Money
from app.errors import BadInput
from app.settings.model import OwnPrice, Settings
from app.studio.cards import priced
from app.studio.studio import Studio
from tests.studio import vendors


def fields(**changes: Any) -> dict[str, Any]:
    return {**vendors.card("mine").model_dump(mode="json"), **changes}


def test_a_card_is_kept_and_can_be_chosen_at_once(studio: Studio) -> None:
    checked = studio.cards.validate(fields())
    assert checked.card is not None
    assert checked.problems == ()
    studio.cards.save(checked.card)
    assert studio.catalog["mine"].card.label == "Mine"
    assert studio.cards.list() == (checked.card,)
    studio.cards.save(checked.card.model_copy(update={"label": "Ours"}))
    assert studio.catalog["mine"].card.label == "Ours"
    with bootstrap.open_studio() as later:
        assert "mine" in later.catalog
    studio.cards.remove("mine")
    assert "mine" not in studio.catalog
    assert "seedance" in studio.catalog


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "Not An Id"}, "id"),
        ({"id": "seedance"}, "already"),
        ({"module": "nobody"}, "vendor"),
        ({"kind": "person"}, "own"),
        ({"models": []}, "model"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_no_card_is_said_and_not_saved(
    studio: Studio, change: dict[str, Any], said: str
) -> None:
    checked = studio.cards.validate(fields(**change))
    assert any(said in problem for problem in checked.problems)
    if checked.card is not None:
        with pytest.raises(BadInput):
            studio.cards.save(checked.card)
    assert studio.cards.list() == ()


@pytest.mark.parametrize(
    "text",
    [
        lambda: "{",
        lambda: vendors.card("mine", module="nobody").model_dump_json(),
    ],
)
def test_a_broken_card_never_keeps_the_program_from_starting(text: Callable[[], str]) -> None:
    folder: Path = paths.settings_folder() / "cards"
    folder.mkdir(parents=True)
    (folder / "mine.json").write_text(text())
    vendors.write(folder, vendors.card("good"))
    with bootstrap.open_studio() as studio:
        assert "good" in studio.catalog
        assert "mine" not in studio.catalog
        assert len(studio.cards.problems) == 1


def price(amount: str, **changes: Any) -> Price:
    return Price(unit="second", amount=Decimal(amount), currency="CNY", **changes)


def test_own_prices_and_the_worth_of_points_take_the_place_of_the_shipped_ones() -> None:
    shipped = vendors.card("mine")
    rows = (price("1"), price("2", resolution="1080p"), price("9", when={"mode": "pro"}))
    model = shipped.models[0].model_copy(update={"prices": rows})
    card = shipped.model_copy(update={"models": (model,)})
    worth = {"mine": Money(amount=Decimal("0.1"))}

    def prices(*own: Price, model: str = "") -> tuple[Price, ...]:
        given = tuple(OwnPrice(generator="mine", model=model, price=one) for one in own)
        settings = Settings(own_prices=given, point_worth=worth)
        made = priced(card, settings)
        assert made.point_worth == worth["mine"]
        return made.models[0].prices

    dear = price("3", resolution="1080p")
    assert prices() == rows
    assert prices(dear) == (dear, rows[0], rows[2])
    assert prices(price("4")) == (price("4"),)
    assert prices(price("4"), model="another") == rows
