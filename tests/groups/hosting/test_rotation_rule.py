"""Tijdeman's rule in an undisturbed rotation: its choice, its bound, and what it does to equal and half shares."""

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups.hosting.rotation import (
    HALF_SHARE,
    WHOLE_SHARE,
    Joined,
    Ledger,
    Left,
    Meeting,
    bound,
    choose,
    deviation,
    plan,
)

ANY_DAY = date(2025, 3, 3)

weights = st.lists(st.integers(1, 60), min_size=2, max_size=12)
lopsided = st.lists(st.integers(1, 60), min_size=1, max_size=8).map(lambda rest: [sum(rest), *rest])
over_half = st.lists(st.integers(1, 60), min_size=1, max_size=8).map(lambda rest: [3 * sum(rest) + 1, *rest])


def joined(weights: list[int]) -> list[Joined]:
    return [Joined(key, weight) for key, weight in enumerate(weights)]


def coming(count: int) -> list[Meeting]:
    return [Meeting(f"m{number}", ANY_DAY + timedelta(weeks=number)) for number in range(1, count + 1)]


def hosts(weights: list[int], count: int) -> list[int]:
    return [turn.host for turn in plan(joined(weights), coming(count))]


def worst_deviation(weights: list[int], hosts: list[int]) -> Fraction:
    """Computed from the definition alone: the largest |share · t − hosted| after any meeting t."""
    total, hosted, worst = sum(weights), [0] * len(weights), 0
    for meeting, host in enumerate(hosts, start=1):
        hosted[host] += 1
        worst = max(worst, *(abs(weight * meeting - total * had) for weight, had in zip(weights, hosted, strict=True)))
    return Fraction(worst, total)


@pytest.mark.parametrize("organisations", range(2, 41))
def test_bound_holds_for_5000_meetings_with_unequal_shares(organisations):
    chance = random.Random(organisations)
    weights = [chance.randint(1, chance.choice([2, 9, 1000])) for _ in range(organisations)]
    assert worst_deviation(weights, hosts(weights, 5000)) <= bound(organisations)


@pytest.mark.parametrize(
    "weights",
    [
        [999, 1],
        [500, 500, 1],
        [5000, 4999, 1],
        [2000, 1, 1, 1, 1, 1],
        [672, 9, 539, 125],
        [1] * 39 + [39],
        [2] * 30 + [1] * 10,
        list(range(1, 41)),
        [2**k for k in range(12)],
    ],
)
def test_bound_holds_for_5000_meetings_with_extreme_shares(weights):
    assert worst_deviation(weights, hosts(weights, 5000)) <= bound(len(weights))


@given(weights=weights | lopsided | over_half)
@settings(deadline=None)
def test_bound_holds_for_any_shares(weights):
    assert worst_deviation(weights, hosts(weights, 150)) <= bound(len(weights))


