"""Which days offices are open."""

from __future__ import annotations

from datetime import date

import pytest

from mobility_hub.working_days import easter_sunday, holidays, is_working_day


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2038, 4, 25), (1818, 3, 22), (2285, 3, 22)],
)
def test_easter_sunday_as_in_the_almanac(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


def test_holidays_of_a_year_as_in_the_almanac() -> None:
    assert sorted(holidays(2027)) == [
        date(2027, 1, 1), date(2027, 1, 6), date(2027, 3, 26), date(2027, 3, 28), date(2027, 3, 29), date(2027, 5, 1),
        date(2027, 5, 6), date(2027, 5, 16), date(2027, 6, 6), date(2027, 6, 25), date(2027, 6, 26), date(2027, 11, 6),
        date(2027, 12, 24), date(2027, 12, 25), date(2027, 12, 26), date(2027, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2027-03-25", True),
        ("2027-03-26", False),
        ("2027-03-27", False),
        ("2027-06-25", False),
        ("2027-12-30", True),
        ("2027-12-31", False),
    ],
)
def test_offices_are_closed_on_weekends_and_holidays(day: str, open_: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) == open_
