from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser

from mobility_hub.cases.importing import CaseImporter
from mobility_hub.cases.models import CaseIndexPage
from mobility_hub.imports import ImportCommand


class Command(ImportCommand):
    help = "Brings in case studies from a JSON file, below the site's overview of examples. Repeatable by slug."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--parent", metavar="SLUG", help="which overview of examples, when the site has several (its slug or id)")

    def importer(self, options: Mapping[str, Any]) -> CaseImporter:
        return CaseImporter(_index_page(options.get("parent")))


def _index_page(wanted: str | None) -> CaseIndexPage:
    found = CaseIndexPage.objects.order_by("path")
    if wanted:
        found = found.filter(pk=int(wanted)) if wanted.isdecimal() else found.filter(slug=wanted)
    page = found.first()
    if page is None:
        known = ", ".join(CaseIndexPage.objects.values_list("slug", flat=True))
        raise CommandError(f"There is no {wanted}. There are: {known}." if known else "There is no overview of examples: run hub_setup.")
    return page
