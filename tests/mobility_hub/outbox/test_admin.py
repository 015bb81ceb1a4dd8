"""Outgoing mail in the Wagtail admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.mail import send_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from mobility_hub.outbox.actions import queue_mail
from mobility_hub.outbox.enums import DropReason, MailState
from mobility_hub.outbox.kinds import find_kind
from mobility_hub.outbox.models import OutgoingMail, SiteMailWords
from mobility_hub.trail.models import TrailEntry
from tests.factories import editor_user
from tests.mobility_hub.outbox import sample_kinds  # noqa: F401  # registers its kinds

pytestmark = pytest.mark.django_db

LIST = "/admin/hub/mail/"


@pytest.fixture
def row() -> OutgoingMail:
    return queue_mail(kind="sample_resend", key="sample:1", address="maja@granby.example")


def page_of(row: OutgoingMail) -> str:
    return f"{LIST}edit/{row.pk}/"


def signed_in(someone: Any) -> Client:
    client = Client()
    user = getattr(someone, "user", someone)
    if user.is_authenticated:
        client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("who", "sees"),
    [("admin", True), ("editor", False), ("member", False), ("facilitator", False), ("supplier", False), ("anonymous", False)],
)
def test_outgoing_mail_is_for_administrators(request: pytest.FixtureRequest, row: OutgoingMail, who: str, sees: bool) -> None:
    client = signed_in(request.getfixturevalue(who))
    for address in (LIST, page_of(row)):
        response = client.get(address)
        assert (response.status_code == 200) == sees
        assert ("maja@granby.example" in response.content.decode()) == sees
    client.post(page_of(row), {"act": "drop"})
    row.refresh_from_db()
    assert (row.state == MailState.DROPPED) == sees


def test_outgoing_mail_may_be_looked_after_by_others_with_the_right(row: OutgoingMail) -> None:
    looker = editor_user("looker@samverkan.example")
    looker.user_permissions.add(Permission.objects.get(codename="view_outgoingmail"))
    client = signed_in(looker)
    assert client.get(LIST).status_code == 200
    assert client.get(page_of(row)).status_code == 302


def test_outgoing_mail_never_shows_the_words(admin: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "mobility_hub.outbox.backend.OutboxEmailBackend"
    send_mail("Kanariefågel i ämnet", "Kanariefågel i texten", None, ["a@x.example"])
    row = OutgoingMail.objects.get()
    client = signed_in(admin)
    for address in (LIST, page_of(row), f"{LIST}?q=a@x.example"):
        assert "Kanariefågel" not in client.get(address).content.decode()


def test_outgoing_mail_is_filtered_and_searched(admin: Any, row: OutgoingMail) -> None:
    queue_mail(kind="sample_late", key="late:1", address="other@granby.example")
    OutgoingMail.objects.filter(key="late:1").update(state=MailState.UNCERTAIN)
    client = signed_in(admin)

    def found(query: str) -> tuple[bool, bool]:
        page = client.get(f"{LIST}?{query}").content.decode()
        return "maja@granby.example" in page, "other@granby.example" in page

    assert found("") == (True, True)
    assert found("state__exact=uncertain") == (False, True)
    assert found("kind=sample_resend") == (True, False)
    assert found("q=maja") == (True, False)


def test_outgoing_mail_names_its_kind_in_words(admin: Any, row: OutgoingMail) -> None:
    queue_mail(kind="host_ask", key="host:1", address="other@granby.example")
    OutgoingMail.objects.filter(pk=row.pk).update(kind="long_gone")
    client = signed_in(admin)
    with translation.override("sv"):
        told = str(find_kind("host_ask").label)
        page = client.get(LIST).content.decode()
        assert f'<td class="field-kind_in_words title">{told}</td>' in page
        assert f'<a href="?kind=host_ask">{told}</a>' in page
        assert ">long_gone</td>" in page
        facts = client.get(page_of(OutgoingMail.objects.get(kind="host_ask"))).content.decode()
    assert told in facts
    assert "host_ask" not in facts.replace("hub_host_ask", "")
    assert re.findall(r"<dt>([a-zåäö])", facts) == []


def test_outgoing_mail_takes_as_many_queries_for_one_as_for_three(admin: Any) -> None:
    client, counts = signed_in(admin), []
    for numbers in (range(1), range(1, 3)):
        for number in numbers:
            queue_mail(kind="sample_resend", key=f"k{number}", address="a@b.example")
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_outgoing_mail_cannot_be_made_or_deleted(admin: Any, row: OutgoingMail) -> None:
    client = signed_in(admin)
    assert client.get(f"{LIST}create/").status_code == 302
    assert client.post(f"{LIST}delete/{row.pk}/").status_code == 302
    assert OutgoingMail.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("state", "reason", "again", "dropped"),
    [
        (MailState.WAITING, "", True, True),
        (MailState.UNCERTAIN, "", True, True),
        (MailState.BOUNCED, "", True, False),
        (MailState.DROPPED, DropReason.FAULTY, True, False),
        (MailState.DROPPED, DropReason.UNSUBSCRIBED, False, False),
        (MailState.CLAIMED, "", False, False),
        (MailState.HANDED_OVER, "", False, False),
        (MailState.SENT, "", False, False),
    ],
)
@pytest.mark.parametrize("act", ["send_again", "drop"])
def test_outgoing_mail_can_be_sent_again_or_dropped(
    admin: Any, row: OutgoingMail, state: MailState, reason: str, again: bool, dropped: bool, act: str
) -> None:
    OutgoingMail.objects.update(state=state, reason=reason, refusals=4, sent_at=row.written_at)
    client = signed_in(admin)
    page = client.get(page_of(row)).content.decode()
    assert ('value="send_again"' in page, 'value="drop"' in page) == (again, dropped)
    client.post(page_of(row), {"act": act})
    row.refresh_from_db()
    if act == "send_again" and again:
        assert (row.state, row.reason, row.refusals) == (MailState.WAITING, "", 0)
    elif act == "drop" and dropped:
        assert (row.state, row.reason) == (MailState.DROPPED, DropReason.OPERATOR)
    else:
        assert (row.state, row.reason, row.refusals) == (state, reason, 4)
    done = again if act == "send_again" else dropped
    assert list(TrailEntry.objects.values_list("verb", "actor", "object_id")) == (
        [({"send_again": "mail.sent_again", "drop": "mail.dropped"}[act], admin.pk, row.pk)] if done else []
    )


def test_outgoing_mail_looked_at_changes_nothing(admin: Any, row: OutgoingMail) -> None:
    before = OutgoingMail.objects.values().get()
    client = signed_in(admin)
    client.get(page_of(row))
    client.post(page_of(row), {"act": "anything else"})
    assert OutgoingMail.objects.values().get() == before


def test_site_mail_whose_words_are_gone_cannot_be_sent_again(admin: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "mobility_hub.outbox.backend.OutboxEmailBackend"
    send_mail("Kod", "1", None, ["a@x.example"])
    row = OutgoingMail.objects.get()
    SiteMailWords.objects.all().delete()
    OutgoingMail.objects.update(state=MailState.BOUNCED)
    signed_in(admin).post(page_of(row), {"act": "send_again"})
    row.refresh_from_db()
    assert row.state == MailState.BOUNCED


def test_outgoing_mail_stands_in_the_menu_of_administrators_alone(admin: Any, editor: Any) -> None:
    home = reverse("wagtailadmin_home")
    assert LIST in signed_in(admin).get(home).content.decode()
    assert LIST not in signed_in(editor).get(home).content.decode()
