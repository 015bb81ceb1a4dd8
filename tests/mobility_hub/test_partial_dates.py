from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.partial_dates import PartialDate, PartialDateError, PartialDateField, PartialDateFormField, Precision

partial_dates = st.one_of(
    st.builds(lambda year: PartialDate(date(year, 1, 1), Precision.YEAR), st.integers(1, 9999)),
    st.builds(
        lambda year, month: PartialDate(date(year, month, 1), Precision.SEASON), st.integers(1, 9999), st.sampled_from([3, 6, 9, 12])
    ),
    st.builds(lambda year, month: PartialDate(date(year, month, 1), Precision.MONTH), st.integers(1, 9999), st.integers(1, 12)),
    st.builds(lambda day, note: PartialDate(day, Precision.DAY, note), st.dates(), st.sampled_from(["", "i drift", "laga kraft"])),
)


@pytest.mark.parametrize(
    ("text", "start", "precision", "note"),
    [
        ("2021", date(2021, 1, 1), Precision.YEAR, ""),
        ("2021-våren", date(2021, 3, 1), Precision.SEASON, ""),
        ("2021-HÖSTEN", date(2021, 9, 1), Precision.SEASON, ""),
        ("våren 2021", date(2021, 3, 1), Precision.SEASON, ""),
        ("ht 2021", date(2021, 9, 1), Precision.SEASON, ""),
        ("2021-winter", date(2021, 12, 1), Precision.SEASON, ""),
        ("2016-03", date(2016, 3, 1), Precision.MONTH, ""),
        ("2020-09-09", date(2020, 9, 9), Precision.DAY, ""),
        ("2024-02-29", date(2024, 2, 29), Precision.DAY, ""),
        (" 2024-01-01 (in force) ", date(2024, 1, 1), Precision.DAY, "in force"),
        ("2021(ungefär)", date(2021, 1, 1), Precision.YEAR, "ungefär"),
    ],
)
def test_parse_reads_dates_as_people_write_them(text: str, start: date, precision: Precision, note: str) -> None:
    assert PartialDate.parse(text) == PartialDate(start, precision, note)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "21", "20211", "2021-13", "2021-00", "2021-2", "2021-02-30", "2021-02-29", "2021-våre", "mars 2021", "2021/03", "2021-03-",
        "0000", "2021 (", "2021 ()", "2021 (a) (b)", f"2021 ({'x' * 61})", "2021 (a/b)", "i fjol", "২০২১", "2021\x00",
    ],
)  # fmt: skip
def test_parse_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(PartialDateError):
        PartialDate.parse(text)


@given(partial_dates)
def test_written_and_stored_forms_are_read_back(value: PartialDate) -> None:
    assert PartialDate.parse(str(value)) == value
    assert PartialDate.from_stored(value.stored) == value


@given(st.lists(partial_dates, max_size=8))
def test_stored_forms_sort_by_their_start(values: list[PartialDate]) -> None:
    assert [value.start for value in sorted(values, key=lambda value: value.stored)] == sorted(value.start for value in values)


@given(partial_dates)
def test_stored_form_fits_the_column(value: PartialDate) -> None:
    assert len(value.stored) <= PartialDateField().max_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2021", "2021"), ("2021-våren", "spring 2021"), ("2021-11", "November 2021"), ("2020-09-09", "9 September 2020")],
)
def test_words_are_in_the_language_of_the_request(text: str, expected: str) -> None:
    with translation.override("en"):
        assert PartialDate.parse(text).words == expected


def test_year_is_that_of_the_start() -> None:
    assert PartialDate.parse("2021-winter").year == 2021


# The fields


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        ("2021", PartialDate.parse("2021")),
        ("2021-03-01/S", PartialDate.parse("2021-våren")),
        ("2021-01-01/Y/ungefär", PartialDate.parse("2021 (ungefär)")),
        (2021, PartialDate.parse("2021")),
        (PartialDate.parse("2021"), PartialDate.parse("2021")),
    ],
)
def test_field_takes_written_and_stored_forms(value: object, expected: PartialDate | None) -> None:
    assert PartialDateField().to_python(value) == expected


@pytest.mark.parametrize("value", ["femton", "2021-03-01/Q", "2021-13-01/M"])
def test_field_refuses_other_text(value: str) -> None:
    with pytest.raises(ValidationError):
        PartialDateField().to_python(value)


def test_field_stores_null_for_not_known() -> None:
    assert PartialDateField().get_prep_value(None) is None
    assert PartialDateField().get_prep_value("") is None
    assert PartialDateField().get_prep_value("2021") == "2021-01-01/Y"


def test_field_says_only_its_name_in_migrations() -> None:
    field = PartialDateField("founded")
    field.set_attributes_from_name("founded")

    assert field.deconstruct()[2:] == ([], {"verbose_name": "founded"})


def test_form_field_shows_and_reads_the_written_form() -> None:
    field = PartialDateField().formfield()

    assert isinstance(field, PartialDateFormField)
    assert field.prepare_value(PartialDate.parse("2021-våren")) == "2021-våren"
    assert field.prepare_value("femton") == "femton"
    assert field.clean("2021-våren") == PartialDate.parse("2021-våren")
    assert field.clean("") is None
    with pytest.raises(ValidationError):
        field.clean("femton")
