"""What happened, what is asked of a person, and how much each wants to hear."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail import hooks

from mobility_hub.directory.models import Member
from mobility_hub.notices.actions import happened, notify, notify_each, set_level, settle
from mobility_hub.notices.enums import HowMuch, NoticeKind, NoticeState
from mobility_hub.notices.models import Event, Level, Notice
from mobility_hub.notices.queries import audience, count_open_notices, events_in, how_much
from mobility_hub.notices.registry import ScopeKind, find_scope_kind
from tests.factories import MemberFactory, OrganisationFactory, TopicFactory

NOON = datetime(2027, 3, 2, 11, 0, tzinfo=UTC)
GROUP, THREAD = "sample_group", "sample_thread"


def in_group(scope_ids: Collection[int]) -> Mapping[int, set[int]]:
    return {scope_id: {scope_id * 100} for scope_id in scope_ids}


def groups_of(scope_ids: Collection[int]) -> Mapping[int, tuple[str, int]]:
    """Discussions 10–19 belong to group 1, 20–29 to group 2; others to none."""
    return {scope_id: (GROUP, scope_id // 10) for scope_id in scope_ids if 10 <= scope_id < 30}


@pytest.fixture
def scopes() -> Iterator[None]:
    kinds = [
        ScopeKind(GROUP, audience=in_group, default=HowMuch.MENTIONS),
        ScopeKind(THREAD, audience=in_group, default=HowMuch.NOTHING, parents=groups_of),
    ]
    with hooks.register_temporarily([("register_hub_scope", lambda kind=kind: kind) for kind in kinds]):
        yield


# What happened


@pytest.mark.django_db
def test_happened_writes_one_event_of_ids(member: Member) -> None:
    organisation, topic = OrganisationFactory(), TopicFactory()
    happened(scope=("topic", topic.pk), verb="published", thing=topic, actor=member, organisation=organisation, at=NOON)
    assert Event.objects.values(
        "scope_kind", "scope_id", "verb", "object_kind", "object_id", "actor", "organisation", "at"
    ).get() == {
        "scope_kind": "topic", "scope_id": topic.pk, "verb": "published", "object_kind": "hub_directory.topic",
        "object_id": topic.pk, "actor": member.pk, "organisation": organisation.pk, "at": NOON,
    }  # fmt: skip


@pytest.mark.django_db
def test_events_in_reads_a_half_open_window(member: Member) -> None:
    second = timedelta(seconds=1)
    for at in (NOON - second, NOON, NOON + second, NOON + 2 * second):
        happened(scope=(GROUP, 1), verb="wrote", thing=member, actor=member, at=at)
    happened(scope=(GROUP, 2), verb="wrote", thing=member, actor=member, at=NOON)
    happened(scope=(THREAD, 1), verb="wrote", thing=member, actor=member, at=NOON)
    found = events_in(GROUP, [1], NOON, NOON + 2 * second)
    assert [event.at for event in found] == [NOON + second, NOON]


# What is asked of one person


@pytest.mark.django_db
def test_notify_makes_one_notice_and_updates_it(member: Member) -> None:
    first, second = TopicFactory(), TopicFactory()
    notice = notify(member=member, kind=NoticeKind.MENTION, scope=(THREAD, 12), thing=first, due_at=NOON)
    assert (notice.count, notice.object_id, notice.due_at, notice.state) == (1, first.pk, NOON, NoticeState.OPEN)
    again = notify(member=member, kind=NoticeKind.MENTION, scope=(THREAD, 12), thing=second)
    assert (again.pk, again.count, again.object_id, again.due_at) == (notice.pk, 2, second.pk, None)
    assert notify(member=member, kind=NoticeKind.MENTION, scope=(THREAD, 12), thing=second).count == 2, "the same thing counts once"
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_notify_after_it_was_settled_begins_anew(member: Member) -> None:
    first, second = TopicFactory(), TopicFactory()
    for thing in (first, second):
        notify(member=member, kind=NoticeKind.ANSWER, scope=(THREAD, 12), thing=thing)
    settle(scope=(THREAD, 12))
    notice = notify(member=member, kind=NoticeKind.ANSWER, scope=(THREAD, 12), thing=second)
    assert (notice.count, notice.state) == (1, NoticeState.OPEN)


@pytest.mark.django_db
def test_notify_keeps_kinds_scopes_and_members_apart(member: Member, facilitator: Member) -> None:
    thing = TopicFactory()
    for told, kind, scope in [
        (member, NoticeKind.MENTION, (THREAD, 12)),
        (member, NoticeKind.ANSWER, (THREAD, 12)),
        (member, NoticeKind.MENTION, (THREAD, 13)),
        (member, NoticeKind.MENTION, (GROUP, 12)),
        (facilitator, NoticeKind.MENTION, (THREAD, 12)),
    ]:
        notify(member=told, kind=kind, scope=scope, thing=thing)
    assert list(Notice.objects.values_list("count", flat=True)) == [1] * 5


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_notify_each_takes_a_fixed_number_of_queries(count: int, django_assert_num_queries: Any) -> None:
    members, thing = [MemberFactory() for _number in range(count)], TopicFactory()
    with django_assert_num_queries(4):  # two of them the transaction's
        notify_each(members=members, kind=NoticeKind.MENTION, scope=(THREAD, 12), thing=thing)
    assert set(Notice.objects.values_list("member", "count")) == {(member.pk, 1) for member in members}


@pytest.mark.django_db
def test_settle_closes_what_it_names_and_no_more(member: Member, facilitator: Member) -> None:
    thing = TopicFactory()
    for told in (member, facilitator):
        for kind in (NoticeKind.DUTY, NoticeKind.MENTION):
            notify(member=told, kind=kind, scope=(THREAD, 12), thing=thing)
    notify(member=member, kind=NoticeKind.DUTY, scope=(THREAD, 13), thing=thing)
    assert settle(scope=(THREAD, 12), kind=NoticeKind.DUTY, member=member) == 1
    assert settle(scope=(THREAD, 12), kind=NoticeKind.DUTY, state=NoticeState.WITHDRAWN) == 1
    assert settle(scope=(THREAD, 12), kind=NoticeKind.DUTY) == 0
    assert set(Notice.objects.values_list("member", "kind", "scope_id", "state")) == {
        (member.pk, "duty", 12, "done"),
        (facilitator.pk, "duty", 12, "withdrawn"),
        (member.pk, "mention", 12, "open"),
        (facilitator.pk, "mention", 12, "open"),
        (member.pk, "duty", 13, "open"),
    }


@pytest.mark.django_db
def test_count_open_notices_counts_the_persons_own(member: Member, facilitator: Member, anonymous: AnonymousUser) -> None:
    thing = TopicFactory()
    notify(member=member, kind=NoticeKind.DUTY, scope=(THREAD, 12), thing=thing)
    notify(member=member, kind=NoticeKind.DUTY, scope=(THREAD, 13), thing=thing)
    settle(scope=(THREAD, 13))
    assert [count_open_notices(user) for user in (member.user, facilitator.user, anonymous)] == [1, 0, 0]


# How much


@pytest.mark.django_db
def test_how_much_of_a_thread_is_its_own_then_its_groups_then_the_default(member: Member, facilitator: Member, scopes: None) -> None:
    set_level(member=member, scope=(GROUP, 1), how_much=HowMuch.EVERYTHING)
    set_level(member=member, scope=(THREAD, 12), how_much=HowMuch.NOTHING)
    assert how_much([member, facilitator], THREAD, [11, 12, 21, 99]) == {
        (member.pk, 11): HowMuch.EVERYTHING,
        (member.pk, 12): HowMuch.NOTHING,
        (member.pk, 21): HowMuch.MENTIONS,
        (member.pk, 99): HowMuch.NOTHING,
        (facilitator.pk, 11): HowMuch.MENTIONS,
        (facilitator.pk, 12): HowMuch.MENTIONS,
        (facilitator.pk, 21): HowMuch.MENTIONS,
        (facilitator.pk, 99): HowMuch.NOTHING,
    }


@pytest.mark.django_db
def test_set_level_reaches_threads_that_are_there_already_and_goes_back(member: Member, scopes: None) -> None:
    """loomio#2747: a group's setting that does not reach existing discussions."""
    for level in (HowMuch.NOTHING, HowMuch.SUMMARY):
        set_level(member=member, scope=(GROUP, 1), how_much=level)
        assert how_much([member.pk], THREAD, [11]) == {(member.pk, 11): level}
    set_level(member=member, scope=(GROUP, 1), how_much=None)
    assert how_much([member.pk], THREAD, [11]) == {(member.pk, 11): HowMuch.MENTIONS}
    assert not Level.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_how_much_takes_a_fixed_number_of_queries(count: int, scopes: None, django_assert_num_queries: Any) -> None:
    members = [MemberFactory() for _number in range(count)]
    with django_assert_num_queries(2):
        how_much(members, THREAD, range(10, 10 + count * 5))


