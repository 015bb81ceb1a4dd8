from __future__ import annotations

import pytest
from django.utils import translation

from mobility_hub.cases.periods import ends_before_it_starts, last_day, period_in_words, years
from mobility_hub.partial_dates import PartialDate


def date_of(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024", "2024-12-31"),
        ("2024-02", "2024-02-29"),
        ("2021-våren", "2021-05-31"),
        ("2021-vintern", "2022-02-28"),
        ("2020-09-09", "2020-09-09"),
    ],
)
def test_last_day_is_the_last_that_the_date_can_mean(text: str, last: str) -> None:
    assert last_day(PartialDate.parse(text)).isoformat() == last


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2018-06", "2018", False),
        ("2018", "2018-01", False),
        ("2018-06", "2018-05", True),
        ("2019", "2018", True),
        ("2021-05", "2021-våren", False),
        ("2021-06", "2021-våren", True),
        ("2021-05-02", "2021-05-01", True),
        ("", "2018", False),
        ("2018", "", False),
    ],
)
def test_end_is_before_the_start_only_when_that_is_certain(start: str, end: str, before: bool) -> None:
    assert ends_before_it_starts(date_of(start), date_of(end)) is before


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2020", "2025", "2020–2025"),
        ("2021-03", "2021-09", "2021"),
        ("2016", "", "from 2016"),
        ("", "2009", "until 2009"),
        ("", "", ""),
    ],
)
def test_period_is_written_in_years(start: str, end: str, words: str) -> None:
    with translation.override("en"):
        assert years(date_of(start), date_of(end)) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2020", "2025", "2020–2025"),
        ("2021", "2021", "2021"),
        ("2021-våren", "2021-våren", "spring 2021"),
        ("2021-våren", "", "from spring 2021"),
        ("", "2021-03", "until March 2021"),
        ("2021-03", "2023", "March 2021 – 2023"),
        ("2021 (beräknat)", "2022", "2021 (beräknat) – 2022"),
        ("", "", ""),
    ],
)
def test_period_is_written_as_exactly_as_it_is_known(start: str, end: str, words: str) -> None:
    with translation.override("en"):
        assert period_in_words(date_of(start), date_of(end)) == words
