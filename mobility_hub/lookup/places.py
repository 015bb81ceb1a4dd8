"""The place names of ``places.txt``, folded."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from mobility_hub.lookup.folding import fold


@cache
def place_names() -> frozenset[str]:
    lines = files("mobility_hub.lookup").joinpath("places.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))
