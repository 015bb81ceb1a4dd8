"""Writing in a group's discussions, marking answers, and keeping what one has read.

Every action checks who may and does its change with its events, notices and search entries in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.discussions import reading
from groups.discussions.enums import ThreadKind
from groups.discussions.errors import NotAllowed, NotAQuestion, ReadOnly, WrongPlace
from groups.discussions.models import Post, ReadMark, Thread
from groups.discussions.nesting import place_of
from groups.discussions.permissions import may_mark, own_membership
from groups.membership.fields import checked_text
from groups.membership.models import Membership, PracticeGroup
from mobility_hub import conf
from mobility_hub.directory.models import Member, Topic
from mobility_hub.lookup.actions import index
from mobility_hub.markup import to_html
from mobility_hub.notices.actions import happened, notify_each
from mobility_hub.notices.enums import NoticeKind, NoticeState
from mobility_hub.notices.models import Notice

TITLE_LENGTH = 160


def start_thread(
    *,
    actor: AbstractBaseUser,
    practice_group: PracticeGroup,
    kind: ThreadKind,
    title: str,
    text: str,
    topics: Iterable[Topic] = (),
    submission: str | None = None,
) -> Thread:
    """Start a discussion or ask a question. The same words in the same ``submission`` by the same person twice are one thread.

    Raises ``NotAllowed``, ``ReadOnly``, and Django's ``ValidationError`` when title or text is empty, too long or unreadable.
    """
    membership = _writer(actor, practice_group.pk)
    written = _checked(text)
    headline = " ".join(checked_text(title, TITLE_LENGTH).split())
    if not headline:
        raise ValidationError(_("Write a heading."), code="required")
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                practice_group=membership.practice_group,
                kind=kind,
                title=headline,
                author=membership.member,
                organisation=membership.affiliation.organisation,
            )
            thread.topics.set(topics)
            post = _write(membership, thread, None, written, submission)
            _happened(("practice_group", thread.practice_group_id), "thread_started", thread, membership)
            record_reading(member_id=membership.member_id, thread_id=thread.pk, positions=[post.position], known=[])
            thread.last_position, thread.last_post_at = post.position, post.written_at
            index("thread", [thread.pk])
    except IntegrityError as error:
        before = _already_written(membership, submission, error)
        if before.is_first and before.text == written and _is_thread(before.thread, membership, headline):
            return before.thread
        again = _other_words(submission, practice_group.pk, headline, written)
        return start_thread(actor=actor, practice_group=practice_group, kind=kind, title=title, text=text, topics=topics, submission=again)
    return thread


def reply(
    *,
    actor: AbstractBaseUser,
    thread: Thread,
    text: str,
    parent: Post | None = None,
    submission: str | None = None,
    membership: Membership | None = None,
) -> Post:
    """Answer in a thread, or a post in it. The same words in the same ``submission`` by the same person twice are one post.

    The author's title and organisation are kept as they are now. ``membership``: the actor's own, when it has been fetched through the
    door (``access``) for this very request; else it is asked for. Raises ``NotAllowed``, ``ReadOnly``, ``WrongPlace``, and Django's
    ``ValidationError`` when the text is empty, too long or unreadable.
    """
    membership = _writer(actor, thread.practice_group_id, membership)
    if parent is not None and parent.thread_id != thread.pk:
        raise WrongPlace
    written = _checked(text)
    answered = None if parent is None or parent.is_first else parent
    try:
        with transaction.atomic():
            post = _write(membership, thread, answered, written, submission)
            _happened(("thread", thread.pk), "post_written", post, membership)
            _tell_those_answered(post, thread, parent)
            _read_own(post, thread)
            index("post", [post.pk])
    except IntegrityError as error:
        before = _already_written(membership, submission, error)
        if (before.thread_id, before.parent_id, before.text) == (thread.pk, answered.pk if answered else None, written):
            return before
        again = _other_words(submission, thread.pk, answered.pk if answered else None, written)
        return reply(actor=actor, thread=thread, text=text, parent=parent, submission=again, membership=membership)
    return post


def mark_answer(*, actor: AbstractBaseUser, post: Post) -> Post:
    """Mark a reply as the answer to the question, beside any others. Once is enough; a second time changes nothing."""
    with transaction.atomic():
        thread, membership = _markable(actor, post)
        marked = Post.objects.filter(pk=post.pk, answer_since__isnull=True).update(
            answer_since=timezone.now(), answer_marked_by=membership.member
        )
        if marked:
            Thread.objects.filter(pk=thread.pk, answered_at__isnull=True).update(answered_at=timezone.now())
            _happened(("thread", thread.pk), "answer_marked", post, membership)
    return Post.objects.get(pk=post.pk)


def unmark_answer(*, actor: AbstractBaseUser, post: Post) -> Post:
    """Take the mark away; a question without any marked answer is open again."""
    with transaction.atomic():
        thread, membership = _markable(actor, post)
        if Post.objects.filter(pk=post.pk, answer_since__isnull=False).update(answer_since=None, answer_marked_by=None):
            if not Post.objects.filter(thread=thread, answer_since__isnull=False).exists():
                Thread.objects.filter(pk=thread.pk).update(answered_at=None)
            _happened(("thread", thread.pk), "answer_unmarked", post, membership)
    return Post.objects.get(pk=post.pk)


def record_reading(*, member_id: int, thread_id: int, positions: Iterable[int], known: reading.Ranges) -> None:
    """Keep that a member has read these posts, knowing that they had read ``known``. At most one write, unless two happen at once.

    Nothing is written when all was read already. What another tab has written in between is never lost: the write is only made upon
    the state it was counted from.
    """
    for _attempt in range(5):
        ranges = reading.add(known, positions)
        if ranges == known:
            return
        fields: dict[str, Any] = {"ranges": ranges, "read_count": reading.count(ranges), "at": timezone.now()}
        if known:
            mark = ReadMark.objects.filter(member=member_id, thread=thread_id, read_count=reading.count(known))
            if mark.update(**fields):
                return
        elif _insert_mark(member_id, thread_id, fields):
            return
        known = ReadMark.objects.filter(member=member_id, thread=thread_id).values_list("ranges", flat=True).first() or []


def mark_all_read(*, member: Member, practice_group: PracticeGroup, thread: Thread | None = None) -> None:
    """Take all that stands in the group now, or in one thread of it, as read."""
    threads = Thread.objects.filter(practice_group=practice_group)
    if thread is not None:
        threads = threads.filter(pk=thread.pk)
    ReadMark.objects.bulk_create(
        [
            ReadMark(member=member, thread_id=thread_id, ranges=reading.everything(last), read_count=last)
            for thread_id, last in threads.values_list("pk", "last_position")
        ],
        update_conflicts=True,
        unique_fields=["member", "thread"],
        update_fields=["ranges", "read_count", "at"],
        batch_size=500,
    )
    Notice.objects.open().filter(member=member, scope_kind="thread", scope_id__in=threads.values("pk")).update(state=NoticeState.DONE)


# Writing


def _writer(actor: AbstractBaseUser, practice_group_id: int, at_hand: Membership | None = None) -> Membership:
    fits = at_hand is not None and at_hand.practice_group_id == practice_group_id and at_hand.member.user_id == actor.pk
    membership = at_hand if fits else own_membership(actor, practice_group_id)
    if membership is None:
        raise NotAllowed
    if not membership.practice_group.takes_posts:
        raise ReadOnly
    return membership


def _checked(text: str) -> str:
    written = checked_text(text, conf.POST_MAX_CHARACTERS.value)
    if not written:
        raise ValidationError(_("Write something before you send it."), code="required")
    return written


def _write(membership: Membership, thread: Thread, parent: Post | None, text: str, submission: str | None) -> Post:
    at = timezone.now()
    position = _draw_position(thread, at)
    place = place_of(position, parent.place if parent else None)
    return Post.objects.create(
        thread=thread,
        parent=parent,
        position=position,
        path=place.path,
        depth=place.depth,
        author=membership.member,
        organisation=membership.affiliation.organisation,
        author_title=membership.affiliation.title,
        text=text,
        html=to_html(text),
        written_at=at,
        submission=submission or None,
    )


def _draw_position(thread: Thread, at: datetime) -> int:
    """Draw the next arrival number: one statement on both databases, which holds the thread's row until the transaction ends."""
    table = connection.ops.quote_name(Thread._meta.db_table)
    sql = f"UPDATE {table} SET last_position = last_position + 1, last_post_at = %s WHERE id = %s RETURNING last_position"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [connection.ops.adapt_datetimefield_value(at), thread.pk])
        (position,) = cursor.fetchone()
    return int(position)


