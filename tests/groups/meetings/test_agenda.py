"""When each item starts, and how the agenda fits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from groups.meetings.agenda import Slot, fit, timed

START = datetime(2027, 4, 14, 11, 0, tzinfo=UTC)
minutes = st.none() | st.integers(min_value=1, max_value=480)


def test_items_follow_each_other_and_breaks_have_no_number() -> None:
    slots = [Slot(7, 10), Slot(8, 15, framing=True), Slot(9, None), Slot(4, 20)]
    assert [(item.key, (item.starts_at - START).seconds // 60, item.number) for item in timed(START, slots)] == [
        (7, 0, 1),
        (8, 10, None),
        (9, 25, 2),
        (4, 25, 3),
    ]


def test_fit_counts_real_time_over_the_change_of_clocks() -> None:
    """From 01.30 to 04.00 in the night when the clocks go forward is one hour and a half."""
    before, after = datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 2, 0, tzinfo=UTC)
    found = fit(before, after, [Slot(1, 60), Slot(2, 40)])
    assert (found.length, found.used, found.left, found.is_overfull) == (90, 100, -10, True)


@given(st.lists(st.builds(Slot, key=st.integers(), minutes=minutes, framing=st.booleans()), max_size=30))
def test_times_never_go_back_and_sum_up(slots: list[Slot]) -> None:
    found = timed(START, slots)
    assert [item.key for item in found] == [slot.key for slot in slots]
    assert all(one.starts_at <= two.starts_at for one, two in pairwise(found))
    assert [item.number for item in found if item.number] == list(range(1, 1 + sum(not slot.framing for slot in slots)))
    if slots:
        assert found[-1].starts_at + timedelta(minutes=slots[-1].minutes or 0) == START + timedelta(
            minutes=fit(START, START + timedelta(hours=1), slots).used
        )
