"""A member's own page: what every room asks of them and has for them, in one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail import hooks

from mobility_hub.directory.enums import Capacity, RequestState
from mobility_hub.sections import Button, MineSection, Todo
from tests import factories

MINE = "/mitt/"
PROFILE = "/mitt/om-mig/"


def page(client: Client, member: Any, path: str = MINE) -> str:
    client.force_login(member.user)
    with translation.override("en"):
        response = client.get(f"/en{path}")
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def only_rooms() -> Iterator[Any]:
    """Let a test say what the rooms have, instead of those that are installed."""
    kept = hooks._hooks.pop("register_hub_mine_section", [])

    def use(*sections: MineSection) -> None:
        hooks._hooks["register_hub_mine_section"] = [(lambda members, section=section: section, 0) for section in sections]

    yield use
    hooks._hooks["register_hub_mine_section"] = kept


def todo(title: str, **more: Any) -> Todo:
    return Todo(title=title, **more)


# Who comes to the page


@pytest.mark.parametrize("path", [MINE, PROFILE, "/mitt/finns-inte/"])
def test_anonymous_visitor_signs_in_first(client: Client, db: None, path: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response["Location"] == f"/accounts/login/?next={path}"
    assert len(queries) == 0


def test_account_without_a_member_is_asked_who_it_is(client: Client, db: None) -> None:
    client.force_login(factories.UserFactory())
    assert client.get(MINE)["Location"] == PROFILE


def test_member_without_a_name_is_asked_for_it(client: Client, outsider: Any) -> None:
    outsider.name = ""
    outsider.save()
    client.force_login(outsider.user)
    assert client.get(MINE)["Location"] == PROFILE


def test_member_who_never_said_where_they_work_is_asked(client: Client, db: None) -> None:
    client.force_login(factories.MemberFactory().user)
    assert client.get(MINE)["Location"] == PROFILE


@pytest.mark.parametrize("state", [RequestState.WAITING, RequestState.DECLINED])
def test_member_who_has_said_sees_the_page(client: Client, db: None, state: str) -> None:
    request = factories.AffiliationRequestFactory(state=state, reason="Vi hittar dig inte.")
    text = page(client, request.member)
    assert ("Waiting for approval" in text) is (state == RequestState.WAITING)
    assert ("Vi hittar dig inte." in text) is (state == RequestState.DECLINED)


def test_member_whose_approval_ended_is_told_and_not_shut_out(client: Client, db: None) -> None:
    tie = factories.AffiliationFactory(ended=True)
    assert "You are not approved in any organisation now" in page(client, tie.member)


def test_supplier_is_told_what_is_closed(client: Client, supplier: Any, outsider: Any) -> None:
    words = "The practice groups are closed to suppliers"
    assert words in page(client, supplier)
    assert words in page(client, supplier, PROFILE)
    assert words not in page(client, outsider)


@pytest.mark.parametrize(
    ("capacity", "words"),
    [
        (Capacity.EMPLOYED, "approved as employed in Granby kommun"),
        (Capacity.ELECTED, "approved as an elected representative in Granby kommun"),
        (Capacity.CONSULTANT, "approved as a consultant in Granby kommun"),
    ],
)
def test_head_says_who_and_where(client: Client, db: None, capacity: str, words: str) -> None:
    tie = factories.AffiliationFactory(
        member__name="Maja Ek", title="planerare", capacity=capacity, organisation__official_name="Granby kommun"
    )
    text = page(client, tie.member)
    assert "Maja Ek, planerare" in text
    assert words in text


def test_page_is_kept_in_no_cache(client: Client, outsider: Any) -> None:
    client.force_login(outsider.user)
    assert "no-store" in client.get(MINE)["Cache-Control"]


# What it shows


def test_nothing_to_do_is_said(client: Client, outsider: Any, only_rooms: Any) -> None:
    only_rooms()
    assert "Nothing waits for you." in page(client, outsider)


def test_todos_of_all_rooms_stand_by_day_and_the_sixth_is_folded(client: Client, outsider: Any, only_rooms: Any) -> None:
    now = timezone.now()
    first = [todo(f"Room 1, day {n}", due=now + timedelta(days=n)) for n in (1, 3, 5, 6)]
    second = [
        todo("Room 2, some day"),
        todo("Room 2, day 2", due=now + timedelta(days=2)),
        todo("Room 2, day 4", due=now + timedelta(days=4)),
    ]
    only_rooms(
        MineSection(key="b", order=20, todos={outsider.pk: tuple(second)}),
        MineSection(key="a", order=10, todos={outsider.pk: tuple(first)}),
    )
    text = page(client, outsider)
    wanted = [
        "Room 1, day 1",
        "Room 2, day 2",
        "Room 1, day 3",
        "Room 2, day 4",
        "Room 1, day 5",
        "<summary>2 more",
        "Room 1, day 6",
        "Room 2, some day",
    ]
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)
    assert "To do (7)" in text


def test_todo_is_answered_in_place(client: Client, outsider: Any, only_rooms: Any) -> None:
    buttons = (Button("Yes", "/svara/", "answer", "yes"), Button("No", "/svara/", "answer", "no"), Button("Later", "/senare/"))
    only_rooms(MineSection(key="a", order=1, todos={outsider.pk: (todo("Host?", url="/mote/", facts=("Group",), buttons=buttons),)}))
    text = page(client, outsider)
    assert text.count('action="/svara/"') == text.count('action="/senare/"') == 1
    assert 'name="answer" value="yes"' in text
    assert 'href="/mote/">Host?</a>' in text


def test_blocks_keep_the_rooms_order_and_stand_beside_where_they_want(client: Client, outsider: Any, only_rooms: Any) -> None:
    def block(key: str, order: int, place: str = "main") -> MineSection:
        context = {outsider.pk: {"text": f"matter of {key}"}}
        return MineSection(key=key, order=order, heading=key, template="mobility_hub/components/empty.html", contexts=context, place=place)

    others = MineSection(
        key="not mine", order=5, heading="not mine", template="mobility_hub/components/empty.html", contexts={0: {"text": "x"}}
    )
    only_rooms(block("news", 40, "side"), block("groups", 30), block("meeting", 20, "side"), others)
    client.force_login(outsider.user)
    response = client.get(MINE)
    rows = response.context["page"].rows
    assert [([b.key for b in row.main], [b.key for b in row.side]) for row in rows] == [([], ["meeting"]), (["groups"], ["news"])]
    text = response.content.decode()
    assert text.index("matter of meeting") < text.index("matter of groups") < text.index("matter of news")
    assert "not mine" not in text


def test_sub_navigation_leads_only_where_the_site_has_something(client: Client, outsider: Any) -> None:
    text = page(client, outsider)
    assert f'href="/en{PROFILE}"' in text
    assert f'href="{reverse("hub_membership:my_groups")}"'.replace('"/', '"/en/') in text


def test_page_takes_the_same_number_of_queries_for_one_group_and_for_three(client: Client, member: Any) -> None:
    client.force_login(member.user)
    client.get(MINE)
    with CaptureQueriesContext(connection) as one:
        client.get(MINE)
    for _number in range(2):
        factories.MembershipFactory(member=member, affiliation=member.affiliations.get())
    with CaptureQueriesContext(connection) as three:
        client.get(MINE)
    assert len(three) == len(one)
