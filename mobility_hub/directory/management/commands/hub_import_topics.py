from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mobility_hub.directory.importing import TOPICS_FILE, TopicImporter
from mobility_hub.imports import ImportCommand


class Command(ImportCommand):
    help = "Imports topics from CSV, in the order of the file; without a file the hub's own."
    default_file = TOPICS_FILE

    def importer(self, options: Mapping[str, Any]) -> TopicImporter:
        return TopicImporter()
