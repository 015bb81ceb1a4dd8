"""Reads of threads and posts, each made for one page, in a fixed number of queries whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Case, F, FilteredRelation, IntegerField, JSONField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.discussions import reading
from groups.discussions.enums import ThreadKind
from groups.discussions.models import Post, ReadMark, Thread
from groups.discussions.nesting import top_of
from groups.membership.models import Membership
from mobility_hub.notices.enums import NoticeKind
from mobility_hub.notices.models import Notice
from mobility_hub.templatetags.hub import counted, short_day

PAGE_SIZE = 20
THREADS_A_PAGE = 30
THREADS_ON_GROUP_PAGE = 20
CONTEXT_BEFORE = 3

User = AbstractBaseUser | AnonymousUser

OPEN_QUESTION, UNREAD, REST = 0, 1, 2


# The list


def threads_in(membership: Membership) -> QuerySet[Any]:
    """The group's threads as its list shows them: open questions first, then what the member has not read, then the rest, newest first.

    Each has ``read`` (how many posts the member has read) and ``rank``.
    """
    return (
        Thread.objects.within(membership)
        .annotate(own=FilteredRelation("read_marks", condition=Q(read_marks__member=membership.member_id)))
        .annotate(
            read=Coalesce(F("own__read_count"), 0),
            rank=Case(
                When(kind=ThreadKind.QUESTION, answered_at__isnull=True, then=Value(OPEN_QUESTION)),
                When(last_position__gt=Coalesce(F("own__read_count"), 0), then=Value(UNREAD)),
                default=Value(REST),
                output_field=IntegerField(),
            ),
        )
        .select_related("organisation")
        .order_by("rank", "-last_post_at", "-pk")
    )


@dataclass(frozen=True)
class ThreadRow:
    """A line of the list."""

    thread: Any

    @property
    def unread(self) -> int:
        return max(self.thread.last_position - self.thread.read, 0)

    @property
    def text(self) -> str:
        """Whose it is, and where it stands: "Täby · fråga från 16 mars · markerat svar saknas"."""
        thread = self.thread
        if thread.is_open_question:
            words = _("question from %(day)s") % {"day": short_day(thread.started_at)}
            return " · ".join([thread.organisation.name, words, *([_("no answer marked")] if thread.replies else [])])
        if thread.is_question:
            return f"{thread.organisation.name} · " + _("answered %(day)s") % {"day": short_day(thread.answered_at)}
        return f"{thread.organisation.name} · " + _("last written in %(day)s") % {"day": short_day(thread.last_post_at)}

    @property
    def fact(self) -> str:
        """What the numbers count: "4 svar, 2 nya"; a thread nobody has opened for the reader is new itself."""
        thread = self.thread
        replies = counted(thread.replies, "answer")
        if not self.unread:
            return replies
        if thread.read == 0:
            return _("unread") if not thread.replies else f"{replies}, " + _("all unread")
        return f"{replies}, " + new_in_words(self.unread)


def new_in_words(count: int) -> str:
    return ngettext("%(n)s new", "%(n)s new", count) % {"n": count}


@dataclass(frozen=True)
class RowGroup:
    heading: str
    rows: Sequence[ThreadRow]


def grouped(threads: Sequence[Any]) -> list[RowGroup]:
    """The list under its headings; one that has nothing is left out."""
    headings = {OPEN_QUESTION: _("Open questions"), UNREAD: _("Unread"), REST: _("Read and settled")}
    rows = [ThreadRow(thread) for thread in threads]
    found = [RowGroup(heading, [row for row in rows if row.thread.rank == rank]) for rank, heading in headings.items()]
    return [row_group for row_group in found if row_group.rows]


def thread_list(threads: QuerySet[Any], number: str | None) -> Page[Any]:
    return Paginator(threads, THREADS_A_PAGE).get_page(number)


def unread_of(memberships: Sequence[Membership]) -> dict[int, int]:
    """How many posts each membership's member has not read in its group, by the membership's id. Two queries."""
    groups = {membership.practice_group_id for membership in memberships}
    totals = dict(
        Thread.objects.filter(practice_group__in=groups)
        .order_by()
        .values_list("practice_group")
        .annotate(total=Sum("last_position"))
        .values_list("practice_group", "total")
    )
    marks = (
        ReadMark.objects.filter(member__in={membership.member_id for membership in memberships}, thread__practice_group__in=groups)
        .order_by()
        .values("member", "thread__practice_group")
        .annotate(total=Sum("read_count"))
    )
    read = {(mark["member"], mark["thread__practice_group"]): mark["total"] for mark in marks}
    return {
        membership.pk: max(
            totals.get(membership.practice_group_id, 0) - read.get((membership.member_id, membership.practice_group_id), 0), 0
        )
        for membership in memberships
    }


# One thread


def find_thread(membership: Membership, public_id: str) -> Any:
    """The thread of the group, or None.

    With ``ranges``, what the member has read of it, and ``noticed``, the post that their open notice is about.
    """
    marks = ReadMark.objects.filter(thread=OuterRef("pk"), member=membership.member_id)
    notices = Notice.objects.open().filter(
        member=membership.member_id, kind=NoticeKind.ANSWER, scope_kind="thread", scope_id=OuterRef("pk")
    )
    return (
        Thread.objects.within(membership)
        .filter(public_id=public_id)
        .annotate(
            ranges=Subquery(marks.values("ranges")[:1], output_field=JSONField()),
            noticed=Subquery(notices.values("object_id")[:1]),
        )
        .select_related("author", "organisation")
        .first()
    )


@dataclass(frozen=True)
class PostsPage:
    """Some posts of a thread in reading order; ``before`` and ``after``: the public ids that neighbouring pages are asked for by."""

    posts: Sequence[Post]
    before: str = ""
    after: str = ""

    @property
    def starts_thread(self) -> bool:
        return bool(self.posts) and self.posts[0].is_first


def posts_page(thread: Thread, first: str = "", before: str = "") -> PostsPage:
    """The page that begins with post ``first``, or the one that ends just before post ``before``; else the thread's beginning.

    Keyset paging by path, so any page of any thread costs the same. A post that is not in the thread gives an empty page.
    """
    posts = (
        Post.objects.filter(thread=thread)
        .select_related("author", "organisation", "answer_marked_by", "parent__author")
        .defer("text", "parent__text", "parent__html")
    )
    if before:
        found = list(posts.filter(path__lt=_path_of(thread, before)).order_by("-path")[: PAGE_SIZE + 1])
        shown = found[:PAGE_SIZE][::-1]
        return PostsPage(shown, before=shown[0].public_id if len(found) > PAGE_SIZE else "", after=before)
    if first:
        posts = posts.filter(path__gte=_path_of(thread, first))
    found = list(posts.order_by("path")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    starts = not shown or shown[0].is_first
    return PostsPage(shown, before="" if starts else shown[0].public_id, after=found[PAGE_SIZE].public_id if len(found) > PAGE_SIZE else "")


def _path_of(thread: Thread, public_id: str) -> Subquery:
    return Subquery(Post.objects.filter(thread=thread, public_id=public_id).values("path")[:1])


def first_on_page_of(post: Post) -> str:
    """The public id of the post that the page which shows ``post`` begins with; empty: the thread's beginning. One query.

    A page begins with the post on the first level that it stands below, if that is near enough, so that one sees what it answers.
    """
    before = list(
        Post.objects.filter(thread=post.thread_id, path__lt=post.path).order_by("-path").values_list("public_id", "path")[:PAGE_SIZE]
    )
    if len(before) < PAGE_SIZE:
        return ""
    near = dict(zip([path for _id, path in before], [public_id for public_id, _path in before], strict=True))
    above = near.get(top_of(post.path))
    return above if above and above != before[-1][0] else str(before[CONTEXT_BEFORE - 1][0])


def marked_answers(thread: Thread) -> list[Post]:
    """The posts marked as answers, in the order they were marked."""
    if thread.answered_at is None:
        return []
    answers = Post.objects.filter(thread=thread, answer_since__isnull=False).order_by("answer_since", "pk")
    return list(answers.select_related("author", "organisation", "answer_marked_by").defer("text"))


def first_unread_post(thread: Any) -> Post | None:
    position = reading.first_unread(thread.ranges or [], thread.last_position)
    return Post.objects.filter(thread=thread, position=position).first() if position else None
