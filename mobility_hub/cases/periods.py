"""Periods between two partial dates, either of which may not be known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _

from mobility_hub.partial_dates import PartialDate, Precision

# How many months a precision covers; a day covers itself.
_MONTHS = {Precision.YEAR: 12, Precision.SEASON: 3, Precision.MONTH: 1}


def last_day(partial: PartialDate) -> date:
    """The last day that the date can mean."""
    if partial.precision is Precision.DAY:
        return partial.start
    years, month = divmod(partial.start.month - 1 + _MONTHS[partial.precision] - 1, 12)
    year, month = partial.start.year + years, month + 1
    return date(year, month, monthrange(year, month)[1])


def ends_before_it_starts(start: PartialDate | None, end: PartialDate | None) -> bool:
    """Tell whether the end is certainly before the start: June 2018 to 2018 is not, since 2018 lasts until December."""
    return start is not None and end is not None and last_day(end) < start.start


def period_in_words(start: PartialDate | None, end: PartialDate | None) -> str:
    """The period as exactly as it is known, or nothing: ``2020–2025``, ``spring 2021``, ``March 2021 – 2023``, ``from spring 2021``."""
    if start and end and start != end:
        whole_years = {start.precision, end.precision} == {Precision.YEAR} and not (start.note or end.note)
        return years(start, end) if whole_years else f"{_in_words(start)} – {_in_words(end)}"
    if start:
        return _in_words(start) if end else _("from %(year)s") % {"year": _in_words(start)}
    return _("until %(year)s") % {"year": _in_words(end)} if end else ""


def _in_words(partial: PartialDate) -> str:
    return f"{partial.words} ({partial.note})" if partial.note else partial.words


def years(start: PartialDate | None, end: PartialDate | None) -> str:
    """The period in years, for a line of facts: ``2020–2025``, ``2021``, ``from 2016``, ``until 2009``, or nothing when not known."""
    if start and end:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start:
        return _("from %(year)s") % {"year": start.year}
    return _("until %(year)s") % {"year": end.year} if end else ""
