"""Cards: strict to load, plain in what they refuse, honest about prices."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.cards import Card, ModelCard
from app.domain.money import Money
from app.errors import Damaged
from app.generators.card import check, load, load_all, pixels, price
from app.paths import resource
from tests.fakes.stage import recipe, reference

SEEDANCE = load(resource("cards", "seedance.json"))
V2 = "doubao-seedance-2-0-260128"


def test_every_shipped_card_loads_and_prices_are_dated() -> None:
    cards = load_all()
    assert {card.id for card in cards} >= {"animatic", "handoff", "seedance", "comfyui"}
    for card in cards:
        assert card.label
        assert card.note_zh
        assert card.prices_checked_on or not any(model.prices for model in card.models)


@pytest.mark.parametrize(
    "change", [{"surprise": 1}, {"models": "none"}, {"kind": "magic"}, {"id": "Upper Case"}]
)
def test_a_wrong_card_is_refused_by_field(tmp_path: Path, change: dict[str, object]) -> None:
    body = SEEDANCE.model_dump(mode="json") | change
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(body))
    with pytest.raises(Damaged, match=next(iter(change))):
        load(path)
    path.write_text("{")
    with pytest.raises(Damaged):
        load(path)


def test_a_good_recipe_has_no_problems() -> None:
    assert check(recipe(), SEEDANCE) == ()
    assert check(recipe(model=""), SEEDANCE) == ()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"model": "seedance-9"}, "no model"),
        ({"model": "doubao-seedance-1-0-lite-t2v-250428"}, "doubao-seedance-1-5-pro-251215"),
        ({"seconds": 13}, "2 to 12"),
        ({"seconds": 5.5}, "whole seconds"),
        ({"prompt": "很" * 501}, "500"),
        ({"negative": "blur"}, "negative"),
        ({"width": 1000, "height": 300}, "10:3"),
        ({"settings": {"resolution": "8k"}}, "8k"),
        ({"settings": {"service_tier": "express"}}, "express"),
    ],
)
def test_each_limit_is_named(changes: dict[str, object], word: str) -> None:
    (problem,) = check(recipe(**changes), SEEDANCE)
    assert word in problem


def test_reference_limits(tmp_path: Path) -> None:
    def one(role: str) -> object:
        return reference(tmp_path / "r.png", role)  # type: ignore[arg-type]

    assert check(recipe(model=V2, references=(one("character"),) * 9), SEEDANCE) == ()
    many = check(
        recipe(model=V2, references=(one("character"),) * 5 + (one("place"),) * 5), SEEDANCE
    )
    assert "9 reference pictures" in many[0]
    mixed = check(recipe(model=V2, references=(one("first_frame"), one("place"))), SEEDANCE)
    assert "not both" in mixed[0]
    (lonely,) = check(recipe(references=(one("last_frame"),)), SEEDANCE)
    assert "first frame" in lonely
    (none,) = check(recipe(references=(one("prop"),)), SEEDANCE)
    assert "no prop pictures" in none


def test_a_retirement_in_the_future_is_still_served() -> None:
    old = recipe(model="doubao-seedance-1-0-lite-t2v-250428")
    assert not check(old, SEEDANCE, today="2026-01-01")
    assert check(old, SEEDANCE, today="2027-01-01")


def test_prices_by_token_second_and_piece_and_unknown_is_unknown() -> None:
    tokens = Decimal(5) * 720 * 1280 * 24 / 1024
    assert price(recipe(), SEEDANCE) == Money(amount=tokens * 15 / 1_000_000)
    usd = price(recipe(model="seedance-1-5-pro-251215", settings={"sound": False}), SEEDANCE)
    assert usd == Money(amount=Decimal("0.130"), currency="USD")
    assert price(recipe(model="doubao-seedance-2-5-260628"), SEEDANCE) is None
    assert price(recipe(model="none"), SEEDANCE) is None
    piece = ModelCard.model_validate(
        {"id": "m", "label": "M", "prices": [{"unit": "piece", "amount": "0.3", "currency": "USD"}]}
    )
    card = SEEDANCE.model_copy(update={"models": (piece,)})
    assert price(recipe(model="m"), card) == Money(amount=Decimal("0.3"), currency="USD")
    free = {card.id: card for card in load_all()}["animatic"]
    assert price(recipe(model=""), free) == Money(amount=Decimal(0))


def test_pixels_of_a_resolution_follow_the_shape() -> None:
    assert pixels("720p", "9:16") == (720, 1280)
    assert pixels("1080p", "16:9") == (1920, 1080)
    assert pixels("480p", "1:1") == (480, 480)


def test_a_cards_vendor_is_its_account() -> None:
    assert Card.model_fields["vendor"].default == ""