@given(weights=weights | lopsided | over_half)
@settings(deadline=None, max_examples=40)
def test_choice_is_the_one_whose_latest_possible_meeting_comes_first(weights):
    """Against the rule as it is written, in fractions."""
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    slack = Fraction(1, 2 * len(weights) - 2)
    hosted = [0] * len(weights)
    for number, host in enumerate(hosts(weights, 60), start=1):
        latest = {key: (1 - slack + hosted[key]) // share + 1 for key, share in enumerate(shares) if share * number - hosted[key] >= slack}
        assert latest[host] == min(latest.values())
        hosted[host] += 1


@given(weights=weights | lopsided, start=st.integers(0, 40))
@settings(deadline=None, max_examples=40)
def test_latest_meeting_is_kept_and_is_the_last_within_the_bound(weights, start):
    history = [
        *joined(weights),
        *(Meeting(m.key, m.on, hosts=(host,)) for m, host in zip(coming(start), hosts(weights, start), strict=True)),
    ]
    ledger = Ledger(history)
    for standing in ledger.standings():
        waiting = ledger.latest_number(standing.key) - ledger.number
        assert standing.debt + standing.share * (waiting - 1) <= bound(len(weights))
        assert standing.debt + standing.share * waiting > bound(len(weights))
    for turn in plan(history, coming(40)):
        assert turn.number <= turn.latest_number


@pytest.mark.parametrize(
    ("organisations", "expected"), [(0, None), (1, None), (2, Fraction(1, 2)), (3, Fraction(3, 4)), (40, Fraction(77, 78))]
)
def test_bound_is_tijdemans(organisations, expected):
    assert bound(organisations) == expected


def test_bound_of_two_is_reached_so_no_rule_can_promise_less():
    assert worst_deviation([1, 1], hosts([1, 1], 2)) == bound(2)


@pytest.mark.parametrize("organisations", [2, 3, 7, 15])
def test_equal_shares_go_round_in_the_order_of_joining(organisations):
    assert hosts([WHOLE_SHARE] * organisations, 3 * organisations) == [*range(organisations)] * 3


def test_half_share_hosts_every_other_round():
    assert hosts([WHOLE_SHARE] * 3 + [HALF_SHARE], 14) == [0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2]


@pytest.mark.parametrize("whole", range(1, 9))
@pytest.mark.parametrize("half", range(9))
def test_whole_and_half_shares_never_twice_running_while_another_is_behind(whole, half):
    ledger = Ledger(joined([WHOLE_SHARE] * whole + [HALF_SHARE] * half))
    for meeting in coming(4 * (2 * whole + half)):
        host = choose(ledger, meeting)
        assert host not in ledger.asked or not any(ledger.is_behind(key) for key in ledger.keys if key != host)
        ledger.apply(Meeting(meeting.key, meeting.on, hosts=(host,)))


def test_tie_goes_to_the_one_that_hosted_longest_ago():
    """Two left: both hosted once and are equally ahead; the order of joining alone would name the later host."""
    history = [*joined([1, 1, 1]), *held(1, 0, 2), Left(2)]
    assert plan(history, coming(1))[0].host == 1


def held(*hosts: int) -> list[Meeting]:
    return [Meeting(number, ANY_DAY + timedelta(days=number), hosts=(host,)) for number, host in enumerate(hosts)]


def test_one_organisation_alone_hosts_all_and_no_bound_is_claimed():
    turns = plan([Joined("Solna")], coming(4))
    assert [turn.host for turn in turns] == ["Solna"] * 4
    assert deviation([Joined("Solna"), Meeting("m", ANY_DAY, hosts=("Solna",))]).amount == 0
    assert bound(1) is None


def test_undisturbed_rotation_is_known_as_such_and_a_swap_ends_it_until_all_are_even():
    ledger = Ledger(joined([1, 1, 1]))
    seen = []
    for meeting in held(0, 2, 1, 0):
        ledger.apply(meeting)
        seen.append(ledger.undisturbed)
    assert seen == [True, False, True, True]


@pytest.mark.parametrize(("many", "best"), [(3, Fraction(5, 7)), (5, Fraction(8, 11)), (11, Fraction(17, 23))])
def test_no_plan_at_all_comes_below_a_limit_that_grows_towards_the_bound(many, best):
    """Every plan for the shares 1 : m : m, searched through; so the rule's promise cannot be bettered."""
    weights = (1, many, many)
    assert can_stay_within(weights, best)
    assert not can_stay_within(weights, best - Fraction(1, sum(weights)))
    assert worst_deviation(list(weights), hosts(list(weights), sum(weights))) <= bound(3)


def can_stay_within(weights: tuple[int, ...], limit: Fraction) -> bool:
    """Whether any choice of hosts keeps every debt within the limit until the shares come out even."""
    total = sum(weights)
    states = {(0,) * len(weights)}
    for _ in range(total):
        after = {
            tuple(debt + weight - total * (key == host) for key, (debt, weight) in enumerate(zip(state, weights, strict=True)))
            for state in states
            for host in range(len(weights))
        }
        states = {state for state in after if max(map(abs, state)) <= limit * total}
    return bool(states)
