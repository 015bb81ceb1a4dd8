"""Whose turn it is to host: the plan for the meetings to come.

The rule is Tijdeman's for the chairman assignment problem (``Ledger.first_in_turn``); ``docs/rotation.md`` has the
reasoning. This module adds what life asks for: some cannot host that day, some have said no, some have promised
another meeting, and nobody is asked twice running while another is behind. Everything is pure: history and meetings
in, plan out; the same input gives the same plan.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from groups.hosting.history import HALF_SHARE, WHOLE_SHARE, Event, Joined, Key, Left, Meeting, ShareChanged
from groups.hosting.ledger import Ledger, Record, Standing

__all__ = [
    "HALF_SHARE",
    "WHOLE_SHARE",
    "Deviation",
    "Event",
    "Joined",
    "Key",
    "Ledger",
    "Left",
    "Limits",
    "Meeting",
    "PlannedTurn",
    "Record",
    "ShareChanged",
    "Standing",
    "Why",
    "bound",
    "choose",
    "course",
    "debts",
    "deviation",
    "plan",
    "standings",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """When one organisation cannot host."""

    weekdays_off: frozenset[int] = frozenset()  # as date.weekday(): Monday is 0
    online_only: bool = False
    ask_from: date | None = None  # "ask again at the earliest": no meeting before this date

    def allow(self, meeting: Meeting) -> bool:
        """Whether it can host this meeting."""
        return (
            meeting.on.weekday() not in self.weekdays_off
            and (meeting.online or not self.online_only)
            and (self.ask_from is None or meeting.on >= self.ask_from)
        )


class Why(StrEnum):
    """How a planned turn came about; the sentence is made elsewhere, in the reader's language."""

    FIRST = "first"  # stands first in turn by the rule
    NEXT = "next"  # next in line: those before it cannot, said no, host another meeting or were asked last time
    ALONE = "alone"  # the only organisation that takes turns
    FIXED = "fixed"  # accepted, asked or set by hand before this plan
    NOBODY = "nobody"  # nobody can host: the reserve host's meeting


@dataclass(frozen=True, slots=True)
class PlannedTurn:
    """One slot of one coming meeting, with the facts for a sentence that explains it."""

    meeting: Key
    number: int  # of the meeting, counted from the rotation's first
    slot: int  # 1, or 2 when two host by halves
    host: Key | None
    why: Why
    times_hosted: int = 0  # in the history, planned turns not counted
    last_hosted: date | None = None
    latest_number: int | None = None  # the latest meeting by which it should host; never before this one
    latest_meeting: Key | None = None  # that meeting, when it is one of those planned


@dataclass(frozen=True, slots=True)
class Deviation:
    """The largest distance between hosted and fair share in a history, in meetings."""

    amount: Fraction
    key: Key | None = None  # whose; None before anything happened
    number: int = 0  # meetings held by then


Promises = Mapping[Key, Sequence[int]]


def plan(history: Iterable[Event], meetings: Sequence[Meeting], limits: Mapping[Key, Limits] | None = None) -> list[PlannedTurn]:
    """Plan the hosts of the coming meetings, in the order given; one turn per slot, in that order.

    A place already filled in ``Meeting.hosts`` (accepted, asked, set by hand) stays as it is; an open one gets the
    organisation of ``choose``, or nobody. ``limits`` may leave out those without any.
    """
    ledger = Ledger(history)
    planner = _Planner(ledger, meetings, limits or {})
    return [turn for meeting in meetings for turn in planner.turns(meeting)]


def choose(ledger: Ledger, meeting: Meeting, limits: Mapping[Key, Limits] | None = None, promises: Promises | None = None) -> Key | None:
    """The organisation to ask for the first open slot of the next meeting; None when nobody is eligible.

    Eligible is who takes turns, can host that day and in that form, has not said no to this meeting and does not host
    its other slot. Who has promised a later meeting (``promises``: meeting numbers) waits for that one, as long as
    anyone else is eligible. Nobody who was asked for the meeting before is asked while another eligible one is behind,
    unless an undisturbed rotation names it: only so does the bound hold when one has a very large share.
    """
    able = _able(ledger, meeting, limits or {})
    free = _without_promise(ledger, able, promises or {}) or able
    by_rule = ledger.first_in_turn()
    first = by_rule if by_rule in free else ledger.first_in_turn(free)
    if first not in ledger.asked or (ledger.undisturbed and first == by_rule):
        return first
    behind = [key for key in free if key not in ledger.asked and ledger.is_behind(key)]
    return ledger.first_in_turn(behind or free)


