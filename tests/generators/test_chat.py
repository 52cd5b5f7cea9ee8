"""Schemas closed for those who enforce them, answers read out of what surrounds them, tokens priced."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from app.domain.cards import ModelCard, Price
from app.errors import BadInput
from app.generators.chat import Usage, Written, priced, read_answer, strict_schema
from tests.fakes.writers.openai_chat import is_strict


class Line(BaseModel):
    title: str = "untitled"
    speaker: str | None = None


class Scene(BaseModel):
    default: int = 3
    lines: list[Line] = []
    place: Line | None = None


def test_a_model_of_ours_is_closed_all_the_way_down() -> None:
    closed = strict_schema(Scene.model_json_schema())
    assert closed is not None
    assert is_strict(closed["$defs"])
    assert closed["required"] == ["default", "lines", "place"]
    assert set(closed["properties"]) == {"default", "lines", "place"}
    line = closed["$defs"]["Line"]
    assert line["required"] == ["title", "speaker"]
    assert line["additionalProperties"] is False
    assert line["properties"]["title"] == {"type": "string"}


def test_an_object_of_any_fields_cannot_be_closed() -> None:
    class Loose(BaseModel):
        names: dict[str, int]

    assert strict_schema(Loose.model_json_schema()) is None
    assert strict_schema({"type": "object"}) is None


@given(st.text())
def test_reading_never_breaks_on_any_text(text: str) -> None:
    try:
        scene = read_answer(Written(text=text), Scene)
    except BadInput:
        return
    assert isinstance(scene, Scene)


@given(st.text(), st.text(alphabet="abc .,!\n"))
def test_the_answer_is_found_among_words(speaker: str, words: str) -> None:
    held = json.dumps({"lines": [{"speaker": speaker}]})
    scene = read_answer(Written(text=f"{words}{held}{words}"), Scene)
    assert scene.lines[0].speaker == speaker


def card(**rates: str) -> ModelCard:
    prices = tuple(
        Price.model_validate(
            {"unit": "million_tokens", "amount": amount, "currency": "CNY", "part": part}
        )
        for part, amount in rates.items()
    )
    return ModelCard(id="m", label="M", prices=prices)


@pytest.mark.parametrize(
    ("rates", "cost"),
    [
        ({"input": "2", "cached": "0.04", "output": "8"}, "0.006616"),
        ({"input": "2", "output": "8"}, "0.0074"),
        ({"input": "2"}, None),
        ({}, None),
    ],
)
def test_tokens_are_priced_by_their_part(rates: dict[str, str], cost: Any) -> None:
    money = priced(card(**rates), Usage(tokens_in=900, tokens_cached=400, tokens_out=700))
    assert (money.amount if money else None) == (Decimal(cost) if cost else None)


def test_nothing_counted_is_nothing_known() -> None:
    assert priced(card(input="2", output="8"), Usage()) is None
