"""One row of an import, read cell by cell with every fault noted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mobility_hub.markup import clean_text
from mobility_hub.partial_dates import PartialDate, PartialDateError
from mobility_hub.tables import Fault, Row, shortened

T = TypeVar("T")


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return a sentence that names the known word most like ``word``, or nothing."""
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return " " + _("Did you mean “%(word)s”?") % {"word": by_folded[close[0]]} if close else ""


@dataclass
class Cells:
    """One row, read cell by cell. A method that finds a fault notes it and returns the empty value, so that one run tells every fault.

    Empty, null and a missing column are the same: not known.
    """

    row: Row
    faults: list[Fault] = field(default_factory=list)
    within: str = ""

    def fault(self, column: str, reason: str | Promise) -> None:
        self.faults.append(Fault(self.row.number, self.within + column, str(reason)))

    def raw(self, column: str) -> Any:
        """The value as it stands in the file; blank text is None."""
        value = self.row.values.get(column)
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, column: str, *, max_length: int | None = None, required: bool = False) -> str:
        """The cell as clean text, or ""."""
        value = self.raw(column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            self.fault(column, _("Must be text."))
            return ""
        text = clean_text(value or "")
        if required and not text:
            self.fault(column, _("Must not be empty."))
        if max_length is not None and len(text) > max_length:
            self.fault(column, _("%(length)d characters, at most %(max)d.") % {"length": len(text), "max": max_length})
        return text

    def slug(self, column: str = "slug") -> str:
        """The name a thing is known by from one import to the next: a–z, 0–9, hyphen and underscore. Required."""
        text = self.text(column, max_length=255, required=True)
        try:
            if text:
                validate_slug(text)
        except ValidationError:
            self.fault(column, _("“%(text)s” may hold only a–z, 0–9, hyphen and underscore.") % {"text": shortened(text)})
        return text

    def words(self, column: str, separator: str = ";", *, max_length: int | None = None) -> list[str]:
        """The parts of a cell, or of a JSON list of texts, without blanks and repetitions; ``max_length`` is that of each."""
        value = self.raw(column)
        if isinstance(value, list):
            if not all(isinstance(part, str) for part in value):
                self.fault(column, _("Must be a list of texts."))
                return []
            parts = [clean_text(part) for part in value]
        else:
            parts = [part.strip() for part in self.text(column).split(separator)]
        for part in parts:
            if max_length is not None and len(part) > max_length:
                reason = _("“%(value)s” has %(length)d characters, at most %(max)d.")
                self.fault(column, reason % {"value": shortened(part), "length": len(part), "max": max_length})
        return [part for part in dict.fromkeys(parts) if part]

    def one_of(self, column: str, known: Mapping[str, T], *, default: T) -> T:
        """What the cell's word stands for in ``known``, in any case of letters; ``default`` when it is empty or not known."""
        text = self.text(column)
        return self.find(column, text, known, default=default) if text else default

    def some_of(self, column: str, known: Mapping[str, T], separator: str = ";") -> list[T]:
        """The same for each part of a cell."""
        found = [self.find(column, word, known, default=None) for word in self.words(column, separator)]
        return [value for value in found if value is not None]

    def find(self, column: str, word: str, known: Mapping[str, T], *, default: Any) -> Any:
        """Look one word up, or note a fault that suggests the nearest."""
        if word in known:
            return known[word]
        folded = {name.casefold(): value for name, value in known.items()}
        if word.casefold() in folded:
            return folded[word.casefold()]
        self.fault(column, _("“%(word)s” is not known here.") % {"word": shortened(word)} + suggestion(word, known))
        return default

    def whole(self, column: str, *, least: int = 0, most: int = 2_147_483_647) -> int | None:
        """A whole number from ``least`` to ``most``; spaces between the digits are allowed."""
        value = self.raw(column)
        if value is None:
            return None
        written = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        if not re.fullmatch(r"-?[0-9]{1,18}", "".join(written.split())):
            self.fault(column, _("“%(value)s” is not a whole number.") % {"value": shortened(value)})
            return None
        number = int("".join(written.split()))
        if not least <= number <= most:
            self.fault(column, _("%(number)d is not between %(least)d and %(most)d.") % {"number": number, "least": least, "most": most})
            return None
        return number

    def decimal(self, column: str) -> Decimal | None:
        """A number with a decimal point or comma; spaces between the digits are allowed."""
        value = self.raw(column)
        if value is None:
            return None
        written = "".join(str(value).split()).replace(",", ".").replace("−", "-")
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,14}(\.[0-9]{1,17})?", written):
            self.fault(column, _("“%(value)s” is not a number.") % {"value": shortened(value)})
            return None
        return Decimal(written)

    def partial_date(self, column: str) -> PartialDate | None:
        """A year, season, month or day, as text or as a number."""
        text = self.text(column)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except PartialDateError:
            hint = _("“%(text)s” is not a year, season, month or day such as 2021, 2021-våren, 2021-09 or 2021-09-14.")
            self.fault(column, hint % {"text": shortened(text)})
            return None

    def url(self, column: str, *, max_length: int = 500) -> str:
        """A web address, or ""."""
        return self.checked_url(column, self.text(column, max_length=max_length))

    def checked_url(self, column: str, text: str) -> str:
        """Return ``text`` when it is a web address or blank, else note a fault and return ""."""
        try:
            if text:
                URLValidator(schemes=["http", "https"])(text)
        except ValidationError:
            self.fault(column, _("“%(text)s” is not a web address that starts with http:// or https://.") % {"text": shortened(text)})
            return ""
        return text

    def child(self, column: str) -> Cells | None:
        """The cells of an object inside this one (JSON), or None; its faults are told as ``column.name``."""
        value = self.raw(column)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(column, _("Not an object."))
            return None
        return Cells(Row(self.row.number, value), self.faults, f"{self.within}{column}.")

    def children(self, column: str) -> list[Cells]:
        """The cells of each object in a list inside this one (JSON); faults are told as ``column[1].name``, the first is 1."""
        value = self.raw(column)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(column, _("Not a list."))
            return []
        found = []
        for place, item in enumerate(value, start=1):
            if isinstance(item, dict):
                found.append(Cells(Row(self.row.number, item), self.faults, f"{self.within}{column}[{place}]."))
            else:
                self.fault(f"{column}[{place}]", _("Not an object."))
        return found

    def expect(self, columns: Iterable[str]) -> None:
        """Note a fault for each name that is not among ``columns``: for objects inside a row, whose names no table head tells."""
        known = tuple(columns)
        for name in self.row.values:
            if name not in known:
                self.fault(shortened(name), _("Not a column here.") + suggestion(name, known))