def bound(organisations: int) -> Fraction | None:
    """How far hosted and fair share can differ in an undisturbed rotation: 1 − 1/(2n − 2), None below two.

    No rule can promise less for every choice of shares (Tijdeman 1980).
    """
    return None if organisations < 2 else 1 - Fraction(1, 2 * organisations - 2)


def standings(history: Iterable[Event]) -> tuple[Standing, ...]:
    """Share, debt and record of all who take turns now, in the order they joined."""
    return Ledger(history).standings()


def debts(history: Iterable[Event]) -> dict[Key, Fraction]:
    """Fair share minus hosted for all who take turns now, in meetings; sums to zero."""
    return {standing.key: standing.debt for standing in standings(history)}


def course(history: Iterable[Event]) -> Iterator[tuple[Meeting, tuple[Standing, ...]]]:
    """Every meeting held with the standings after it: the chart of hosted against fair share."""
    ledger = Ledger()
    for event in history:
        ledger.apply(event)
        if isinstance(event, Meeting):
            yield event, ledger.standings()


def deviation(history: Iterable[Event]) -> Deviation:
    """The largest deviation after any event of the history; the first such, if several are as large."""
    ledger, largest = Ledger(), Deviation(Fraction(0))
    for event in history:
        ledger.apply(event)
        key, amount = ledger.largest_debt()
        if amount > largest.amount:
            largest = Deviation(amount, key, ledger.number)
    return largest


class _Planner:
    """One run of ``plan``: the ledger as it would stand when the meetings so far have been hosted as planned."""

    def __init__(self, ledger: Ledger, meetings: Sequence[Meeting], limits: Mapping[Key, Limits]) -> None:
        self.ledger = ledger
        self.limits = limits
        self.keys = dict(enumerate((meeting.key for meeting in meetings), start=ledger.number + 1))
        self.promises = _promises(ledger, meetings)
        self.records = ledger.records

    def turns(self, meeting: Meeting) -> list[PlannedTurn]:
        """The turns of the next meeting; afterwards it counts as hosted."""
        planned = []
        for place, fixed in enumerate(meeting.hosts):
            host = choose(self.ledger, meeting, self.limits, self.promises) if fixed is None else fixed
            planned.append(self._turn(meeting, place, host, self._why(meeting, place, host)))
            if fixed is None:
                meeting = replace(meeting, hosts=(*meeting.hosts[:place], host, *meeting.hosts[place + 1 :]))
        self.ledger.apply(meeting)
        return planned

    def _why(self, meeting: Meeting, place: int, host: Key | None) -> Why:
        if meeting.hosts[place] is not None:
            return Why.FIXED
        if host is None:
            return Why.NOBODY
        if len(self.ledger.keys) == 1:
            return Why.ALONE
        if host == self.ledger.first_in_turn():
            return Why.FIRST
        beside = [key for key in self.ledger.keys if key not in meeting.hosts]
        return Why.FIRST if host == self.ledger.first_in_turn(beside) else Why.NEXT

    def _turn(self, meeting: Meeting, place: int, host: Key | None, why: Why) -> PlannedTurn:
        number = self.ledger.number + 1
        if host is None:
            return PlannedTurn(meeting.key, number, place + 1, host, why)
        record = self.records.get(host, Record())
        latest = max(number, self.ledger.latest_number(host)) if host in self.ledger else None
        return PlannedTurn(
            meeting=meeting.key,
            number=number,
            slot=place + 1,
            host=host,
            why=why,
            times_hosted=record.times,
            last_hosted=record.last_on,
            latest_number=latest,
            latest_meeting=None if latest is None else self.keys.get(latest),
        )


def _able(ledger: Ledger, meeting: Meeting, limits: Mapping[Key, Limits]) -> list[Key]:
    barred = meeting.declined.union(meeting.hosts)
    return [key for key in ledger.keys if key not in barred and (key not in limits or limits[key].allow(meeting))]


def _promises(ledger: Ledger, meetings: Sequence[Meeting]) -> dict[Key, list[int]]:
    promises: dict[Key, list[int]] = {}
    for number, meeting in enumerate(meetings, start=ledger.number + 1):
        for host in meeting.hosts:
            if host is not None:
                promises.setdefault(host, []).append(number)
    return promises


def _without_promise(ledger: Ledger, keys: list[Key], promises: Promises) -> list[Key]:
    """Those who have promised no later meeting before which their share would bring them round once more anyway."""
    if not promises:
        return keys
    following = ledger.number + 1
    return [
        key
        for key in keys
        if key not in promises or all(number <= following or ledger.comes_round(key, number - following) for number in promises[key])
    ]
