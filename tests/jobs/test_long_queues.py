"""Queues of half a day on a turned clock: restarts, suspends and outages cost patience, never money."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.attempts import Chain
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.generators.login import Login
from app.jobs.polling import interval
from tests.fakes.ark import FakeArk, Plan
from tests.fakes.plain import REFUSED, FakePlain, Plain
from tests.fakes.server import BAD_GATEWAY, CUT_AFTER, CUT_BEFORE, Fault
from tests.fakes.stage import Stage, TurnedClock, recipe
from tests.fakes.vendor import Plan as PlainPlan

HOUR = 3600.0


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def ark(clock: TurnedClock) -> Iterator[FakeArk]:
    with FakeArk(clock.now) as fake:
        yield fake


@pytest.fixture
def stage(tmp_path: Path, ark: FakeArk, clock: TurnedClock) -> Iterator[Stage]:
    login = Login(address=ark.url, key=ark.settings.key, own=True)
    with Stage(tmp_path, {"seedance": login}, clock=clock) as stage:
        yield stage


def live_through(
    stage: Stage, recipes: Sequence[Recipe], restarts: int, rng: random.Random, **more: Any
) -> None:
    """Send everything, and end the program at random moments of the next eleven hours."""
    vendors = {one.generator for one in recipes}

    def widen() -> None:
        for vendor in vendors:
            stage.conductor.set_in_flight(vendor, len(recipes))

    widen()
    stage.conductor.submit(recipes, **more)
    moments = sorted(rng.uniform(0, 11 * HOUR) for _ in range(restarts))
    began = stage.clock.now()
    for moment in moments:
        due = began + timedelta(seconds=moment)
        stage.run_until(
            lambda due=due: stage.clock.now() >= due or stage.conductor.is_idle, steps=200_000
        )
        stage.clock.pass_by(rng.choice((0, 0, 2 * HOUR)))  # at times the laptop was closed as well
        stage.reopen()
        widen()
        stage.conductor.restart(continue_reserved=True)
    stage.run_until(lambda: stage.conductor.is_idle, steps=200_000)


def long_plan(rng: random.Random) -> tuple[float, float]:
    """Seconds queued and running."""
    return rng.uniform(4, 12) * HOUR, rng.uniform(60, 600)


def many_jobs(stage: Stage, ark: FakeArk, jobs: int, restarts: int) -> None:
    rng = random.Random(jobs)
    for _ in range(jobs):
        queued, running = long_plan(rng)
        ark.plans.append(Plan(queued=queued, running=running))
    live_through(stage, [recipe(number) for number in range(1, jobs + 1)], restarts, rng)
    assert stage.states() == ["take"] * jobs
    assert ark.count("create") == jobs
    assert len(stage.takes) == jobs
    assert stage.ledger.committed("CNY") == Money(amount=ark.invoiced)


def test_jobs_of_half_a_day_survive_restarts(stage: Stage, ark: FakeArk) -> None:
    many_jobs(stage, ark, jobs=6, restarts=4)


@pytest.mark.nightly
def test_two_hundred_jobs_survive_twenty_restarts(stage: Stage, ark: FakeArk) -> None:
    many_jobs(stage, ark, jobs=200, restarts=20)


def several_vendors(folder: Path, clock: TurnedClock, jobs: int, restarts: int) -> None:
    """Three vendors, three currencies, lost answers, billed and unbilled failures, chains between them."""
    prices = {"yuan": ("1.37", "CNY"), "dollar": ("0.213", "USD"), "point": ("7", "POINTS")}
    money = {
        name: Money.model_validate({"amount": amount, "currency": currency})
        for name, (amount, currency) in prices.items()
    }
    rng = random.Random(jobs)
    with ExitStack() as stack:
        fakes = {
            name: stack.enter_context(FakePlain(clock.now, price)) for name, price in money.items()
        }
        for fake in fakes.values():
            for _ in range(jobs):
                queued, running = long_plan(rng)
                end, billed = rng.choice(
                    [("ready", True)] * 4 + [("failed", True), ("failed", False)]
                )
                fake.plans.append(PlainPlan(queued=queued, running=running, end=end, billed=billed))
                fake.fail("make", rng.choice([Fault()] * 4 + [CUT_AFTER, REFUSED["too_fast"]]))
        stage = stack.enter_context(
            Stage(
                folder,
                {name: Login(fake.url, own=True) for name, fake in fakes.items()},
                clock=clock,
                generators={
                    name: Plain(name, price=price, resubmission="tag")
                    for name, price in money.items()
                },
            )
        )
        names = [rng.choice(list(prices)) for _ in range(jobs)]
        recipes = [plain_recipe(name, number) for number, name in enumerate(names, start=1)]
        after = [Chain(recipes=(plain_recipe("yuan", n),)) for n in range(1, jobs + 1)]
        live_through(stage, recipes, restarts, rng, chains=after)
        rows = stage.ledger.all()
        for name, fake in fakes.items():
            currency = money[name].currency
            assert stage.ledger.committed(currency) == Money(
                amount=fake.invoiced, currency=currency
            )
            tokens = Counter(job.body["token"] for job in fake.jobs.values())
            assert set(tokens.values()) == {1}
            assert set(tokens) <= {row.token for row in rows if row.generator == name}
        assert {row.state for row in rows} <= {"take", "failed", "rejected"}
        for row in rows:
            # Two lost answers in a row count as a vendor that is down: what was not sent went elsewhere.
            moved = row.followed_by and row.refusal and row.refusal.kind == "not_sent"
            assert row.state != "rejected" or moved
        followed = [row.fallback_of for row in rows if row.fallback_of]
        assert len(set(followed)) == len(followed) == len(rows) - jobs > 0
        unbilled = [row for row in rows if row.state == "failed" and row.cost is None]
        assert all(
            row.followed_by or row.chain is None or not row.chain.recipes for row in unbilled
        )


def plain_recipe(name: str, number: int) -> Recipe:
    return recipe(number, generator=name, model=f"{name}-1")


def test_three_currencies_agree_with_their_invoices(tmp_path: Path, clock: TurnedClock) -> None:
    several_vendors(tmp_path, clock, jobs=7, restarts=3)


@pytest.mark.nightly
def test_three_currencies_agree_after_twenty_restarts(tmp_path: Path, clock: TurnedClock) -> None:
    several_vendors(tmp_path, clock, jobs=200, restarts=20)


def test_a_restart_resumes_within_five_seconds_and_sends_nothing(
    stage: Stage, ark: FakeArk, clock: TurnedClock
) -> None:
    ark.settings.plan = Plan(queued=5 * HOUR)
    stage.conductor.set_in_flight("seedance", 2)
    stage.conductor.submit([recipe(1), recipe(2), recipe(3)])
    stage.run_until(lambda: stage.states() == ["accepted", "accepted", "reserved"])
    clock.pass_by(HOUR)
    polls = ark.count("get")
    stage.reopen()
    found = stage.conductor.restart()
    assert (len(found.resumed), len(found.never_sent), found.doubtful) == (2, 1, ())
    restarted = clock.now()
    stage.run_until(lambda: ark.count("get") >= polls + 2)
    assert (clock.now() - restarted).total_seconds() <= 5
    stage.run_out()
    assert stage.states() == ["take", "take", "reserved"]
    assert ark.count("create") == 2


def test_a_restart_in_the_middle_of_sending_leaves_a_doubt_that_is_looked_for(
    stage: Stage, ark: FakeArk
) -> None:
    ark.fail("create", CUT_AFTER)
    (planned,) = stage.conductor.submit([recipe()])
    stage.run_until(lambda: ark.count("create") == 1)
    stage.reopen()
    found = stage.conductor.restart(continue_reserved=True)
    assert found.doubtful == (planned.id,)
    stage.run_out()
    assert stage.states() == ["take"]
    assert ark.count("create") == 1


def test_an_hour_without_the_vendor_costs_few_questions(
    stage: Stage, ark: FakeArk, clock: TurnedClock
) -> None:
    ark.settings.plan = Plan(queued=1.1 * HOUR)
    stage.conductor.set_in_flight("seedance", 50)
    stage.conductor.submit([recipe(number) for number in range(1, 51)])
    stage.run_until(lambda: stage.states() == ["accepted"] * 50)
    before, ends = len(ark.calls), clock.now() + timedelta(hours=1)
    ark.fail("get", *[BAD_GATEWAY, CUT_BEFORE] * 5000)
    stage.run_until(lambda: clock.now() >= ends)
    assert len(ark.calls) - before <= 400
    (trouble,) = stage.conductor.troubles()
    assert trouble.kind == "not_answering"
    ark._faults["get"].clear()
    stage.run_until(lambda: stage.conductor.is_idle, steps=50_000)
    assert stage.states() == ["take"] * 50
    assert stage.conductor.troubles() == ()


def test_an_hour_of_trying_to_send_to_nobody_costs_few_tries(
    tmp_path: Path, clock: TurnedClock
) -> None:
    with FakePlain(clock.now) as gone:
        nowhere = Login(gone.url, own=True)
    generators = {"plain": Plain(in_flight=50)}
    with Stage(tmp_path, {"plain": nowhere}, clock=clock, generators=generators) as stage:
        stage.conductor.submit([plain_recipe("plain", number) for number in range(1, 51)])
        ends = clock.now() + timedelta(hours=1)
        stage.run_until(lambda: clock.now() >= ends)
        rows = stage.ledger.all()
        told = [event for row in rows for event in stage.ledger.events(row.id)]
        assert sum(event.state == "submitting" for event in told) <= 400
        assert set(stage.states()) <= {"reserved", "submitting"}
        with FakePlain(clock.now) as back:
            stage.logins["plain"] = Login(back.url, own=True)
            stage.run_out()
            assert stage.states() == ["take"] * 50
            assert back.count("make") == 50


def test_what_a_person_pauses_is_followed_but_not_sent(stage: Stage, ark: FakeArk) -> None:
    stage.conductor.set_in_flight("seedance", 1)
    ark.settings.plan = Plan(queued=100)
    stage.conductor.submit([recipe(1), recipe(2)])
    stage.run_until(lambda: "accepted" in stage.states())
    stage.conductor.pause("seedance", "the account is being moved")
    stage.run_out()
    assert stage.states() == ["take", "reserved"]
    stage.reopen()
    (trouble,) = stage.conductor.troubles()
    assert (trouble.kind, trouble.why) == ("paused", "the account is being moved")
    stage.conductor.restart(continue_reserved=True)
    stage.run_out()
    assert stage.states() == ["take", "reserved"]
    stage.conductor.resume("seedance")
    stage.run_out()
    assert stage.states() == ["take", "take"]
    stage.reopen()
    assert stage.conductor.troubles() == ()


def test_the_cadence_grows_and_keeps_growing_jitter_within_a_tenth() -> None:
    rng = random.Random(1)
    seen = Counter[int]()
    for age, base in (
        (0, 5),
        (59, 5),
        (60, 15),
        (599, 15),
        (600, 60),
        (3599, 60),
        (3600, 300),
        (1e6, 300),
    ):
        for _ in range(50):
            assert base * 0.9 <= interval(age, rng) <= base * 1.1
        seen[base] += 1
    assert set(seen) == {5, 15, 60, 300}
    assert 112 <= interval(0, rng, beside=500) <= 138, "500 jobs are four looks a second"
    assert interval(1e6, rng, beside=500) >= 270
