"""Starting threads, replying and marking answers."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.discussions import actions, errors
from groups.discussions.enums import ThreadKind
from groups.discussions.models import Post, Thread
from groups.discussions.nesting import MAX_DEPTH
from groups.membership.enums import GroupState, Role
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.lookup.models import SearchEntry
from mobility_hub.notices.models import Event, Notice
from tests import factories
from tests.groups.people import EVERYBODY, user_of

INSIDE = ("facilitator", "member")


@pytest.mark.parametrize("state", [GroupState.RESTING, GroupState.CONCLUDED, GroupState.CLOSED])
def test_group_that_takes_no_posts_is_read_only(thread: Any, practice_group: Any, member: Any, facilitator: Any, state: str) -> None:
    answer = actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    PracticeGroup.objects.update(state=state)
    given = {"practice_group": practice_group, "kind": ThreadKind.DISCUSSION, "title": "För sent", "text": "För sent"}
    with pytest.raises(errors.ReadOnly):
        actions.reply(actor=member.user, thread=thread, text="För sent")
    with pytest.raises(errors.ReadOnly):
        actions.start_thread(actor=member.user, **given)
    with pytest.raises(errors.DiscussionError):
        actions.mark_answer(actor=member.user, post=answer)
    assert Thread.objects.visible_to(member.user).exists()


@pytest.mark.parametrize("person", INSIDE)
def test_those_inside_write(thread: Any, practice_group: Any, request: pytest.FixtureRequest, person: str) -> None:
    user = user_of(request, person)
    reply = actions.reply(actor=user, thread=thread, text="Hej")
    actions.start_thread(actor=user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Hej", text="Hej")
    actions.mark_answer(actor=user, post=reply)
    assert Post.objects.count() == 3


@pytest.mark.parametrize("person", [person for person in EVERYBODY if person not in INSIDE])
def test_strangers_write_nothing(thread: Any, practice_group: Any, request: pytest.FixtureRequest, person: str) -> None:
    user = user_of(request, person)
    with pytest.raises(errors.NotAllowed):
        actions.reply(actor=user, thread=thread, text="Hej")
    with pytest.raises(errors.NotAllowed):
        actions.start_thread(actor=user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Hej", text="Hej")
    assert Post.objects.count() == 1


# What is written


def test_thread_begins_with_its_first_post(thread: Any, member: Any) -> None:
    post = Post.objects.get()
    assert (post.thread, post.position, post.path, post.depth, post.parent) == (thread, 1, "000001", 1, None)
    assert (post.author, post.author_title, post.organisation) == (member, "utredare", member.affiliations.get().organisation)
    assert (post.html, thread.last_position, thread.replies) == ("<p>Vi undrar.</p>\n", 1, 0)


def test_reply_to_the_question_is_on_the_first_level(thread: Any, facilitator: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, parent=Post.objects.get(), text="Så här.")
    assert (reply.position, reply.path, reply.depth, reply.parent) == (2, "000002", 1, None)


def test_reply_to_a_reply_stands_below_it(thread: Any, facilitator: Any, member: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, text="Så här.")
    below = actions.reply(actor=member.user, thread=thread, parent=reply, text="Tack.")
    assert (below.position, below.path, below.depth, below.parent) == (3, "000002000003", 2, reply)


def test_sixty_levels_end_at_the_deepest_and_keep_the_parent(thread: Any, facilitator: Any) -> None:
    post = actions.reply(actor=facilitator.user, thread=thread, text="1")
    for number in range(2, 61):
        parent, post = post, actions.reply(actor=facilitator.user, thread=thread, parent=post, text=str(number))
        assert (post.parent, post.depth) == (parent, min(number, MAX_DEPTH))
    assert [found.text for found in Post.objects.filter(position__gt=1)] == [str(number) for number in range(1, 61)]


def test_positions_count_arrivals_without_gap(thread: Any, facilitator: Any) -> None:
    for _number in range(5):
        actions.reply(actor=facilitator.user, thread=thread, text="Ett till")
    assert sorted(Post.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
    thread.refresh_from_db()
    assert (thread.last_position, thread.last_post_at) == (6, Post.objects.get(position=6).written_at)


def test_organisation_and_title_stay_as_they_were(thread: Any, member: Any) -> None:
    before = member.affiliations.get()
    old = before.organisation
    before.title, before.until = "chef", timezone.now()
    before.save()
    Membership.objects.update(affiliation=factories.AffiliationFactory(member=member, title="strateg"))
    new = actions.reply(actor=member.user, thread=thread, text="Från min nya kommun")
    first = Post.objects.get(position=1)
    assert (first.organisation, first.author_title) == (old, "utredare")
    assert (new.organisation != old, new.author_title) == (True, "strateg")


def test_same_submission_is_one_post(thread: Any, facilitator: Any) -> None:
    token = str(uuid.uuid4())
    one = actions.reply(actor=facilitator.user, thread=thread, text="Skickat två gånger", submission=token)
    two = actions.reply(actor=facilitator.user, thread=thread, text="Skickat två gånger", submission=token)
    assert one == two
    thread.refresh_from_db()
    assert (Post.objects.count(), thread.last_position, Event.objects.filter(verb="post_written").count()) == (2, 2, 1)
    assert actions.reply(actor=facilitator.user, thread=thread, text="Nästa").position == 3


def test_same_submission_is_one_thread(practice_group: Any, member: Any) -> None:
    token = str(uuid.uuid4())
    given = {"practice_group": practice_group, "kind": ThreadKind.DISCUSSION, "title": "En gång", "text": "Text", "submission": token}
    assert actions.start_thread(actor=member.user, **given) == actions.start_thread(actor=member.user, **given)
    assert Thread.objects.count() == 1


def test_two_people_with_the_same_submission_are_two_posts(thread: Any, facilitator: Any, member: Any) -> None:
    token = str(uuid.uuid4())
    actions.reply(actor=facilitator.user, thread=thread, text="Mitt", submission=token)
    actions.reply(actor=member.user, thread=thread, text="Mitt", submission=token)
    assert Post.objects.count() == 3


def test_parent_in_another_thread_is_refused(thread: Any, practice_group: Any, member: Any) -> None:
    other = actions.start_thread(actor=member.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Annan", text="x")
    with pytest.raises(errors.WrongPlace):
        actions.reply(actor=member.user, thread=thread, parent=other.posts.get(), text="Fel tråd")


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u200b\ufeff", "\u202e", "a" * 50_001, "trasigt \ufffd"])
def test_text_that_cannot_be_kept_is_refused(thread: Any, member: Any, text: str) -> None:
    with pytest.raises(ValidationError):
        actions.reply(actor=member.user, thread=thread, text=text)


def test_title_is_one_line_and_needed(practice_group: Any, member: Any) -> None:
    thread = actions.start_thread(
        actor=member.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title=" två\nrader ", text="x"
    )
    assert thread.title == "två rader"
    with pytest.raises(ValidationError):
        actions.start_thread(actor=member.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="\u200b", text="x")


# Who is told


def test_starting_is_news_in_the_group_and_replying_in_the_thread(thread: Any, facilitator: Any, practice_group: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, text="Så här.")
    events = Event.objects.order_by("pk").values_list("scope_kind", "scope_id", "verb", "object_id", "actor", "organisation")
    assert list(events) == [
        ("practice_group", practice_group.pk, "thread_started", thread.pk, thread.author_id, thread.organisation_id),
        ("thread", thread.pk, "post_written", reply.pk, facilitator.pk, reply.organisation_id),
    ]


def test_asker_is_told_of_answers_once_per_thread(thread: Any, facilitator: Any, member: Any) -> None:
    actions.reply(actor=facilitator.user, thread=thread, text="Ett")
    second = actions.reply(actor=facilitator.user, thread=thread, text="Två")
    notice = Notice.objects.get()
    assert (notice.member, notice.kind, notice.scope_kind, notice.scope_id) == (member, "answer", "thread", thread.pk)
    assert (notice.object_id, notice.count) == (second.pk, 2)


def test_author_of_the_answered_post_is_told_too(thread: Any, facilitator: Any, member: Any, practice_group: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, text="Ett")
    third = factories.MembershipFactory(practice_group=practice_group).member
    Notice.objects.all().delete()
    actions.reply(actor=third.user, thread=thread, parent=reply, text="Till er båda")
    assert set(Notice.objects.values_list("member", flat=True)) == {facilitator.pk, member.pk}


def test_nobody_is_told_of_their_own_post(thread: Any, member: Any) -> None:
    actions.reply(actor=member.user, thread=thread, text="Ett tillägg")
    assert not Notice.objects.exists()


def test_those_who_have_left_are_not_told(thread: Any, facilitator: Any, member: Any) -> None:
    member.affiliations.update(until=timezone.now())
    actions.reply(actor=facilitator.user, thread=thread, text="Så här.")
    assert not Notice.objects.exists()


def test_notices_in_threads_are_withdrawn_with_the_membership(thread: Any, facilitator: Any, member: Any, practice_group: Any) -> None:
    from groups.membership.actions import leave

    actions.reply(actor=facilitator.user, thread=thread, text="Så här.")
    leave(actor=member.user, membership=Membership.objects.get(member=member, practice_group=practice_group))
    assert Notice.objects.get().state == "withdrawn"


def test_writing_is_findable_in_the_group_only(thread: Any, facilitator: Any, practice_group: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, text="Jämförelse av taxor")
    entries = SearchEntry.objects.order_by("kind").values_list("kind", "object_id", "scope_kind", "scope_id")
    assert list(entries) == [
        ("post", reply.pk, "practice_group", practice_group.pk),
        ("thread", thread.pk, "practice_group", practice_group.pk),
    ]


# Marked answers


def test_marking_answers_the_question_and_unmarking_opens_it(thread: Any, facilitator: Any, member: Any) -> None:
    one = actions.reply(actor=facilitator.user, thread=thread, text="Ett")
    two = actions.reply(actor=facilitator.user, thread=thread, text="Två")
    actions.mark_answer(actor=member.user, post=one)
    actions.mark_answer(actor=facilitator.user, post=two)
    actions.unmark_answer(actor=member.user, post=one)
    thread.refresh_from_db()
    assert (thread.is_open_question, Post.objects.get(pk=two.pk).answer_marked_by) == (False, facilitator)
    actions.unmark_answer(actor=member.user, post=two)
    thread.refresh_from_db()
    assert thread.is_open_question
    assert Event.objects.filter(verb="answer_marked").count() == 2


def test_marking_twice_changes_nothing(thread: Any, facilitator: Any, member: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, text="Ett")
    since = actions.mark_answer(actor=member.user, post=reply).answer_since
    again = actions.mark_answer(actor=facilitator.user, post=reply)
    assert (again.answer_since, again.answer_marked_by) == (since, member)
    assert Event.objects.filter(verb="answer_marked").count() == 1


def test_another_member_marks_nothing(thread: Any, facilitator: Any, practice_group: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, text="Ett")
    another = factories.MembershipFactory(practice_group=practice_group).member
    with pytest.raises(errors.NotAllowed):
        actions.mark_answer(actor=another.user, post=reply)


def test_facilitator_of_another_group_marks_nothing(thread: Any, facilitator: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, text="Ett")
    stranger = factories.MembershipFactory(role=Role.FACILITATOR).member
    with pytest.raises(errors.NotAllowed):
        actions.mark_answer(actor=stranger.user, post=reply)


def test_only_replies_to_questions_are_marked(thread: Any, practice_group: Any, member: Any) -> None:
    with pytest.raises(errors.NotAQuestion):
        actions.mark_answer(actor=member.user, post=thread.posts.get())
    talk = actions.start_thread(actor=member.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Samtal", text="x")
    reply = actions.reply(actor=member.user, thread=talk, text="y")
    with pytest.raises(errors.NotAQuestion):
        actions.mark_answer(actor=member.user, post=reply)


@pytest.mark.parametrize("presses", [1, 2])
def test_other_words_in_a_form_that_was_sent_before_are_written_too(thread: Any, facilitator: Any, presses: int) -> None:
    """Somebody goes back to the form, which still holds its token, and writes something else."""
    token = str(uuid.uuid4())
    first = actions.reply(actor=facilitator.user, thread=thread, text="Först", submission=token)
    for _press in range(presses):
        actions.reply(actor=facilitator.user, thread=thread, text="Sedan", submission=token)
        actions.reply(actor=facilitator.user, thread=thread, text="Först", parent=first, submission=token)
    written = Post.objects.filter(thread=thread, author=facilitator).order_by("position")
    assert [(post.text, post.parent_id) for post in written] == [("Först", None), ("Sedan", None), ("Först", first.pk)]


@pytest.mark.parametrize("presses", [1, 2])
def test_other_words_in_a_thread_form_make_another_thread(practice_group: Any, member: Any, presses: int) -> None:
    given = {"actor": member.user, "practice_group": practice_group, "kind": ThreadKind.DISCUSSION, "submission": str(uuid.uuid4())}
    actions.start_thread(title="Ett", text="Text", **given)
    for _press in range(presses):
        actions.start_thread(title="Två", text="Text", **given)
        actions.start_thread(title="Ett", text="Annan text", **given)
    assert sorted((thread.title, thread.posts.get().text) for thread in practice_group.threads.all()) == [
        ("Ett", "Annan text"),
        ("Ett", "Text"),
        ("Två", "Text"),
    ]
