from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ordering import between, spread
from app.errors import OurBug


@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=120))
def test_there_is_always_room_between(choices: list[int]) -> None:
    ranks: list[str] = []
    for choice in choices:
        place = choice % (len(ranks) + 1)
        before = ranks[place - 1] if place else None
        after = ranks[place] if place < len(ranks) else None
        rank = between(before, after)
        assert before is None or before < rank
        assert after is None or rank < after
        ranks.insert(place, rank)
    assert ranks == sorted(set(ranks))


@given(st.integers(0, 2000))
def test_spread_is_in_order_with_room(count: int) -> None:
    ranks = spread(count)
    assert len(ranks) == count
    assert ranks == sorted(set(ranks))
    for first, second in itertools.pairwise(ranks):
        assert first < between(first, second) < second


def test_appending_a_thousand_times_stays_short() -> None:
    rank = None
    for _ in range(1000):
        rank = between(rank, None)
    assert rank is not None
    assert len(rank) < 250


@pytest.mark.parametrize(
    ("before", "after"),
    [("B", "A"), ("A", "A"), ("A", "A0"), ("A0", None), ("a b", None), (None, "0")],
)
def test_bounds_that_are_no_ranks_are_our_bug(before: str | None, after: str | None) -> None:
    with pytest.raises(OurBug):
        between(before, after)
