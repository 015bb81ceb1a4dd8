from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser

from mobility_hub.imports import ImportCommand
from mobility_hub.networks.importing import NetworkImporter
from mobility_hub.networks.models import NetworkIndexPage


class Command(ImportCommand):
    help = "Imports network profiles from CSV and publishes them. Rows are found again by their slug; an empty cell leaves what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--parent", default="", help="Slug or id of the overview of networks they stand below (default: the first).")

    def importer(self, options: Mapping[str, Any]) -> NetworkImporter:
        return NetworkImporter(_parent(options["parent"]))


def _parent(wanted: str) -> NetworkIndexPage:
    pages = NetworkIndexPage.objects.order_by("path")
    if wanted:
        pages = pages.filter(pk=int(wanted)) if wanted.isdecimal() else pages.filter(slug=wanted)
    page = pages.first()
    if page is None:
        raise CommandError(
            f"There is no overview of networks with the slug or id {wanted!r}." if wanted else "There is no overview of networks yet."
        )
    return page
