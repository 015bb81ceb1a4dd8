"""Addresses inside a group's discussions. They carry random ids only."""

from __future__ import annotations

from django.urls import reverse

from groups.discussions.models import Post, Thread
from groups.membership.models import PracticeGroup

# Words of the query, as they stand in addresses.
FIRST, BEFORE, REPLY, QUOTE = "fran", "fore", "svara", "citera"


def list_url(practice_group: PracticeGroup) -> str:
    return reverse("hub_discussions:threads", args=[practice_group.public_id])


def new_url(practice_group: PracticeGroup, kind: str) -> str:
    return reverse("hub_discussions:new", args=[practice_group.public_id]) + f"?sort={kind}"


def thread_url(thread: Thread, name: str = "thread") -> str:
    """The address of the thread's page, or of another view of it. The thread comes with its group."""
    return reverse(f"hub_discussions:{name}", args=[thread.practice_group.public_id, thread.public_id])


def post_url(post: Post, thread: Thread) -> str:
    """The permanent address of a post: it leads to the page that shows it, wherever that is then."""
    return reverse("hub_discussions:post", args=[thread.practice_group.public_id, thread.public_id, post.public_id])


def anchor(public_id: str) -> str:
    return f"inlagg-{public_id}"
