from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

from app.domain.attempts import (
    FINAL,
    FOLLOWS,
    IN_FLIGHT,
    NEEDS_PERSON,
    Attempt,
    AttemptState,
    may_follow,
)
from app.domain.recipes import Recipe

STATES = set(get_args(AttemptState))


def test_every_state_has_its_place() -> None:
    assert set(FOLLOWS) == STATES
    assert STATES >= FINAL | IN_FLIGHT | NEEDS_PERSON
    assert not FINAL & IN_FLIGHT
    assert all(following <= STATES for following in FOLLOWS.values())


def test_final_states_end_and_all_others_can() -> None:
    for state in STATES:
        assert (not FOLLOWS[state]) == (state in FINAL)
        reached, front = {state}, {state}
        while front:
            front = {after for each in front for after in FOLLOWS[each]} - reached
            reached |= front
        assert reached & FINAL


def test_money_is_never_sent_twice() -> None:
    """Nothing leads from a state in which a vendor may hold the job back to sending, but a certain refusal to send."""
    may_send = {"planned", "reserved", "submitting"}
    for state in IN_FLIGHT - {"submitting"}:
        assert not FOLLOWS[state] & may_send
    assert may_follow("submitting", "reserved")
    assert not may_follow("unknown", "submitting")


def test_staying_is_always_allowed() -> None:
    assert all(may_follow(state, state) for state in STATES)


def test_an_attempt_knows_when_a_person_is_needed() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    recipe = Recipe(generator="g", shot_id="s", seconds=1, width=9, height=16)
    attempt = Attempt(
        id="a",
        shot_id="s",
        generator="g",
        recipe=recipe,
        fingerprint="f",
        token="t",
        tag="t",
        created_at=at,
        updated_at=at,
    )
    assert not attempt.is_final
    assert attempt.model_copy(update={"state": "unknown"}).needs_person
    assert attempt.model_copy(update={"state": "take"}).is_final
