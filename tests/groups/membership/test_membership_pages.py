"""The pages behind the door, and who gets which answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.membership import actions
from groups.membership.enums import GroupState, JoinPolicy, MembershipState, Visibility
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.ids import new_public_id
from tests import factories
from tests.groups.people import EVERYBODY, SIGNED_IN_STRANGERS, client_of, membership_of

INSIDE_PAGES = ["group", "members", "leave"]
FACILITATOR_PAGES = ["describe"]


def _url(name: str, practice_group: Any, *more: str) -> str:
    return reverse(f"hub_membership:{name}", args=[practice_group.public_id, *more])


@pytest.mark.parametrize("name", INSIDE_PAGES + FACILITATOR_PAGES)
@pytest.mark.parametrize("person", EVERYBODY)
def test_who_gets_which_page(practice_group: Any, request: pytest.FixtureRequest, person: str, name: str) -> None:
    status = client_of(request, person).get(_url(name, practice_group)).status_code
    if person == "anonymous":
        assert status == 302
    elif person == "facilitator" or (person == "member" and name in INSIDE_PAGES):
        assert status == 200
    else:
        assert status == 404


def _answer(client: Client, url: str) -> tuple[int, bytes, list[str]]:
    """Status, body without what differs by chance, and how many queries."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    body = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", response.content).replace(url.encode(), b"")
    return response.status_code, body, [re.sub(r"'[^']*'", "?", query["sql"]) for query in queries]


@pytest.mark.parametrize("name", [*INSIDE_PAGES, *FACILITATOR_PAGES, "join"])
@pytest.mark.parametrize("person", SIGNED_IN_STRANGERS)
def test_hidden_and_missing_answer_alike(practice_group: Any, request: pytest.FixtureRequest, person: str, name: str) -> None:
    """Same status, same words, same queries."""
    client = client_of(request, person)
    hidden = factories.PracticeGroupFactory(visibility=Visibility.HIDDEN, join_policy=JoinPolicy.INVITATION)
    there, missing = _url(name, hidden), reverse(f"hub_membership:{name}", args=[new_public_id()])
    client.get(missing)
    assert _answer(client, there) == _answer(client, missing)
    assert client.get(there).status_code == 404


@pytest.mark.parametrize("text", ["x", "%00", "%ff%fe", "a" * 500, "../..", "å"])
def test_malformed_address_is_not_found(outsider: Any, text: str) -> None:
    client = Client()
    client.force_login(outsider.user)
    assert client.get(f"/mina-grupper/{text}/").status_code in (404, 301)


def test_pages_are_kept_by_no_cache(practice_group: Any, member: Any) -> None:
    client = Client()
    client.force_login(member.user)
    for name in INSIDE_PAGES:
        assert "no-store" in client.get(_url(name, practice_group))["Cache-Control"]


# Joining


def test_outsider_asks_and_the_facilitator_approves(practice_group: Any, facilitator: Any, outsider: Any) -> None:
    asker, lead = Client(), Client()
    asker.force_login(outsider.user)
    lead.force_login(facilitator.user)
    page = asker.get(_url("join", practice_group)).content.decode()
    assert "Granby" in page
    assert asker.post(_url("join", practice_group), {"message": "Hej"}).status_code == 302
    assert "Ove Outsider" in lead.get(_url("members", practice_group)).content.decode()
    lead.post(_url("change_member", practice_group, outsider.public_id), {"do": "approve"})
    assert asker.get(_url("group", practice_group)).status_code == 200


def test_choice_of_affiliation_is_offered_when_there_are_several(practice_group: Any, outsider: Any) -> None:
    second = factories.AffiliationFactory(member=outsider, organisation__official_name="Andra kommunen")
    client = Client()
    client.force_login(outsider.user)
    assert "Andra kommunen" in client.get(_url("join", practice_group)).content.decode()
    assert client.post(_url("join", practice_group), {"message": ""}).context["form"].errors["affiliation"]
    client.post(_url("join", practice_group), {"affiliation": second.pk, "message": ""})
    assert membership_of(outsider, practice_group).affiliation == second


def test_somebody_elses_affiliation_cannot_be_chosen(practice_group: Any, outsider: Any, member: Any) -> None:
    factories.AffiliationFactory(member=outsider)
    client = Client()
    client.force_login(outsider.user)
    response = client.post(_url("join", practice_group), {"affiliation": member.affiliations.get().pk, "message": ""})
    assert response.context["form"].errors["affiliation"]
    assert not Membership.objects.filter(member=outsider).exists()


@pytest.mark.parametrize("affiliation", ["99999999999999999999999", "x", "\x00", "-1"])
def test_forged_affiliation_is_refused(practice_group: Any, outsider: Any, affiliation: str) -> None:
    factories.AffiliationFactory(member=outsider)
    client = Client()
    client.force_login(outsider.user)
    assert client.post(_url("join", practice_group), {"affiliation": affiliation}).context["form"].errors["affiliation"]


