"""Dates of facts: a year, a season, a month or a day, with an optional note, that sort by their start.

Written as ``2021``, ``2021-våren``, ``2016-03``, ``2020-09-09``, each with an optional note in brackets: ``2024-01-01 (in force)``.
Stored in one text column as ``<start>/<precision>[/<note>]``, so that the database sorts by the start on every backend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

NOTE_LENGTH = 60


class Precision(StrEnum):
    YEAR = "Y"
    SEASON = "S"
    MONTH = "M"
    DAY = "D"


class PartialDateError(ValueError):
    """The text is not a partial date."""


# Spring starts in March; a winter is named by the year it starts in (SMHI's calendar seasons).
_SEASON_MONTHS = {
    "våren": 3, "vår": 3, "vt": 3, "spring": 3,
    "sommaren": 6, "sommar": 6, "summer": 6,
    "hösten": 9, "höst": 9, "ht": 9, "autumn": 9, "fall": 9,
    "vintern": 12, "vinter": 12, "winter": 12,
}  # fmt: skip
_SEASON_NAMES = {3: _("spring"), 6: _("summer"), 9: _("autumn"), 12: _("winter")}
_CANONICAL_SEASONS = {3: "våren", 6: "sommaren", 9: "hösten", 12: "vintern"}
_WRITTEN = re.compile(r"^(?P<year>[0-9]{4})(?:-(?P<rest>[^()\s]+))?(?:\s*\((?P<note>[^()]+)\))?$")
_WRITTEN_SEASON_FIRST = re.compile(r"^(?P<season>[a-zåäö]+)\s+(?P<year>[0-9]{4})$", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to its ``precision``; ``start`` is the first day it can mean."""

    start: date
    precision: Precision
    note: str = ""

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read a partial date as people write it, or raise ``PartialDateError``."""
        written = _WRITTEN_SEASON_FIRST.sub(r"\g<year>-\g<season>", text.strip())
        match = _WRITTEN.match(written)
        if not match:
            raise PartialDateError(text)
        note = (match["note"] or "").strip()
        if len(note) > NOTE_LENGTH or "/" in note:
            raise PartialDateError(text)
        return cls(*_start(int(match["year"]), match["rest"] or "", text), note)

    @classmethod
    def from_stored(cls, stored: str) -> PartialDate:
        start, precision, *note = stored.split("/", 2)
        return cls(date.fromisoformat(start), Precision(precision), note[0] if note else "")

    @property
    def stored(self) -> str:
        return "/".join([self.start.isoformat(), self.precision, *([self.note] if self.note else [])])

    @property
    def year(self) -> int:
        return self.start.year

    def __str__(self) -> str:
        """The form that ``parse`` reads back."""
        text = {
            Precision.YEAR: f"{self.start.year:04}",
            Precision.SEASON: f"{self.start.year:04}-{_CANONICAL_SEASONS.get(self.start.month, '')}",
            Precision.MONTH: f"{self.start.year:04}-{self.start.month:02}",
            Precision.DAY: self.start.isoformat(),
        }[self.precision]
        return f"{text} ({self.note})" if self.note else text

    @property
    def words(self) -> str:
        """The date as it is read on screen, in the language of the request: "november 2021", "spring 2021"."""
        if self.precision is Precision.YEAR:
            return str(self.start.year)
        if self.precision is Precision.SEASON:
            return f"{_SEASON_NAMES[self.start.month]} {self.start.year}"
        return date_format(self.start, "F Y" if self.precision is Precision.MONTH else "j F Y")


def _start(year: int, rest: str, text: str) -> tuple[date, Precision]:
    try:
        if not rest:
            return date(year, 1, 1), Precision.YEAR
        if rest.casefold() in _SEASON_MONTHS:
            return date(year, _SEASON_MONTHS[rest.casefold()], 1), Precision.SEASON
        if re.fullmatch(r"[0-9]{2}", rest):
            return date(year, int(rest), 1), Precision.MONTH
        if re.fullmatch(r"[0-9]{2}-[0-9]{2}", rest):
            return date.fromisoformat(f"{year:04}-{rest}"), Precision.DAY
    except ValueError:
        raise PartialDateError(text) from None
    raise PartialDateError(text)


class PartialDateFormField(forms.CharField):
    default_error_messages = {
        "invalid": _("Write a year, a season, a month or a day: 2021, 2021-våren, 2021-09 or 2021-09-14."),
    }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except PartialDateError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value


class PartialDateField(models.CharField):
    """A nullable column with a ``PartialDate``. Null: not known."""

    description = "A year, season, month or day"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 13 + NOTE_LENGTH
        kwargs["null"] = kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, expression: object, connection: object) -> PartialDate | None:
        return PartialDate.from_stored(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        text = str(value).strip()
        if not text:
            return None
        try:
            return PartialDate.from_stored(text) if re.match(r"^\d{4}-\d{2}-\d{2}/[YSMD]", text) else PartialDate.parse(text)
        except ValueError:
            raise ValidationError(PartialDateFormField.default_error_messages["invalid"], code="invalid") from None

    def get_prep_value(self, value: Any) -> str | None:
        partial = self.to_python(value)
        return partial.stored if partial else None

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PartialDateFormField, "max_length": None, **kwargs})

    def validate(self, value: Any, model_instance: Any) -> None:
        if value is None:
            return
        super().validate(value, model_instance)

    def run_validators(self, value: Any) -> None:
        """The form's own length check is enough; the validators of text columns would measure the object."""
