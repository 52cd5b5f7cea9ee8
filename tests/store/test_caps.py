"""Caps hold whatever happens: several scopes and currencies, days that end, and many who submit at once."""

from __future__ import annotations

import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.attempts import Attempt
from app.domain.caps import Cap, CapScope
from app.domain.money import Currency, Money
from app.errors import OverBudget
from app.store.caps import local_day
from app.store.ledger import Ledger
from tests.store import dramas


def money(amount: str, currency: Currency = "CNY") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


def cap(scope: CapScope, amount: str, key: str = "", **worth: str) -> Cap:
    rates = {name: Decimal(rate) for name, rate in worth.items()}
    return Cap.model_validate({"scope": scope, "key": key, "money": money(amount), "worth": rates})


@pytest.fixture
def clock() -> dramas.Clock:
    return dramas.Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: dramas.Clock) -> Ledger:
    return Ledger.open(tmp_path / "ledger.db", clock=clock)


def asked(clock: dramas.Clock, **changes: object) -> Attempt:
    return dramas.attempt(created_at=clock(), **changes)


def test_the_tightest_of_several_caps_holds(ledger: Ledger, clock: dramas.Clock) -> None:
    caps = [
        cap("project", "100"),
        cap("generator", "2", "seedance"),
        cap("generator", "50", "kling"),
    ]
    ledger.add([asked(clock, estimate=money("1.50"))], caps=caps)
    with pytest.raises(OverBudget, match="for seedance"):
        ledger.add([asked(clock, estimate=money("1.50"))], caps=caps)
    ledger.add([asked(clock, generator="kling", estimate=money("40"))], caps=caps)
    with pytest.raises(OverBudget, match="for kling"):
        ledger.add([asked(clock, generator="kling", estimate=money("11"))], caps=caps)
    assert ledger.counted(caps[1], clock()) == money("1.50")
    assert ledger.counted(caps[0], clock()) == money("41.50")
    assert len(ledger.all()) == 2


def test_other_money_counts_at_the_persons_rate_or_not_at_all(
    ledger: Ledger, clock: dramas.Clock
) -> None:
    dollars = asked(clock, estimate=money("1", "USD"))
    with pytest.raises(OverBudget, match="CNY"):
        ledger.add([dollars], caps=[cap("project", "100")])
    rated = cap("project", "15", USD="7.1", POINTS="0.1")
    ledger.add([dollars], caps=[rated])
    assert ledger.counted(rated, clock()) == money("7.1")
    ledger.add([asked(clock, estimate=money("70", "POINTS"))], caps=[rated])
    with pytest.raises(OverBudget):
        ledger.add([asked(clock, estimate=money("1", "USD"))], caps=[rated])


def test_what_waits_may_still_be_sent_today_and_counts(tmp_path: Path) -> None:
    now = [dramas.Clock()()]
    ledger = Ledger.open(tmp_path / "ledger.db", clock=lambda: now[0])
    daily = cap("day", "3")

    def ask(amount: str) -> Attempt:
        return dramas.attempt(created_at=now[0], estimate=money(amount))

    (sent,) = ledger.add([ask("1")], caps=[daily])
    (waiting,) = ledger.add([ask("2")], caps=[daily])
    ledger.move(sent.id, "submitting", submitted_at=now[0])
    now[0] += timedelta(days=1)
    assert ledger.counted(daily, now[0]) == money("2"), "yesterday's is over, what waits is not"
    with pytest.raises(OverBudget, match="day"):
        ledger.add([ask("1.01")], caps=[daily])
    ledger.move(waiting.id, "submitting", submitted_at=now[0])
    ledger.add([ask("1")], caps=[daily])
    now[0] += timedelta(days=1)
    ledger.move(waiting.id, "accepted")
    assert ledger.counted(daily, now[0]) == money("1")
    ledger.close()


def test_a_batch_has_a_cap_of_its_own(ledger: Ledger, clock: dramas.Clock) -> None:
    own = cap("batch", "2", "b1")
    ledger.add([asked(clock, batch="b0", estimate=money("50"))], caps=[own])
    ledger.add([asked(clock, batch="b1", estimate=money("2"))], caps=[own])
    with pytest.raises(OverBudget):
        ledger.add([asked(clock, batch="b1", estimate=money("0.01"))], caps=[own])


def test_many_who_submit_at_once_never_pass_a_cap(tmp_path: Path) -> None:
    """Eight threads, each with a connection of its own, as several programs on one project would have."""
    path = tmp_path / "ledger.db"
    clock = dramas.Clock()
    moment = clock()
    Ledger.open(path, clock=lambda: moment).close()
    caps = [cap("project", "20"), cap("generator", "12", "seedance"), cap("day", "15")]
    begin = threading.Barrier(8)
    added: list[int] = []

    def submit(number: int) -> None:
        ledger = Ledger.open(path, clock=lambda: moment)
        generator = "seedance" if number % 2 else "kling"
        begin.wait(10)
        for _ in range(6):
            row = dramas.attempt(generator=generator, created_at=moment, estimate=money("1"))
            try:
                added.append(len(ledger.add([row], caps=caps)))
            except OverBudget:
                continue
        ledger.close()

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger = Ledger.open(path, read_only=True)
    assert ledger.committed("CNY") == money("15"), "as much as fits, and not a cent more"
    assert sum(added) == 15
    assert ledger.counted(caps[1], moment).amount <= 12
    ledger.close()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["seedance", "kling", "veo"]),
        st.decimals("0.01", "3", places=2),
        st.sampled_from(["CNY", "USD"]),
        st.sampled_from(["stay", "send", "day", "cancel"]),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_no_order_of_events_passes_a_cap(steps: list[tuple[str, Decimal, str, str]]) -> None:
    now = [dramas.Clock()()]
    caps = [
        cap("project", "30", USD="7"),
        cap("day", "10", USD="7"),
        cap("generator", "8", "kling", USD="7"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(Path(folder) / "ledger.db", clock=lambda: now[0])
        for generator, amount, currency, then in steps:
            price = Money.model_validate({"amount": amount, "currency": currency})
            row = dramas.attempt(generator=generator, created_at=now[0], estimate=price)
            try:
                (row,) = ledger.add([row], caps=caps)
            except OverBudget:
                continue
            if then == "send":
                ledger.move(row.id, "submitting", submitted_at=now[0])
            elif then == "cancel":
                ledger.move(row.id, "cancelled")
            elif then == "day":
                now[0] += timedelta(days=1)
                for waiting in ledger.all(states=("reserved",)):
                    ledger.move(waiting.id, "submitting", submitted_at=now[0])
            for one in caps:
                assert ledger.counted(one, now[0]).amount <= one.money.amount
        ledger.close()


def test_a_day_ends_at_the_persons_own_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        evening = datetime(2026, 11, 21, 15, 59, tzinfo=UTC)
        assert local_day(evening) == "2026-11-21"
        assert local_day(evening + timedelta(minutes=2)) == "2026-11-22"
    finally:
        monkeypatch.undo()
        time.tzset()
