"""Trying a rotation out: many meetings, some of which are declined, without a database."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import lcm
from typing import TypedDict

from groups.hosting.rotation import Joined, Key, Ledger, Meeting, bound, choose

FIRST_MEETING = date(2025, 1, 14)  # any day does: in a simulation everyone can host every day
BETWEEN_MEETINGS = timedelta(weeks=4)


class SimulatedOrganisation(TypedDict):
    name: str
    weight: int | float


class SimulatedMeeting(TypedDict):
    number: int
    host: str | None  # None: everyone said no
    hosted: dict[str, int]
    fair_share: dict[str, float]


class Simulation(TypedDict):
    """What ``hub_rotation simulate`` prints; shares and deviations in meetings."""

    organisations: list[SimulatedOrganisation]
    meetings: list[SimulatedMeeting]
    largest_deviation: float
    bound: float | None


def parse_weights(text: str) -> tuple[Fraction, ...]:
    """Weights as written on a command line: ``1,1,0.5`` or ``1,1,1/2``. ValueError says which one is wrong."""
    return tuple(_parse_weight(part.strip()) for part in text.split(","))


def simulate(weights: Sequence[Fraction], meetings: int, decline: float = 0.0, seed: int = 0) -> Simulation:
    """Let organisations with these weights host so many meetings, each ask declined with the given probability.

    Who declines is asked for this meeting no more, the next in turn is; when all decline, the meeting is hosted from
    outside the rotation. The same seed gives the same simulation. ``bound`` is what the rule promises when nobody
    declines, None for one organisation. ValueError for no organisation, a weight that is not positive, a negative
    number of meetings, or a probability outside 0 to 1.
    """
    _check(weights, meetings, decline)
    names = [f"Organisation {number}" for number in range(1, len(weights) + 1)]
    denominator = lcm(*(weight.denominator for weight in weights))
    ledger = Ledger(Joined(name, int(weight * denominator)) for name, weight in zip(names, weights, strict=True))
    chance = random.Random(seed)  # noqa: S311 - it shall be repeatable, and keeps no secret
    largest, rows = Fraction(0), []
    for number in range(1, meetings + 1):
        host = _hold(ledger, Meeting(number, FIRST_MEETING + number * BETWEEN_MEETINGS), chance, decline)
        largest = max(largest, ledger.largest_debt()[1])
        rows.append(_row(ledger, number, host))
    promised = bound(len(weights))
    return {
        "organisations": [{"name": name, "weight": _plain(weight)} for name, weight in zip(names, weights, strict=True)],
        "meetings": rows,
        "largest_deviation": float(largest),
        "bound": None if promised is None else float(promised),
    }


def _hold(ledger: Ledger, meeting: Meeting, chance: random.Random, decline: float) -> Key | None:
    """Ask one after the other until someone says yes or nobody is left; the meeting enters the ledger."""
    declined: frozenset[Key] = frozenset()
    while True:
        host = choose(ledger, Meeting(meeting.key, meeting.on, declined=declined))
        if host is None or chance.random() >= decline:
            ledger.apply(Meeting(meeting.key, meeting.on, hosts=(host,), declined=declined))
            return host
        declined |= {host}


def _row(ledger: Ledger, number: int, host: Key | None) -> SimulatedMeeting:
    standings = ledger.standings()
    return {
        "number": number,
        "host": None if host is None else str(host),
        "hosted": {str(standing.key): standing.record.times for standing in standings},
        "fair_share": {str(standing.key): float(standing.fair_share) for standing in standings},
    }


def _parse_weight(text: str) -> Fraction:
    try:
        weight = Fraction(text)
    except (ValueError, ZeroDivisionError):
        weight = Fraction(0)
    if weight <= 0:
        raise ValueError(f"A weight must be a number above 0, like 1 or 0.5, not {text!r}.")
    return weight


def _plain(weight: Fraction) -> int | float:
    return weight.numerator if weight.denominator == 1 else float(weight)


def _check(weights: Sequence[Fraction], meetings: int, decline: float) -> None:
    if not weights or min(weights) <= 0:
        raise ValueError("A simulation needs at least one organisation, and each weight above 0.")
    if meetings < 0:
        raise ValueError("The number of meetings cannot be negative.")
    if not 0 <= decline <= 1:
        raise ValueError("The probability of a no lies between 0 and 1.")
