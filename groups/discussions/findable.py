"""How threads and posts become findable: for the members of their group only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from groups.discussions.links import post_url, thread_url
from groups.discussions.models import Post, Thread
from groups.membership.models import PracticeGroup
from mobility_hub.lookup.registry import EntryData, SearchKind
from mobility_hub.markup import to_text

SUMMARY = 300


class GroupKind(SearchKind):
    """Something inside a practice group."""

    scope_kind = "practice_group"

    def visible_scope_ids(self, user: Any) -> QuerySet[Any]:
        return PracticeGroup.objects.visible_to(user).values("pk")


class ThreadKind(GroupKind):
    """A thread with its first post."""

    name = "thread"
    label = _("Discussion")
    label_plural = _("Discussions")

    def entries(self, object_ids: Collection[int] | None) -> Iterable[EntryData]:
        firsts = Post.objects.filter(position=1).select_related("thread").prefetch_related("thread__topics")
        for post in firsts if object_ids is None else firsts.filter(thread__in=object_ids):
            topics = tuple(topic.slug for topic in post.thread.topics.all())
            yield _entry(post, post.thread_id, topics)

    def urls(self, object_ids: Collection[int]) -> Mapping[int, str]:
        threads = Thread.objects.filter(pk__in=object_ids).select_related("practice_group")
        return {thread.pk: thread_url(thread) for thread in threads}


class PostKind(GroupKind):
    """A reply; the first post of a thread is found with the thread."""

    name = "post"
    label = _("Post")
    label_plural = _("Posts")

    def entries(self, object_ids: Collection[int] | None) -> Iterable[EntryData]:
        replies = Post.objects.filter(position__gt=1).select_related("thread")
        for post in replies if object_ids is None else replies.filter(pk__in=object_ids):
            yield _entry(post, post.pk, ())

    def urls(self, object_ids: Collection[int]) -> Mapping[int, str]:
        posts = Post.objects.filter(pk__in=object_ids).select_related("thread__practice_group").defer("text", "html")
        return {post.pk: post_url(post, post.thread) for post in posts}


def _entry(post: Post, object_id: int, topics: tuple[str, ...]) -> EntryData:
    text = to_text(post.html)
    return EntryData(
        object_id=object_id,
        title=post.thread.title,
        summary=text[:SUMMARY],
        body=text[SUMMARY:],
        topics=topics,
        year=post.written_at.year,
        updated_at=post.written_at,
        scope_id=post.thread.practice_group_id,
    )
