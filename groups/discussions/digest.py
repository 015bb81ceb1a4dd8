"""What a member's summary says of the discussions in their groups. Six queries for a whole batch of members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.discussions import reading
from groups.discussions.links import post_url
from groups.discussions.models import Post, ReadMark, Thread
from groups.membership.models import Membership
from groups.membership.states import GroupAction, states_allowing
from mobility_hub.directory.models import Member
from mobility_hub.markup import to_text
from mobility_hub.notices.enums import HowMuch
from mobility_hub.notices.queries import how_much
from mobility_hub.sections import DigestBlock, DigestLine, DigestSection, Window
from mobility_hub.templatetags.hub import short_day

WHOLE_TEXT = 1500  # characters; a longer post is cut and read on the page
POSTS_A_THREAD = 3
THREADS_A_GROUP = 10
SCOPE = "thread"
NEWS_LEVELS = (HowMuch.EVERYTHING, HowMuch.SUMMARY)


@dataclass(frozen=True)
class _Seat:
    """One member in one group, and from when on they may hear of what is written there."""

    membership: Membership
    since: datetime
    until: datetime

    def hears(self, post: Post) -> bool:
        return post.author_id != self.membership.member_id and self.since <= post.written_at < self.until


def section(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    """New threads and posts in the groups each member is in, by group and thread, the newest thread first.

    Not what they wrote or have read themselves, nor what was written before they came into the group, nor what they have switched off.
    """
    seats = _seats(members, windows)
    posts = _posts_in(seats)
    thread_ids = {post.thread_id for posts_in_group in posts.values() for post in posts_in_group}
    read = _read_by(members, thread_ids)
    levels = how_much(list(windows), SCOPE, sorted(thread_ids))
    texts: dict[int, str] = {}
    blocks: dict[int, list[DigestBlock]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    for seat in seats:
        member_id, group = seat.membership.member_id, seat.membership.practice_group
        news = [
            post
            for post in posts.get(group.pk, ())
            if seat.hears(post)
            and levels[member_id, post.thread_id] in NEWS_LEVELS
            and not reading.contains(read.get((member_id, post.thread_id), ()), post.position)
        ]
        if news:
            blocks[member_id].append(_block(group.name, news, texts))
            counts[member_id] += len(news)
    return DigestSection(
        key="discussions",
        order=30,
        blocks={member_id: tuple(found) for member_id, found in blocks.items()},
        subject={member_id: ngettext("%(n)s new post", "%(n)s new posts", count) % {"n": count} for member_id, count in counts.items()},
    )


def _seats(members: Sequence[Member], windows: Mapping[int, Window]) -> list[_Seat]:
    memberships = (
        Membership.objects.in_force()
        .filter(member__in=[member.pk for member in members if member.pk in windows])
        .filter(practice_group__state__in=states_allowing(GroupAction.DIGEST))
        .select_related("practice_group")
        .order_by("practice_group__name", "pk")
    )
    seats = []
    for membership in memberships:
        window = windows[membership.member_id]
        since = max(window.since, membership.since) if membership.since else window.since
        seats.append(_Seat(membership, since, window.until))
    return seats


def _posts_in(seats: Sequence[_Seat]) -> dict[int, list[Post]]:
    """The posts of all these groups in the widest of the windows, newest first, by group."""
    if not seats:
        return {}
    found: dict[int, list[Post]] = defaultdict(list)
    posts = Post.objects.filter(
        thread__practice_group__in={seat.membership.practice_group_id for seat in seats},
        written_at__gte=min(seat.since for seat in seats),
        written_at__lt=max(seat.until for seat in seats),
    )
    for post in posts.select_related("thread__practice_group", "author", "organisation").defer("text").order_by("-written_at", "-pk"):
        found[post.thread.practice_group_id].append(post)
    return found


def _read_by(members: Sequence[Member], thread_ids: Iterable[int]) -> dict[tuple[int, int], reading.Ranges]:
    marks = ReadMark.objects.filter(member__in=[member.pk for member in members], thread__in=list(thread_ids))
    return {(member_id, thread_id): ranges for member_id, thread_id, ranges in marks.values_list("member", "thread", "ranges")}


def _block(heading: str, news: Sequence[Post], texts: dict[int, str]) -> DigestBlock:
    by_thread: dict[int, list[Post]] = defaultdict(list)
    for post in news:
        by_thread[post.thread_id].append(post)
    lines: list[DigestLine] = []
    for posts in list(by_thread.values())[:THREADS_A_GROUP]:
        lines += _thread_lines(posts, texts)
    left = len(by_thread) - THREADS_A_GROUP
    more = ngettext("and %(n)s more discussion", "and %(n)s more discussions", left) % {"n": left} if left > 0 else ""
    return DigestBlock(heading, tuple(lines), more)


def _thread_lines(posts: Sequence[Post], texts: dict[int, str]) -> list[DigestLine]:
    """The newest posts of one thread in the order they were written, under its title."""
    shown = list(reversed(posts[:POSTS_A_THREAD]))
    lines = []
    for post in shown:
        title = _title(post.thread) if post is shown[0] else _("reply by %(name)s") % {"name": post.author.name}
        meta = f"{post.author.name}, {post.organisation.official_name} · {short_day(post.written_at)}"
        if post is shown[-1] and (left := len(posts) - len(shown)):
            meta += " · " + ngettext("and %(n)s more in the discussion", "and %(n)s more in the discussion", left) % {"n": left}
        lines.append(DigestLine(title, post_url(post, post.thread), _text(post, texts), meta))
    return lines


def _title(thread: Thread) -> str:
    return _("Question: %(title)s") % {"title": thread.title} if thread.is_question else thread.title


def _text(post: Post, texts: dict[int, str]) -> str:
    """The post's plain text, made once for all its readers."""
    if post.pk not in texts:
        texts[post.pk] = Truncator(to_text(post.html)).chars(WHOLE_TEXT)
    return texts[post.pk]
