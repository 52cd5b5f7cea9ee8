from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money, converted, total

AMOUNTS = st.decimals(0, 10_000, places=4, allow_nan=False, allow_infinity=False)


@given(
    st.lists(st.builds(Money, amount=AMOUNTS, currency=st.sampled_from(["CNY", "USD", "POINTS"])))
)
def test_sums_are_exact_and_never_mix_currencies(amounts: list[Money]) -> None:
    sums = total(amounts)
    for currency, money in sums.items():
        assert money.currency == currency
        assert money.amount == sum(
            (each.amount for each in amounts if each.currency == currency), Decimal(0)
        )
    assert set(sums) == {each.currency for each in amounts}


def test_amounts_as_people_read_them() -> None:
    assert str(Money(amount=Decimal("1.5"))) == "¥1.50"
    assert str(Money(amount=Decimal(2), currency="USD")) == "$2.00"
    assert str(Money(amount=Decimal(30), currency="POINTS")) == "30.00 pt"


def test_only_yuan_and_dollars_are_converted_and_by_the_persons_rate() -> None:
    rate = Decimal(7)
    dollars = Money(amount=Decimal(2), currency="USD")
    assert converted(dollars, "CNY", rate) == Money(amount=Decimal(14))
    assert converted(Money(amount=Decimal(14)), "USD", rate) == dollars
    assert converted(dollars, "USD", rate) == dollars
    assert converted(Money(amount=Decimal(1), currency="POINTS"), "CNY", rate) is None
