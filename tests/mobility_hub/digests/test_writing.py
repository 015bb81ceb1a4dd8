"""Writing summaries: who gets one, over which window, and that no news is missed or told twice."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobility_hub.digests.actions import choose, resume, stop, write_digests, write_now
from mobility_hub.digests.enums import Cadence
from mobility_hub.digests.models import DigestPlan
from mobility_hub.directory.models import Member
from mobility_hub.outbox.delivery import deliver_due
from mobility_hub.outbox.enums import DropReason, MailState
from mobility_hub.outbox.models import OutgoingMail
from tests.factories import MemberFactory
from tests.mobility_hub.digests.conftest import TUESDAY, Room

pytestmark = pytest.mark.django_db

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LAG = timedelta(seconds=60)


def joined(at: datetime = TUESDAY - 3 * DAY, **more: Any) -> Member:
    return MemberFactory(joined_at=at, **more)


def told() -> list[str]:
    """The titles in all mails that left, in order."""
    return [word for message in mail.outbox for word in str(message.body).split("* ")[1:]]


def titles() -> list[str]:
    return [f"{found.split('.')[0]}." for found in told()]


def test_write_digests_writes_one_mail_to_each_who_has_news(room: Room) -> None:
    member, quiet = joined(), joined()
    write_digests(TUESDAY - DAY)
    title = room.tell(member, TUESDAY - 5 * HOUR)
    assert write_digests(TUESDAY - HOUR) == 0
    assert write_digests(TUESDAY) == 1
    row = OutgoingMail.objects.get()
    assert (row.kind, row.member, row.key, row.not_before) == (
        "digest", member, f"digest:{member.pk}:{member.joined_at.isoformat()}", TUESDAY,
    )  # fmt: skip
    assert row.about == {"since": member.joined_at.isoformat(), "until": (TUESDAY - LAG).isoformat()}
    plan, quiet_plan = DigestPlan.objects.get(member=member), DigestPlan.objects.get(member=quiet)
    assert (plan.covered_until, plan.next_at) == (TUESDAY - LAG, TUESDAY + WEEK)
    assert (quiet_plan.covered_until, quiet_plan.next_at) == (TUESDAY - LAG, TUESDAY + WEEK)
    deliver_due(TUESDAY)
    assert titles() == [title]


def test_write_digests_again_writes_nothing(room: Room) -> None:
    room.tell(joined(), TUESDAY - HOUR)
    write_digests(TUESDAY - DAY)
    assert write_digests(TUESDAY) == 1
    assert write_digests(TUESDAY) == 0
    assert write_digests(TUESDAY + HOUR) == 0
    assert OutgoingMail.objects.count() == 1


def test_write_digests_leaves_what_may_still_be_saving_to_the_next(room: Room) -> None:
    member = joined()
    write_digests(TUESDAY - DAY)
    early, late = room.tell(member, TUESDAY - LAG - HOUR / 60), room.tell(member, TUESDAY - LAG)
    write_digests(TUESDAY)
    deliver_due(TUESDAY)
    assert titles() == [early]
    write_digests(TUESDAY + WEEK)
    deliver_due(TUESDAY + WEEK)
    assert titles() == [early, late]


def test_write_digests_never_asks_for_what_is_only_asked(room: Room) -> None:
    """What is asked of a member comes along, but alone is no reason: an unanswered question does not mail every week."""
    member = joined()
    write_digests(TUESDAY - DAY)
    room.asks[member.pk] = ["Vill ni vara mötesvärd?"]
    assert write_digests(TUESDAY) == 0
    room.tell(member, TUESDAY + DAY)
    assert write_digests(TUESDAY + WEEK) == 1
    deliver_due(TUESDAY + WEEK)
    assert "Vill ni vara mötesvärd?" in str(mail.outbox[0].body)


def test_write_digests_after_a_week_of_downtime_tells_all_once(room: Room) -> None:
    member = joined()
    write_digests(TUESDAY - DAY)
    expected = [room.tell(member, TUESDAY - HOUR), room.tell(member, TUESDAY + 3 * DAY), room.tell(member, TUESDAY + 9 * DAY)]
    assert write_digests(TUESDAY + 10 * DAY) == 1
    deliver_due(TUESDAY + 10 * DAY)
    assert titles() == expected
    assert DigestPlan.objects.get().next_at == TUESDAY + 14 * DAY


def test_write_digests_skips_closed_accounts(room: Room) -> None:
    member = joined(user__is_active=False)
    write_digests(TUESDAY - DAY)
    room.tell(member, TUESDAY - HOUR)
    assert write_digests(TUESDAY) == 0


def test_write_digests_when_a_room_fails_for_one_member(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    members = [joined() for _number in range(5)]
    write_digests(TUESDAY - DAY)
    expected = [room.tell(member, TUESDAY - HOUR) for member in members]
    faulty = members[2]
    room.faulty = {faulty.pk}
    assert write_digests(TUESDAY) == 4
    plan = DigestPlan.objects.get(member=faulty)
    assert (plan.covered_until, plan.next_at) == (faulty.joined_at, TUESDAY + HOUR)
    assert "could not be written" in caplog.text
    room.faulty = set()
    assert write_digests(TUESDAY + HOUR) == 1
    deliver_due(TUESDAY + HOUR)
    assert sorted(titles()) == sorted(expected)


STOP = {
    "sqlite": "create trigger stops before update on hub_digests_digestplan begin select raise(abort, 'stops'); end",
    "postgresql": "alter table hub_digests_digestplan add constraint stops check (covered_until < '2027-03-01') not valid",
}
GO_ON = {"sqlite": "drop trigger stops", "postgresql": "alter table hub_digests_digestplan drop constraint stops"}


def test_write_digests_is_whole_or_not_at_all(room: Room) -> None:
    """The mail row and the plan's new window are one: when the second cannot be written, the first is not there either."""
    member = joined()
    write_digests(TUESDAY - DAY)
    room.tell(member, TUESDAY - HOUR)
    connection.check_constraints()  # PostgreSQL alters no table while checks are put off
    with connection.cursor() as cursor:
        cursor.execute(STOP[connection.vendor])
        with pytest.raises(IntegrityError, match="stops"):
            write_digests(TUESDAY)
        cursor.execute(GO_ON[connection.vendor])
    assert not OutgoingMail.objects.exists()
    assert DigestPlan.objects.get().covered_until == member.joined_at
    assert write_digests(TUESDAY) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_write_digests_takes_as_many_queries_for_one_as_for_three(room: Room, count: int) -> None:
    members = [joined() for _number in range(count)]
    write_digests(TUESDAY - DAY)
    for member in members:
        room.tell(member, TUESDAY - HOUR)
    with CaptureQueriesContext(connection) as queries:
        assert write_digests(TUESDAY) == count
    work = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    # Members without a plan, plans without a moment, due plans; locked plans, the room, mails, plans; due plans again.
    assert len(work) == 8, work


