"""What generators really cost: kept, rejected, failed, the price of a kept second, and waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.experience import Outcome
from app.domain.ids import AttemptId, ShotId, TakeId
from app.domain.money import Money
from app.planning.experience import Dimension, in_words, span, summarise

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def cny(amount: str) -> Money:
    return Money(amount=Decimal(amount))


def outcome(number: int, state: str = "take", **changes: Any) -> Outcome:
    fields: dict[str, Any] = {
        "attempt_id": AttemptId(f"attempt_{number}"),
        "shot_id": ShotId(f"shot_{number}"),
        "generator": "kling",
        "model": "v3",
        "medium": "video",
        "size": "LS",
        "people": ("林夏",),
        "state": state,
        "take_id": TakeId(f"take_{number}") if state == "take" else None,
        "submitted_at": START,
        "updated_at": START + timedelta(minutes=number),
        "seconds": 5.0,
        "spent": cny("3"),
    }
    return Outcome(**(fields | changes))


def test_kept_rejected_failed_and_undecided_are_told_apart() -> None:
    outcomes = [
        outcome(1),
        outcome(2),
        outcome(3, take_id=TakeId("other")),
        outcome(4, "failed"),
        outcome(5, spent=cny("99")),
        outcome(6, "running", spent=None),
        outcome(7, "cancelled", submitted_at=None, spent=None),
    ]
    picks = {ShotId(f"shot_{n}"): TakeId(f"take_{n}") for n in (1, 2, 3)}
    (figures,) = summarise(outcomes, picks, ("generator", "model"))
    assert (figures.generator, figures.model, figures.sent, figures.made) == ("kling", "v3", 6, 4)
    told = (figures.kept, figures.rejected, figures.failed, figures.undecided)
    assert told == (2, 1, 1, 1)
    assert figures.reject_rate == 0.5
    assert figures.kept_seconds == 10
    assert figures.per_kept_second == cny("1.2")
    assert figures.spent == (cny("111"),)
    assert (figures.wait_median, figures.wait_90) == (150.0, 300.0)
    assert in_words(figures, "Kling") == (
        "Kling: 2 of 4 kept",
        "¥1.20 per kept second",
        "2 min",
    )


def test_groups_by_framing_and_by_everybody_in_frame() -> None:
    outcomes = [outcome(1, people=("林夏", "老陈")), outcome(2, size="CU", people=())]
    picks = {ShotId("shot_1"): TakeId("take_1")}
    by_size = summarise(outcomes, picks, ("generator", "size"))
    assert {(one.size, one.sent) for one in by_size} == {("LS", 1), ("CU", 1)}
    assert in_words(by_size[1], "Kling")[0] == "LS: Kling 1 of 1 kept"
    by_person = summarise(outcomes, picks, ("character",))
    assert {(one.character, one.sent) for one in by_person} == {("林夏", 1), ("老陈", 1)}


def test_money_without_a_rate_gives_no_price() -> None:
    points = Money(amount=Decimal(50), currency="POINTS")
    usd = Money(amount=Decimal(1), currency="USD")
    picks = {ShotId(f"shot_{n}"): TakeId(f"take_{n}") for n in (1, 2)}
    unknown = summarise([outcome(1, spent=points)], picks, ())[0]
    assert unknown.per_kept_second is None
    assert unknown.spent == (points,)
    mixed = summarise([outcome(1), outcome(2, spent=usd)], picks, (), worth={"USD": Decimal(7)})[0]
    assert mixed.per_kept_second == cny("1")
    picture = summarise([outcome(1, seconds=0.0, medium="picture")], picks, ())[0]
    assert (picture.per_kept_second, picture.per_kept_piece) == (None, cny("3"))
    assert "per kept picture" in in_words(picture, "Seedream")[1]


def test_nothing_is_said_before_anything_is_decided() -> None:
    assert summarise([], {}, ("generator",)) == ()
    assert in_words(summarise([outcome(1)], {}, ())[0], "Kling") == ()
    assert [span(seconds) for seconds in (40, 360, 9000)] == ["40 sec", "6 min", "2.5 hours"]


_OUTCOMES = st.lists(
    st.builds(
        outcome,
        st.integers(1, 6),
        st.sampled_from(("take", "failed", "running", "rejected", "unknown")),
        size=st.sampled_from(("LS", "CU")),
        people=st.lists(st.sampled_from(("a", "b", "c")), max_size=3).map(tuple),
        spent=st.sampled_from((None, cny("0"), cny("2.5"))),
    ),
    max_size=12,
)


@given(_OUTCOMES, st.sets(st.integers(1, 6)))
def test_every_sent_attempt_is_counted_once(outcomes: list[Outcome], picked: set[int]) -> None:
    picks = {ShotId(f"shot_{n}"): TakeId(f"take_{n}") for n in picked}
    dimensions: tuple[Dimension, ...] = ("generator", "size")
    groups = summarise(outcomes, picks, dimensions)
    assert sum(one.sent for one in groups) == len(outcomes)
    for one in groups:
        moving = sum(
            1 for each in outcomes if each.size == one.size and each.state in ("running", "unknown")
        )
        assert one.decided + one.undecided + moving == one.sent
        assert one.made >= one.kept
