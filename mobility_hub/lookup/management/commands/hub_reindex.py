from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mobility_hub.lookup.actions import reindex
from mobility_hub.lookup.registry import UnknownKind, search_kinds


class Command(BaseCommand):
    help = "Compares the search table with what every room has now, and writes what differs. Safe to run at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", nargs="?", help="only this kind of thing (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = reindex(options["kind"])
        except UnknownKind as unknown:
            raise CommandError(f"No kind is named {unknown}. Known: {', '.join(search_kinds()) or 'none'}.") from None
        for kind in done:
            self.stdout.write(f"{kind.kind}: {kind.written} written, {kind.unchanged} unchanged, {kind.removed} removed")
