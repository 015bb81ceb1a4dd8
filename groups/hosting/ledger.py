"""Who has hosted how much of its fair share: a rotation's state, kept in whole numbers.

Nothing here reads a database, a clock or a float: the same history gives the same ledger.

**Debt** is fair share minus hosted. Debts always sum to zero. They are whole numbers of 1/scale of a meeting, where
the scale is a common denominator of every share and debt, so that nothing is ever rounded.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import gcd, lcm

from groups.hosting.history import Event, Joined, Key, Left, Meeting, ShareChanged


@dataclass(frozen=True, slots=True)
class Record:
    """What one organisation has hosted, whether or not it takes turns now."""

    times: int = 0  # meetings it hosted, alone or with another
    turns: Fraction = Fraction(0)  # the same, with a half for each meeting that two hosted
    last_on: date | None = None
    last_number: int = 0  # 0: never


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one organisation that takes turns stands: for the facilitator's view, never for the members'."""

    key: Key
    weight: int
    share: Fraction
    debt: Fraction
    record: Record

    @property
    def fair_share(self) -> Fraction:
        """Meetings it would have hosted by now if turns could be cut to any size."""
        return self.record.turns + self.debt


@dataclass(slots=True)
class _Account:
    """One organisation that takes turns; share and debt in units of 1/scale of a meeting.

    Its next turn falls in a window of meeting numbers. While each meeting has one host from the rotation, a window
    moves only when its organisation hosts; so it is kept, not computed at every question.
    """

    key: Key
    weight: int
    share: int = 0
    debt: int = 0
    last_number: int = 0
    opens: int = 0
    latest: int = 0