@pytest.mark.parametrize("count", [1, 3])
def test_delivery_reads_summaries_together(room: Room, count: int) -> None:
    members = [joined() for _number in range(count)]
    write_digests(TUESDAY - DAY)
    for member in members:
        room.tell(member, TUESDAY - HOUR)
    write_digests(TUESDAY)
    room.calls = 0
    with CaptureQueriesContext(connection) as queries:
        assert deliver_due(TUESDAY).sent == count
    assert room.calls == 1
    reads = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    # Is something due; which; the claimed ones; what is switched off; plans; the room.
    assert len(reads) == 6, reads


def test_every_member_gets_a_plan_and_a_first_summary_from_when_they_joined(room: Room) -> None:
    new, old = joined(TUESDAY - 2 * DAY), joined(TUESDAY - 400 * DAY)
    write_digests(TUESDAY - DAY)
    plans = dict(DigestPlan.objects.values_list("member", "covered_until"))
    assert plans == {new.pk: new.joined_at, old.pk: TUESDAY - DAY - WEEK}
    assert set(DigestPlan.objects.values_list("next_at", "cadence")) == {(TUESDAY, Cadence.WEEKLY)}


# Choosing


def test_choose_daily_comes_the_next_working_morning(room: Room) -> None:
    member = joined()
    plan = choose(member=member, cadence=Cadence.DAILY, hour=time(9), now=TUESDAY)
    assert plan.next_at == datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
    plan = choose(member=member, cadence=Cadence.WEEKLY, weekday=4, now=TUESDAY)
    assert plan.next_at == datetime(2027, 3, 5, 8, 0, tzinfo=UTC)


def test_stop_drops_what_waits_and_writes_no_more(room: Room) -> None:
    member = joined()
    write_digests(TUESDAY - DAY)
    room.tell(member, TUESDAY - HOUR)
    write_digests(TUESDAY)
    stop(member=member)
    row = OutgoingMail.objects.get()
    assert (row.state, row.reason) == (MailState.DROPPED, DropReason.UNSUBSCRIBED)
    room.tell(member, TUESDAY + HOUR)
    assert write_digests(TUESDAY + 30 * DAY) == 0
    assert deliver_due(TUESDAY + 30 * DAY).sent == 0


