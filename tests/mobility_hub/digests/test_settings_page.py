"""Where a member chooses when the summary comes."""

from __future__ import annotations

from datetime import time

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from mobility_hub.digests.enums import Cadence
from mobility_hub.digests.models import DigestPlan
from mobility_hub.directory.models import Member
from mobility_hub.outbox.actions import switch_off
from mobility_hub.outbox.models import SwitchedOff
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/mitt/mejl/"
GOOD = {"cadence": "daily", "weekday": "3", "hour": "09:00"}


@pytest.fixture
def page(client: Client, member: Member) -> Client:
    client.force_login(member.user)
    return client


def test_settings_show_three_choices_and_fold_the_rest(page: Client) -> None:
    soup = BeautifulSoup(page.get(PAGE).content, "html.parser")
    assert [choice["value"] for choice in soup.select("input[name=cadence]")] == ["daily", "weekly", "never"]
    chosen = soup.select_one("input[name=cadence][checked]")
    assert chosen is not None
    assert chosen["value"] == "weekly"
    folded = soup.select_one("details:has(select[name=weekday]):has(select[name=hour])")
    assert folded is not None
    assert not folded.has_attr("open")


def test_settings_are_saved_and_say_when_the_next_one_comes(page: Client, member: Member) -> None:
    response = page.post(PAGE, GOOD, follow=True)
    plan = DigestPlan.objects.get(member=member)
    assert (plan.cadence, plan.weekday, plan.hour) == (Cadence.DAILY, 3, time(9))
    assert plan.next_at is not None
    assert "09.00" in response.content.decode()
    assert page.post(PAGE, {**GOOD, "cadence": "never"}).status_code == 302
    assert DigestPlan.objects.get(member=member).next_at is None


@pytest.mark.parametrize(
    "wrong", [{"cadence": ""}, {"cadence": "hourly"}, {"weekday": "6"}, {"weekday": "x"}, {"hour": "25:00"}, {"hour": "03:00"}]
)
def test_settings_with_something_wrong_say_so_and_save_nothing(page: Client, wrong: dict[str, str]) -> None:
    response = page.post(PAGE, {**GOOD, **wrong})
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert len(soup.select(".mh-field__error")) == 1
    assert len(soup.select(".mh-errors a")) == 1
    assert not DigestPlan.objects.exists()
    assert bool(soup.select_one("details[open] .mh-field__error")) == ("cadence" not in wrong)


def test_settings_bring_back_what_was_switched_off(page: Client, member: Member, facilitator: Member) -> None:
    switch_off(member=member, kind="sample_late")
    switch_off(member=facilitator, kind="sample_late")
    assert 'name="switch_on"' in page.get(PAGE).content.decode()
    page.post(PAGE, {"switch_on": "1"})
    assert list(SwitchedOff.objects.values_list("member", flat=True)) == [facilitator.pk]


def test_settings_are_the_members_alone(client: Client) -> None:
    response = client.get(PAGE)
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/mitt/mejl/"
    client.force_login(UserFactory())
    assert client.get(PAGE).status_code in (200, 404)


def test_settings_need_the_forms_token(member: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)
    assert client.post(PAGE, GOOD).status_code == 403