@pytest.mark.django_db
def test_a_kind_no_room_has_is_heard_in_the_summary_by_nobody(member: Member) -> None:
    assert how_much([member], "sample_unheard_of", [1]) == {(member.pk, 1): HowMuch.SUMMARY}
    assert audience("sample_unheard_of", [1]) == {1: set()}
    assert find_scope_kind("sample_unheard_of") is None
    assert how_much([], THREAD, [1]) == how_much([member], THREAD, []) == {}


def test_audience_is_what_the_room_says(scopes: None) -> None:
    assert audience(THREAD, [11, 12]) == {11: {1100}, 12: {1200}}


class NoticesCountTest(TestCase):
    """Whatever the order of telling and settling, one row counts the things told since it was last settled."""

    @given(st.lists(st.one_of(st.integers(0, 2), st.just("settle")), max_size=12))
    @settings(deadline=None, max_examples=40)
    def test_count_is_of_different_things_in_a_row(self, steps: list[int | str]) -> None:
        member, things = MemberFactory(), [TopicFactory() for _number in range(3)]
        count, last, is_open = 0, None, False
        for step in steps:
            if step == "settle":
                settle(scope=(THREAD, 1))
                is_open = False
                continue
            notify(member=member, kind=NoticeKind.MENTION, scope=(THREAD, 1), thing=things[int(step)])
            count = (count if step == last else count + 1) if is_open else 1
            last, is_open = step, True
        found = Notice.objects.filter(member=member).values_list("count", "state").first()
        assert found == ((count, NoticeState.OPEN if is_open else NoticeState.DONE) if count else None)
