"""Reading rows from CSV and JSON files, and bringing them in: every fault is told with row, column and reason, all rows or none.

An importer says what a row means (``parse``) and how it is kept (``save``); ``run_import`` does the rest, and ``ImportCommand`` is the
command line around it::

    class TopicImporter(Importer[TopicRow]):
        columns = ("slug", "name_sv", "name_en", "parent")
        required = ("slug", "name_sv")

        def parse(self, cells: Cells) -> TopicRow:
            return TopicRow(slug=cells.slug("slug"), name_sv=cells.text("name_sv", max_length=80), …)

        def save(self, item: TopicRow) -> Change: …
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobility_hub.cells import Cells, suggestion
from mobility_hub.tables import Fault, Row, Table, UnreadableFileError, read_table, shortened

__all__ = [
    "Cells",
    "Change",
    "Fault",
    "ImportCommand",
    "Importer",
    "Outcome",
    "Row",
    "RowError",
    "Table",
    "UnreadableFileError",
    "read_table",
    "run_import",
    "shortened",
    "suggestion",
    "summary",
]

Item = TypeVar("Item")


class Change(StrEnum):
    """What a saved row did."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class RowError(Exception):
    """Raised by ``save`` for a row that cannot be kept."""

    def __init__(self, reason: str | Promise, column: str = "") -> None:
        super().__init__(reason)
        self.reason = str(reason)
        self.column = column


class Importer(ABC, Generic[Item]):
    """What one sort of row means and how it is kept.

    ``columns``: every column the file may have, those that are read and those that are left alone. ``required``: the columns that must be
    there. ``key``: the column that no two rows may have the same value in. ``renamed``: a model field's column, where the names differ,
    so that the model's own validation errors are told at the right place.
    """

    columns: ClassVar[tuple[str, ...]] = ()
    required: ClassVar[tuple[str, ...]] = ()
    key: ClassVar[str] = "slug"
    renamed: ClassVar[Mapping[str, str]] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Load what ``parse`` and ``save`` look things up in, in a fixed number of queries."""

    @abstractmethod
    def parse(self, cells: Cells) -> Item:
        """Return what the row means. Faults are noted in ``cells``; with any, what is returned is thrown away."""

    def sequence(self, items: list[tuple[Row, Item]]) -> list[tuple[Row, Item]]:
        """The order to save in: that of the file, unless some rows need others first."""
        return items

    @abstractmethod
    def save(self, item: Item) -> Change:
        """Keep the row. May raise ``ValidationError`` or ``RowError``, which become faults of the row."""

    def finish(self) -> None:
        """What follows when every row is kept, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an import went. ``saved``: whether anything was kept; if not, ``counts`` tells what would have been."""

    counts: Mapping[Change, int]
    faults: tuple[Fault, ...]
    saved: bool

    @property
    def faulty(self) -> int:
        """How many rows have faults."""
        return len({fault.row for fault in self.faults})


def run_import(importer: Importer[Any], table: Table, *, dry_run: bool = False, skip_faulty: bool = False) -> Outcome:
    """Bring a table in, in one transaction: all rows or none, or with ``skip_faulty`` those without faults. ``dry_run`` keeps nothing."""
    faults = [*table.faults, *_head_faults(importer, table)]
    if table.columns is not None and any(name not in table.columns for name in importer.required):
        return Outcome({}, tuple(sorted(faults)), saved=False)
    counts: Counter[Change] = Counter()
    with transaction.atomic():
        importer.prepare(table.rows)
        parsed = _parse(importer, table, faults)
        for row, item in importer.sequence(parsed):
            try:
                with transaction.atomic():
                    counts[importer.save(item)] += 1
            except RowError as error:
                faults.append(Fault(row.number, error.column, error.reason))
            except ValidationError as error:
                faults += _validation_faults(importer, row, error)
        importer.finish()
        saved = not dry_run and (skip_faulty or not faults)
        if not saved:
            transaction.set_rollback(True)
    return Outcome(dict(counts), tuple(sorted(faults)), saved=saved)


def _head_faults(importer: Importer[Any], table: Table) -> list[Fault]:
    if not table.rows:
        return [] if table.faults else [Fault(0, "", _("The file has no rows to import."))]
    return [] if table.columns is None else _column_faults(importer, 1, table.columns)


def _column_faults(importer: Importer[Any], number: int, columns: Collection[str]) -> list[Fault]:
    missing = [Fault(number, name, _("The column is missing.")) for name in importer.required if name not in columns]
    strange = [name for name in columns if name not in importer.columns]
    return missing + [Fault(number, shortened(name), _("Not a column here.") + suggestion(name, importer.columns)) for name in strange]


def _parse(importer: Importer[Item], table: Table, faults: list[Fault]) -> list[tuple[Row, Item]]:
    parsed: list[tuple[Row, Item]] = []
    first_with: dict[str, int] = {}
    for row in table.rows:
        cells = Cells(row)
        if table.columns is None:
            cells.faults += _column_faults(importer, row.number, row.values.keys())
        item = importer.parse(cells)
        key = cells.raw(importer.key)
        if isinstance(key, str) and (first := first_with.setdefault(key.strip(), row.number)) != row.number:
            cells.fault(importer.key, _("“%(key)s” is already in row %(row)d.") % {"key": shortened(key), "row": first})
        if cells.faults:
            faults += cells.faults
        else:
            parsed.append((row, item))
    return parsed


def _validation_faults(importer: Importer[Any], row: Row, error: ValidationError) -> list[Fault]:
    if not hasattr(error, "error_dict"):
        return [Fault(row.number, "", message) for message in error.messages]
    return [
        Fault(row.number, "" if name == "__all__" else importer.renamed.get(name, name), message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]


class ImportCommand(BaseCommand):
    """The command line around an importer. Ends with code 1 when anything was faulty."""

    default_file: Path | None = None

    def importer(self, options: Mapping[str, Any]) -> Importer[Any]:
        """Return the importer for these options."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        if self.default_file:
            parser.add_argument("file", nargs="?", type=_file, default=self.default_file, help=f"Default: {self.default_file.name}")
        else:
            parser.add_argument("file", type=_file)
        parser.add_argument("--dry-run", action="store_true", help="Check everything and save nothing.")
        parser.add_argument("--skip-faulty", action="store_true", help="Save the rows without faults; without this, all or none.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            table = read_table(options["file"])
        except UnreadableFileError as error:
            raise CommandError(str(error)) from None
        outcome = run_import(self.importer(options), table, dry_run=options["dry_run"], skip_faulty=options["skip_faulty"])
        for fault in outcome.faults:
            self.stderr.write(str(fault))
        self.stdout.write(summary(outcome))
        if outcome.faults:
            raise CommandError(
                ngettext("%(count)d row has faults.", "%(count)d rows have faults.", outcome.faulty) % {"count": outcome.faulty}
                + ("" if outcome.saved else " " + _("Nothing was saved."))
            )
        if not outcome.saved:
            self.stdout.write(_("A trial run: nothing was saved."))


def summary(outcome: Outcome) -> str:
    """Return the counts in a line: ``12 new, 3 changed, 25 unchanged, 0 faulty``."""
    return _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(faulty)d faulty") % {
        **{str(change): outcome.counts.get(change, 0) for change in Change},
        "faulty": outcome.faulty,
    }


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise ArgumentTypeError(f"no such file: {text}")
    return path
