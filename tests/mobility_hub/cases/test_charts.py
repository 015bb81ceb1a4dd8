from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.cases.charts import INTERVALS, Pair, bars_for, step_for

VALUES = st.decimals(min_value=0, max_value=10**13, places=4)


def pair(before: str, after: str, unit: str = "fordon", key: int = 1) -> Pair:
    return Pair(key, unit, Decimal(before), Decimal(after))


def test_bars_are_shares_of_a_round_scale() -> None:
    bars = bars_for([pair("23000", "12000")])[0]
    assert (bars.before_width, bars.after_width) == ("95.8%", "50.0%")
    assert [(tick.value, tick.place) for tick in bars.ticks] == [
        (Decimal(0), "0.0%"),
        (Decimal(8000), "33.3%"),
        (Decimal(16000), "66.7%"),
        (Decimal(24000), "100.0%"),
    ]


def test_figures_in_the_same_unit_share_one_scale() -> None:
    one, two, three = bars_for([pair("23000", "12000", key=1), pair("350", "500", "kr", key=2), pair("12695", "8712", key=3)])
    assert one.ticks == three.ticks != two.ticks


def test_a_value_of_zero_is_a_bar_without_width() -> None:
    assert bars_for([pair("0.5", "0")])[0].after_width == "0.0%"


@pytest.mark.parametrize(("before", "after"), [("-37", "12"), ("12", "-1"), ("0", "0")])
def test_figures_that_bars_cannot_show_have_none(before: str, after: str) -> None:
    assert bars_for([pair(before, after)]) == []


@given(VALUES, VALUES)
def test_no_bar_is_wider_than_its_scale(before: Decimal, after: Decimal) -> None:
    for bars in bars_for([Pair(1, "", before, after)]):
        assert 0 <= float(bars.before_width[:-1]) <= 100
        assert 0 <= float(bars.after_width[:-1]) <= 100
        assert bars.ticks[-1].value >= max(before, after)


@given(st.decimals(min_value=Decimal("0.0001"), max_value=10**13, places=4))
def test_step_is_the_smallest_that_reaches(largest: Decimal) -> None:
    step = step_for(largest)
    assert step * INTERVALS >= largest
    assert step * INTERVALS <= largest * 2
