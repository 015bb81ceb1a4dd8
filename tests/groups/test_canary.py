"""A canary word in every member-only field of groups and discussions: no stranger meets it anywhere they can go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from groups.discussions import actions as writing
from groups.discussions.enums import ThreadKind
from groups.discussions.findable import PostKind
from groups.discussions.findable import ThreadKind as ThreadSearchKind
from groups.membership import actions
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.lookup.models import SearchEntry
from mobility_hub.sections import Window, gather
from tests.groups.people import EVERYBODY, INSIDE, STRANGERS, add_doorplate, client_of, user_of

CANARY = "kanariefågel"


@pytest.fixture
def thread(practice_group: Any, facilitator: Any, member: Any) -> Any:
    """The group and a thread in it, full of canaries."""
    actions.describe_group(
        actor=facilitator.user,
        practice_group=practice_group,
        result="Gemensam mall",
        result_on=None,
        next_step=f"{CANARY} steg",
        next_step_by=f"{CANARY} av",
        next_step_on=None,
        situation=f"{CANARY} läget",
    )
    Membership.objects.filter(member=member).update(message=f"{CANARY} meddelande", reason=f"{CANARY} skäl")
    found = writing.start_thread(
        actor=member.user, practice_group=practice_group, kind=ThreadKind.QUESTION, title=f"{CANARY} rubrik", text=f"{CANARY} text"
    )
    writing.mark_answer(actor=member.user, post=writing.reply(actor=facilitator.user, thread=found, text=f"{CANARY} svar"))
    page = add_doorplate(practice_group)
    page.save_revision().publish()
    return found


def _addresses(thread: Any) -> list[str]:
    """Everything of these two rooms that answers GET, and the open pages beside them."""
    group, post = thread.practice_group, thread.posts.first()
    inside = [reverse(f"hub_membership:{name}", args=[group.public_id]) for name in ("group", "members", "leave", "describe", "join")]
    talks = [reverse(f"hub_discussions:{name}", args=[group.public_id]) for name in ("threads", "new")]
    talk = [reverse(f"hub_discussions:{name}", args=[group.public_id, thread.public_id]) for name in ("thread", "first_unread")]
    open_pages = ["/grupper/", "/grupper/doorplate/", "/sitemap.xml", "/sok/", "/"]
    return [
        *inside,
        *talks,
        *talk,
        reverse("hub_discussions:post", args=[group.public_id, thread.public_id, post.public_id]),
        reverse("hub_membership:my_groups"),
        reverse("hub_mine:mine"),
        *open_pages,
    ]


def _meets(client: Client, url: str) -> bool:
    response = client.get(url, follow=True)
    seen = [response.content.decode(errors="replace"), str(response.headers), *(address for address, _status in response.redirect_chain)]
    return any(CANARY in text for text in seen)


@pytest.mark.parametrize("person", STRANGERS)
def test_strangers_meet_no_canary(thread: Any, request: pytest.FixtureRequest, person: str) -> None:
    client = client_of(request, person)
    assert [url for url in _addresses(thread) if _meets(client, url)] == []


@pytest.mark.parametrize("person", EVERYBODY)
def test_search_finds_canaries_for_those_inside_only(thread: Any, request: pytest.FixtureRequest, person: str) -> None:
    found = SearchEntry.objects.visible_to(user_of(request, person)).values_list("kind", flat=True)
    assert sorted(found) == (["post", "practice_group", "thread"] if person in INSIDE else ["practice_group"])
    response = client_of(request, person).get(f"/sok/?q={CANARY}")
    assert (b"/mina-grupper/" in response.content) == (person in INSIDE)


@pytest.mark.parametrize("person", INSIDE)
def test_members_meet_it_so_that_the_test_can_fail(thread: Any, request: pytest.FixtureRequest, person: str) -> None:
    client = client_of(request, person)
    pages = [url for url in _addresses(thread) if _meets(client, url)]
    assert len(pages) >= 5


def test_canary_is_in_no_index_entry_without_its_group(thread: Any) -> None:
    for kind in (ThreadSearchKind(), PostKind()):
        assert {entry.scope_id for entry in kind.entries(None)} == {thread.practice_group_id}


def test_sections_and_digest_tell_strangers_nothing(thread: Any, former_member: Any, outsider: Any, supplier: Any) -> None:
    strangers = [former_member, outsider, supplier]
    until = timezone.now() + timedelta(minutes=1)
    windows = {stranger.pk: Window(until - timedelta(days=365), until) for stranger in strangers}
    with translation.override("sv"):
        mine = gather("register_hub_mine_section", strangers)
        news = gather("register_hub_digest_section", strangers, windows)
        topics = gather("register_hub_topic_section", list(thread.practice_group.topics.all()))
    assert CANARY not in repr((mine, news, topics))


def test_addresses_carry_no_words_and_no_serial_numbers(thread: Any) -> None:
    for url in _addresses(thread)[:10]:
        parts = [part for part in url.split("/") if part]
        assert all(len(part) == 16 or not any(letter.isdigit() for letter in part) for part in parts), url


@pytest.mark.parametrize("person", ["editor", "admin"])
def test_the_wagtail_admin_shows_no_canary(thread: Any, request: pytest.FixtureRequest, person: str) -> None:
    client = client_of(request, person)
    page = PracticeGroup.objects.get(pk=thread.practice_group_id).pages.get()
    urls = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:search") + f"?q={CANARY}",
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_pages:usage", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
        reverse("wagtailadmin_reports:site_history"),
    ]
    met = []
    for url in urls:
        body = client.get(url, follow=True).content.decode().replace(f"q={CANARY}", "").replace(f'"{CANARY}"', "")
        met += [url] if f"{CANARY} " in body else []
    assert met == []


def test_removed_member_meets_it_no_more_in_the_same_session(thread: Any, facilitator: Any, member: Any) -> None:
    client = Client()
    client.force_login(member.user)
    url = reverse("hub_discussions:thread", args=[thread.practice_group.public_id, thread.public_id])
    assert CANARY in client.get(url).content.decode()
    actions.remove(actor=facilitator.user, membership=Membership.objects.get(member=member), reason="Slut")
    assert client.get(url).status_code == 404
    assert [address for address in _addresses(thread) if _meets(client, address)] == []
