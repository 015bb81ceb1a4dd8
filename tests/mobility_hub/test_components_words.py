"""Numbers, days, hours and what is not known, as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import translation
from django.utils.safestring import SafeString

from mobility_hub.templatetags import hub

NBSP = "\u00a0"
# 13.00 in Stockholm, in summer time.
START = datetime(2027, 4, 14, 11, 0, tzinfo=UTC)
END = datetime(2027, 4, 14, 13, 30, tzinfo=UTC)


@pytest.fixture
def swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (7, "7"),
        (1825, f"1{NBSP}825"),
        (23_000, f"23{NBSP}000"),
        (995_574, f"995{NBSP}574"),
        (1_000_000, f"1{NBSP}000{NBSP}000"),
        (-3, "−3"),
        (4.4, "4,4"),
        (Decimal("4.40"), "4,4"),
        (Decimal("1200.00"), f"1{NBSP}200"),
        (None, None),
        ("", ""),
        ("4,4 mkr", "4,4 mkr"),
        (True, True),
    ],
)
def test_number_in_swedish(swedish: None, value: object, written: object) -> None:
    assert hub.number(value) == written


def test_number_keeps_the_decimals_asked_for(swedish: None) -> None:
    assert hub.number(4.4, 2) == "4,40"
    assert hub.number(1000, 1) == f"1{NBSP}000,0"


def test_number_in_english(english: None) -> None:
    assert hub.number(23_000) == "23,000"


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_missing_says_that_a_value_is_not_known(english: None, value: object) -> None:
    assert hub.missing(value) == '<span class="mh-missing">not known</span>'
    assert isinstance(hub.missing(value), SafeString)


@pytest.mark.parametrize(
    ("value", "none", "shown"),
    [
        (0, "", 0),
        (0.0, "", 0.0),
        ([], "", "none"),
        ([], "inga anbud", "inga anbud"),
        ({}, "", "none"),
        (False, "", "no"),
        (False, "kostar inget", "kostar inget"),
        (True, "", "yes"),
        ("Nordvik", "", "Nordvik"),
        (["Nordvik"], "", ["Nordvik"]),
    ],
)
def test_missing_leaves_what_is_known(english: None, value: object, none: str, shown: object) -> None:
    assert hub.missing(value, none) == shown


@pytest.mark.parametrize(("count", "words"), [(0, "0 examples"), (1, "1 example"), (2, "2 examples"), (1000, "1,000 examples")])
def test_counted_agrees_with_its_number(english: None, count: int, words: str) -> None:
    assert hub.counted(count, "case") == words


def test_counted_refuses_an_unknown_thing() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        hub.counted(1, "unicorn")


def test_days_and_hours_in_swedish(swedish: None) -> None:
    assert hub.day(START) == "14 april 2027"
    assert hub.weekday(START) == "onsdag 14 april 2027"
    assert hub.clock(START) == "13.00"
    assert hub.hours(START, END) == "13.00–15.30"
    assert hub.hours(START) == "13.00"
    assert hub.occasion(START, END) == "onsdag 14 april 2027, 13.00–15.30"


def test_days_and_hours_in_english(english: None) -> None:
    assert hub.occasion(START, END) == "Wednesday 14 April 2027, 13:00–15:30"


def test_hours_over_midnight_name_the_second_day(swedish: None) -> None:
    assert hub.hours(START, datetime(2027, 4, 15, 8, 0, tzinfo=UTC)) == "13.00 – 15 april 2027 10.00"


def test_days_are_those_of_stockholm_in_another_time_zone(swedish: None) -> None:
    just_after_midnight = datetime(2027, 4, 13, 22, 30, tzinfo=UTC)

    assert hub.weekday(just_after_midnight) == "onsdag 14 april 2027"
    assert hub.clock(datetime(2027, 1, 14, 12, 0, tzinfo=UTC)) == "13.00", "winter time"


@pytest.mark.parametrize("written", [hub.day, hub.weekday, hub.short_day, hub.clock])
def test_no_moment_is_no_words(written: object) -> None:
    assert callable(written)
    assert written(None) == ""


def test_short_day_has_the_year_only_when_it_is_another(swedish: None) -> None:
    with time_machine.travel(datetime(2027, 1, 1, 12, 0, tzinfo=UTC)):
        assert hub.short_day(START) == "14 april"
        assert hub.short_day(date(2026, 4, 14)) == "14 april 2026"


def test_time_carries_its_machine_form(swedish: None) -> None:
    assert hub.time_element(date(2027, 4, 14)) == '<time datetime="2027-04-14">14 april 2027</time>'
    assert hub.time_element(START, "clock") == '<time datetime="2027-04-14T13:00+02:00">13.00</time>'
    with time_machine.travel(START):
        assert hub.time_element(START, "moment") == '<time datetime="2027-04-14T13:00+02:00">14 april 13.00</time>'
