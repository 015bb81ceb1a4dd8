"""Rows out of CSV and JSON files as people and systems save them, each with its number, and what is wrong with the file's form."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

# How much of a value a reason quotes.
QUOTED = 60
_SURROGATE = re.compile("[\ud800-\udfff]")


def shortened(value: object) -> str:
    """Return a value as a reason quotes it: on one line, at most ``QUOTED`` characters and the sign that there is more."""
    text = " ".join(_SURROGATE.sub("�", str(value)).split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in a file. ``number`` is the row in a spreadsheet (the header is 1), or the place in a JSON list (the first is 1)."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, where. ``row`` 0 is the file as a whole, an empty ``column`` the row as a whole; ``reason`` is a sentence."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        if not self.row:
            return self.reason
        if not self.column:
            return _("Row %(row)d: %(reason)s") % {"row": self.row, "reason": self.reason}
        return _("Row %(row)d, column %(column)s: %(reason)s") % {"row": self.row, "column": self.column, "reason": self.reason}


class UnreadableFileError(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. ``columns``: what its first row names, or None for JSON, where each object names its own.

    ``faults`` are those of the file's form; a row named in one of them is not in ``rows``.
    """

    columns: tuple[str, ...] | None
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()


def read_table(path: Path) -> Table:
    """Read a CSV or JSON file, told apart by the name's ending. Raises ``UnreadableFileError``."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(_("%(path)s cannot be read: %(error)s.") % {"path": path, "error": error.strerror}) from None
    return read_json(content) if path.suffix.lower() == ".json" else read_csv(content)


def read_csv(content: bytes) -> Table:
    """Read comma, semicolon or tab separated text as spreadsheets save it: UTF-8, with or without a mark, or Windows-1252."""
    text = decode(content)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise UnreadableFileError(_("The file is not CSV: %(error)s.") % {"error": error}) from None
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise UnreadableFileError(_("The file is empty: its first row must name the columns."))
    columns = [cell.strip().lower() for cell in lines[0]]
    if doubled := [column for column, times in Counter(columns).items() if times > 1]:
        raise UnreadableFileError(_("The column %(column)s is there more than once.") % {"column": shortened(doubled[0])})
    rows, faults = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            reason = _("The row has %(cells)d cells, but the first row names %(columns)d columns. Is a quotation mark missing?")
            faults.append(Fault(number, "", reason % {"cells": len(cells), "columns": len(columns)}))
            continue
        rows.append(Row(number, dict(zip(columns, cells, strict=True))))
    return Table(tuple(columns), tuple(rows), tuple(faults))


def read_json(content: bytes) -> Table:
    """Read a JSON list of objects."""
    try:
        items = json.loads(decode(content), parse_int=_whole_number)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFileError(_("The file is not JSON: %(error)s.") % {"error": error}) from None
    if not isinstance(items, list):
        raise UnreadableFileError(_("The file must hold a list of objects."))
    rows, faults = [], []
    for number, item in enumerate(items, start=1):
        found = _json_faults(number, item) if isinstance(item, dict) else [Fault(number, "", _("Not an object."))]
        faults += found
        if not found:
            rows.append(Row(number, item))
    return Table(None, tuple(rows), tuple(faults))


class _TooLong(str):
    """The digits of a number that has more of them than Python counts with."""


def _whole_number(digits: str) -> int | _TooLong:
    most = sys.get_int_max_str_digits()
    return _TooLong(digits) if most and len(digits.removeprefix("-")) > most else int(digits)


def _json_faults(number: int, item: dict[str, Any]) -> list[Fault]:
    """What JSON can write and nothing can keep: halves of characters, and numbers of thousands of digits."""
    faults = []
    for column, value in _values(item):
        if isinstance(value, _TooLong):
            reason = _("“%(value)s” has too many digits.")
        elif isinstance(value, str) and _SURROGATE.search(value):
            reason = _("“%(value)s” holds half a character (a lone surrogate).")
        else:
            continue
        faults.append(Fault(number, column, reason % {"value": shortened(value)}))
    return faults


def _values(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each name and each value in an object, at any depth, with its path: ``statistics[2].before``, the first of a list is 1."""
    waiting: list[tuple[str, Any]] = [("", item)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            for name, part in value.items():
                column = f"{path}.{shortened(name)}".removeprefix(".")
                yield column, name
                waiting.append((column, part))
        elif isinstance(value, list):
            waiting += [(f"{path}[{place}]", part) for place, part in enumerate(value, start=1)]
        else:
            yield path, value


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Windows-1252. Raises ``UnreadableFileError``."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(_("The file is not text in UTF-8 or Windows-1252."))


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t", key=lambda delimiter: len(next(csv.reader([header], delimiter=delimiter), [])))
