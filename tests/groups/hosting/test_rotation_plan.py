"""Plans by example: what a facilitator would expect to see."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from groups.hosting.rotation import (
    HALF_SHARE,
    Deviation,
    Event,
    Joined,
    Key,
    Ledger,
    Left,
    Limits,
    Meeting,
    PlannedTurn,
    ShareChanged,
    Why,
    debts,
    deviation,
    plan,
    standings,
)

MONDAY = date(2025, 3, 3)
FOUR = [Joined(name) for name in ("Arboga", "Bjuv", "Cedersund", "Dals-Ed")]


def held(*hosts: Key | None, declined: tuple[Key, ...] = (), number: int = 1) -> Meeting:
    return Meeting(f"held {number}", MONDAY + timedelta(weeks=number - 20), hosts, frozenset(declined))


def round_of(*hosts: Key | None) -> list[Meeting]:
    return [held(host, number=number) for number, host in enumerate(hosts, start=1)]


def coming(count: int) -> list[Meeting]:
    return [Meeting(number, MONDAY + timedelta(weeks=4 * number)) for number in range(1, count + 1)]


def planned_hosts(history: list[Event], meetings: list[Meeting], limits: dict[Key, Limits] | None = None) -> list[Key | None]:
    return [turn.host for turn in plan(history, meetings, limits)]


def test_turn_carries_the_facts_of_its_explanation():
    history = [*FOUR, *round_of("Arboga", "Bjuv", "Cedersund", "Dals-Ed", "Arboga")]
    first, *_, last = plan(history, coming(6))
    assert first == PlannedTurn(
        meeting=1,
        number=6,
        slot=1,
        host="Bjuv",
        why=Why.FIRST,
        times_hosted=1,
        last_hosted=date(2024, 10, 28),
        latest_number=8,
        latest_meeting=3,
    )
    assert (last.host, last.number, last.times_hosted, last.latest_number, last.latest_meeting) == ("Cedersund", 11, 1, 12, None)


def test_latest_meeting_is_never_before_the_meeting_itself():
    history = [*FOUR, *[held("Arboga", declined=("Bjuv",), number=number) for number in range(1, 9)]]
    turn = plan(history, coming(1))[0]
    assert turn.latest_number == turn.number == 9
    assert Ledger(history).latest_number("Bjuv") < 9


def test_times_hosted_counts_what_was_held_and_not_what_is_planned():
    turns = plan(FOUR[:2], coming(4))
    assert [turn.times_hosted for turn in turns] == [0, 0, 0, 0]
    assert [turn.last_hosted for turn in turns] == [None] * 4


def test_decline_keeps_its_debt_and_waits_while_another_is_behind():
    history = [*FOUR, held("Arboga"), held("Cedersund", declined=("Bjuv",), number=2)]
    assert debts(history)["Bjuv"] == debts(history)["Dals-Ed"] == Fraction(1, 2)
    assert planned_hosts(history, coming(2)) == ["Dals-Ed", "Bjuv"]


def test_decline_is_asked_again_at_once_when_nobody_else_is_behind():
    history = [*FOUR[:3], held("Arboga"), held("Cedersund", declined=("Bjuv",), number=2)]
    assert planned_hosts(history, coming(1)) == ["Bjuv"]


def test_decline_of_a_turn_set_by_hand_also_waits_one_meeting():
    """Arboga stood first and hosted; Bjuv, asked by hand before it, said no."""
    history = [*FOUR, held("Arboga", declined=("Bjuv",))]
    assert planned_hosts(history, coming(2)) == ["Cedersund", "Bjuv"]


def test_decline_of_a_coming_meeting_moves_the_ask_to_the_next_in_line():
    first, second = coming(2)
    turns = plan(FOUR, [replace(first, declined=frozenset({"Arboga"})), second])
    assert [(turn.host, turn.why) for turn in turns] == [("Bjuv", Why.NEXT), ("Cedersund", Why.NEXT)]


def test_when_all_decline_nobody_is_planned_and_no_debt_changes():
    everyone = frozenset(joined.key for joined in FOUR)
    turns = plan(FOUR, [replace(coming(1)[0], declined=everyone), *coming(3)[1:]])
    assert [(turn.host, turn.why) for turn in turns[:2]] == [(None, Why.NOBODY), ("Arboga", Why.FIRST)]
    assert debts([*FOUR, held(None, declined=tuple(everyone))]) == dict.fromkeys(everyone, 0)


def test_ask_again_at_the_earliest_is_kept():
    limits = {"Arboga": Limits(ask_from=coming(3)[2].on)}
    assert planned_hosts(FOUR, coming(4), limits) == ["Bjuv", "Cedersund", "Arboga", "Dals-Ed"]


def test_days_off_and_online_only_are_kept():
    limits = {"Arboga": Limits(weekdays_off=frozenset({0})), "Bjuv": Limits(online_only=True)}
    monday, tuesday, online = coming(3)
    tuesday, online = replace(tuesday, on=tuesday.on + timedelta(days=1)), replace(online, online=True)
    assert planned_hosts(FOUR, [monday, tuesday, online], limits) == ["Cedersund", "Arboga", "Bjuv"]


def test_who_cannot_host_any_meeting_leaves_the_others_their_turns_and_its_debt_is_reported():
    limits = {"Arboga": Limits(online_only=True)}
    turns = plan(FOUR, coming(6), limits)
    assert [turn.host for turn in turns] == ["Bjuv", "Cedersund", "Dals-Ed"] * 2
    history = [*FOUR, *[held(turn.host, number=turn.number) for turn in turns]]
    assert deviation(history) == Deviation(Fraction(3, 2), "Arboga", 6)


def test_undisturbed_rotation_whose_first_cannot_host_asks_the_one_behind_not_the_last_host():
    history = [Joined("a", 3), Joined("b", 3), Joined("c", 1), *round_of("a", "b")]
    assert planned_hosts(history, coming(1)) == ["a"]
    assert planned_hosts(history, coming(1), {"a": Limits(online_only=True)}) == ["c"]


def test_swap_follows_who_hosted():
    history = [*FOUR[:3], *round_of("Cedersund", "Bjuv", "Arboga")]
    assert debts(history) == {"Arboga": 0, "Bjuv": 0, "Cedersund": 0}
    assert planned_hosts(history, coming(3)) == ["Cedersund", "Bjuv", "Arboga"]


def test_furthest_behind_goes_first_among_those_with_the_same_latest_meeting():
    history = [Joined("a", 4), Joined("b", 3), Joined("c", 4), held("a")]
    ledger = Ledger(history)
    assert ledger.latest_number("b") == ledger.latest_number("c") == 3
    assert ledger.debt("b") < ledger.debt("c")
    assert planned_hosts(history, coming(1)) == ["c"]


def test_one_that_returns_when_all_are_even_stands_where_it_last_hosted():
    history = [*FOUR[:3], *round_of("Arboga", "Bjuv", "Cedersund"), Left("Bjuv"), Joined("Bjuv")]
    assert planned_hosts(history, coming(3)) == ["Arboga", "Bjuv", "Cedersund"]


def test_deviation_names_the_first_moment_it_was_as_large():
    history = [*FOUR[:2], *round_of("Arboga", "Bjuv", "Arboga", "Bjuv")]
    assert deviation(history) == Deviation(Fraction(1, 2), "Arboga", 1)


def test_two_hosts_share_by_halves():
    history = [*FOUR, held("Arboga", "Cedersund")]
    assert debts(history) == {"Arboga": Fraction(-1, 4), "Bjuv": Fraction(1, 4), "Cedersund": Fraction(-1, 4), "Dals-Ed": Fraction(1, 4)}
    assert [(standing.record.times, standing.record.turns) for standing in standings(history)][:2] == [(1, Fraction(1, 2)), (0, 0)]


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        ((None, None), [("Arboga", 1, Why.FIRST), ("Bjuv", 2, Why.FIRST)]),
        (("Bjuv", None), [("Bjuv", 1, Why.FIXED), ("Arboga", 2, Why.FIRST)]),
        ((None, "Arboga"), [("Bjuv", 1, Why.FIRST), ("Arboga", 2, Why.FIXED)]),
        (("Bjuv", "Arboga"), [("Bjuv", 1, Why.FIXED), ("Arboga", 2, Why.FIXED)]),
    ],
)
def test_open_slots_of_a_shared_meeting_are_filled_beside_what_stands(hosts, expected):
    turns = plan(FOUR, [replace(coming(1)[0], hosts=hosts)])
    assert [(turn.host, turn.slot, turn.why) for turn in turns] == expected


def test_second_slot_stays_open_when_only_one_can_host():
    turns = plan(FOUR[:1], [replace(coming(1)[0], hosts=(None, None))])
    assert [(turn.host, turn.why) for turn in turns] == [("Arboga", Why.ALONE), (None, Why.NOBODY)]


def test_half_hosted_from_outside_charges_half():
    assert debts([*FOUR[:2], held("Arboga", None)]) == {"Arboga": Fraction(-1, 4), "Bjuv": Fraction(1, 4)}
    assert debts([*FOUR[:2], held("Arboga", "Region")]) == {"Arboga": Fraction(-1, 4), "Bjuv": Fraction(1, 4)}


@pytest.mark.parametrize("hosts", [("Region",), (None,), (None, None), ()])
def test_meeting_hosted_from_outside_changes_no_debt(hosts):
    assert debts([*FOUR, held("Arboga"), held(*hosts, number=2)]) == debts([*FOUR, held("Arboga")])


def test_meeting_hosted_from_outside_moves_the_latest_meeting_by_one():
    ledger = Ledger(FOUR)
    before = ledger.latest_number("Bjuv")
    ledger.apply(held("Region"))
    assert ledger.latest_number("Bjuv") == before + 1


def test_accepted_turn_stays_when_others_join_leave_and_change():
    meetings = [replace(meeting, hosts=(host,)) for meeting, host in zip(coming(3), ["Dals-Ed", None, "Region"], strict=True)]
    history = [*FOUR, Left("Dals-Ed"), Joined("Eda"), ShareChanged("Bjuv", HALF_SHARE)]
    turns = plan(history, meetings)
    assert [(turn.host, turn.why) for turn in turns] == [("Dals-Ed", Why.FIXED), ("Arboga", Why.FIRST), ("Region", Why.FIXED)]
    assert (turns[0].latest_number, turns[2].latest_number) == (None, None)


def test_who_has_promised_a_coming_meeting_is_not_asked_for_another_before_it():
    meetings = coming(4)
    meetings[3] = replace(meetings[3], hosts=("Arboga",))
    assert planned_hosts(FOUR, meetings) == ["Bjuv", "Cedersund", "Dals-Ed", "Arboga"]


def test_who_has_promised_a_meeting_a_whole_round_away_is_asked_before_it():
    meetings = coming(5)
    meetings[4] = replace(meetings[4], hosts=("Arboga",))
    assert planned_hosts(FOUR, meetings) == ["Arboga", "Bjuv", "Cedersund", "Dals-Ed", "Arboga"]


def test_who_has_promised_a_coming_meeting_is_asked_before_it_when_nobody_else_can():
    meetings = coming(2)
    meetings[1] = replace(meetings[1], hosts=("Arboga",))
    meetings[0] = replace(meetings[0], declined=frozenset({"Bjuv", "Cedersund", "Dals-Ed"}))
    assert planned_hosts(FOUR, meetings) == ["Arboga", "Arboga"]


def test_joiner_and_returner_start_at_zero_and_the_record_stays():
    history = [*FOUR[:3], *round_of("Arboga", "Bjuv"), Left("Bjuv"), held("Cedersund", number=3), Joined("Bjuv"), Joined("Eda")]
    ledger = Ledger(history)
    assert (ledger.debt("Bjuv"), ledger.debt("Eda")) == (0, 0)
    assert (ledger.record("Bjuv").times, ledger.record("Bjuv").last_number) == (1, 2)
    assert ledger.record("Eda").times == 0


def test_debt_of_one_that_leaves_is_spread_by_share():
    history = [Joined("a", 2), Joined("b", 2), Joined("c", 1), Joined("d", 1), held("a"), Left("b")]
    before = debts(history[:-1])
    after = debts(history)
    assert before == {"a": Fraction(-2, 3), "b": Fraction(1, 3), "c": Fraction(1, 6), "d": Fraction(1, 6)}
    assert after == {"a": Fraction(-1, 2), "c": Fraction(1, 4), "d": Fraction(1, 4)}


def test_changed_share_keeps_the_debt_and_counts_from_then_on():
    history = [*FOUR[:2], held("Arboga"), ShareChanged("Arboga", HALF_SHARE)]
    assert debts(history) == {"Arboga": Fraction(-1, 2), "Bjuv": Fraction(1, 2)}
    assert debts([*history, held("Bjuv", number=2)]) == {"Arboga": Fraction(-1, 6), "Bjuv": Fraction(1, 6)}


def test_joining_twice_changes_the_share_and_leaving_twice_nothing():
    assert standings([Joined("a", 2), Joined("b", 2), Joined("a", 1)])[0].share == Fraction(1, 3)
    assert standings([*FOUR, Left("Eda"), ShareChanged("Eda", 1), Left("Bjuv"), Left("Bjuv")]) == standings([*FOUR, Left("Bjuv")])


def test_cancelled_meeting_passes_its_turn_to_the_next():
    history = [*FOUR, held("Arboga")]
    first, second = coming(2)
    assert planned_hosts(history, [first, second]) == ["Bjuv", "Cedersund"]
    assert planned_hosts(history, [second]) == ["Bjuv"]


def test_moved_meeting_changes_no_debt_and_no_other_turn():
    first, second, third = coming(3)
    moved = replace(second, on=second.on + timedelta(days=3))
    assert planned_hosts(FOUR, [first, moved, third]) == planned_hosts(FOUR, [first, second, third])
    assert debts([*FOUR, held("Arboga")]) == debts([*FOUR, replace(held("Arboga"), on=MONDAY)])


@pytest.mark.parametrize("history", [[], [Joined("Arboga"), Left("Arboga")], [*FOUR, *[Left(joined.key) for joined in FOUR]]])
def test_when_nobody_takes_turns_nobody_is_planned(history):
    assert [(turn.host, turn.why, turn.latest_number) for turn in plan(history, coming(2))] == [(None, Why.NOBODY, None)] * 2
    assert debts(history) == {}
    assert deviation(history) == Deviation(Fraction(0))


def test_when_all_pause_and_one_returns_it_hosts_alone():
    history = [*FOUR, held("Arboga"), *[Left(joined.key) for joined in FOUR], Joined("Bjuv")]
    assert [(turn.host, turn.why) for turn in plan(history, coming(2))] == [("Bjuv", Why.ALONE)] * 2


def test_plan_of_no_meetings_is_empty():
    assert plan(FOUR, []) == []


@pytest.mark.parametrize("weight", [0, -1])
@pytest.mark.parametrize("event", [Joined, ShareChanged])
def test_weight_below_one_is_refused(event, weight):
    with pytest.raises(ValueError, match="1 or more"):
        event("Arboga", weight)


def test_nothing_is_rounded_however_often_debts_are_spread():
    """Guests host and leave; what they spread falls on the two that stay by share, so both are even in the end."""
    history: list[Event] = [Joined("large", 999_999), Joined("small", 1)]
    for number in range(1, 40):
        history += [Joined(f"guest {number}", 10_007 + number), held(f"guest {number}", number=number), Left(f"guest {number}")]
    assert debts(history) == {"large": 0, "small": 0}
