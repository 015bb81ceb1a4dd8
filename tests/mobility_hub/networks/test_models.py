from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from mobility_hub.networks.models import NetworkPage
from tests.mobility_hub.networks.conftest import MakeNetwork

pytestmark = pytest.mark.django_db


def faults(page: NetworkPage) -> set[str]:
    try:
        page.full_clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def test_clean_wants_the_successor_of_a_merged_network(make_network: MakeNetwork) -> None:
    page, other = make_network(), make_network()

    page.status = "merged"
    assert faults(page) == {"merged_into"}
    page.merged_into = other
    assert faults(page) == set()
    page.status = "active"
    assert faults(page) == {"merged_into"}


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_clean_refuses_a_succession_that_leads_back(make_network: MakeNetwork, steps: int) -> None:
    page = make_network()
    last = page
    for _step in range(steps):
        last = make_network(status="merged", merged_into=last)

    page.status, page.merged_into = "merged", last

    assert faults(page) == {"merged_into"}


@pytest.mark.parametrize(
    ("contact", "refused"),
    [
        ("", False),
        ("Trafikkontoret, Granby kommun", False),
        ("trafik@granby.example", False),
        ("Trafikkontoret, trafik.kontoret@granby.example", False),
        ("anna.berg@granby.example", True),
        ("Trafikkontoret (anna.berg@granby.example)", True),
    ],
)
def test_clean_wants_a_function_for_contact(make_network: MakeNetwork, contact: str, refused: bool) -> None:
    page = make_network()
    page.contact = contact

    assert faults(page) == ({"contact"} if refused else set())


def test_merged_network_leads_on_to_the_last_of_its_successors(client: Client, make_network: MakeNetwork) -> None:
    last = make_network()
    middle = make_network(status="merged", merged_into=last)
    first = make_network(status="merged", merged_into=middle)

    response = client.get(first.get_url())

    assert (response.status_code, response["Location"]) == (301, last.get_url())


def test_merged_network_without_a_published_successor_shows_itself(client: Client, make_network: MakeNetwork) -> None:
    successor = make_network("Efterföljaren", draft=True)
    page = make_network(status="merged", merged_into=successor)

    response = client.get(page.get_url())

    assert response.status_code == 200
    assert "Efterföljaren" in response.content.decode()


def test_merged_networks_that_lead_round_show_themselves(client: Client, make_network: MakeNetwork) -> None:
    page, other = make_network(), make_network()
    NetworkPage.objects.filter(pk=page.pk).update(status="merged", merged_into=other)
    NetworkPage.objects.filter(pk=other.pk).update(status="merged", merged_into=page)

    assert client.get(page.get_url()).status_code in (200, 301)
    page.refresh_from_db()
    assert len(page.successors()) == 2


def test_network_outlives_its_successor(make_network: MakeNetwork) -> None:
    successor = make_network()
    page = make_network(status="merged", merged_into=successor)

    successor.delete()

    page.refresh_from_db()
    assert (page.status, page.merged_into) == ("merged", None)


@pytest.mark.parametrize(
    ("language", "english", "expected"), [("sv", "In English", "På svenska"), ("en", "In English", "In English"), ("en", "", "På svenska")]
)
def test_brief_is_in_the_language_of_the_request(make_network: MakeNetwork, language: str, english: str, expected: str) -> None:
    page = make_network(summary="På svenska", summary_en=english)

    with translation.override(language):
        assert page.brief == expected


def test_published_leaves_out_drafts_and_what_is_kept_for_some(make_network: MakeNetwork) -> None:
    open_page, kept = make_network(), make_network()
    make_network(draft=True)
    kept.view_restrictions.create(restriction_type="login")

    assert list(NetworkPage.objects.published()) == [open_page]


def test_open_to_finds_networks_by_who_may_join(make_network: MakeNetwork) -> None:
    both = make_network(actor_kinds=["municipality", "region"])
    make_network(actor_kinds=["business"])

    assert list(NetworkPage.objects.open_to("region")) == [both]
