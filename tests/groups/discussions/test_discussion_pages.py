"""The pages of the discussions: who gets them, what they show, what they cost."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.discussions import actions
from groups.discussions.enums import ThreadKind
from groups.discussions.models import Post, ReadMark, Thread
from groups.membership.enums import GroupState
from groups.membership.models import PracticeGroup
from mobility_hub.ids import new_public_id
from mobility_hub.notices.models import Notice
from tests import factories
from tests.groups.people import EVERYBODY, INSIDE, SIGNED_IN_STRANGERS, client_of

GROUP_PAGES = ["threads", "new"]
THREAD_PAGES = ["thread", "first_unread"]
POSTS = ["reply", "mark", "read"]


def _url(name: str, thread: Any, *more: str) -> str:
    if name in (*GROUP_PAGES, "read_all"):
        return reverse(f"hub_discussions:{name}", args=[thread.practice_group.public_id])
    return reverse(f"hub_discussions:{name}", args=[thread.practice_group.public_id, thread.public_id, *more])


def _english(url: str) -> str:
    return "/en" + url.removeprefix("/en")


def _client(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def _soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def _words(tag: Tag | BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


def _texts(soup: BeautifulSoup) -> list[str]:
    """The words of the posts in the order they stand, without the marked answers on top."""
    return [_words(post) for post in soup.select(".mh-post:not(.mh-post--answer) .mh-post__text")]


# Who gets what


@pytest.mark.parametrize("name", [*GROUP_PAGES, *THREAD_PAGES, "post"])
@pytest.mark.parametrize("person", EVERYBODY)
def test_who_gets_which_page(thread: Any, request: pytest.FixtureRequest, person: str, name: str) -> None:
    more = [thread.posts.get().public_id] if name == "post" else []
    response = client_of(request, person).get(_url(name, thread, *more), follow=person in INSIDE)
    assert response.status_code == {"anonymous": 302}.get(person, 200 if person in INSIDE else 404)


@pytest.mark.parametrize("name", [*POSTS, "read_all", "new"])
@pytest.mark.parametrize("person", [*SIGNED_IN_STRANGERS, "anonymous"])
def test_strangers_change_nothing(thread: Any, request: pytest.FixtureRequest, person: str, name: str) -> None:
    post = thread.posts.get()
    given = {"text": "Hej", "title": "Hej", "kind": "question", "mark": post.public_id}
    response = client_of(request, person).post(_url(name, thread), given)
    assert response.status_code == (302 if person == "anonymous" else 404)
    assert (Post.objects.count(), Thread.objects.count()) == (1, 1)


def _answer(client: Client, url: str) -> tuple[int, bytes, list[str]]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    body = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", response.content).replace(url.encode(), b"")
    return response.status_code, body, [re.sub(r"'[^']*'", "?", query["sql"]) for query in queries]


@pytest.mark.parametrize("name", [*GROUP_PAGES, *THREAD_PAGES])
@pytest.mark.parametrize("person", SIGNED_IN_STRANGERS)
def test_hidden_and_missing_answer_alike(thread: Any, request: pytest.FixtureRequest, person: str, name: str) -> None:
    client = client_of(request, person)
    more = [new_public_id()] if name in THREAD_PAGES else []
    missing = reverse(f"hub_discussions:{name}", args=[new_public_id(), *more])
    client.get(missing)
    assert _answer(client, _url(name, thread)) == _answer(client, missing)


def test_thread_of_another_group_is_not_found_through_ones_own(thread: Any, practice_group: Any) -> None:
    stranger = factories.MembershipFactory()
    own = reverse("hub_discussions:thread", args=[stranger.practice_group.public_id, thread.public_id])
    missing = reverse("hub_discussions:thread", args=[stranger.practice_group.public_id, new_public_id()])
    client = _client(stranger.member)
    client.get(missing)
    assert _answer(client, own) == _answer(client, missing)
    assert client.get(own).status_code == 404


@pytest.mark.parametrize("query", ["?fran=x", "?fore=%00", f"?fran={'a' * 16}", "?fran=%ff"])
def test_page_that_begins_nowhere_is_not_found(thread: Any, member: Any, query: str) -> None:
    assert _client(member).get(_url("thread", thread) + query).status_code == 404


# The list


def test_list_has_open_questions_first_then_unread_then_the_rest(thread: Any, practice_group: Any, facilitator: Any, member: Any) -> None:
    read = actions.start_thread(actor=member.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Läst", text="x")
    unread = actions.start_thread(
        actor=facilitator.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Oläst", text="x"
    )
    answered = actions.start_thread(actor=member.user, practice_group=practice_group, kind=ThreadKind.QUESTION, title="Löst", text="x")
    actions.mark_answer(actor=member.user, post=actions.reply(actor=member.user, thread=answered, text="Så"))
    soup = _soup(_client(member).get(_url("threads", thread)))
    titles = [_words(link) for link in soup.select("a.mh-rows__t")]
    assert titles == [thread.title, unread.title, answered.title, read.title]
    assert len(soup.select("h2.mh-kicker")) == 3


def test_rows_say_what_they_count(thread: Any, facilitator: Any, member: Any) -> None:
    for number in range(3):
        actions.reply(actor=facilitator.user, thread=thread, text=str(number))
    row = _words(_soup(_client(member).get(_english(_url("threads", thread)))).select(".mh-rows li")[0])
    assert row.endswith("3 answers, 3 new")
    fresh = factories.MembershipFactory(practice_group=thread.practice_group).member
    row = _words(_soup(_client(fresh).get(_english(_url("threads", thread)))).select(".mh-rows li")[0])
    assert row.endswith("3 answers, all unread")
    _client(member).get(_url("thread", thread))
    row = _words(_soup(_client(member).get(_english(_url("threads", thread)))).select(".mh-rows li")[0])
    assert row.endswith("3 answers")


def test_everything_can_be_marked_as_read(thread: Any, facilitator: Any, member: Any) -> None:
    actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    client = _client(member)
    client.post(_url("read_all", thread))
    assert ReadMark.objects.get(member=member, thread=thread).ranges == [[1, 2]]
    assert not Notice.objects.open().filter(member=member).exists()


# A thread's page


def test_posts_stand_in_reading_order(thread: Any, facilitator: Any, member: Any) -> None:
    one = actions.reply(actor=facilitator.user, thread=thread, text="ett")
    actions.reply(actor=facilitator.user, thread=thread, text="två")
    below = actions.reply(actor=member.user, thread=thread, parent=one, text="ett.ett")
    actions.reply(actor=facilitator.user, thread=thread, parent=below, text="ett.ett.ett")
    deep = Post.objects.get(text="ett.ett.ett")
    actions.reply(actor=member.user, thread=thread, parent=deep, text="djupast")
    soup = _soup(_client(member).get(_url("thread", thread)))
    assert _texts(soup) == ["Vi undrar.", "ett", "ett.ett", "ett.ett.ett", "djupast", "två"]
    assert len(soup.select(".mh-post--1")) == 1
    assert len(soup.select(".mh-post--2")) == 2
    [to] = soup.select(".mh-post__to")
    assert "Frida Facilitator" in _words(to)
    assert str(to["href"]).endswith(f"/inlagg/{deep.public_id}/")


def test_marked_answer_stands_on_top_and_in_its_place(thread: Any, facilitator: Any, member: Any) -> None:
    actions.reply(actor=facilitator.user, thread=thread, text="Först")
    answer = actions.reply(actor=facilitator.user, thread=thread, text="Så här gör ni")
    actions.mark_answer(actor=member.user, post=answer)
    soup = _soup(_client(member).get(_url("thread", thread)))
    [top] = soup.select(".mh-post--answer")
    assert "Så här gör ni" in _words(top)
    assert "Maja Member" in _words(top)
    assert _texts(soup) == ["Vi undrar.", "Först", "Så här gör ni"]


def test_only_those_who_may_get_the_button_that_marks(thread: Any, facilitator: Any, member: Any, practice_group: Any) -> None:
    actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    another = factories.MembershipFactory(practice_group=practice_group).member
    for person, marks in [(member, 1), (facilitator, 1), (another, 0)]:
        assert len(_soup(_client(person).get(_url("thread", thread))).select('button[name="mark"]')) == marks


def test_marking_and_unmarking_by_the_button(thread: Any, facilitator: Any, member: Any) -> None:
    reply = actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    client = _client(member)
    client.post(_url("mark", thread), {"mark": reply.public_id})
    assert Thread.objects.get().answered_at
    client.post(_url("mark", thread), {"unmark": reply.public_id})
    assert Thread.objects.get().answered_at is None


def test_concluded_group_has_no_form(thread: Any, member: Any) -> None:
    PracticeGroup.objects.update(state=GroupState.CONCLUDED)
    soup = _soup(_client(member).get(_url("thread", thread)))
    assert not soup.select("textarea, .mh-post__do button")
    assert _texts(soup) == ["Vi undrar."]
    response = _client(member).post(_url("reply", thread), {"text": "För sent"})
    assert response.context["form"].errors
    assert Post.objects.count() == 1


# Replying


def test_reply_leads_to_the_post(thread: Any, facilitator: Any) -> None:
    response = _client(facilitator).post(_url("reply", thread), {"text": "Så här"})
    post = Post.objects.get(position=2)
    assert response["Location"] == f"{_url('thread', thread)}#inlagg-{post.public_id}"


def test_reply_to_a_post_is_prepared_and_sent(thread: Any, facilitator: Any, member: Any) -> None:
    one = actions.reply(actor=facilitator.user, thread=thread, text="ett")
    client = _client(member)
    soup = _soup(client.get(_url("thread", thread) + f"?svara={one.public_id}"))
    form: Any = soup.select_one("form#svara")
    given = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]") if field["name"] != "csrfmiddlewaretoken"}
    assert given["parent"] == one.public_id
    assert "Frida Facilitator" in _words(form)
    client.post(_url("reply", thread), {**given, "text": "under"})
    assert Post.objects.get(text="under").parent == one


def test_quote_stands_in_the_form(thread: Any, facilitator: Any, member: Any) -> None:
    one = actions.reply(actor=facilitator.user, thread=thread, text="rad ett\n\nrad två")
    area: Any = _soup(_client(member).get(_url("thread", thread) + f"?citera={one.public_id}")).select_one("textarea")
    assert area.text.strip() == "> rad ett\n>\n> rad två"


def test_post_pressed_twice_is_one_post(thread: Any, facilitator: Any) -> None:
    client, given = _client(facilitator), {"text": "En gång", "submission": str(uuid.uuid4())}
    first, second = (client.post(_url("reply", thread), given) for _press in range(2))
    assert first["Location"] == second["Location"]
    assert Post.objects.count() == 2


def test_forged_submission_is_not_trusted(thread: Any, facilitator: Any) -> None:
    client = _client(facilitator)
    for number in range(2):
        client.post(_url("reply", thread), {"text": f"text {number}", "submission": "x" * 400})
    assert Post.objects.count() == 3


def test_parent_in_another_thread_is_not_found(thread: Any, facilitator: Any, practice_group: Any) -> None:
    other = actions.start_thread(actor=facilitator.user, practice_group=practice_group, kind=ThreadKind.DISCUSSION, title="Annan", text="x")
    response = _client(facilitator).post(_url("reply", thread), {"text": "Hej", "parent": other.posts.get().public_id})
    assert response.status_code == 404


def test_new_thread_by_the_form(practice_group: Any, member: Any) -> None:
    topic = factories.TopicFactory()
    practice_group.topics.add(topic)
    url = reverse("hub_discussions:new", args=[practice_group.public_id])
    client = _client(member)
    given = {
        "kind": "question",
        "title": "Vad kostar det?",
        "text": "Per **fordon**.",
        "topics": [topic.slug],
        "submission": str(uuid.uuid4()),
    }
    locations = {client.post(url, given)["Location"] for _press in range(2)}
    thread = Thread.objects.get()
    assert locations == {_url("thread", thread)}
    assert (thread.kind, thread.title, list(thread.topics.all())) == ("question", "Vad kostar det?", [topic])
    assert "<strong>fordon</strong>" in thread.posts.get().html


def test_procurement_reminds_of_ongoing_ones(practice_group: Any, member: Any) -> None:
    url = _english(reverse("hub_discussions:new", args=[practice_group.public_id]))
    assert "ongoing procurement" not in _client(member).get(url).content.decode()
    practice_group.topics.add(factories.TopicFactory(slug="koncession", parent=factories.TopicFactory(slug="upphandling")))
    assert "ongoing procurement" in _client(member).get(url).content.decode()


# Paging


@pytest.fixture
def long_thread(thread: Any, facilitator: Any) -> Any:
    """A thread of 200 posts: 60 below each other, the rest on the first level."""
    post = None
    for number in range(199):
        post = actions.reply(actor=facilitator.user, thread=thread, parent=post if 1 <= number < 60 else None, text=f"nr {number}")
    thread.refresh_from_db()
    return thread


def _link(soup: BeautifulSoup, rel: str) -> str:
    found = soup.select_one(f'.mh-pager a[rel="{rel}"]')
    return str(found["href"]) if found else ""


def test_paging_forth_and_back_shows_each_post_once(long_thread: Any, member: Any) -> None:
    client, url = _client(member), _url("thread", long_thread)
    in_order = list(long_thread.posts.order_by("path").values_list("text", flat=True))
    forth: list[str] = []
    query = ""
    for _page in range(10):
        soup = _soup(client.get(url + query))
        forth += _texts(soup)
        query = _link(soup, "next")
    assert (forth, query) == (in_order, "")
    back: list[str] = []
    while True:
        soup = _soup(client.get(url + query)) if query else soup
        back = _texts(soup) + back
        query = _link(soup, "prev")
        if not query:
            break
    assert back == in_order


def test_permanent_address_leads_to_a_page_with_the_post(long_thread: Any, member: Any) -> None:
    client = _client(member)
    for post in Post.objects.order_by("?")[:12]:
        response = client.get(_url("post", long_thread, post.public_id), follow=True)
        path, _hash, anchor = response.redirect_chain[-1][0].partition("#")
        assert anchor == f"inlagg-{post.public_id}"
        assert len(_soup(client.get(path)).select(f"#{anchor}")) == 1


def test_permanent_address_shows_what_is_answered_when_it_is_near(thread: Any, facilitator: Any, member: Any) -> None:
    for number in range(30):
        top = actions.reply(actor=facilitator.user, thread=thread, text=f"nr {number}")
    below = actions.reply(actor=member.user, thread=thread, parent=top, text="under")
    response = _client(member).get(_url("post", thread, below.public_id))
    assert f"fran={top.public_id}" in response["Location"]


def _cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_thread_costs_the_same_whether_one_post_or_many(thread: Any, facilitator: Any, member: Any) -> None:
    client, url = _client(member), _url("thread", thread)
    actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    one = _cost(client, url)
    for number in range(40):
        actions.reply(actor=facilitator.user, thread=thread, text=f"nr {number}")
    client.post(_url("read", thread))
    assert _cost(client, url) == one
    assert _cost(client, url + f"?fran={Post.objects.get(position=22).public_id}") == one
    assert one <= 12


def test_list_and_group_page_cost_the_same_whether_one_thread_or_three(thread: Any, practice_group: Any, member: Any) -> None:
    client = _client(member)
    urls = [_url("threads", thread), reverse("hub_membership:group", args=[practice_group.public_id])]
    one = [_cost(client, url) for url in urls]
    for kind in ThreadKind:
        author = factories.MembershipFactory(practice_group=practice_group).member
        actions.start_thread(actor=author.user, practice_group=practice_group, kind=kind, title="En till", text="x")
    assert [_cost(client, url) for url in urls] == one


# Reading


def test_reading_is_kept_for_the_posts_shown_in_one_row(long_thread: Any, member: Any) -> None:
    client, url = _client(member), _url("thread", long_thread)
    soup = _soup(client.get(url))
    shown = list(long_thread.posts.order_by("path")[:20].values_list("position", flat=True))
    mark = ReadMark.objects.get(member=member, thread=long_thread)
    assert sorted(position for low, high in mark.ranges for position in range(low, high + 1)) == sorted(shown)
    client.get(url + _link(soup, "next"))
    assert ReadMark.objects.filter(member=member).count() == 1
    mark.refresh_from_db()
    assert mark.read_count == 40


def test_page_read_before_writes_nothing(thread: Any, member: Any) -> None:
    client, url = _client(member), _url("thread", thread)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


AHEAD = [{"HTTP_SEC_PURPOSE": "prefetch;prerender"}, {"HTTP_PURPOSE": "prefetch"}, {"HTTP_X_MOZ": "prefetch"}]


@pytest.mark.parametrize("headers", AHEAD)
def test_page_fetched_ahead_is_not_read(thread: Any, facilitator: Any, headers: dict[str, str]) -> None:
    _client(facilitator).get(_url("thread", thread), **headers)  # type: ignore[arg-type]  # headers in WSGI's form
    assert not ReadMark.objects.filter(member=facilitator).exists()


def test_head_is_not_read(thread: Any, facilitator: Any) -> None:
    assert _client(facilitator).head(_url("thread", thread)).status_code == 200
    assert not ReadMark.objects.filter(member=facilitator).exists()


def test_nothing_read_elsewhere_is_lost(thread: Any, member: Any) -> None:
    """Two tabs, each counting from what it knew."""
    Thread.objects.update(last_position=9)
    actions.record_reading(member_id=member.pk, thread_id=thread.pk, positions=[5], known=[[1, 1]])
    actions.record_reading(member_id=member.pk, thread_id=thread.pk, positions=[7], known=[[1, 1]])
    assert ReadMark.objects.get(member=member).ranges == [[1, 1], [5, 5], [7, 7]]


def test_first_mark_made_twice_is_one(thread: Any, facilitator: Any) -> None:
    for position in (1, 2):
        actions.record_reading(member_id=facilitator.pk, thread_id=thread.pk, positions=[position], known=[])
    assert ReadMark.objects.get(member=facilitator).ranges == [[1, 2]]


def test_what_one_writes_is_never_unread(thread: Any, facilitator: Any, member: Any) -> None:
    actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    actions.reply(actor=member.user, thread=thread, text="Tack")
    assert ReadMark.objects.get(member=member).ranges == [[1, 1], [3, 3]]


def test_first_unread_leads_to_it(long_thread: Any, member: Any) -> None:
    client = _client(member)
    actions.record_reading(member_id=member.pk, thread_id=long_thread.pk, positions=range(1, 150), known=[[1, 1]])
    response = client.get(_url("first_unread", long_thread))
    assert response["Location"].endswith(f"#inlagg-{Post.objects.get(position=150).public_id}")
    assert _url("first_unread", long_thread) in client.get(_url("thread", long_thread)).content.decode()


def test_first_unread_of_a_thread_read_to_its_end_is_its_beginning(thread: Any, member: Any) -> None:
    assert _client(member).get(_url("first_unread", thread))["Location"] == _url("thread", thread)


def test_answer_is_settled_when_it_has_been_shown(thread: Any, facilitator: Any, member: Any) -> None:
    actions.reply(actor=facilitator.user, thread=thread, text="Svar")
    assert Notice.objects.open().filter(member=member).count() == 1
    _client(member).get(_url("thread", thread))
    assert Notice.objects.open().filter(member=member).count() == 0


def test_nobody_elses_reading_is_shown_or_changed(thread: Any, facilitator: Any, member: Any) -> None:
    _client(member).get(_url("thread", thread))
    assert list(ReadMark.objects.visible_to(facilitator.user)) == []
    assert ReadMark.objects.visible_to(member.user).count() == 1


def test_reply_costs_the_same_in_a_long_thread(thread: Any, facilitator: Any) -> None:
    client, url = _client(facilitator), _url("reply", thread)

    def cost() -> int:
        client.post(url, {"text": "Svar"})
        with CaptureQueriesContext(connection) as queries:
            assert client.post(url, {"text": "Svar"}).status_code == 302
        return len([query for query in queries if "SAVEPOINT" not in query["sql"]])

    one = cost()
    for number in range(40):
        actions.reply(actor=facilitator.user, thread=thread, text=f"nr {number}")
    assert cost() == one
    assert one <= 17
