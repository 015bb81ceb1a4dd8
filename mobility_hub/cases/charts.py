"""Bars for figures with a value before and one after, drawn on the server in percent of the width. Pure: no database, no request.

Figures in the same unit share one scale, so that their bars can be compared by eye.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

INTERVALS = 3
_STEPS = (Decimal(1), Decimal("1.5"), Decimal(2), Decimal("2.5"), Decimal(3), Decimal(4), Decimal(5), Decimal(6), Decimal(8), Decimal(10))


@dataclass(frozen=True)
class Pair:
    """A figure with both its values. ``key`` tells which figure it is."""

    key: int
    unit: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Tick:
    """A mark of the scale: its value, and its place in percent of the width as text for SVG."""

    value: Decimal
    place: str


@dataclass(frozen=True)
class Bars:
    """The bars of one figure, as widths in percent, and the scale under them."""

    key: int
    before_width: str
    after_width: str
    ticks: tuple[Tick, ...]


def bars_for(pairs: Sequence[Pair]) -> list[Bars]:
    """Return bars for those figures that bars can show: no value below 0, and not both 0. The order stays."""
    shown = [pair for pair in pairs if min(pair.before, pair.after) >= 0 < max(pair.before, pair.after)]
    largest: dict[str, Decimal] = defaultdict(Decimal)
    for pair in shown:
        largest[pair.unit] = max(largest[pair.unit], pair.before, pair.after)
    return [_bars(pair, step_for(largest[pair.unit])) for pair in shown]


def step_for(largest: Decimal) -> Decimal:
    """The smallest round step of which three reach ``largest`` (above 0)."""
    third = largest / INTERVALS
    unit = Decimal(10) ** floor(log10(third))
    return next(step * unit for step in _STEPS if step * unit >= third)


def _bars(pair: Pair, step: Decimal) -> Bars:
    top = step * INTERVALS
    ticks = tuple(Tick(step * number, _percent(number, INTERVALS)) for number in range(INTERVALS + 1))
    return Bars(pair.key, _percent(pair.before, top), _percent(pair.after, top), ticks)


def _percent(part: Decimal | int, whole: Decimal | int) -> str:
    return f"{Decimal(part) / Decimal(whole) * 100:.1f}%"
