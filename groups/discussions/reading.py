"""What one has read of a thread, as ranges of positions: sorted, apart from each other, both ends included. ``[[1, 40], [43, 43]]``.

Positions are the arrival numbers of the posts, from 1. New posts only ever get higher ones, so what is read stays read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Ranges = list[list[int]]


def add(ranges: Sequence[Sequence[int]], positions: Iterable[int]) -> Ranges:
    """Return the ranges with these positions in them too."""
    return merge(ranges, [[position, position] for position in positions])


def merge(*many: Sequence[Sequence[int]]) -> Ranges:
    """Return everything that stands in any of them; neighbours become one range."""
    merged: Ranges = []
    for low, high in sorted((low, high) for ranges in many for low, high in ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], high)
        else:
            merged.append([low, high])
    return merged


def count(ranges: Sequence[Sequence[int]]) -> int:
    """How many positions stand in the ranges."""
    return sum(high - low + 1 for low, high in ranges)


def contains(ranges: Sequence[Sequence[int]], position: int) -> bool:
    return any(low <= position <= high for low, high in ranges)


def first_unread(ranges: Sequence[Sequence[int]], last: int) -> int | None:
    """The lowest position up to ``last`` that is not in the ranges; None when all are."""
    candidate = 1
    for low, high in ranges:
        if candidate < low:
            break
        candidate = max(candidate, high + 1)
    return candidate if candidate <= last else None


def everything(last: int) -> Ranges:
    """The ranges of a thread read to its end."""
    return [[1, last]] if last else []