class Ledger:
    """The state of one rotation after a history; moves on by ``apply``.

    ``number`` is the number of meetings held, ``asked`` those asked to host the last of them. ``undisturbed`` says
    that since a moment when nobody was ahead or behind, shares have stood still and each meeting was hosted by the
    one the rule names, nobody having declined: then Tijdeman's bound holds (see ``rotation.bound``).
    """

    def __init__(self, history: Iterable[Event] = ()) -> None:
        self.number = 0
        self.asked: frozenset[Key] = frozenset()
        self.undisturbed = True
        self._accounts: dict[Key, _Account] = {}
        self._records: dict[Key, Record] = {}
        self._scale = 1
        self._first: Key | None = None  # the rule's answer over all, until the next event
        for event in history:
            self.apply(event)

    def apply(self, event: Event) -> None:
        """Let one event happen."""
        match event:
            case Joined(key, weight) if key not in self._accounts:
                self._accounts[key] = _Account(key, weight, last_number=self.record(key).last_number)
                self._reckon_anew()
            case Joined(key, weight) | ShareChanged(key, weight):
                self._change_share(key, weight)
            case Left(key):
                self._spread(key)
            case Meeting():
                self._hold(event)
        self._first = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """Those who take turns, in the order they joined."""
        return tuple(self._accounts)

    @property
    def records(self) -> dict[Key, Record]:
        """What each has hosted, whether or not it takes turns now: a copy."""
        return dict(self._records)

    def __contains__(self, key: Key) -> bool:
        """Whether it takes turns now."""
        return key in self._accounts

    def record(self, key: Key) -> Record:
        """What an organisation has hosted; an empty record for one never seen."""
        return self._records.get(key, Record())

    def debt(self, key: Key) -> Fraction:
        """Fair share minus hosted, in meetings. KeyError for one that takes no turns."""
        return Fraction(self._accounts[key].debt, self._scale)

    def is_behind(self, key: Key) -> bool:
        """Whether it has hosted less than its fair share of the meetings held."""
        return self._accounts[key].debt > 0

    def standings(self) -> tuple[Standing, ...]:
        """All who take turns, in the order they joined."""
        return tuple(
            Standing(
                key=account.key,
                weight=account.weight,
                share=Fraction(account.share, self._scale),
                debt=Fraction(account.debt, self._scale),
                record=self.record(account.key),
            )
            for account in self._accounts.values()
        )

    def largest_debt(self) -> tuple[Key | None, Fraction]:
        """Who is furthest from its fair share, ahead or behind, and by how much; the first to join, if several are."""
        account = max(self._accounts.values(), key=lambda account: abs(account.debt), default=None)
        return (account.key, Fraction(abs(account.debt), self._scale)) if account else (None, Fraction(0))

    def latest_number(self, key: Key) -> int:
        """The number of the latest meeting by which it should host: not hosting it would break the bound.

        May lie in the past for one with a large debt. KeyError for one that takes no turns.
        """
        return self._accounts[key].latest

    def comes_round(self, key: Key, meetings: int) -> bool:
        """Whether its fair share of so many meetings is at least one whole turn."""
        return self._accounts[key].share * meetings >= self._scale

    def first_in_turn(self, among: Iterable[Key] | None = None) -> Key | None:
        """Tijdeman's rule for the next meeting, among some or (default) all of those who take turns.

        Among those whose fair share, this meeting's included, exceeds what they hosted by 1/(2n − 2) or more: the one
        whose latest possible meeting comes first; then the one furthest behind, the one that hosted longest ago, the
        one that joined first. When none of ``among`` is so far behind, the same order over them all; None only when
        ``among`` is empty.

        Source: R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32 (1980), 323–330.
        """
        if among is not None:
            return self._first_of([self._accounts[key] for key in among])
        if self._first is None:
            self._first = self._first_of(self._accounts.values())
        return self._first

    def _first_of(self, accounts: Collection[_Account]) -> Key | None:
        standing = [account for account in accounts if account.opens <= self.number + 1]
        first = min(standing or accounts, key=_order, default=None)
        return first.key if first else None

    def _hold(self, meeting: Meeting) -> None:
        hosting = [self._accounts[host] for host in meeting.hosts if host in self._accounts]
        by_rule = self.undisturbed and not meeting.declined and self._follows_rule(meeting, hosting)
        self.number += 1
        self.asked = meeting.declined.union(host for host in meeting.hosts if host is not None)
        self._write_records(meeting)
        if hosting:
            self._charge(hosting, slots=len(meeting.hosts))
        if len(hosting) != 1 or len(meeting.hosts) != 1:
            self._set_windows(self._accounts.values())
        self._settle(kept=by_rule)

    def _follows_rule(self, meeting: Meeting, hosting: list[_Account]) -> bool:
        return not hosting or meeting.hosts == (self.first_in_turn(),)

    def _charge(self, hosting: list[_Account], slots: int) -> None:
        """Each host has hosted its part; the parts hosted by the rotation become everyone's fair share."""
        if slots > 1:
            self._rescale(slots)
        whole = len(hosting) == slots
        for account in self._accounts.values():
            account.debt += account.share if whole else account.share * len(hosting) // slots
        for account in hosting:
            account.debt -= self._scale // slots
            account.last_number = self.number
        self._set_windows(hosting)

    def _write_records(self, meeting: Meeting) -> None:
        for host in meeting.hosts:
            if host is not None:
                turns = self.record(host).turns + Fraction(1, len(meeting.hosts))
                self._records[host] = Record(self.record(host).times + 1, turns, meeting.on, self.number)

    def _change_share(self, key: Key, weight: int) -> None:
        account = self._accounts.get(key)
        if account and account.weight != weight:
            account.weight = weight
            self._reckon_anew()

    def _spread(self, key: Key) -> None:
        """Share out the debt of one that leaves: each of the rest takes weight / sum of the rest's weights of it."""
        leaver = self._accounts.pop(key, None)
        if leaver is None:
            return
        rest = sum(account.weight for account in self._accounts.values())
        self._scale *= rest or 1
        for account in self._accounts.values():
            account.debt = account.debt * rest + leaver.debt * account.weight
        self._reckon_anew()

    def _reckon_anew(self) -> None:
        """After a change in who takes turns, or in a share."""
        self._rescale()
        self._set_windows(self._accounts.values())
        self._settle(kept=False)

    def _rescale(self, parts: int = 1) -> None:
        """Bring the scale to the least one in which all debts, and each share's part of a slot, are whole."""
        accounts = self._accounts.values()
        unit = sum(account.weight for account in accounts) * parts
        if not unit:
            self._scale = 1
            return
        common = gcd(self._scale, *(account.debt for account in accounts))
        scale = lcm(self._scale // common, unit)
        for account in accounts:
            account.debt = account.debt // common * (scale * common // self._scale)
            account.share = account.weight * (scale * parts // unit)
        self._scale = scale

    def _set_windows(self, accounts: Iterable[_Account]) -> None:
        """When fair share − hosted reaches 1/(2n − 2), and the last meeting before it would pass 1 − 1/(2n − 2)."""
        cuts = 2 * len(self._accounts) - 2
        for account in accounts:
            if cuts:
                share, debt = cuts * account.share, cuts * account.debt
                account.opens = self.number - (debt - self._scale) // share
                account.latest = self.number + 1 + ((cuts - 1) * self._scale - debt) // share
            else:
                account.opens = account.latest = self.number + 1

    def _settle(self, kept: bool) -> None:
        """A rotation is as new whenever nobody is ahead or behind; otherwise an event may disturb it."""
        as_new = all(not account.debt for account in self._accounts.values())
        self.undisturbed = as_new or (self.undisturbed and kept)


def _order(account: _Account) -> tuple[int, int, int]:
    return account.latest, -account.debt, account.last_number
