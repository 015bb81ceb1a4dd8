"""Founding a group in the Wagtail admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from groups.membership import permissions
from groups.membership.models import Membership, PracticeGroup, PracticeGroupPage
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage
from tests import factories
from tests.groups.people import EVERYBODY, add_index_page, client_of

URL = "/admin/hub/found-group/"


@pytest.fixture
def given(outsider: Any) -> dict[str, Any]:
    """What an administrator fills in."""
    return {
        "kind": "practice_group",
        "name": "Parkeringstal",
        "purpose": "Gemensamma tal för bilpool.",
        "kinds": ["municipality", "region"],
        "join_policy": "request",
        "facilitator": outsider.email,
    }


@pytest.fixture
def office(admin: Any) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(admin)
    return client


@pytest.mark.parametrize("person", EVERYBODY)
def test_only_an_administrator_gets_the_page(given: dict[str, Any], request: pytest.FixtureRequest, person: str) -> None:
    client = client_of(request, person)
    assert (client.get(URL).status_code == 200) == (person == "admin")
    if person != "admin":
        client.post(URL, given)
        assert not PracticeGroup.objects.filter(name="Parkeringstal").exists()


def test_founding_makes_the_group_and_its_page(office: Client, given: dict[str, Any], outsider: Any) -> None:
    add_index_page()
    topic = factories.TopicFactory()
    assert office.post(URL, {**given, "topics": [topic.slug], "counties": ["01"]}).status_code == 302
    group = PracticeGroup.objects.get()
    assert permissions.can_answer_requests(outsider.user, group)
    assert (list(group.topics.all()), group.state, group.is_listed) == ([topic], "forming", True)
    page = PracticeGroupPage.objects.get(practice_group=group)
    assert Client().get(page.url).status_code == 200


def test_hidden_group_has_no_page_and_is_by_invitation(office: Client, given: dict[str, Any]) -> None:
    add_index_page()
    office.post(URL, {**given, "hidden": "on"})
    group = PracticeGroup.objects.get()
    assert (group.is_listed, group.join_policy) == (False, "invitation")
    assert not PracticeGroupPage.objects.exists()


def test_administrator_who_founds_a_group_is_not_in_it(office: Client, given: dict[str, Any], admin: Any) -> None:
    office.post(URL, given)
    assert office.get(reverse("hub_membership:group", args=[PracticeGroup.objects.get().public_id])).status_code == 404
    assert Membership.objects.count() == 1


FAULTS = [
    ({"facilitator": "ingen@granby.example"}, "facilitator"),
    ({"facilitator": "inte en adress"}, "facilitator"),
    ({"name": "\u200b"}, "name"),
    ({"purpose": "x" * 601}, "purpose"),
    ({"kinds": ["business"]}, "kinds"),
    ({"kinds": ["region"]}, "facilitator"),
    ({"result_on": "i vår"}, "result_on"),
    ({"topics": ["finns-inte"]}, "topics"),
    ({"counties": ["\x00"]}, "counties"),
]


@pytest.mark.parametrize(("fault", "field"), FAULTS)
def test_fault_is_said_by_its_field(office: Client, given: dict[str, Any], fault: dict[str, Any], field: str) -> None:
    response = office.post(URL, {**given, **fault})
    assert set(response.context["form"].errors) == {field}
    assert not PracticeGroup.objects.exists()


def test_supplier_cannot_be_facilitator(office: Client, given: dict[str, Any], supplier: Any) -> None:
    response = office.post(URL, {**given, "facilitator": supplier.email})
    assert set(response.context["form"].errors) == {"facilitator"}


def test_network_room_belongs_to_a_network_and_has_no_limit(office: Client, given: dict[str, Any]) -> None:
    room = {**given, "kind": "network_room"}
    response = office.post(URL, room)
    assert "network" in response.context["form"].errors
    index_page = Page.get_first_root_node().add_child(instance=NetworkIndexPage(title="Nätverk", slug="natverk"))
    network = index_page.add_child(instance=NetworkPage(title="Resnätet", slug="resnatet", status="active", reach="national"))
    assert office.post(URL, {**room, "network": network.pk}).status_code == 302
    group = PracticeGroup.objects.get()
    assert (group.kind, group.network, group.size_limit) == ("network_room", network, None)