@pytest.mark.parametrize("person", ["supplier", "editor", "admin"])
def test_those_who_cannot_join_read_why(practice_group: Any, request: pytest.FixtureRequest, person: str) -> None:
    client = client_of(request, person)
    response = client.get(_url("join", practice_group))
    assert response.context["refusal"]
    assert client.post(_url("join", practice_group), {"message": ""}).status_code == 200
    assert not Membership.objects.exists()


def test_message_that_is_too_long_is_said_and_kept(practice_group: Any, outsider: Any) -> None:
    client = Client()
    client.force_login(outsider.user)
    response = client.post(_url("join", practice_group), {"message": "långt " * 500})
    assert response.context["form"].errors["message"]
    assert "långt långt" in response.content.decode()
    assert not Membership.objects.exists()


def test_request_can_be_taken_back(practice_group: Any, facilitator: Any, outsider: Any) -> None:
    client = Client()
    client.force_login(outsider.user)
    client.post(_url("join", practice_group), {"message": ""})
    assert practice_group.name in client.get(reverse("hub_membership:my_groups")).content.decode()
    client.post(_url("join", practice_group), {"take_back": "1"})
    assert membership_of(outsider, practice_group).state == MembershipState.LEFT


def test_open_group_is_walked_into(practice_group: Any, outsider: Any) -> None:
    PracticeGroup.objects.update(join_policy=JoinPolicy.OPEN)
    client = Client()
    client.force_login(outsider.user)
    response = client.post(_url("join", practice_group), {"message": ""})
    assert response["Location"] == _url("group", practice_group)


def test_member_who_asks_is_led_inside(practice_group: Any, member: Any) -> None:
    client = Client()
    client.force_login(member.user)
    assert client.get(_url("join", practice_group))["Location"] == _url("group", practice_group)


# Who is in it


def test_list_of_members_shows_no_address(practice_group: Any, facilitator: Any, member: Any, outsider: Any) -> None:
    actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())
    for person in (facilitator, member):
        client = Client()
        client.force_login(person.user)
        text = BeautifulSoup(client.get(_url("members", practice_group)).content, "html.parser").get_text(" ")
        assert "Maja Member" in text
        assert "@" not in text


def test_only_the_facilitator_sees_who_asks(practice_group: Any, facilitator: Any, member: Any, outsider: Any) -> None:
    actions.ask_to_join(actor=outsider.user, practice_group=practice_group, affiliation=outsider.affiliations.get())
    for person, sees in [(facilitator, True), (member, False)]:
        client = Client()
        client.force_login(person.user)
        pages = [client.get(_url(name, practice_group)).content.decode() for name in ("members", "group")]
        assert ("Ove Outsider" in pages[0], "1 person" in pages[1]) == (sees, sees)


def test_former_members_are_not_listed(practice_group: Any, member: Any, former_member: Any) -> None:
    client = Client()
    client.force_login(member.user)
    assert "Folke Former" not in client.get(_url("members", practice_group)).content.decode()


CHANGES = ["approve", "decline", "remove", "facilitator", "member"]


@pytest.mark.parametrize("do", CHANGES)
@pytest.mark.parametrize("person", [person for person in EVERYBODY if person != "facilitator"])
def test_only_the_facilitator_changes_anybody(
    practice_group: Any, facilitator: Any, request: pytest.FixtureRequest, person: str, do: str
) -> None:
    client = client_of(request, person)
    before = list(Membership.objects.values().order_by("pk"))
    response = client.post(_url("change_member", practice_group, facilitator.public_id), {"do": do, "reason": "Kupp"})
    assert response.status_code == (302 if person == "anonymous" else 404)
    assert list(Membership.objects.values().order_by("pk")) == before


@pytest.mark.parametrize("do", ["decline", "remove"])
def test_reason_is_asked_for_by_its_field(practice_group: Any, facilitator: Any, member: Any, do: str) -> None:
    if do == "decline":
        Membership.objects.filter(member=member).update(state=MembershipState.REQUESTED)
    client = Client()
    client.force_login(facilitator.user)
    response = client.post(_url("change_member", practice_group, member.public_id), {"do": do, "reason": " \u200b"})
    soup = BeautifulSoup(response.content, "html.parser")
    field = soup.select_one("#id_reason")
    assert field is not None
    assert field["aria-describedby"]
    assert field["aria-invalid"] == "true"
    assert soup.select_one(".mh-errors") is not None