def _already_written(membership: Membership, submission: str | None, error: IntegrityError) -> Post:
    """The post that the same filled-in form has made before; any other broken rule stays an error.

    With other words it is no second press of the button, but somebody who went back to the form: that is written too.
    """
    found = Post.objects.filter(author=membership.member, submission=submission).select_related("thread").first() if submission else None
    if found is None:
        raise error
    return found


def _other_words(submission: str | None, *words: object) -> str:
    """The token of a form that is sent anew with other words: these, pressed twice, are one post again."""
    return sha256(repr((submission, *words)).encode()).hexdigest()[:36]


def _is_thread(thread: Thread, membership: Membership, title: str) -> bool:
    return (thread.practice_group_id, thread.title) == (membership.practice_group_id, title)


def _happened(scope: tuple[str, int], verb: str, thing: Thread | Post, membership: Membership) -> None:
    happened(scope=scope, verb=verb, thing=thing, actor=membership.member, organisation=membership.affiliation.organisation)


def _tell_those_answered(post: Post, thread: Thread, parent: Post | None) -> None:
    """Whoever started the thread, and whoever wrote the post that is answered, if they are still in the group."""
    addressed = {thread.author_id, parent.author_id if parent else thread.author_id} - {post.author_id}
    if not addressed:
        return
    present = Membership.objects.in_force().filter(practice_group=thread.practice_group_id, member__in=addressed).select_related("member")
    if members := [membership.member for membership in present]:
        notify_each(members=members, kind=NoticeKind.ANSWER, scope=("thread", thread.pk), thing=post)


def _read_own(post: Post, thread: Any) -> None:
    """What one writes oneself is never unread. A thread fetched for its page brings along what its reader has read."""
    marks = ReadMark.objects.filter(member=post.author_id, thread=post.thread_id).values_list("ranges", flat=True)
    known = (thread.ranges if hasattr(thread, "ranges") else marks.first()) or []
    record_reading(member_id=post.author_id, thread_id=post.thread_id, positions=[post.position], known=known)


def _markable(actor: AbstractBaseUser, post: Post) -> tuple[Thread, Membership]:
    """The post's thread, held, and the membership of who may mark answers in it."""
    thread = Thread.objects.select_for_update().get(pk=post.thread_id)
    membership = _writer(actor, thread.practice_group_id)
    if not thread.is_question or post.is_first:
        raise NotAQuestion
    if not may_mark(membership, thread):
        raise NotAllowed(_("Only the one who asked and the facilitator can mark an answer."))
    return thread, membership


def _insert_mark(member_id: int, thread_id: int, fields: dict[str, Any]) -> bool:
    """Make the first mark; False when there is one already."""
    try:
        with transaction.atomic():
            ReadMark.objects.create(member_id=member_id, thread_id=thread_id, **fields)
    except IntegrityError:
        return False
    return True
