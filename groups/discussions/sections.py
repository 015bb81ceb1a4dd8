"""What this room shows on other pages, and who may hear of a thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.discussions import queries
from groups.discussions.enums import ThreadKind
from groups.discussions.links import list_url, new_url, post_url
from groups.discussions.models import Post, Thread
from groups.membership.cards import MyGroupFacts
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.directory.models import Member
from mobility_hub.notices.enums import NoticeKind
from mobility_hub.notices.models import Notice
from mobility_hub.sections import GroupSection, MineSection, Todo


def discussions_in_group(practice_group: PracticeGroup, membership: Membership) -> GroupSection:
    """The discussions on the group's page, and their tab."""
    threads = queries.threads_in(membership)
    shown = list(threads[: queries.THREADS_ON_GROUP_PAGE])
    full = len(shown) == queries.THREADS_ON_GROUP_PAGE
    count = Thread.objects.within(membership).count() if full else len(shown)
    action = {"label": _("Ask a question"), "href": new_url(practice_group, ThreadKind.QUESTION)}
    return GroupSection(
        key="discussions",
        order=10,
        place="main",
        heading=gettext_lazy("Discussions"),
        template="hub_discussions/sections/threads.html",
        context={
            "row_groups": queries.grouped(shown),
            "more": count > len(shown),
            "action": action if practice_group.takes_posts else None,
        },
        url=list_url(practice_group),
        count=count,
    )


def unread_in_my_groups(memberships: Sequence[Membership]) -> MyGroupFacts:
    unread = queries.unread_of(memberships)
    return MyGroupFacts(order=10, facts={pk: (unread_in_words(count),) for pk, count in unread.items() if count})


def unread_in_words(count: int) -> str:
    return ngettext("%(n)s unread post", "%(n)s unread posts", count) % {"n": count}


def answers_to_me(members: Sequence[Member]) -> MineSection:
    """On the member's own page: who has answered them and was not read yet. Two queries."""
    open_notices = Notice.objects.open().filter(member__in=[member.pk for member in members], kind=NoticeKind.ANSWER, scope_kind="thread")
    notices = list(open_notices.order_by("-at", "-pk"))
    posts = (
        Post.objects.filter(pk__in={notice.object_id for notice in notices})
        .select_related("thread__practice_group", "author", "organisation")
        .defer("text", "html")
    )
    found = {post.pk: post for post in posts}
    readers = audience({notice.scope_id for notice in notices})
    todos: dict[int, list[Todo]] = defaultdict(list)
    for notice in notices:
        post = found.get(notice.object_id)
        if post and notice.member_id in readers.get(notice.scope_id, ()):
            todos[notice.member_id].append(_todo(post, notice.count))
    return MineSection(key="discussions", order=25, todos={member_id: tuple(mine) for member_id, mine in todos.items()})


def _todo(post: Post, count: int) -> Todo:
    thread = post.thread
    title = ngettext("Answer in: %(title)s", "%(n)s answers in: %(title)s", count) % {"n": count, "title": thread.title}
    return Todo(title, post_url(post, thread), (f"{post.author.name}, {post.organisation.name}", thread.practice_group.name))


def audience(thread_ids: Collection[int]) -> dict[int, set[int]]:
    """Who may hear of each thread now: those in its group."""
    groups = dict(Thread.objects.filter(pk__in=thread_ids).values_list("pk", "practice_group"))
    readers: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.in_force().filter(practice_group__in=set(groups.values())).values_list("practice_group", "member")
    for group_id, member_id in rows:
        readers[group_id].add(member_id)
    return {thread_id: set(readers[groups[thread_id]]) if thread_id in groups else set() for thread_id in thread_ids}


def parents(thread_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Whose level a thread takes when a member has set none for it: its group's."""
    rows = Thread.objects.filter(pk__in=thread_ids).values_list("pk", "practice_group")
    return {thread_id: ("practice_group", group_id) for thread_id, group_id in rows}
