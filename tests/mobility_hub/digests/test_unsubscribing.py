"""The link that stops mail: without signing in, by POST alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility_hub.digests.actions import choose, write_digests
from mobility_hub.digests.enums import Cadence
from mobility_hub.digests.models import DigestPlan
from mobility_hub.directory.models import Member
from mobility_hub.notices.models import Level
from mobility_hub.outbox.delivery import deliver_due
from mobility_hub.outbox.enums import DropReason, MailState
from mobility_hub.outbox.links import SUMMARIES, unsubscribe_url
from mobility_hub.outbox.models import OutgoingMail, SwitchedOff
from tests.factories import MemberFactory
from tests.mobility_hub.digests.conftest import TUESDAY, Room

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def mail_reader() -> Client:
    """A mail reader's server: no cookies, and it minds the token of forms as a browser's site does."""
    return Client(enforce_csrf_checks=True)


def link(member: Member, what: str = SUMMARIES) -> str:
    return unsubscribe_url(member, what).removeprefix("http://testserver")


def cadence(member: Member) -> str:
    return DigestPlan.objects.get(member=member).cadence


def test_unsubscribe_by_get_changes_nothing(mail_reader: Client, member: Member) -> None:
    choose(member=member, cadence=Cadence.WEEKLY)
    for method in (mail_reader.get, mail_reader.head):
        response = method(link(member))
        assert (response.status_code, cadence(member)) == (200, Cadence.WEEKLY)


def test_unsubscribe_shows_one_button_and_nothing_of_the_member(mail_reader: Client, member: Member) -> None:
    response = mail_reader.get(link(member))
    page = BeautifulSoup(response.content, "html.parser")
    main = page.select_one("main")
    assert main is not None
    assert len(main.select("button")) == 1
    assert member.email not in response.content.decode()
    assert member.name not in response.content.decode()
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_unsubscribe_by_one_click_holds_at_once(mail_reader: Client, room: Room) -> None:
    """The body that RFC 8058 names, no cookie, no redirect; and what was waiting stays away."""
    reader = MemberFactory(joined_at=TUESDAY - timedelta(days=3))
    write_digests(TUESDAY - timedelta(days=1))
    room.tell(reader, TUESDAY - timedelta(hours=1))
    write_digests(TUESDAY)
    response = mail_reader.post(link(reader), ONE_CLICK)
    assert (response.status_code, cadence(reader)) == (200, Cadence.NEVER)
    assert not response.cookies
    row = OutgoingMail.objects.get()
    assert (row.state, row.reason) == (MailState.DROPPED, DropReason.UNSUBSCRIBED)
    assert deliver_due(TUESDAY).sent == 0


def test_unsubscribe_twice_and_for_a_member_without_a_plan(mail_reader: Client, member: Member) -> None:
    for _turn in range(2):
        assert mail_reader.post(link(member), ONE_CLICK).status_code == 200
        assert cadence(member) == Cadence.NEVER


def test_unsubscribe_can_be_undone_on_the_page(mail_reader: Client, member: Member) -> None:
    choose(member=member, cadence=Cadence.DAILY)
    page = BeautifulSoup(mail_reader.post(link(member), ONE_CLICK).content, "html.parser")
    button = page.select_one("main button")
    assert button is not None
    assert mail_reader.post(link(member), {str(button["name"]): str(button["value"])}).status_code == 200
    assert cadence(member) == Cadence.DAILY


def test_unsubscribe_stops_the_member_it_was_made_for_and_nobody_else(mail_reader: Client, member: Member, facilitator: Member) -> None:
    for reader in (member, facilitator):
        choose(member=reader, cadence=Cadence.WEEKLY)
    mail_reader.post(link(member), ONE_CLICK)
    assert (cadence(member), cadence(facilitator)) == (Cadence.NEVER, Cadence.WEEKLY)


@pytest.mark.parametrize("what", ["kind:sample_resend", "thread:12", "practice_group:3"])
def test_unsubscribe_stops_other_mail_alone_and_lets_it_come_again(mail_reader: Client, member: Member, what: str) -> None:
    choose(member=member, cadence=Cadence.WEEKLY)
    mail_reader.post(link(member, what), ONE_CLICK)
    off = list(SwitchedOff.objects.values_list("kind", flat=True)) + [
        f"{level.scope_kind}:{level.scope_id}={level.how_much}" for level in Level.objects.all()
    ]
    assert off == [{"kind:sample_resend": "sample_resend"}.get(what, f"{what}=nothing")]
    assert cadence(member) == Cadence.WEEKLY
    mail_reader.post(link(member, what), {"resume": "1"})
    assert not SwitchedOff.objects.exists()
    assert not Level.objects.exists()


def test_unsubscribe_by_a_link_that_was_not_made_here_is_no_page(mail_reader: Client, member: Member) -> None:
    """Forged, cut, and of a member who is gone: one answer, by the same queries."""
    choose(member=member, cadence=Cadence.WEEKLY)
    gone = MemberFactory()
    of_gone = link(gone)
    gone.delete()
    token = link(member).rstrip("/").rsplit("/", 1)[-1]
    addresses = [of_gone, f"/mejl/avsluta/{token[:-1]}/", "/mejl/avsluta/x/", f"/mejl/avsluta/{token[:6]}A{token[7:]}/"]
    answers = []
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            response = mail_reader.post(address, ONE_CLICK)
        answers.append((response.status_code, response.content.replace(address.encode(), b""), len(queries)))
    assert answers[0][0] == 404
    assert len(set(answers)) == 1
    assert cadence(member) == Cadence.WEEKLY


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_unsubscribe_by_other_methods_is_refused(mail_reader: Client, member: Member, method: str) -> None:
    assert getattr(mail_reader, method)(link(member)).status_code == 405


def test_unsubscribe_in_english(mail_reader: Client, member: Member, settings: Any) -> None:
    response = mail_reader.get(f"/en{link(member)}")
    assert response.status_code == 200
    assert 'lang="en"' in response.content.decode()


@pytest.mark.parametrize(
    "what", ["x", "", "kind:", "practice_group:", "practice_group:abc", "practice_group:-1", f"practice_group:{'9' * 40}", "no_such:1"]
)
def test_link_to_what_is_not_there_any_more_is_no_page(mail_reader: Client, member: Member, what: str) -> None:
    for method in (mail_reader.get, mail_reader.post):
        assert method(link(member, what)).status_code == 404
