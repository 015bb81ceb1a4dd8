"""Nothing that search says tells of what one may not see: no hit, no count, no kind, no order, no suggestion, no cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mobility_hub.lookup.models import SearchEntry
from mobility_hub.lookup.queries import Filters, Results, search
from tests.factories import PracticeGroupFactory, TopicFactory

from .conftest import NOON, Shelf

pytestmark = pytest.mark.django_db

CANARY = "kanariefågel"
BODY_CANARY = "zebrafink"
SEES = {
    "anonymous": False,
    "supplier": False,
    "outsider": False,
    "former_member": False,
    "editor": False,
    "admin": False,
    "member": True,
    "facilitator": True,
}


@pytest.fixture
def reader(request: pytest.FixtureRequest) -> Any:
    someone = request.getfixturevalue(request.param)
    return getattr(someone, "user", someone)


@pytest.fixture
def secret(pages: Shelf, posts: Shelf, practice_group: Any) -> Shelf:
    """A post inside the group, beside public pages with some of its words."""
    TopicFactory(slug="fagel", name_sv="Fågel", name_en="Bird")
    pages.put(1, "Buss i Lund")
    pages.put(2, "Tåg i Borås")
    posts.put(3, f"{CANARY} buss tåg", summary=f"{CANARY} i gruppen", body=BODY_CANARY, topics=("fagel",), scope_id=practice_group.pk)
    return posts


each_reader = pytest.mark.parametrize(("reader", "sees"), SEES.items(), indirect=["reader"])


def everything_told(results: Results) -> object:
    """All that a reader could learn from results."""
    assert results.page is not None
    return replace(results, page=None), results.page.paginator.count, results.page.paginator.num_pages, results.page.number


@each_reader
@pytest.mark.parametrize("asked", [CANARY, BODY_CANARY, f"{CANARY} {BODY_CANARY}", "kanariefåglar", "KANARIEFAGEL", "fågel", "bird"])
def test_search_finds_a_groups_post_for_its_members_only(secret: Shelf, reader: Any, sees: bool, asked: str) -> None:
    results = search(reader, asked)
    assert [hit.url for hit in results.hits] == (["/post/3/"] if sees else [])
    assert [(kind.name, kind.count) for kind in results.kinds] == ([("post", 1)] if sees else [])
    assert results.total == (1 if sees else 0)


@each_reader
@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ("buss", Filters()),
        ("buss tåg", Filters()),
        (f"buss {CANARY}", Filters()),
        ("buss", Filters(kind="post")),
        ("buss", Filters(topic="fagel")),
        (BODY_CANARY, Filters(kind="post", topic="fagel")),
    ],
)
def test_search_says_the_same_with_and_without_a_hidden_post(secret: Shelf, reader: Any, sees: bool, asked: str, filters: Filters) -> None:
    with_it = everything_told(search(reader, asked, filters))
    SearchEntry.objects.filter(kind="post").delete()
    without_it = everything_told(search(reader, asked, filters))
    assert (with_it == without_it) is not sees


def test_search_order_does_not_depend_on_hidden_posts(pages: Shelf, posts: Shelf, practice_group: Any, outsider: Any) -> None:
    """A rank that weighs how rare a word is would turn round when hidden rows make one of the two words common."""
    for number in range(1, 6):
        pages.put(number, f"Rubrik {number}", body=("buss " * number if number % 2 else "tåg " * number))
    before = [hit.url for hit in search(outsider.user, "buss tåg").hits]
    for number in range(1, 40):
        posts.put(number, "Buss", body="buss buss", scope_id=practice_group.pk)
    assert [hit.url for hit in search(outsider.user, "buss tåg").hits] == before
    assert len(before) == 5


def test_search_finds_only_posts_of_ones_own_groups(secret: Shelf, member: Any) -> None:
    secret.put(4, CANARY, scope_id=PracticeGroupFactory().pk)
    assert [hit.url for hit in search(member.user, CANARY).hits] == ["/post/3/"]


def test_search_forgets_at_once_who_leaves(secret: Shelf, member: Any) -> None:
    assert search(member.user, CANARY).total == 1
    member.memberships.update(state="left")
    assert search(member.user, CANARY).total == 0


def test_search_costs_an_outsider_the_same_for_hidden_and_missing(secret: Shelf, outsider: Any) -> None:
    costs = []
    for asked in (CANARY, BODY_CANARY, "finnsinte"):
        with CaptureQueriesContext(connection) as captured:
            search(outsider.user, asked)
        costs.append(len(captured))
    assert costs == [1, 1, 1]


@pytest.mark.parametrize(
    "row",
    [
        {"scope_kind": "", "scope_id": None},
        {"scope_kind": "thread", "scope_id": 1},
    ],
)
def test_visible_to_hides_rows_whose_scope_is_not_of_their_kind(
    posts: Shelf, member: Any, anonymous: Any, practice_group: Any, row: dict[str, Any]
) -> None:
    SearchEntry.objects.create(kind="post", object_id=1, title="x", updated_at=NOON, **row)
    assert not SearchEntry.objects.visible_to(anonymous).exists()
    assert not SearchEntry.objects.visible_to(member.user).exists()


def test_visible_to_hides_a_scoped_row_of_a_public_kind(pages: Shelf, member: Any, practice_group: Any) -> None:
    SearchEntry.objects.create(
        kind="page", object_id=1, title="x", updated_at=NOON, scope_kind="practice_group", scope_id=practice_group.pk
    )
    assert not SearchEntry.objects.visible_to(member.user).exists()


@each_reader
def test_search_page_shows_a_groups_post_to_its_members_only(
    secret: Shelf, reader: Any, sees: bool, client: Client, request: pytest.FixtureRequest
) -> None:
    if reader.is_authenticated:
        client.force_login(reader)
    for asked in (CANARY, BODY_CANARY, "fågel"):
        page = client.get(reverse("hub_lookup:search"), {"q": asked}).content.decode()
        assert ("/post/3/" in page) is sees
        assert ("i gruppen" in page) is sees
    nothing = client.get(reverse("hub_lookup:search"), {"q": "finnsinte"}).content.decode()
    assert ("Fågel" in nothing) is sees
