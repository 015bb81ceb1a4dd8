"""The agenda as people read it: when each item starts and how the sum of minutes stands to the meeting's length. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Slot:
    """An item's place in time. ``minutes`` is None when nobody has set it; such an item takes no time yet."""

    key: int
    minutes: int | None
    framing: bool = False


@dataclass(frozen=True)
class Timed:
    """``number`` counts working items from 1; a framing item has none."""

    key: int
    starts_at: datetime
    number: int | None


@dataclass(frozen=True)
class Fit:
    """How the agenda fits, in minutes. ``unset``: items without minutes."""

    length: int
    used: int
    unset: int

    @property
    def left(self) -> int:
        return self.length - self.used

    @property
    def is_overfull(self) -> bool:
        return self.used > self.length


def timed(starts_at: datetime, slots: Iterable[Slot]) -> list[Timed]:
    """Give each item its start, one after the other from ``starts_at``."""
    at, number, found = starts_at, 0, []
    for slot in slots:
        number += 0 if slot.framing else 1
        found.append(Timed(slot.key, at, None if slot.framing else number))
        at += timedelta(minutes=slot.minutes or 0)
    return found


def fit(starts_at: datetime, ends_at: datetime, slots: Iterable[Slot]) -> Fit:
    """Compare the sum of minutes with the meeting's length, counted in real time across a change of clocks."""
    known = list(slots)
    return Fit(
        length=int((ends_at - starts_at).total_seconds() // 60),
        used=sum(slot.minutes or 0 for slot in known),
        unset=sum(slot.minutes is None for slot in known),
    )
