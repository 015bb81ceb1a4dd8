from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from mobility_hub.directory.models import Topic
from mobility_hub.lookup.models import SearchEntry
from mobility_hub.networks.models import NetworkIndexPage
from mobility_hub.networks.queries import topic_section
from mobility_hub.networks.search import NetworkKind
from tests.mobility_hub.networks.conftest import MakeNetwork

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return sorted(SearchEntry.objects.visible_to(AnonymousUser()).filter(kind="network").values_list("title", flat=True))


def test_search_follows_publishing(make_network: MakeNetwork) -> None:
    page = make_network("ResSmart", draft=True)
    assert found() == []

    page.save_revision().publish()
    assert found() == ["ResSmart"]
    page.title = "ResSmart 2"
    page.save_revision().publish()
    assert found() == ["ResSmart 2"]
    page.refresh_from_db()
    page.unpublish()
    assert found() == []


def test_search_follows_deletion(make_network: MakeNetwork, overview: NetworkIndexPage) -> None:
    make_network("A").delete()
    make_network("B")
    assert found() == ["B"]

    Page.objects.get(pk=overview.pk).delete()
    assert found() == []


def test_search_leaves_out_what_has_merged(make_network: MakeNetwork) -> None:
    page = make_network("A")
    page.status, page.merged_into = "merged", make_network("B")
    page.save_revision().publish()

    assert found() == ["B"]


def test_search_follows_who_may_see_the_pages(make_network: MakeNetwork, overview: NetworkIndexPage) -> None:
    make_network("A")
    restriction = PageViewRestriction.objects.create(page=overview.page_ptr, restriction_type="login")
    assert found() == []

    make_network("B")
    assert found() == []
    restriction.delete()
    assert found() == ["A", "B"]


def test_search_follows_a_move_into_a_kept_part(make_network: MakeNetwork, overview: NetworkIndexPage) -> None:
    page = make_network("A")
    kept = NetworkIndexPage(title="För några", slug="for-nagra")
    overview.get_parent().add_child(instance=kept)
    PageViewRestriction.objects.create(page=kept.page_ptr, restriction_type="login")

    page.move(kept, pos="last-child")
    assert found() == []
    page.refresh_from_db()
    page.move(NetworkIndexPage.objects.get(pk=overview.pk), pos="last-child")
    assert found() == ["A"]


def test_search_entry_says_what_the_network_is_about(make_network: MakeNetwork, topics: dict[str, Topic]) -> None:
    page = make_network(
        "ResSmart", summary="Hållbara resor.", topics=[topics["cykel"]], counties=["05"], members=["Granby kommun"], owner_name="Kansliet"
    )

    (entry,) = NetworkKind().entries([page.pk])

    assert (entry.title, entry.summary, entry.topics, entry.county_code) == ("ResSmart", "Hållbara resor.", ("cykel",), "05")
    assert {"Granby kommun", "Kansliet", "Östergötlands län"} <= set(entry.body.splitlines())
    assert NetworkKind().urls([page.pk]) == {page.pk: "/natverk/natverk-1/"}


def test_search_kind_gives_no_address_of_what_is_kept(make_network: MakeNetwork) -> None:
    page = make_network()
    page.view_restrictions.create(restriction_type="login")

    assert NetworkKind().urls([page.pk]) == {}
    assert list(NetworkKind().entries(None)) == []


def test_search_kind_asks_the_same_of_the_database_however_many_there_are(make_network: MakeNetwork, topics: dict[str, Topic]) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            entries = list(NetworkKind().entries(None))
            NetworkKind().urls([entry.object_id for entry in entries])
        return len(queries)

    make_network(topics=[topics["cykel"]], counties=["05"], members=["A"])
    ask()  # the sites' root pages come into the cache
    once = ask()
    for _number in range(2):
        make_network(topics=list(topics.values()), counties=["05", "01"], members=["A", "B"])

    assert ask() == once


# What a topic has


def test_topic_section_answers_for_a_topic_with_its_sub_topics(make_network: MakeNetwork, topics: dict[str, Topic]) -> None:
    make_network("B", topics=[topics["koncession"]], status="unknown", reach="regional")
    make_network("A", topics=[topics["upphandling"], topics["koncession"]])

    section = topic_section([topics["upphandling"], topics["koncession"], topics["cykel"]])

    above, below, none = (section.cells[topics[slug].pk] for slug in ("upphandling", "koncession", "cykel"))
    assert [line.title for line in above.lines] == ["A", "B"]
    assert (above.count, below.count, none.count) == (2, 2, 0)
    assert above.lines[0].url == "/natverk/natverk-2/"
    assert above.all_url == "/natverk/?vy=lista&amne=upphandling"
    assert (above.missing, below.missing) == ("", "")
    assert none.missing != ""


def test_topic_section_asks_the_same_of_the_database_however_much_there_is(make_network: MakeNetwork, topics: dict[str, Topic]) -> None:
    def ask(asked: list[Topic]) -> int:
        with CaptureQueriesContext(connection) as queries:
            topic_section(asked)
        return len(queries)

    make_network(topics=[topics["cykel"]])
    ask([topics["cykel"]])  # the sites' root pages come into the cache
    once = ask([topics["cykel"]])
    for _number in range(2):
        make_network(topics=list(topics.values()))

    assert ask(list(topics.values())) == once
