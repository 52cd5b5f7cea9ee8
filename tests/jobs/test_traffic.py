"""One lane: caps that shrink and grow, circuits that open, probes that double."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from app.generators.card import load
from app.generators.refusals import refuse
from app.jobs.circuit import FAILURES_TO_OPEN
from app.jobs.traffic import GOOD_TO_GROW, Lane
from app.paths import resource
from tests.fakes.stage import START


@pytest.fixture
def lane() -> Lane:
    lane = Lane("seedance", load(resource("cards", "seedance.json")), random.Random(1))
    lane.set_most(8)
    return lane


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_too_fast_halves_and_many_good_ones_grow_back(lane: Lane) -> None:
    assert lane.may_submit(START, 7)
    assert not lane.may_submit(START, 8)
    lane.too_fast(START, 10)
    assert lane.cap == 4
    assert not lane.may_submit(at(9), 0)
    assert lane.may_ask(at(9), "poll"), "questions about old jobs go on"
    assert lane.may_submit(at(10), 3)
    for _ in range(GOOD_TO_GROW):
        lane.accepted()
    assert lane.cap == 5
    for _ in range(10 * GOOD_TO_GROW):
        lane.accepted()
    assert lane.cap == 8
    for _ in range(9):
        lane.too_fast(START, 0)
    assert lane.cap == 1


def test_five_failures_open_the_circuit_for_one_probe_at_a_time(lane: Lane) -> None:
    for _ in range(4):
        lane.failed(START, "submit")
    assert lane.may_ask(START, "submit")
    lane.failed(START, "submit")
    assert not lane.may_ask(at(29), "submit")
    assert not lane.may_submit(at(29), 0)
    assert lane.trouble(START).kind == "not_answering"
    assert lane.trouble(START).since == START
    assert lane.may_ask(at(40), "submit")
    lane.asking(at(40), "submit")
    assert not lane.may_ask(at(41), "submit"), "the probe is under way"
    waits = []
    now = at(40)
    for _ in range(8):
        lane.failed(now, "submit")
        waits.append((lane.opens_at("submit") - now).total_seconds())
        now = lane.opens_at("submit")
    assert waits[0] >= 60
    assert max(waits) <= 660
    assert waits == sorted(waits) or waits[-1] >= 600
    lane.answered("submit")
    assert lane.may_ask(now, "submit")
    assert lane.trouble(now) is None


def test_each_endpoint_has_a_circuit_of_its_own(lane: Lane) -> None:
    for _ in range(FAILURES_TO_OPEN):
        lane.failed(START, "poll")
    assert not lane.may_ask(at(1), "poll")
    assert lane.may_ask(at(1), "find")
    assert lane.may_submit(at(1), 0), "new jobs may still be sent"
    lane.answered("submit")
    assert lane.is_down("poll")
    lane.forgive()
    assert lane.may_ask(at(1), "poll")


def test_a_pause_has_a_reason_and_ends_by_a_person(lane: Lane) -> None:
    assert lane.pause(START, refuse("balance"))
    assert not lane.pause(at(1), refuse("balance"))
    assert not lane.may_submit(START, 0)
    assert lane.may_ask(START, "poll"), "paid jobs are still collected"
    assert lane.trouble(START).refusal.kind == "balance"
    lane.resume()
    assert lane.may_submit(START, 0)
    lane.pause(START, refuse("auth"))
    assert not lane.may_ask(START, "poll"), "with a bad key there is nothing to ask"
