"""Expectations from the past: honest about too little, too late and unknown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.attempts import Attempt, AttemptState
from app.domain.ids import AttemptId, mint
from app.jobs.progress import Expectation, at_share, estimate, expect, overall
from tests.fakes.stage import START, recipe


def attempt(state: AttemptState, waited: float = 0.0, **changes: object) -> Attempt:
    asked = recipe()
    row = Attempt(
        id=AttemptId(mint("attempt")), shot_id=asked.shot_id, generator="seedance", model="m",
        recipe=asked, fingerprint="f", token="t", tag="1", state=state, created_at=START,
        submitted_at=START, updated_at=START + timedelta(seconds=waited),
    )  # fmt: skip
    return row.model_copy(update=changes)


def test_the_past_gives_median_and_ninety_per_cent() -> None:
    past = [attempt("take", waited) for waited in (100, 200, 300, 400, 1000)]
    expected = expect(past, "seedance", "m")
    assert expected == Expectation(median=300, ninety=760, seen=5)
    assert expect(past[:2], "seedance") is None
    assert expect(past, "seedance", "other") is None
    assert expect([attempt("failed", 5)] * 9, "seedance") is None


@pytest.mark.parametrize(
    ("age", "left", "late"),
    [(0, 300, False), (100, 200, False), (500, 260, False), (900, None, True)],
)
def test_what_is_left_goes_from_median_to_ninety_to_late(
    age: float, left: float | None, late: bool
) -> None:
    expected = Expectation(median=300, ninety=760, seen=5)
    seen = estimate(attempt("running"), expected, START + timedelta(seconds=age))
    assert (seen.left, seen.late) == (left, late)
    assert 0 < seen.fraction <= 0.9


def test_the_vendors_word_counts_for_more_than_the_clock() -> None:
    now = START + timedelta(seconds=100)
    seen = estimate(attempt("running", progress=0.25), None, now)
    assert (seen.fraction, seen.left) == (0.25, 300)
    assert estimate(attempt("running"), None, now).left is None
    assert estimate(attempt("reserved"), Expectation(median=9, ninety=9, seen=3), now).left == 9
    assert estimate(attempt("ready"), None, now).fraction == 0.95
    assert estimate(attempt("failed"), None, now).fraction == 1


def test_a_batch_is_done_when_every_attempt_is() -> None:
    assert overall([], [], START) == 1
    assert overall([attempt("take"), attempt("failed")], [], START) == 1
    assert 0 < overall([attempt("take"), attempt("accepted")], [], START) < 1


@given(values=st.lists(st.floats(0, 1e6), min_size=1), share=st.floats(0, 1))
def test_a_share_lies_within_the_values(values: list[float], share: float) -> None:
    ordered = sorted(values)
    assert ordered[0] - 1e-6 <= at_share(ordered, share) <= ordered[-1] + 1e-6
