"""What a member's summary says of the discussions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from groups.discussions import actions, digest, sections
from groups.discussions.enums import ThreadKind
from groups.discussions.models import Post
from groups.membership.models import Membership
from mobility_hub.notices.actions import set_level
from mobility_hub.notices.enums import HowMuch
from mobility_hub.notices.queries import audience, how_much
from mobility_hub.sections import DigestBlock, DigestSection, Window
from tests import factories


def _section(*members: Any, since_hours: int = 24) -> DigestSection:
    until = timezone.now() + timedelta(minutes=1)
    windows = {member.pk: Window(until - timedelta(hours=since_hours), until) for member in members}
    with translation.override("en"):
        return digest.section(members, windows)


def _blocks(member: Any) -> tuple[DigestBlock, ...]:
    return _section(member).blocks.get(member.pk, ())


def _joined_long_ago() -> None:
    Membership.objects.update(since=timezone.now() - timedelta(days=100))


def test_new_posts_come_by_group_and_thread(thread: Any, facilitator: Any, member: Any, practice_group: Any) -> None:
    _joined_long_ago()
    actions.reply(actor=facilitator.user, thread=thread, text="Ett **viktigt** svar")
    talk = actions.start_thread(actor=member.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Samtal", text="Hej")
    third = factories.MembershipFactory(practice_group=practice_group, since=timezone.now() - timedelta(days=9)).member
    [block] = _blocks(third)
    assert block.heading == practice_group.name
    assert [(str(line.title), line.text) for line in block.lines] == [
        ("Samtal", "Hej"),
        (f"Question: {thread.title}", "Vi undrar."),
        ("reply by Frida Facilitator", "Ett viktigt svar"),
    ]
    assert "Maja Member, Granby" in str(block.lines[0].meta)
    assert block.lines[0].url.endswith(f"/{talk.public_id}/inlagg/{talk.posts.get().public_id}/")
    assert str(_section(third).subject[third.pk]) == "3 new posts"


def test_own_posts_and_read_posts_are_not_news(thread: Any, facilitator: Any, member: Any) -> None:
    _joined_long_ago()
    one = actions.reply(actor=facilitator.user, thread=thread, text="Läst")
    actions.reply(actor=facilitator.user, thread=thread, text="Oläst")
    actions.record_reading(member_id=member.pk, thread_id=thread.pk, positions=[one.position], known=[[1, 1]])
    [block] = _blocks(member)
    assert [line.text for line in block.lines] == ["Oläst"]
    actions.mark_all_read(member=member, practice_group=thread.practice_group)
    assert _blocks(member) == ()


def test_window_is_half_open(thread: Any, facilitator: Any) -> None:
    _joined_long_ago()
    now = timezone.now()
    Post.objects.update(written_at=now)
    for window, news in [
        (Window(now, now + timedelta(hours=1)), True),
        (Window(now - timedelta(hours=1), now), False),
        (Window(now - timedelta(hours=1), now + timedelta(microseconds=1)), True),
    ]:
        assert bool(digest.section([facilitator], {facilitator.pk: window}).blocks) == news


def test_what_was_written_before_one_came_is_not_news(thread: Any, practice_group: Any, member: Any) -> None:
    newcomer = factories.MembershipFactory(practice_group=practice_group, since=timezone.now()).member
    assert _blocks(newcomer) == ()
    actions.reply(actor=member.user, thread=thread, text="Välkommen")
    [block] = _blocks(newcomer)
    assert [line.text for line in block.lines] == ["Välkommen"]


def test_nothing_comes_to_those_outside(thread: Any, facilitator: Any, former_member: Any, outsider: Any, supplier: Any) -> None:
    _joined_long_ago()
    section = _section(facilitator, former_member, outsider, supplier)
    assert set(section.blocks) == {facilitator.pk}
    facilitator.affiliations.update(until=timezone.now())
    assert _section(facilitator).blocks == {}


def test_long_text_is_cut_and_many_posts_are_counted(thread: Any, facilitator: Any, member: Any) -> None:
    _joined_long_ago()
    for number in range(9):
        actions.reply(actor=facilitator.user, thread=thread, text=f"nr {number}")
    actions.reply(actor=facilitator.user, thread=thread, text="ord " * 1000)
    [block] = _blocks(member)
    assert [line.text[:4] for line in block.lines] == ["nr 7", "nr 8", "ord "]
    assert len(block.lines[-1].text) == digest.WHOLE_TEXT
    assert str(block.lines[-1].meta).endswith("and 7 more in the discussion")


def test_many_threads_are_counted(practice_group: Any, facilitator: Any, member: Any) -> None:
    _joined_long_ago()
    for number in range(12):
        actions.start_thread(
            actor=facilitator.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title=f"Tråd {number}", text="x"
        )
    [block] = _blocks(member)
    assert [line.title for line in block.lines] == [f"Tråd {number}" for number in range(11, 1, -1)]
    assert str(block.more) == "and 2 more discussions"


def _queries(function: Any, *arguments: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        function(*arguments)
    return len(queries)


def _asker() -> Any:
    """A member who has got an answer in a group of their own."""
    asker = factories.MembershipFactory()
    leader = factories.MembershipFactory(practice_group=asker.practice_group)
    thread = actions.start_thread(
        actor=asker.member.user, practice_group=asker.practice_group, kind=ThreadKind.QUESTION, title="Fråga", text="x"
    )
    actions.reply(actor=leader.member.user, thread=thread, text="y")
    return asker.member


def test_three_members_cost_the_same_as_one(db: None) -> None:
    members = [_asker() for _number in range(3)]
    until = timezone.now() + timedelta(minutes=1)
    windows = {member.pk: Window(until - timedelta(days=1), until) for member in members}
    assert _queries(digest.section, members, windows) == _queries(digest.section, members[:1], windows) == 6
    assert _queries(sections.answers_to_me, members) == _queries(sections.answers_to_me, members[:1])
    memberships = list(Membership.objects.filter(member__in=members))
    assert _queries(sections.unread_in_my_groups, memberships) == _queries(sections.unread_in_my_groups, memberships[:1]) == 2


# The member's own page


def test_answer_is_asked_of_its_asker_until_read(thread: Any, facilitator: Any, member: Any) -> None:
    actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    with translation.override("en"):
        [todo] = sections.answers_to_me([member, facilitator]).todos[member.pk]
    assert str(todo.title) == f"Answer in: {thread.title}"
    member.affiliations.update(until=timezone.now())
    assert sections.answers_to_me([member]).todos == {}


def test_unread_is_counted_per_group(thread: Any, facilitator: Any, member: Any) -> None:
    actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    memberships = list(Membership.objects.order_by("pk"))
    with translation.override("en"):
        facts = sections.unread_in_my_groups(memberships).facts
    by_member = {membership.member_id: facts.get(membership.pk) for membership in memberships}
    assert by_member == {facilitator.pk: ("1 unread post",), member.pk: ("1 unread post",)}


def test_audience_of_a_thread_is_its_group_and_takes_its_level(thread: Any, facilitator: Any, member: Any, former_member: Any) -> None:
    from mobility_hub.notices.actions import set_level
    from mobility_hub.notices.enums import HowMuch

    assert audience("thread", [thread.pk, 0]) == {thread.pk: {facilitator.pk, member.pk}, 0: set()}
    set_level(member=member, scope=("practice_group", thread.practice_group_id), how_much=HowMuch.NOTHING)
    assert how_much([member], "thread", [thread.pk]) == {(member.pk, thread.pk): HowMuch.NOTHING}


@pytest.mark.parametrize(
    ("of_group", "of_thread", "told"),
    [
        (None, None, True),
        (HowMuch.EVERYTHING, None, True),
        (HowMuch.MENTIONS, None, False),
        (HowMuch.NOTHING, None, False),
        (HowMuch.NOTHING, HowMuch.SUMMARY, True),
        (None, HowMuch.NOTHING, False),
    ],
)
def test_what_is_switched_off_is_no_news(thread: Any, facilitator: Any, member: Any, of_group: Any, of_thread: Any, told: bool) -> None:
    _joined_long_ago()
    actions.reply(actor=facilitator.user, thread=thread, text="Nytt")
    set_level(member=member, scope=("practice_group", thread.practice_group_id), how_much=of_group)
    set_level(member=member, scope=("thread", thread.pk), how_much=of_thread)
    assert bool(_blocks(member)) is told
