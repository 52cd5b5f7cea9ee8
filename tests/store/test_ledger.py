"""The attempt ledger: states, money, events, and merging forward."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.attempts import FOLLOWS, Attempt, Chain, Refusal
from app.domain.caps import Cap
from app.domain.money import Money
from app.domain.recipes import Figure, Picture
from app.errors import BadInput, NotFound, OurBug, OverBudget, ReadOnly
from app.store.charges import charge_of
from app.store.ledger import Ledger
from app.store.outcomes import outcome_of
from tests.store import dramas

CAP = Cap(scope="project", money=Money(amount=Decimal("4.00"), currency="CNY"))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db", clock=dramas.Clock())


def _walk(ledger: Ledger, attempt: Attempt, *states: str) -> Attempt:
    for state in states:
        attempt = ledger.move(attempt.id, state)  # type: ignore[arg-type]
    return attempt


def test_attempts_come_back_in_their_order(ledger: Ledger) -> None:
    added = ledger.add([dramas.attempt(), dramas.attempt("sh0_1", batch="b")])
    assert [attempt.sequence for attempt in added] == [1, 2]
    assert ledger.all() == list(added)
    assert ledger.all(batch="b") == [added[1]]
    assert ledger.all(shot_id="sh0_0") == [added[0]]
    assert ledger.all(states=("planned",)) == []
    assert ledger.get(added[0].id) == added[0]
    with pytest.raises(NotFound):
        ledger.get("nobody")


def test_an_attempt_walks_its_states_and_tells_its_story(ledger: Ledger) -> None:
    (attempt,) = ledger.add([dramas.attempt()], note="asked")
    attempt = ledger.move(attempt.id, "submitting")
    attempt = ledger.move(attempt.id, "accepted", provider_id="job-7")
    attempt = ledger.move(attempt.id, "running", progress=0.5, polls=3)
    attempt = ledger.move(attempt.id, "running", progress=0.9, polls=4)
    assert ledger.owner_of("seedance", "job-7") == attempt
    assert ledger.owner_of("seedance", "") is None
    assert ledger.in_flight(attempt.fingerprint) == [attempt]
    _walk(ledger, attempt, "ready", "downloading", "verified", "take")
    story = ledger.events(attempt.id)
    assert [event.sequence for event in story] == list(range(1, 9))
    assert story[0].note == "asked"
    assert [event.state for event in story][:4] == ["reserved", "submitting", "accepted", "running"]
    assert ledger.open_attempts() == []
    assert ledger.counts() == {"take": 1}


def test_what_may_not_follow_is_refused(ledger: Ledger) -> None:
    (attempt,) = ledger.add([dramas.attempt()])
    with pytest.raises(OurBug):
        ledger.move(attempt.id, "take")
    with pytest.raises(OurBug):
        ledger.move(attempt.id, "submitting", token="another")
    with pytest.raises(BadInput):
        ledger.move(attempt.id, "submitting", progress=2.0)
    with pytest.raises(OurBug):
        ledger.add([dramas.attempt(state="accepted")])
    assert ledger.get(attempt.id) == attempt
    assert len(ledger.events(attempt.id)) == 1


def test_a_batch_over_the_cap_writes_nothing(ledger: Ledger) -> None:
    with pytest.raises(OverBudget) as caught:
        ledger.add([dramas.attempt() for _ in range(3)], caps=[CAP])
    assert "4.50" in caught.value.message
    assert ledger.all() == []
    kept = ledger.add([dramas.attempt(), dramas.attempt()], caps=[CAP])
    with pytest.raises(OverBudget):
        ledger.add([dramas.attempt()], caps=[CAP])
    ledger.move(kept[0].id, "cancelled")
    ledger.add([dramas.attempt()], caps=[CAP])
    assert ledger.committed("CNY").amount == Decimal("3.00")


def test_money_of_another_currency_does_not_slip_past_the_cap(ledger: Ledger) -> None:
    dollars = dramas.attempt(estimate=Money(amount=Decimal("0.01"), currency="USD"))
    with pytest.raises(OverBudget) as caught:
        ledger.add([dollars], caps=[CAP])
    assert "CNY" in caught.value.message
    free = dramas.attempt(estimate=Money(amount=Decimal(0), currency="USD"))
    assert len(ledger.add([free], caps=[CAP])) == 1


def test_planned_attempts_are_reserved_together_or_not_at_all(ledger: Ledger) -> None:
    planned = ledger.add([dramas.attempt(state="planned") for _ in range(3)], caps=[CAP])
    with pytest.raises(OverBudget):
        ledger.reserve([attempt.id for attempt in planned], caps=[CAP])
    assert ledger.counts() == {"planned": 3}
    ledger.reserve([attempt.id for attempt in planned[:2]], caps=[CAP])
    assert ledger.counts() == {"planned": 1, "reserved": 2}


def test_totals_by_generator_day_and_currency(ledger: Ledger) -> None:
    spent = Money(amount=Decimal("0.70"), currency="USD")
    first, second, third = ledger.add([dramas.attempt(), dramas.attempt(), dramas.attempt()])
    _walk(ledger, first, "submitting", "accepted", "running")
    ledger.move(first.id, "failed", cost=spent)
    _walk(ledger, second, "submitting", "unknown")
    refusal = Refusal(kind="parameter", message="Too long.", billed="no")
    _walk(ledger, third, "submitting")
    ledger.move(third.id, "rejected", refusal=refusal)
    totals = {(total.key, total.currency): total for total in ledger.totals("generator")}
    assert totals["seedance", "USD"].spent == Decimal("0.70")
    assert totals["seedance", "CNY"].reserved == Decimal("1.50")
    assert {total.key for total in ledger.totals("day")} == {"2026-03-01"}
    assert ledger.committed("POINTS").amount == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 20)), max_size=60))
def test_random_walks_never_break_the_books(steps: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(Path(folder) / "ledger.db", clock=dramas.Clock())
        held = {attempt.id: attempt for attempt in ledger.add([dramas.attempt() for _ in range(6)])}
        ids = list(held)
        for which, choice in steps:
            attempt = held[ids[which]]
            following = sorted(FOLLOWS[attempt.state])
            if following:
                state = following[choice % len(following)]
                held[attempt.id] = ledger.move(attempt.id, state)  # type: ignore[arg-type]
        assert {attempt.id: attempt for attempt in ledger.all()} == held
        weight = sum((charge_of(attempt).amount for attempt in held.values()), Decimal(0))
        assert ledger.committed("CNY").amount == weight
        for attempt in held.values():
            assert ledger.events(attempt.id)[-1].state == attempt.state
        ledger.close()


def test_a_merge_goes_forward_only(tmp_path: Path) -> None:
    clock = dramas.Clock()
    now = Ledger.open(tmp_path / "now.db", clock=clock)
    old = Ledger.open(tmp_path / "old.db", clock=clock)
    shared = dramas.attempt()
    for ledger in (now, old):
        ledger.add([shared])
        ledger.move(shared.id, "submitting")
    now.move(shared.id, "accepted", provider_id="job-1")
    only_old = old.add([dramas.attempt("sh0_1")])[0]
    old.move(only_old.id, "submitting")
    old.move(only_old.id, "accepted", provider_id="job-2")
    same_job = old.add([dramas.attempt("sh0_2")])[0]
    old.move(same_job.id, "submitting")
    old.move(same_job.id, "accepted", provider_id="job-1")
    old.close()
    assert now.merge(tmp_path / "old.db") == 1
    assert now.get(shared.id).state == "accepted"
    assert now.get(only_old.id).provider_id == "job-2"
    assert [attempt.sequence for attempt in now.all()] == [1, 2]
    assert len(now.events(only_old.id)) == 3
    assert now.merge(tmp_path / "old.db") == 0
    with pytest.raises(NotFound):
        now.get(same_job.id)
    now.close()
    back = Ledger.open(tmp_path / "old.db", clock=clock)
    back.merge(tmp_path / "now.db")
    assert back.get(shared.id).provider_id == "job-1"
    back.close()


def test_a_ledger_for_reading_takes_nothing(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger.db").close()
    reader = Ledger.open(tmp_path / "ledger.db", read_only=True)
    with pytest.raises(ReadOnly):
        reader.add([dramas.attempt()])
    reader.close()
    missing = Ledger.open(tmp_path / "none.db", read_only=True)
    assert missing.all() == []
    assert not (tmp_path / "none.db").exists()
    missing.close()


def test_the_real_clock_is_in_utc(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / "ledger.db")
    (attempt,) = ledger.add([dramas.attempt()])
    moved = ledger.move(attempt.id, "submitting")
    assert moved.updated_at.tzinfo is not None
    assert abs((moved.updated_at - datetime.now(UTC)).total_seconds()) < 60
    ledger.close()


def test_a_place_is_taken_once_and_within_the_caps(ledger: Ledger) -> None:
    chain = Chain(recipes=(dramas.recipe("sh0_0"),))
    (first,) = ledger.add([dramas.attempt(chain=chain)])
    refusal = Refusal(kind="policy", message="Not allowed.", billed="no")
    _walk(ledger, first, "submitting")
    ledger.move(first.id, "rejected", refusal=refusal)
    assert [attempt.id for attempt in ledger.unfollowed()] == [first.id]
    dear = dramas.attempt(estimate=Money(amount=Decimal(9)), fallback_of=first.id)
    with pytest.raises(OverBudget):
        ledger.follow(first.id, dear, caps=[CAP])
    assert ledger.get(first.id).followed_by is None
    assert len(ledger.all()) == 1
    pair = ledger.follow(first.id, dramas.attempt(fallback_of=first.id), caps=[CAP], note="next")
    assert pair is not None
    ended, second = pair
    assert (ended.followed_by, second.fallback_of, second.sequence) == (second.id, first.id, 2)
    assert ledger.follow(first.id, dramas.attempt(), caps=[CAP]) is None
    assert ledger.unfollowed() == []
    assert ledger.all() == [ended, second]
    assert ledger.events(first.id)[-1].note == "next"


def test_what_was_reserved_is_given_back_in_the_same_step(ledger: Ledger) -> None:
    (first,) = ledger.add([dramas.attempt(estimate=CAP.money)], caps=[CAP])
    following = dramas.attempt(estimate=CAP.money)
    pair = ledger.follow(first.id, following, caps=[CAP], state="rejected")
    assert pair is not None
    assert [attempt.state for attempt in pair] == ["rejected", "reserved"]
    assert ledger.committed("CNY") == CAP.money


def test_a_pause_is_remembered_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger.open(path, clock=dramas.Clock())
    ledger.pause("kling", "too dear")
    ledger.pause("kling", "still too dear")
    ledger.pause("seedance", "")
    ledger.resume("seedance")
    ledger.close()
    again = Ledger.open(path)
    assert again.pauses() == {"kling": (dramas.START, "still too dear")}
    again.close()


def test_a_ledger_of_the_first_schema_is_read_as_it_is_and_grows_when_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger.open(path, clock=dramas.Clock())
    (kept,) = ledger.add([dramas.attempt()])
    ledger.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TABLE pauses")
        raw.execute("PRAGMA user_version=1")
        raw.commit()
    before = path.read_bytes()
    reader = Ledger.open(path, read_only=True)
    assert reader.all() == [kept]
    assert reader.pauses() == {}
    reader.close()
    assert path.read_bytes() == before
    writer = Ledger.open(path)
    writer.pause("kling", "")
    assert writer.all() == [kept]
    writer.close()
    reader = Ledger.open(path, read_only=True)
    assert list(reader.pauses()) == ["kling"]
    reader.close()


def test_what_became_of_every_attempt_is_the_same_from_rows_and_from_steps(ledger: Ledger) -> None:
    crowd = Figure(name="路人", color="#000000", crowd=True)
    picture = Picture(size="CU", figures=(Figure(name="林夏", color="#ffffff"), crowd))
    recipe = dramas.recipe().model_copy(update={"picture": picture, "medium": "picture"})
    ledger.add([dramas.attempt(), dramas.attempt("sh0_1").model_copy(update={"recipe": recipe})])
    first, second = ledger.all()
    _walk(ledger, first, "submitting", "accepted", "running", "failed")
    told = ledger.outcomes()
    assert told == tuple(outcome_of(attempt) for attempt in ledger.all())
    assert (told[1].size, told[1].people, told[1].medium) == ("CU", ("林夏",), "picture")
    assert told[1].spent is None, "a reservation is no cost yet"
    assert told[0].state == "failed"
    assert second.id == told[1].attempt_id
