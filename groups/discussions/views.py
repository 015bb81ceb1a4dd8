"""The pages of a group's discussions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.discussions import actions, presenting, queries, reading
from groups.discussions.enums import ThreadKind
from groups.discussions.errors import DiscussionError
from groups.discussions.forms import PostForm, ReplyForm, ThreadForm, reminder
from groups.discussions.links import BEFORE, FIRST, QUOTE, REPLY, anchor, list_url, new_url, thread_url
from groups.discussions.models import Post
from groups.discussions.permissions import may_mark
from groups.membership.access import as_public_id, get_group_and_membership, group_crumbs, group_sections, tabs
from groups.membership.models import Membership
from groups.membership.queries import circle_of
from mobility_hub.notices.actions import settle
from mobility_hub.notices.enums import NoticeKind


@require_safe
def threads(request: HttpRequest, group_id: str) -> HttpResponse:
    practice_group, membership = get_group_and_membership(request, group_id)
    found = queries.threads_in(membership)
    page = queries.thread_list(found, request.GET.get("page"))
    context = {
        "practice_group": practice_group,
        "crumbs": group_crumbs(practice_group),
        "tabs": tabs(group_sections(practice_group, membership), "discussions"),
        "action": {"label": _("Ask a question"), "href": new_url(practice_group, ThreadKind.QUESTION)}
        if practice_group.takes_posts
        else None,
        "page": page,
        "row_groups": queries.grouped(list(page)),
    }
    return render(request, "hub_discussions/threads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_thread(request: HttpRequest, group_id: str) -> HttpResponse:
    practice_group, _membership = get_group_and_membership(request, group_id)
    kind = ThreadKind.DISCUSSION if request.GET.get("sort") == ThreadKind.DISCUSSION else ThreadKind.QUESTION
    topics = list(practice_group.topics.select_related("parent"))
    form = ThreadForm(request.POST or None, topics=topics, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        written = form.cleaned_data
        try:
            thread = actions.start_thread(
                actor=_user(request),
                practice_group=practice_group,
                kind=ThreadKind(written["kind"]),
                title=written["title"],
                text=written["text"],
                topics=written.get("topics", ()),
                submission=written["submission"],
            )
        except DiscussionError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect("hub_discussions:thread", practice_group.public_id, thread.public_id)
    context = {"practice_group": practice_group, "form": form, "crumbs": group_crumbs(practice_group)}
    return render(request, "hub_discussions/new_thread.html", context)


@require_safe
def thread_page(request: HttpRequest, group_id: str, thread_id: str) -> HttpResponse:
    """The posts of one thread, 20 at a time. What is shown is kept as read: the only thing a GET writes."""
    membership, thread = _get_thread(request, group_id, thread_id)
    first, before = request.GET.get(FIRST, ""), request.GET.get(BEFORE, "")
    posts = queries.posts_page(thread, as_public_id(first) if first else "", as_public_id(before) if before else "")
    if not posts.posts:
        raise Http404
    answered, form = _started_reply(request, thread)
    response = _render_thread(request, thread, membership, posts, form, answered)
    if _is_read_by_a_person(request):
        shown = [post.position for post in posts.posts]
        actions.record_reading(member_id=membership.member_id, thread_id=thread.pk, positions=shown, known=thread.ranges or [])
        if thread.noticed in {post.pk for post in posts.posts}:
            settle(scope=("thread", thread.pk), kind=NoticeKind.ANSWER, member=membership.member)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def write_reply(request: HttpRequest, group_id: str, thread_id: str) -> HttpResponse:
    """Takes a reply; whoever comes here by a link is led to the form."""
    membership, thread = _get_thread(request, group_id, thread_id)
    if request.method != "POST":
        return redirect(f"{thread_url(thread)}#svara")
    form = ReplyForm(request.POST)
    asked_for = request.POST.get("parent", "")
    parent = Post.objects.filter(thread=thread, public_id=as_public_id(asked_for)).first() if asked_for else None
    if asked_for and parent is None:
        raise Http404
    if form.is_valid():
        try:
            written = actions.reply(
                actor=_user(request),
                thread=thread,
                parent=parent,
                text=form.cleaned_data["text"],
                submission=form.cleaned_data["submission"],
                membership=membership,
            )
        except DiscussionError as error:
            form.add_error(None, str(error.message))
        except ValidationError as error:
            form.add_error("text", error)
        else:
            return redirect(_page_address(thread, written))
    page = queries.posts_page(thread, queries.first_on_page_of(parent) if parent else "")
    return _render_thread(request, thread, membership, page, form, parent)


@require_POST
def mark(request: HttpRequest, group_id: str, thread_id: str) -> HttpResponse:
    """Mark a reply as the answer (``mark``), or take the mark away (``unmark``): the value is the post's public id."""
    _membership, thread = _get_thread(request, group_id, thread_id)
    wanted = request.POST.get("mark") or request.POST.get("unmark") or ""
    found = Post.objects.filter(thread=thread, public_id=as_public_id(wanted)).first()
    if found is None:
        raise Http404
    change = actions.mark_answer if "mark" in request.POST else actions.unmark_answer
    try:
        change(actor=_user(request), post=found)
    except DiscussionError as error:
        messages.warning(request, str(error.message))
    return redirect(_page_address(thread, found))


