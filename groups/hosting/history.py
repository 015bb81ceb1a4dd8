"""What can happen to a rotation: the events from which its state is computed anew at any time.

A room keeps no running totals of whose turn it is. It writes its rows as events, oldest first, and replays them:

``Joined``
    begins to take turns, or begins again after a pause: starts at debt zero
``Left``
    stops taking turns, for good or for a pause: its debt is spread over the rest by share
``ShareChanged``
    has another share from now on; keeps its debt
``Meeting``
    was held, by those who really hosted it (so a swap needs no event of its own), after those who said no

A cancelled meeting is not in the history, and a moved one stands where it was held: neither changes a debt.
From rows: a ``Joined`` and perhaps a ``Left`` for each row of taking part, a ``ShareChanged`` for each change of
share, a ``Meeting`` for each meeting held; sorted by date, on the same date taking part before meetings, then by id.
"""

from dataclasses import dataclass
from datetime import date

WHOLE_SHARE = 2
HALF_SHARE = 1

Key = int | str  # whatever names an organisation or a meeting: an id in the hub, a name in a simulation


@dataclass(frozen=True, slots=True)
class Joined:
    """An organisation begins to take turns, or begins again. For one that takes turns already: a change of share."""

    key: Key
    weight: int = WHOLE_SHARE  # its share is weight / sum of the weights of all who take turns

    def __post_init__(self) -> None:
        _require_positive(self.weight)


@dataclass(frozen=True, slots=True)
class Left:
    """An organisation stops taking turns, for good or for a pause. For one that takes no turns: nothing."""

    key: Key


@dataclass(frozen=True, slots=True)
class ShareChanged:
    """An organisation that takes turns has another share from now on. For one that takes no turns: nothing."""

    key: Key
    weight: int

    def __post_init__(self) -> None:
        _require_positive(self.weight)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting, held or to come, as the rotation sees it.

    ``hosts`` has one place per slot: ``(7,)`` is hosted by 7 alone, ``(7, 9)`` by 7 and 9 by halves, ``(None,)`` is
    open, ``(7, None)`` has its second half open. In a held meeting an open place, or a host that takes no turns,
    means that this part was hosted from outside the rotation and changes no debt. ``declined`` holds those who
    said no to this meeting, or did not answer in time.
    """

    key: Key
    on: date  # in the group's time zone
    hosts: tuple[Key | None, ...] = (None,)
    declined: frozenset[Key] = frozenset()
    online: bool = False


Event = Joined | Left | ShareChanged | Meeting


def _require_positive(weight: int) -> None:
    if weight < 1:
        raise ValueError(f"A share's weight must be a whole number of 1 or more, not {weight!r}.")
