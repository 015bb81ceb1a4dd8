"""Random lives of a rotation: joining, leaving, pausing, saying no, swapping, sharing a meeting, days off."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from groups.hosting.rotation import (
    Event,
    Joined,
    Ledger,
    Left,
    Limits,
    Meeting,
    ShareChanged,
    bound,
    choose,
    course,
    debts,
    deviation,
    plan,
)

FIRST_DAY = date(2025, 1, 13)
KEYS = range(6)

keys = st.sampled_from(KEYS)
whole_or_half = st.sampled_from([1, 2])
any_weight = st.integers(1, 30)
days = st.integers(0, 400).map(lambda days: FIRST_DAY + timedelta(days=days))
some_keys = st.frozensets(keys, max_size=3)
two_hosts = st.tuples(st.none() | keys, st.none() | keys).filter(lambda pair: pair[0] is None or pair[0] != pair[1])
limits = st.dictionaries(
    keys,
    st.builds(
        Limits,
        weekdays_off=st.frozensets(st.integers(0, 4), max_size=3),
        online_only=st.booleans(),
        ask_from=st.none() | days,
    ),
)


def meetings(hosts: st.SearchStrategy[tuple[int | None, ...]]) -> st.SearchStrategy[Meeting]:
    return st.builds(Meeting, key=st.just("meeting"), on=days, hosts=hosts, declined=some_keys, online=st.booleans())


def comings_and_goings(weight: st.SearchStrategy[int]) -> st.SearchStrategy[Event]:
    return st.builds(Joined, keys, weight) | st.builds(Left, keys) | st.builds(ShareChanged, keys, weight)


def lives(weight: st.SearchStrategy[int]) -> st.SearchStrategy[list[Event]]:
    """Some join, then anything happens. Meetings are held by anyone: by the rule, by hand, swapped, from outside."""
    held = meetings(st.tuples(st.none() | keys) | two_hosts)
    start = st.lists(st.builds(Joined, keys, weight), min_size=1, max_size=6)
    return st.builds(lambda start, rest: [*start, *rest], start, st.lists(held | held | comings_and_goings(weight), max_size=25))


def planned_lives(weight: st.SearchStrategy[int]) -> st.SearchStrategy[list[Event]]:
    """Some join, then anything happens. Meetings are still open: the test lets the plan decide who hosts."""
    to_come = meetings(st.just((None,)))
    start = st.lists(st.builds(Joined, keys, weight), min_size=1, max_size=6)
    rest = st.lists(to_come | to_come | to_come | comings_and_goings(weight), max_size=40)
    return st.builds(lambda start, rest: [*start, *rest], start, rest)


def debts_by_definition(history: list[Event]) -> Iterator[dict[int, Fraction]]:
    """After each event: fair share − hosted, straight from the definition, in fractions."""
    weight: dict[int, int] = {}
    debt: dict[int, Fraction] = {}
    for event in history:
        match event:
            case Joined(key, share):
                weight[key] = share
                debt.setdefault(key, Fraction(0))
            case ShareChanged(key, share) if key in weight:
                weight[key] = share
            case Left(key) if key in weight:
                left, _ = debt.pop(key), weight.pop(key)
                for other in debt:
                    debt[other] += left * weight[other] / sum(weight.values())
            case Meeting():
                parts = [host for host in event.hosts if host in weight]
                for key in debt:
                    debt[key] += Fraction(weight[key] * len(parts), sum(weight.values()) * len(event.hosts))
                for host in parts:
                    debt[host] -= Fraction(1, len(event.hosts))
        yield dict(debt)


def hold(ledger: Ledger, meeting: Meeting, host: int | None) -> None:
    ledger.apply(Meeting(meeting.key, meeting.on, (host,), meeting.declined, meeting.online))


def eligible(ledger: Ledger, meeting: Meeting, limits: dict[int, Limits]) -> set[int]:
    return {key for key in ledger.keys if key not in meeting.declined and limits.get(key, Limits()).allow(meeting)}


@given(history=lives(any_weight))
@settings(deadline=None)
def test_debts_follow_the_definition_and_sum_to_zero(history):
    *_, expected = debts_by_definition(history)
    assert debts(history) == expected
    assert sum(expected.values()) == 0


@given(history=lives(any_weight))
@settings(deadline=None)
def test_deviation_is_the_largest_debt_there_ever_was(history):
    worst = max((abs(debt) for after in debts_by_definition(history) for debt in after.values()), default=Fraction(0))
    assert deviation(history).amount == worst


@given(history=lives(any_weight))
@settings(deadline=None, max_examples=50)
def test_course_gives_hosted_and_fair_share_after_every_meeting(history):
    after = [debt for event, debt in zip(history, debts_by_definition(history), strict=True) if isinstance(event, Meeting)]
    steps = list(course(history))
    assert [meeting for meeting, _ in steps] == [event for event in history if isinstance(event, Meeting)]
    for (_, standings), expected in zip(steps, after, strict=True):
        assert {standing.key: standing.fair_share - standing.record.turns for standing in standings} == expected
        assert sum(standing.share for standing in standings) == (1 if standings else 0)


@given(history=lives(any_weight))
@settings(deadline=None)
def test_rule_and_latest_meeting_follow_the_definition_after_any_life(history):
    ledger = Ledger(history)
    limit = bound(len(ledger.keys))
    if limit is None:
        return
    due = {standing.key: standing.debt + standing.share for standing in ledger.standings()}
    latest = {standing.key: ledger.number + 1 + (limit - standing.debt) // standing.share for standing in ledger.standings()}
    assert {key: ledger.latest_number(key) for key in ledger.keys} == latest
    in_turn = [key for key in ledger.keys if due[key] >= 1 - limit]
    order = {key: (latest[key], -ledger.debt(key), ledger.record(key).last_number) for key in in_turn}
    assert ledger.first_in_turn() == min(in_turn, key=order.__getitem__)


@given(life=planned_lives(any_weight), limits=limits)
@settings(deadline=None)
def test_choice_is_eligible_and_never_empty_while_someone_is(life, limits):
    ledger = Ledger()
    for event in life:
        if not isinstance(event, Meeting):
            ledger.apply(event)
            continue
        can = eligible(ledger, event, limits)
        host = choose(ledger, event, limits)
        assert host in can if can else host is None
        hold(ledger, event, host)


@given(life=planned_lives(any_weight), limits=limits)
@settings(deadline=None)
def test_nobody_is_asked_twice_running_while_another_eligible_one_is_behind(life, limits):
    """With any shares; an undisturbed rotation keeps to Tijdeman's rule, which gives a very large share two in a row."""
    ledger = Ledger()
    for event in life:
        if not isinstance(event, Meeting):
            ledger.apply(event)
            continue
        host = choose(ledger, event, limits)
        others = eligible(ledger, event, limits) - {host}
        if host in ledger.asked and any(ledger.is_behind(key) for key in others - ledger.asked):
            assert ledger.undisturbed
            assert host == ledger.first_in_turn()
        hold(ledger, event, host)