@require_safe
def post(request: HttpRequest, group_id: str, thread_id: str, post_id: str) -> HttpResponse:
    """The permanent address of a post leads to the page that shows it now."""
    _membership, thread = _get_thread(request, group_id, thread_id)
    found = Post.objects.filter(thread=thread, public_id=as_public_id(post_id)).first()
    if found is None:
        raise Http404
    return redirect(_page_address(thread, found))


@require_safe
def first_unread(request: HttpRequest, group_id: str, thread_id: str) -> HttpResponse:
    _membership, thread = _get_thread(request, group_id, thread_id)
    found = queries.first_unread_post(thread)
    return redirect(_page_address(thread, found) if found else thread_url(thread))


@require_POST
def read_thread(request: HttpRequest, group_id: str, thread_id: str) -> HttpResponse:
    membership, thread = _get_thread(request, group_id, thread_id)
    actions.mark_all_read(member=membership.member, practice_group=thread.practice_group, thread=thread)
    return redirect(list_url(thread.practice_group))


@require_POST
def read_all(request: HttpRequest, group_id: str) -> HttpResponse:
    practice_group, membership = get_group_and_membership(request, group_id)
    actions.mark_all_read(member=membership.member, practice_group=practice_group)
    messages.success(request, _("Everything in the group is marked as read."))
    return redirect(list_url(practice_group))


# One thread's page


def _get_thread(request: HttpRequest, group_id: str, thread_id: str) -> tuple[Membership, Any]:
    """The reader's membership and the thread. Raises ``Http404`` when either is not theirs to know."""
    practice_group, membership = get_group_and_membership(request, group_id)
    thread = queries.find_thread(membership, as_public_id(thread_id))
    if thread is None:
        raise Http404
    thread.practice_group = practice_group
    return membership, thread


def _started_reply(request: HttpRequest, thread: Any) -> tuple[Post | None, PostForm]:
    """The form at the end of the page: to the thread, or to the post that ``?svara=`` or ``?citera=`` names."""
    wanted = request.GET.get(REPLY) or request.GET.get(QUOTE) or ""
    answered = None
    if wanted:
        found = Post.objects.filter(thread=thread, public_id=as_public_id(wanted))
        answered = found.select_related("author").first()
    initial = {"parent": answered.public_id if answered else ""}
    if answered and QUOTE in request.GET:
        initial["text"] = presenting.quoted(answered.text)
    return answered, ReplyForm(initial=initial)


def _render_thread(
    request: HttpRequest, thread: Any, membership: Membership, page: queries.PostsPage, form: PostForm, answered: Post | None
) -> HttpResponse:
    practice_group = thread.practice_group
    topics = list(thread.topics.select_related("parent"))
    form.fields["text"].help_text = reminder(topics)
    ranges = thread.ranges or []
    unread = thread.last_position - reading.count(ranges)
    here = {FIRST: page.posts[0].public_id} if page.posts and not page.starts_thread else {}
    known = {
        "member_id": membership.member_id,
        "ranges": ranges,
        "may_write": practice_group.takes_posts,
        "may_mark": may_mark(membership, thread),
        "here": f"{urlencode(here)}&" if here else "",
    }
    shown = [presenting.post_for_screen(post, thread, **known) for post in page.posts]
    answers = queries.marked_answers(thread) if page.starts_thread else []
    context = {
        "practice_group": practice_group,
        "thread": thread,
        "topics": topics,
        "crumbs": group_crumbs(practice_group),
        "circle": circle_of(practice_group),
        "first_post": shown[0] if page.starts_thread else None,
        "answers": [presenting.answer_for_screen(answer, thread) for answer in answers],
        "posts": shown[1:] if page.starts_thread else shown,
        "first_unread_url": thread_url(thread, "first_unread") if unread > 0 and ranges else "",
        "unread": unread,
        "before_url": f"?{urlencode({BEFORE: page.before})}" if page.before else "",
        "after_url": f"?{urlencode({FIRST: page.after})}" if page.after else "",
        "form": form,
        "answered": answered,
        "answered_excerpt": presenting.excerpt(answered, 120) if answered else "",
        "reply_url": thread_url(thread, "reply"),
        "mark_url": thread_url(thread, "mark"),
        "read_url": thread_url(thread, "read"),
        "marking_form": presenting.MARKING_FORM if known["may_mark"] else "",
    }
    return render(request, "hub_discussions/thread.html", context)


def _page_address(thread: Any, post: Post) -> str:
    first = queries.first_on_page_of(post)
    query = f"?{urlencode({FIRST: first})}" if first else ""
    return f"{thread_url(thread)}{query}#{anchor(post.public_id)}"


def _is_read_by_a_person(request: HttpRequest) -> bool:
    """A page fetched ahead by the browser, or asked for its head only, has not been read."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "") + request.headers.get("X-Moz", "")
    return request.method == "GET" and "prefetch" not in purpose.lower()


def _user(request: HttpRequest) -> Any:
    return request.user