def test_resume_at_once_loses_nothing(room: Room) -> None:
    member = joined()
    choose(member=member, cadence=Cadence.DAILY, now=TUESDAY - DAY)
    title = room.tell(member, TUESDAY - HOUR)
    write_digests(TUESDAY)
    choose(member=member, cadence=Cadence.NEVER, now=TUESDAY)
    resume(member=member)
    plan = DigestPlan.objects.get()
    assert plan.cadence == Cadence.DAILY
    deliver_due(TUESDAY + DAY)
    assert titles() == [title]


def test_choose_again_after_a_year_tells_the_last_week(room: Room) -> None:
    member = joined()
    choose(member=member, cadence=Cadence.NEVER, now=TUESDAY)
    room.tell(member, TUESDAY + 30 * DAY)
    recent = room.tell(member, TUESDAY + 362 * DAY)
    choose(member=member, cadence=Cadence.WEEKLY, now=TUESDAY + 365 * DAY)
    write_digests(TUESDAY + 372 * DAY)
    deliver_due(TUESDAY + 372 * DAY)
    assert titles() == [recent]


# Whatever the order


STEPS = st.one_of(
    st.just(("event", 0)),
    st.just(("tick", 0)),
    st.just(("deliver", 0)),
    st.tuples(st.just("wait"), st.sampled_from([1, 59, 60, 61, 600, 3600, 86_400, 7 * 86_400, 20 * 86_400])),
    st.tuples(st.just("cadence"), st.sampled_from([Cadence.DAILY, Cadence.WEEKLY])),
    st.tuples(st.just("weekday"), st.integers(0, 4)),
)
OFF = st.one_of(STEPS, st.just(("off", 0)), st.just(("on", 0)))
START = st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # the strategy adds the zone
SLOW_DATABASE = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def live(room: Room, start: datetime, steps: list[tuple[str, Any]]) -> tuple[list[str], list[str]]:
    """Let the steps happen to one member, then twelve days with a tick each; return what happened and what was told."""
    mail.outbox.clear()
    now, happened = start, []
    with transaction.atomic():
        member = joined(start - DAY)
        write_digests(now)
        for step, value in [*steps, ("on", 0), *[("wait", 86_400), ("tick", 0), ("deliver", 0)] * 12]:
            if step == "event":
                happened.append(room.tell(member, now))
            elif step == "tick":
                write_digests(now)
            elif step == "deliver":
                deliver_due(now)
            elif step == "wait":
                now += timedelta(seconds=value)
            elif step == "weekday":
                plan = DigestPlan.objects.get()
                choose(member=member, cadence=Cadence(plan.cadence), weekday=value, now=now)
            elif step == "on" and DigestPlan.objects.get().is_on:
                continue
            else:
                chosen = {"off": Cadence.NEVER, "on": Cadence.DAILY}.get(step, value)
                choose(member=member, cadence=chosen, now=now)
        transaction.set_rollback(True)
    return happened, titles()


@given(START, st.lists(STEPS, max_size=25))
@SLOW_DATABASE
def test_every_event_is_told_exactly_once(room: Room, start: datetime, steps: list[tuple[str, Any]]) -> None:
    happened, found = live(room, start, steps)
    assert found == happened


@given(START, st.lists(OFF, max_size=25))
@SLOW_DATABASE
def test_no_event_is_told_twice_and_none_while_the_summary_is_off(room: Room, start: datetime, steps: list[tuple[str, Any]]) -> None:
    happened, found = live(room, start, steps)
    assert len(found) == len(set(found))
    assert set(found) <= set(happened)


def test_summary_can_be_written_at_once_and_the_plan_goes_on(room: Room) -> None:
    member, other = joined(), joined()
    write_digests(TUESDAY - DAY)
    for one in (member, other):
        room.tell(one, TUESDAY - 5 * HOUR)
    assert write_now(member=member, now=TUESDAY - HOUR)
    assert not write_now(member=member, now=TUESDAY - HOUR)
    assert OutgoingMail.objects.get().member == member
    assert DigestPlan.objects.get(member=member).next_at == TUESDAY
    assert write_digests(TUESDAY) == 1
    assert OutgoingMail.objects.filter(member=member).count() == 1


def test_summary_at_once_is_none_for_who_wants_none(room: Room) -> None:
    member = joined()
    stop(member=member)
    room.tell(member, TUESDAY - 5 * HOUR)
    assert not write_now(member=member, now=TUESDAY)
    assert not OutgoingMail.objects.exists()


def test_command_writes_for_whom_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    member = joined(email="kim@granby.example")
    call_command("hub_write_digest", member.email.upper())
    assert "nothing new" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"nobody@granby\.example"):
        call_command("hub_write_digest", "nobody@granby.example")
