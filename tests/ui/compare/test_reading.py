from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import Attempt
from app.domain.cards import Card, ModelCard
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.media import MediaRef
from app.domain.money import Money
from app.domain.recipes import Recipe, RecipeReference
from app.domain.takes import Take
from app.ui.compare import reading
from app.ui.i18n import set_language
from app.ui.models.makers import Makers

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SHOT = ShotId("shot_1")
CARD = Card(
    id="kling",
    label="Kling",
    kind="remote",
    models=(ModelCard(id="kling-v2", label="Kling 2"), ModelCard(id="kling-v1", label="Kling 1")),
)


@pytest.fixture(autouse=True)
def _english(qapp: object) -> None:
    set_language("en")


def media(color: str = "a") -> MediaRef:
    return MediaRef(
        sha256=color * 64, suffix=".mp4", kind="video", size=9, width=720, height=1280, seconds=5
    )


def recipe(**changes: Any) -> Recipe:
    fields: dict[str, Any] = {
        "generator": "kling", "shot_id": SHOT, "seconds": 5, "width": 720, "height": 1280,
        "prompt": "林夏推开门", "seed": 7,
    }  # fmt: skip
    return Recipe(**(fields | changes))


def take(number: int, **changes: Any) -> Take:
    fields: dict[str, Any] = {
        "id": TakeId(f"take_{number}"), "shot_id": SHOT, "number": number, "created_at": NOW,
        "source": "generated", "media": media(), "generator": "kling", "model": "kling-v2",
        "recipe": recipe(),
    }  # fmt: skip
    return Take(**(fields | changes))


def attempt(number: int, minutes: float, batch: str = "") -> Attempt:
    return Attempt(
        id=AttemptId(f"attempt_{number}"), shot_id=SHOT, generator="kling", recipe=recipe(), fingerprint="f",
        token="t", tag="g", state="take", created_at=NOW, submitted_at=NOW, batch=batch,
        updated_at=NOW + timedelta(minutes=minutes),
    )  # fmt: skip


def test_a_column_says_who_made_it_what_it_cost_and_how_long_it_took() -> None:
    cost = Money(amount=Decimal("1.90"))
    made = reading.column_of(take(2, cost=cost), Makers([CARD]), attempt(1, 4.2))
    assert (made.name, made.maker, made.cost, made.wait) == (
        "T2", "Kling · Kling 2", "¥1.90", "4 m 12 s",
    )  # fmt: skip
    free = reading.column_of(take(1, cost=Money(amount=Decimal(0))), Makers([]), None)
    assert (free.cost, free.wait) == ("free", "–")


def test_only_what_differs_is_told_apart() -> None:
    reference = RecipeReference(role="character", name="林夏", media=media("b"))
    takes = [
        take(1),
        take(2, recipe=recipe(seed=8, references=(reference,), settings={"watermark": "false"})),
    ]
    found = {
        row.key: row
        for row in reading.rows([reading.column_of(one, Makers([CARD]), None) for one in takes])
    }
    assert {key for key, row in found.items() if row.differs} == {
        "seed", "references", "setting.watermark",
    }  # fmt: skip
    assert found["references"].values == ("–", "Character 林夏")
    assert found["setting.watermark"].values == ("–", "No")


def test_a_bake_off_is_shown_before_older_takes() -> None:
    takes = [take(n, attempt_id=AttemptId(f"attempt_{n}")) for n in range(1, 6)]
    batches = {"attempt_3": "b1", "attempt_4": "b2", "attempt_5": "b2"}
    shown = reading.first_shown(takes, takes[0].id, lambda one: batches.get(one, ""))
    assert shown == [takes[0].id, takes[3].id, takes[4].id]


@given(
    st.integers(min_value=1, max_value=9),
    st.lists(st.sampled_from(["", "a", "b"]), min_size=9, max_size=9),
)
def test_never_more_than_four_and_always_the_one_that_counts(
    count: int, batches: list[str]
) -> None:
    takes = [take(n + 1, attempt_id=AttemptId(str(n))) for n in range(count)]
    shown = reading.first_shown(takes, takes[0].id, lambda one: batches[int(one)])
    assert len(shown) == len(set(shown)) <= reading.MOST
    assert len(shown) >= min(count, 2)
    assert shown == sorted(shown, key=lambda one: int(one.rpartition("_")[2]))


@given(st.text(max_size=60), st.text(max_size=60))
def test_marks_lie_within_the_text_and_equal_texts_have_none(one: str, other: str) -> None:
    spans = reading.changed_spans(one, other)
    assert all(start >= 0 and start + length <= len(other) for start, length in spans)
    assert reading.changed_spans(one, one) == []
