from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail import hooks

from mobility_hub.directory.models import Topic
from mobility_hub.networks.models import NetworkPage
from mobility_hub.partial_dates import PartialDate
from mobility_hub.sections import Line, NetworkSection, TopicCell
from tests.factories import UserFactory
from tests.mobility_hub.networks.conftest import MakeNetwork, address

pytestmark = pytest.mark.django_db


def facts_of(client: Client, page: NetworkPage, part: str) -> dict[str, Any]:
    response = client.get(f"/en{address(page)}")
    assert response.status_code == 200
    return {str(fact["label"]): fact["value"] for fact in response.context[part]}


def test_profile_shows_what_is_known(client: Client, make_network: MakeNetwork, topics: dict[str, Topic]) -> None:
    page = make_network(
        "ResSmart",
        summary="Plattform för hållbara resor.",
        owner_name="Granby kommun",
        topics=[topics["cykel"]],
        counties=["01"],
        reach="regional",
        founded=PartialDate.parse("2015"),
        website="https://ressmart.example",
        members=["Vallentuna kommun", "Granby kommun"],
        sources=[("Om oss", "https://ressmart.example/om"), ("Ett papper", "")],
        contact="Kansliet",
    )

    content = client.get(address(page)).content.decode()

    for words in (
        "ResSmart", "Plattform för hållbara resor.", "Granby kommun", "/natverk/?vy=lista&amp;amne=cykel", "/natverk/?vy=lista&amp;lan=01",
        "2015", "https://ressmart.example", "Vallentuna kommun", "https://ressmart.example/om", "Ett papper", "Kansliet",
    ):  # fmt: skip
        assert words in content, words


@pytest.mark.parametrize(
    ("cost", "costs_nothing", "expected"),
    [
        ("", False, ""),
        ("4 000 kr", False, '<span lang="sv">4 000 kr</span>'),
        ("Gratis", True, "Nothing, according to the source"),
        ("", True, "Nothing, according to the source"),
        ("Gratis för medlemmar", True, ["Nothing, according to the source", '<span lang="sv">Gratis för medlemmar</span>']),
    ],
)
def test_profile_tells_not_known_from_nothing(
    client: Client, make_network: MakeNetwork, cost: str, costs_nothing: bool, expected: object
) -> None:
    page = make_network(cost=cost, costs_nothing=costs_nothing)

    assert facts_of(client, page, "meeting")["Cost"] == expected


def test_profile_says_what_is_not_known(client: Client, make_network: MakeNetwork) -> None:
    page = make_network(reach="regional", actor_kinds=[])

    about = facts_of(client, page, "about")
    assert {label for label, value in about.items() if not value} == {"Owner", "Open to", "Counties", "Topics", "Founded"}
    assert 'class="mh-missing"' in client.get(address(page)).content.decode()


@pytest.mark.parametrize("reach", ["national", "international"])
def test_profile_of_a_countrywide_network_covers_all_counties(client: Client, make_network: MakeNetwork, reach: str) -> None:
    assert facts_of(client, make_network(reach=reach), "about")["Counties"] == "All: it names no county"


def test_profile_tells_when_it_was_checked_but_not_by_whom(client: Client, make_network: MakeNetwork) -> None:
    editor = UserFactory(email="redaktor@samverkan.example", first_name="Redaktör", last_name="Redaktörsson")
    page = make_network(checked_on=date(2026, 3, 12), checked_by=editor)

    content = client.get(f"/en{address(page)}").content.decode()

    assert "12 March 2026" in content
    assert "redaktor" not in content.lower()
    assert facts_of(client, make_network(), "trust")["Checked"] == "not checked"


def test_profile_in_english_has_the_english_summary(client: Client, make_network: MakeNetwork) -> None:
    page = make_network(summary="På svenska", summary_en="In English")

    assert "In English" in client.get(f"/en{address(page)}").content.decode()
    assert "På svenska" in client.get(address(page)).content.decode()


@pytest.fixture
def groups_section() -> Iterator[None]:
    """A room that has something on the first network it is asked of."""

    def section(networks: Sequence[NetworkPage]) -> NetworkSection:
        cell = TopicCell(lines=(Line("Gruppen", "/grupper/gruppen/", ("två möten",)),), count=3, all_url="/grupper/")
        return NetworkSection(key="groups-test", heading="Arbetsgrupper", order=5, cells={networks[0].pk: cell})

    with hooks.register_temporarily("register_hub_network_section", section):
        yield


@pytest.mark.usefixtures("groups_section")
def test_profile_shows_other_rooms_sections(client: Client, make_network: MakeNetwork) -> None:
    content = client.get(address(make_network())).content.decode()

    for words in ('id="groups-test"', "Arbetsgrupper", 'href="/grupper/gruppen/"', "två möten", 'href="/grupper/"'):
        assert words in content, words


def test_profile_asks_the_same_of_the_database_however_much_it_has(
    client: Client, make_network: MakeNetwork, topics: dict[str, Topic]
) -> None:
    def ask(page: NetworkPage) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(page)).status_code == 200
        return len(queries)

    small = make_network(topics=[topics["cykel"]], counties=["01"], members=["A"], sources=[("A", "")])
    large = make_network(
        topics=list(topics.values()), counties=["01", "05", "12"], members=["A", "B", "C"], sources=[("A", ""), ("B", ""), ("C", "")]
    )
    ask(small)

    assert ask(small) == ask(large)
    # Fifteen for the page and the site around it, two for the groups' section.
    assert ask(large) <= 17