def test_facilitator_removes_with_a_reason(practice_group: Any, facilitator: Any, member: Any) -> None:
    client = Client()
    client.force_login(facilitator.user)
    assert "svar" in client.get(_url("members", practice_group) + f"?ta-bort={member.public_id}").content.decode()
    client.post(_url("change_member", practice_group, member.public_id), {"do": "remove", "reason": "Har bytt jobb"})
    assert membership_of(member, practice_group).state == MembershipState.REMOVED


@pytest.mark.parametrize("do", ["", "erase", "approve "])
def test_unknown_change_is_not_found(practice_group: Any, facilitator: Any, member: Any, do: str) -> None:
    client = Client()
    client.force_login(facilitator.user)
    assert client.post(_url("change_member", practice_group, member.public_id), {"do": do}).status_code == 404


def test_facilitator_cannot_reach_a_member_of_another_group(practice_group: Any, facilitator: Any) -> None:
    other = factories.MembershipFactory()
    client = Client()
    client.force_login(facilitator.user)
    url = _url("change_member", practice_group, other.member.public_id)
    assert client.post(url, {"do": "remove", "reason": "x"}).status_code == 404


def test_last_facilitator_reads_why_they_stay(practice_group: Any, facilitator: Any) -> None:
    client = Client()
    client.force_login(facilitator.user)
    response = client.post(_url("leave", practice_group))
    assert response.context["refusal"]
    assert membership_of(facilitator, practice_group).state == MembershipState.ACTIVE


def test_member_leaves(practice_group: Any, facilitator: Any, member: Any) -> None:
    client = Client()
    client.force_login(member.user)
    client.post(_url("leave", practice_group))
    assert client.get(_url("group", practice_group)).status_code == 404


# What stands first


def test_facilitator_describes_the_group(practice_group: Any, facilitator: Any, member: Any) -> None:
    client = Client()
    client.force_login(facilitator.user)
    given = {"result": "Mall", "result_on": "2027-06-12", "next_step": "Jämför", "next_step_by": "Sjövik", "next_step_on": "2027-04-09"}
    client.post(_url("describe", practice_group), {**given, "situation": "Vi har **kommit** halvvägs."})
    html = client.get(_url("group", practice_group)).content.decode()
    assert "<strong>kommit</strong>" in html
    assert "Jämför" in html


def test_date_that_is_none_is_said_and_kept(practice_group: Any, facilitator: Any) -> None:
    client = Client()
    client.force_login(facilitator.user)
    response = client.post(_url("describe", practice_group), {"result_on": "i juni", "situation": "Kvar här"})
    assert response.context["form"].errors["result_on"]
    assert "Kvar här" in response.content.decode()


def test_situation_is_folded_once_read_and_opens_when_written_anew(practice_group: Any, facilitator: Any, member: Any) -> None:
    client = Client()
    client.force_login(member.user)
    described = {"result": "", "result_on": None, "next_step": "", "next_step_by": "", "next_step_on": None}
    actions.describe_group(actor=facilitator.user, practice_group=practice_group, **described, situation="Ett")
    assert client.get(_url("group", practice_group)).context["situation_open"]
    client.post(_url("group", practice_group))
    assert not client.get(_url("group", practice_group)).context["situation_open"]
    actions.describe_group(actor=facilitator.user, practice_group=practice_group, **described, situation="Två")
    assert client.get(_url("group", practice_group)).context["situation_open"]


def test_concluded_group_can_be_read(practice_group: Any, facilitator: Any) -> None:
    PracticeGroup.objects.update(state=GroupState.CONCLUDED)
    client = Client()
    client.force_login(facilitator.user)
    assert client.get(_url("group", practice_group)).status_code == 200
    assert client.post(_url("describe", practice_group), {"situation": "Nytt"}).context["form"].errors


# Cost


def _cost(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_members_cost_the_same_whether_one_or_three(practice_group: Any, facilitator: Any) -> None:
    client = Client()
    client.force_login(facilitator.user)
    for state in ("requested", "active"):
        factories.MembershipFactory(practice_group=practice_group, requested=state == "requested")
    urls = [_url("members", practice_group), _url("group", practice_group)]
    one = [_cost(client, url) for url in urls]
    for _number in range(2):
        factories.MembershipFactory(practice_group=practice_group)
        factories.MembershipFactory(practice_group=practice_group, requested=True)
    assert [_cost(client, url) for url in urls] == one


def test_my_groups_cost_the_same_whether_one_or_three(facilitator: Any) -> None:
    client = Client()
    client.force_login(facilitator.user)
    url = reverse("hub_membership:my_groups")
    affiliation = facilitator.affiliations.get()

    def led() -> None:
        own = factories.MembershipFactory(member=facilitator, affiliation=affiliation, facilitator=True)
        factories.MembershipFactory(practice_group=own.practice_group, requested=True)
        factories.MembershipFactory(member=facilitator, affiliation=affiliation, requested=True)

    led()
    one = _cost(client, url)
    led()
    led()
    assert _cost(client, url) == one
