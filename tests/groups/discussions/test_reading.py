"""What one has read, as ranges: the same as a set of positions, only smaller."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from groups.discussions import reading

positions = st.sets(st.integers(min_value=1, max_value=60), max_size=40)


def _as_set(ranges: reading.Ranges) -> set[int]:
    return {position for low, high in ranges for position in range(low, high + 1)}


@given(positions)
def test_ranges_hold_what_was_added(read: set[int]) -> None:
    assert _as_set(reading.add([], read)) == read


@given(positions, positions)
def test_ranges_are_sorted_apart_and_as_few_as_can_be(one: set[int], other: set[int]) -> None:
    ranges = reading.add(reading.add([], one), other)
    assert all(low <= high for low, high in ranges)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))


@given(positions, positions)
def test_merging_is_union_whatever_the_order(one: set[int], other: set[int]) -> None:
    a, b = reading.add([], one), reading.add([], other)
    assert reading.merge(a, b) == reading.merge(b, a) == reading.add([], one | other)


@given(positions)
def test_adding_what_is_there_changes_nothing(read: set[int]) -> None:
    ranges = reading.add([], read)
    assert reading.add(ranges, read) == ranges


@given(positions)
def test_count_is_the_number_of_positions(read: set[int]) -> None:
    assert reading.count(reading.add([], read)) == len(read)


@given(positions, st.integers(min_value=0, max_value=60))
def test_first_unread_is_the_lowest_position_missing(read: set[int], last: int) -> None:
    missing = sorted(set(range(1, last + 1)) - read)
    assert reading.first_unread(reading.add([], read), last) == (missing[0] if missing else None)


@given(positions, st.integers(min_value=1, max_value=60))
def test_contains_is_membership(read: set[int], position: int) -> None:
    assert reading.contains(reading.add([], read), position) == (position in read)


def test_adding_leaves_the_given_ranges_as_they_were() -> None:
    known = [[1, 2]]
    reading.add(known, [3])
    assert known == [[1, 2]]


def test_everything_is_one_range() -> None:
    assert (reading.everything(0), reading.everything(7)) == ([], [[1, 7]])
