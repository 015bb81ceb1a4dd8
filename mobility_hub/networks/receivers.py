"""The search follows the networks' pages."""

from __future__ import annotations

from mobility_hub.lookup.pages import follow_pages
from mobility_hub.networks.models import NetworkPage
from mobility_hub.networks.search import KIND


def connect() -> None:
    follow_pages(NetworkPage, KIND)
