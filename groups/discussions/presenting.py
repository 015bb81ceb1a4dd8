"""From posts to what ``components/post.html`` shows."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from groups.discussions import reading
from groups.discussions.links import QUOTE, REPLY, anchor, post_url
from groups.discussions.models import Post, Thread
from groups.discussions.nesting import DRAWN_DEPTH
from mobility_hub.markup import to_text

EXCERPT = 300
MARKING_FORM = "markera"


def post_for_screen(
    post: Post, thread: Thread, *, member_id: int, ranges: reading.Ranges, may_write: bool, may_mark: bool, here: str
) -> dict[str, Any]:
    """One post of the page. ``here``: the query of this page's address, without what a reply adds to it."""
    is_new = post.author_id != member_id and not reading.contains(ranges, post.position)
    return {
        **_by(post),
        "id": anchor(post.public_id),
        "html": mark_safe(post.html),  # made safe on write
        "first": post.is_first,
        "depth": min(post.depth - 1, DRAWN_DEPTH),
        "flag": _flag(post) if post.answer_since else "",
        "note": _("unread") if is_new else "",
        "to": _to(post, thread) if post.depth - 1 > DRAWN_DEPTH and post.parent else None,
        "actions": [*_actions(post, thread, here, may_write), *([_marking(post)] if may_mark and not post.is_first else [])],
    }


def answer_for_screen(post: Post, thread: Thread) -> dict[str, Any]:
    """A marked answer on top of the thread: its beginning, and the way to all of it."""
    return {
        **_by(post),
        "answer": True,
        "flag": _flag(post),
        "html": format_html("<p>{}</p>", excerpt(post)),
        "actions": [{"label": _("Read the whole answer in the discussion"), "url": post_url(post, thread)}],
    }


def excerpt(post: Post, length: int = EXCERPT) -> str:
    return Truncator(to_text(post.html)).chars(length)


def quoted(text: str) -> str:
    """The text as a Markdown quotation, with an empty line to write under."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) + "\n\n"


def _by(post: Post) -> dict[str, Any]:
    role = ", ".join(filter(None, [post.author_title, post.organisation.official_name]))
    return {"author": post.author.name, "role": role, "when": post.written_at}


def _flag(post: Post) -> str:
    if post.answer_marked_by is None:
        return _("Marked answer")
    return _("Answer, marked by %(name)s") % {"name": post.answer_marked_by.name}


def _to(post: Post, thread: Thread) -> dict[str, str]:
    parent = post.parent
    assert parent is not None  # noqa: S101  # asked by the caller
    return {"label": _("reply to %(name)s") % {"name": parent.author.name}, "url": post_url(parent, thread)}


def _actions(post: Post, thread: Thread, here: str, may_write: bool) -> list[dict[str, str]]:
    link = {"label": _("Link"), "url": post_url(post, thread), "hidden": _("to the post by %(name)s") % {"name": post.author.name}}
    if not may_write:
        return [link]
    whom = {"hidden": post.author.name}
    return [
        {"label": _("Reply"), "url": f"?{here}{REPLY}={post.public_id}#svara", **whom},
        {"label": _("Quote it"), "url": f"?{here}{QUOTE}={post.public_id}#svara", **whom},
        link,
    ]


def _marking(post: Post) -> dict[str, str]:
    """The button that marks the post as the answer, or takes the mark away; its form stands at the end of the page."""
    name, label = ("unmark", _("Take the mark away")) if post.answer_since else ("mark", _("Mark as answer"))
    return {"form": MARKING_FORM, "name": name, "value": post.public_id, "label": label, "hidden": post.author.name}
