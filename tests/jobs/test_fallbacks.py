"""Chains of generators: who is asked next, when nobody is, and never the same one twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.attempts import Attempt, Chain
from app.domain.caps import Cap
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.generators.login import Login
from app.generators.refusals import refuse
from app.store.ledger import Ledger
from tests.fakes.plain import REFUSED, FakePlain, Plain
from tests.fakes.server import BAD_GATEWAY, CUT_AFTER, Fault
from tests.fakes.stage import Stage, TurnedClock, recipe
from tests.fakes.vendor import Plan

NAMES = ("first", "second", "third")
ONE = Money(amount=Decimal(1))


def asked(name: str, number: int = 1) -> Recipe:
    return recipe(number, generator=name, model=f"{name}-1")


def chain(*names: str, **more: Any) -> Chain:
    return Chain(recipes=tuple(asked(name) for name in names), **more)


@dataclass
class Street:
    """Three vendors beside each other, and a stage that knows all of them."""

    stage: Stage
    fakes: dict[str, FakePlain]
    caps: list[Cap] = field(default_factory=list)

    def ask(self, *after: str, **more: Any) -> Attempt:
        (made,) = self.stage.conductor.submit([asked("first")], chains=[chain(*after, **more)])
        return made

    def rows(self) -> list[tuple[str, str]]:
        return [(attempt.generator, attempt.state) for attempt in self.stage.ledger.all()]

    def sent(self) -> list[int]:
        return [fake.count("make") for fake in self.fakes.values()]


@contextmanager
def street(folder: Path, clock: TurnedClock, **cards: Any) -> Iterator[Street]:
    fakes = {name: FakePlain(clock.now, ONE) for name in NAMES}
    caps: list[Cap] = []
    for fake in fakes.values():
        fake.__enter__()
    try:
        logins = {name: Login(fake.url, key="k-4711", own=True) for name, fake in fakes.items()}
        generators = {
            name: Plain(name, price=ONE, **({"resubmission": "tag"} | cards)) for name in NAMES
        }
        with Stage(folder, logins, clock=clock, generators=generators, caps=lambda: caps) as stage:
            yield Street(stage, fakes, caps)
    finally:
        for fake in fakes.values():
            fake.__exit__()


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def place(tmp_path: Path, clock: TurnedClock) -> Iterator[Street]:
    with street(tmp_path, clock) as place:
        yield place


@pytest.mark.parametrize("kind", ["parameter", "policy", "moderated_input", "balance", "auth"])
def test_a_refusal_sends_it_to_the_next(place: Street, kind: Any) -> None:
    place.fakes["first"].fail("make", REFUSED[kind])
    first = place.ask("second", "third")
    place.stage.run_out()
    ended, follower = place.stage.ledger.all()
    assert place.rows()[1] == ("second", "take")
    assert (follower.fallback_of, ended.followed_by) == (first.id, follower.id)
    assert follower.batch == first.batch
    assert [one.generator for one in follower.chain.recipes] == ["third"]
    assert place.sent() == [1, 1, 0]
    assert place.stage.ledger.committed("CNY") == ONE


@pytest.mark.parametrize(
    ("end", "billed", "follows"),
    [
        ("failed", False, True),
        ("failed", True, False),
        ("expired", False, True),
        ("moderated", True, False),
    ],
)
def test_a_bad_end_gives_way_only_when_it_was_not_billed(
    place: Street, end: str, billed: bool, follows: bool
) -> None:
    place.fakes["first"].plan = Plan(queued=20, end=end, billed=billed)
    place.ask("second")
    place.stage.run_out()
    assert place.rows() == [("first", end), *([("second", "take")] if follows else [])]


def test_a_billed_failure_gives_way_where_the_person_allows_it(place: Street) -> None:
    place.fakes["first"].plan = Plan(end="failed", billed=True)
    place.ask("second", while_billed=True)
    place.stage.run_out()
    assert place.rows() == [("first", "failed"), ("second", "take")]


def test_the_chain_goes_on_to_its_end_and_no_further(place: Street) -> None:
    for fake in place.fakes.values():
        fake.fail("make", REFUSED["policy"])
    place.ask("second", "third")
    place.stage.run_out()
    assert place.rows() == [(name, "rejected") for name in NAMES]
    assert place.sent() == [1, 1, 1]
    assert place.stage.conductor.is_idle


def test_what_waits_for_a_vendor_that_is_down_is_taken_back_and_sent_elsewhere(
    place: Street,
) -> None:
    place.stage.logins["first"] = Login("http://127.0.0.1:9", key="k-4711", own=True)
    first = place.ask("second")
    place.stage.run_out()
    assert place.rows() == [("first", "rejected"), ("second", "take")]
    assert place.stage.ledger.get(first.id).refusal.kind == "not_sent"
    assert place.sent() == [0, 1, 0]
    (trouble,) = place.stage.conductor.troubles()
    assert trouble.kind == "not_answering"


def test_one_refused_account_lets_the_whole_batch_give_way(place: Street) -> None:
    place.stage.conductor.set_in_flight("first", 1)
    place.fakes["first"].fail("make", *[REFUSED["balance"]] * 9)
    recipes = [asked("first", number) for number in range(1, 5)]
    links = [Chain(recipes=(asked("second", number),)) for number in range(1, 5)]
    place.stage.conductor.submit(recipes, chains=links)
    place.stage.run_out()
    assert sorted(place.rows()) == [("first", "rejected")] * 4 + [("second", "take")] * 4
    assert place.sent() == [1, 4, 0]


def test_who_waits_is_not_told_that_all_is_over_while_a_follower_is_due(place: Street) -> None:
    place.stage.conductor._desk.lane(place.stage.catalog["first"].card).pause(
        place.stage.clock.now(), refuse("balance")
    )
    place.ask("second")
    assert not place.stage.conductor.is_idle
    place.stage.run_out()
    assert place.rows() == [("first", "rejected"), ("second", "take")]


def test_nobody_took_it_within_the_wait(place: Street, clock: TurnedClock) -> None:
    place.fakes["first"].fail("make", *[REFUSED["too_fast"]] * 999)
    place.ask("second", wait_seconds=600)
    began = clock.now()
    place.stage.run_until(lambda: len(place.rows()) == 2)
    assert 590 <= (clock.now() - began).total_seconds() <= 640
    place.stage.run_out()
    assert place.rows() == [("first", "rejected"), ("second", "take")]


@pytest.mark.parametrize("fault", [Fault(), CUT_AFTER], ids=["running", "in doubt"])
def test_what_may_still_be_billed_is_waited_for(
    place: Street, clock: TurnedClock, fault: Fault
) -> None:
    place.fakes["first"].plan = Plan(queued=5000, end="failed", billed=False)
    place.fakes["first"].fail("make", fault)
    if fault == CUT_AFTER:
        place.fakes["first"].fail("list", *[BAD_GATEWAY] * 20)
    place.ask("second", wait_seconds=600)
    began = clock.now()
    place.stage.run_until(lambda: (clock.now() - began).total_seconds() > 3000)
    assert len(place.rows()) == 1
    place.stage.run_out()
    assert place.rows() == [("first", "failed"), ("second", "take")]


@pytest.mark.parametrize("fault", [Fault(), CUT_AFTER], ids=["running", "in doubt"])
def test_a_person_may_allow_paying_twice(place: Street, clock: TurnedClock, fault: Fault) -> None:
    place.fakes["first"].plan = Plan(queued=5000)
    place.fakes["first"].fail("make", fault)
    if fault == CUT_AFTER:
        place.fakes["first"].fail("list", *[BAD_GATEWAY] * 20)
    place.ask("second", "third", wait_seconds=600, while_billed=True)
    began = clock.now()
    place.stage.run_until(lambda: len(place.rows()) == 2)
    assert 600 <= (clock.now() - began).total_seconds() <= 700
    place.stage.run_out()
    assert place.rows() == [("first", "take"), ("second", "take")]
    assert place.sent() == [1, 1, 0], "the second answered in time"


def test_a_follower_not_sent_yet_is_let_go_when_the_first_makes_it(place: Street) -> None:
    place.fakes["first"].plan = Plan(queued=1200)
    place.stage.conductor.pause("second", "not today")
    place.ask("second", wait_seconds=600, while_billed=True)
    place.stage.run_out()
    assert place.rows() == [("first", "take"), ("second", "cancelled")]


def test_a_persons_own_no_is_final(place: Street) -> None:
    place.stage.conductor.pause("first")
    first = place.ask("second", wait_seconds=60)
    place.stage.clock.pass_by(7200)
    place.stage.run_out()
    assert place.rows() == [("first", "reserved")], "a pause by a person is no refusal"
    place.stage.conductor.cancel(first.id)
    place.stage.run_out()
    assert place.rows() == [("first", "cancelled")]


def test_followers_keep_within_the_caps_of_the_sending_and_of_now(place: Street) -> None:
    cap = Cap(scope="project", money=Money(amount=Decimal("1.50")))
    place.fakes["first"].plan = Plan(end="failed", billed=True)
    place.stage.conductor.submit(
        [asked("first")], chains=[chain("second", while_billed=True)], caps=[cap]
    )
    place.stage.run_out()
    assert place.rows() == [("first", "failed")]
    story = place.stage.ledger.events(place.stage.only().id)
    assert "budget" in story[-1].note
    place.caps.append(Cap(scope="project", money=Money(amount=Decimal(9))))
    place.ask("second", while_billed=True)
    place.stage.run_out()
    assert place.rows()[1:] == [("first", "failed"), ("second", "take")]
    place.caps[:] = [Cap(scope="generator", key="second", money=ONE)]
    place.ask("second", "third", while_billed=True)
    place.stage.run_out()
    assert place.rows()[3:] == [("first", "failed"), ("third", "take")]


def test_who_cannot_be_asked_is_passed_over_with_a_reason(place: Street) -> None:
    place.fakes["first"].fail("make", REFUSED["policy"])
    too_long = asked("second").model_copy(update={"seconds": 99})
    links = Chain(recipes=(asked("nobody"), too_long, asked("third")))
    place.stage.conductor.submit([asked("first")], chains=[links])
    place.stage.run_out()
    assert place.rows() == [("first", "rejected"), ("third", "take")]


def test_listeners_hear_of_the_follower_before_the_end(place: Street) -> None:
    place.fakes["first"].fail("make", REFUSED["policy"])
    first = place.ask("second")
    place.stage.run_out()
    heard = [(one.generator, one.state) for one in place.stage.changes]
    assert heard.index(("second", "reserved")) < heard.index(("first", "rejected"))
    assert not place.stage.ledger.unfollowed()
    assert place.stage.ledger.get(first.id).followed_by


class Stop(BaseException):
    """The program ends here, between two commits."""


class Mortal(Ledger):
    """Ends the program before or after the n-th step of its life."""

    left = -1

    def follow(self, *args: Any, **fields: Any) -> Any:
        self._step()
        done = super().follow(*args, **fields)
        self._step()
        return done

    def move(self, *args: Any, **fields: Any) -> Attempt:
        self._step()
        done = super().move(*args, **fields)
        self._step()
        return done

    def _step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Stop


DEATHS = st.lists(st.integers(1, 14), max_size=4)
ENDS = st.lists(st.sampled_from(["ready", "failed", "refused"]), min_size=3, max_size=3)


@settings(max_examples=12, deadline=None)
@given(deaths=DEATHS, ends=ENDS)
def test_wherever_the_program_ends_each_place_is_taken_once(
    deaths: list[int], ends: Sequence[str]
) -> None:
    die_and_go_on(deaths, ends)


@pytest.mark.nightly
@settings(max_examples=400, deadline=None)
@given(deaths=DEATHS, ends=ENDS)
def test_wherever_the_program_ends_often(deaths: list[int], ends: Sequence[str]) -> None:
    die_and_go_on(deaths, ends)


def die_and_go_on(deaths: list[int], ends: Sequence[str]) -> None:
    clock = TurnedClock()
    with TemporaryDirectory() as folder, street(Path(folder), clock) as place:
        for fake, end in zip(place.fakes.values(), ends, strict=True):
            if end == "refused":
                fake.fail("make", *[REFUSED["policy"]] * 9)
            else:
                fake.plan = Plan(end=end, billed=end == "ready")
        place.ask("second", "third")
        for left in deaths:
            live_until(place.stage, left)
        place.stage.run_out()
        check(place, ends)


def live_until(stage: Stage, left: int) -> None:
    """Go on until the ledger's step number `left`, then start again."""
    mortal = Mortal.open(stage.folder / "ledger.db", clock=stage.clock.now)
    assert isinstance(mortal, Mortal)
    mortal.left = left
    held = stage.conductor._desk.ledger
    stage.conductor._desk.ledger = mortal
    with_end(stage.run_out)
    stage.conductor._desk.ledger = held
    mortal.close()
    stage.reopen()
    stage.conductor.restart(continue_reserved=True)


def with_end(work: Callable[[], None]) -> None:
    try:
        work()
    except Stop:
        return


def check(place: Street, ends: Sequence[str]) -> None:
    rows = place.stage.ledger.all()
    followed = [row.fallback_of for row in rows if row.fallback_of]
    assert len(followed) == len(set(followed)), "a place was taken twice"
    assert [row.generator for row in rows] == list(NAMES)[: len(rows)]
    assert max(place.sent()) <= 1
    certain = [row for row in rows if row.state in ("take", "rejected", "failed")]
    assert certain == rows
    won = next((number for number, end in enumerate(ends) if end == "ready"), None)
    lost = any(row.refusal is not None and row.refusal.kind == "not_sent" for row in rows)
    if not lost:
        assert len(rows) == (3 if won is None else won + 1)
    assert rows[-1].state == "take" or len(rows) == 3
    billed = sum((fake.invoiced for fake in place.fakes.values()), Decimal(0))
    assert place.stage.ledger.committed("CNY").amount == billed
