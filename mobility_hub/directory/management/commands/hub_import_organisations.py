from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobility_hub.directory.importing import ORGANISATIONS_FILE, OrganisationImporter
from mobility_hub.imports import ImportCommand


class Command(ImportCommand):
    help = "Imports organisations from CSV; without a file Sweden's municipalities and regions. E-mail domains come in as suggestions."
    default_file = ORGANISATIONS_FILE

    def importer(self, options: Mapping[str, Any]) -> OrganisationImporter:
        return OrganisationImporter()