@given(life=planned_lives(whole_or_half), limits=limits)
@settings(deadline=None)
def test_with_whole_and_half_shares_nobody_is_ever_asked_twice_running_while_another_is_behind(life, limits):
    ledger = Ledger()
    for event in life:
        if not isinstance(event, Meeting):
            ledger.apply(event)
            continue
        host = choose(ledger, event, limits)
        others = eligible(ledger, event, limits) - ledger.asked
        assert host not in ledger.asked or not any(ledger.is_behind(key) for key in others)
        hold(ledger, event, host)


@given(life=planned_lives(any_weight) | lives(any_weight), limits=limits)
@settings(deadline=None)
def test_bound_holds_at_every_moment_a_life_is_undisturbed(life, limits):
    ledger = Ledger()
    for event in life:
        if isinstance(event, Meeting) and event.hosts == (None,):
            hold(ledger, event, choose(ledger, event, limits))
        else:
            ledger.apply(event)
        if ledger.undisturbed:
            assert ledger.largest_debt()[1] <= (bound(len(ledger.keys)) or 0)


@given(
    history=lives(any_weight),
    coming=st.lists(meetings(st.tuples(st.none() | keys) | two_hosts), max_size=8),
    limits=limits,
)
@settings(deadline=None)
def test_plan_is_the_same_every_time_and_moves_no_turn_that_stands(history, coming, limits):
    turns = plan(history, coming, limits)
    assert turns == plan(list(history), tuple(coming), dict(limits))
    slots = [(meeting, place, host) for meeting in coming for place, host in enumerate(meeting.hosts, start=1)]
    assert len(turns) == len(slots)
    for turn, (meeting, slot, host) in zip(turns, slots, strict=True):
        assert (turn.meeting, turn.slot) == (meeting.key, slot)
        assert host is None or turn.host == host


@given(
    organisations=st.integers(1, 9),
    held=st.integers(0, 20),
    accepted=st.frozensets(st.integers(0, 5)),
)
@settings(deadline=None)
def test_accepting_planned_turns_in_any_order_moves_none_of_the_others(organisations, held, accepted):
    members = [Joined(key) for key in range(organisations)]
    past = [Meeting(turn.meeting, FIRST_DAY, (turn.host,)) for turn in plan(members, open_meetings(held))]
    coming = open_meetings(6)
    first = [turn.host for turn in plan([*members, *past], coming)]
    partly = [Meeting(m.key, m.on, (first[place] if place in accepted else None,)) for place, m in enumerate(coming)]
    assert [turn.host for turn in plan([*members, *past], partly)] == first


def open_meetings(count: int) -> list[Meeting]:
    return [Meeting(number, FIRST_DAY + timedelta(weeks=4 * number)) for number in range(count)]
