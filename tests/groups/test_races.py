"""What holds when many do the same thing in the same moment, on PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from groups.discussions import actions as writing
from groups.discussions import reading
from groups.discussions.enums import ThreadKind
from groups.discussions.models import Post, ReadMark, Thread
from groups.membership import actions
from groups.membership.enums import MembershipState
from groups.membership.errors import GroupFull
from groups.membership.models import Membership, PracticeGroup
from tests import factories
from tests.at_once import at_once

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def _group(people: int) -> tuple[PracticeGroup, Membership, list[Membership]]:
    group = factories.PracticeGroupFactory(size_limit=50)
    lead = factories.MembershipFactory(practice_group=group, facilitator=True)
    return group, lead, [factories.MembershipFactory(practice_group=group) for _number in range(people)]


def _question(group: PracticeGroup, lead: Membership) -> Thread:
    return writing.start_thread(
        actor=lead.member.user, practice_group=group, kind=ThreadKind.QUESTION, title="Samtidigt?", text="Alla på en gång."
    )


def test_twenty_replies_to_one_postat_once() -> None:
    group, lead, people = _group(20)
    thread = _question(group, lead)
    parent = writing.reply(actor=lead.member.user, thread=thread, text="Svara här")
    results = at_once(
        [
            lambda one=one: writing.reply(actor=one.member.user, thread=thread, parent=parent, text=f"från {one.pk}")  # type: ignore[misc]
            for one in people
        ]
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    posts = list(Post.objects.filter(parent=parent).order_by("path"))
    assert [post.position for post in posts] == list(range(3, 23))
    assert {post.text for post in posts} == {f"från {one.pk}" for one in people}
    assert Thread.objects.get().last_position == 22


def test_one_press_sent_eight_times_at_once_is_one_post() -> None:
    group, lead, [one] = _group(1)
    thread, token = _question(group, lead), str(uuid.uuid4())
    results = at_once([lambda: writing.reply(actor=one.member.user, thread=thread, text="En gång", submission=token)] * 8)
    assert {result.pk for result in results} == {Post.objects.get(position=2).pk}
    assert (Post.objects.count(), Thread.objects.get().last_position) == (2, 2)


def test_reading_in_eight_tabs_at_once_loses_nothing() -> None:
    group, lead, [one] = _group(1)
    thread = _question(group, lead)

    def read(positions: range) -> Callable[[], None]:
        return lambda: writing.record_reading(member_id=one.member_id, thread_id=thread.pk, positions=positions, known=[])

    results = at_once([read(range(20 * page + 1, 20 * page + 21)) for page in range(4)])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert ReadMark.objects.get(member=one.member).ranges == reading.everything(80)


def test_last_place_is_given_once() -> None:
    group, lead, _people = _group(0)
    PracticeGroup.objects.filter(pk=group.pk).update(size_limit=3)
    asked = [factories.MembershipFactory(practice_group=group, requested=True) for _number in range(8)]
    results = at_once([lambda one=one: actions.approve(actor=lead.member.user, membership=one) for one in asked])  # type: ignore[misc]
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(refusal) for refusal in refused] == [GroupFull] * 6
    assert Membership.objects.in_force().filter(practice_group=group).count() == 3
    assert Membership.objects.filter(state=MembershipState.REQUESTED).count() == 6


def test_asking_twice_at_once_is_one_request() -> None:
    group, _lead, _people = _group(0)
    affiliation = factories.AffiliationFactory()
    results = at_once([lambda: actions.ask_to_join(actor=affiliation.member.user, practice_group=group, affiliation=affiliation)] * 4)
    assert sum(isinstance(result, Membership) for result in results) == 1
    assert Membership.objects.filter(member=affiliation.member).count() == 1


def test_two_last_facilitators_do_not_leaveat_once() -> None:
    group, lead, _people = _group(0)
    second = factories.MembershipFactory(practice_group=group, facilitator=True)
    at_once([lambda one=one: actions.leave(actor=one.member.user, membership=one) for one in (lead, second)])  # type: ignore[misc]
    assert Membership.objects.in_force().facilitators().filter(practice_group=group).count() == 1
