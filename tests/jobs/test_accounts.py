"""Manners are learned for each account: what one throttles, pauses or drops does not touch another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.caps import Cap
from app.domain.money import Money
from app.domain.recipes import Recipe
from app.errors import NeedsDecision
from app.generators.login import Login
from app.jobs.traffic import GOOD_TO_GROW
from tests.fakes.plain import REFUSED, FakePlain, Plain
from tests.fakes.server import BAD_GATEWAY
from tests.fakes.stage import Stage, TurnedClock, recipe
from tests.fakes.vendor import Plan


class Town:
    """Two generators on one account, a third on its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        clock = TurnedClock()
        self.shared, self.own = (stack.enter_context(FakePlain(clock.now)) for _ in range(2))
        generators = {
            "film": Plain("film", vendor="studio", in_flight=8),
            "still": Plain("still", vendor="studio", in_flight=8),
            "own": Plain("own", in_flight=8),
        }
        logins = {"studio": Login(self.shared.url, own=True), "own": Login(self.own.url, own=True)}
        self.stage = stack.enter_context(Stage(folder, logins, clock=clock, generators=generators))

    def ask(self, name: str, *numbers: int) -> None:
        self.stage.conductor.submit([asked(name, number) for number in numbers])

    def cap(self, vendor: str) -> int:
        return self.stage.conductor._desk.lanes[vendor].cap


def asked(name: str, number: int) -> Recipe:
    return recipe(number, generator=name, model=f"{name}-1")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(tmp_path, stack)


def test_too_fast_slows_the_whole_account_and_no_other(town: Town) -> None:
    town.shared.plan = town.own.plan = Plan(queued=30)
    town.shared.fail("make", REFUSED["too_fast"])
    town.ask("film", 1)
    town.ask("own", 1)
    town.stage.run_until(lambda: town.shared.count("make") == 2)
    assert (town.cap("studio"), town.cap("own")) == (4, 8)
    town.ask("still", *range(2, 12))
    town.stage.run_until(lambda: town.shared.count("make") >= 5)
    live = [one.state for one in town.stage.ledger.all() if one.generator != "own"]
    assert live.count("reserved") >= 7, "both generators share the four places"
    town.stage.run_out()
    assert set(town.stage.states()) == {"take"}


def test_an_account_that_behaves_grows_back(town: Town) -> None:
    town.shared.fail("make", REFUSED["too_fast"])
    town.ask("film", *range(1, GOOD_TO_GROW + 3))
    town.stage.run_out()
    assert town.cap("studio") == 5
    assert set(town.stage.states()) == {"take"}


def test_a_pause_holds_every_generator_of_the_account(town: Town) -> None:
    town.stage.conductor.pause("studio", "wrong month")
    town.ask("film", 1)
    town.ask("still", 2)
    town.ask("own", 3)
    town.stage.run_out()
    assert town.stage.states() == ["reserved", "reserved", "take"]


def test_jobs_are_looked_at_while_nothing_can_be_sent(town: Town) -> None:
    town.shared.plan = Plan(queued=300)
    town.ask("film", 1)
    town.stage.run_until(lambda: town.stage.states() == ["accepted"])
    town.shared.fail("make", *[BAD_GATEWAY] * 2)
    town.shared.fail("list", *[BAD_GATEWAY] * 2)
    town.ask("film", 2, 3)
    town.stage.run_until(lambda: town.stage.states()[0] == "take")
    (trouble,) = town.stage.conductor.troubles()
    assert trouble.kind == "not_answering", "submitting is down, polling was not"


def test_an_unknown_price_under_a_cap_waits_for_a_persons_word(town: Town) -> None:
    conductor, money = town.stage.conductor, Money(amount=Decimal(5))
    elsewhere = [Cap(scope="generator", key="own", money=money)]
    conductor.plan([asked("film", 1)], caps=elsewhere)
    with pytest.raises(NeedsDecision, match="not known"):
        conductor.plan([asked("own", 2)], caps=elsewhere)
    conductor.plan([asked("own", 2)], caps=elsewhere, allow_unpriced=True)
    assert town.stage.states() == ["reserved", "reserved"]
