"""From an address of the search page to what is asked. Whatever it holds, it is a search: what is not understood does not narrow it."""

from __future__ import annotations

import re

from django.http import QueryDict

from mobility_hub.directory.counties import COUNTIES
from mobility_hub.lookup.queries import Filters

# The names in the address, in one place.
TEXT, KIND, TOPIC, COUNTY, YEAR, PAGE = "q", "typ", "amne", "lan", "ar", "sida"

_SLUG = re.compile(r"[a-z0-9_-]{1,60}", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


def read_filters(given: QueryDict) -> Filters:
    """Return the choices of an address that can be meant; others are as if not made."""

    def value(name: str, shape: re.Pattern[str]) -> str:
        text = given.get(name, "")
        return text if shape.fullmatch(text) else ""

    county = given.get(COUNTY, "")
    year = value(YEAR, _YEAR)
    return Filters(
        kind=value(KIND, _SLUG),
        topic=value(TOPIC, _SLUG),
        county=county if county in COUNTIES else "",
        year=int(year) if year else None,
    )
