"""The summary as its reader gets it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from mobility_hub.digests.actions import choose, write_digests
from mobility_hub.digests.enums import Cadence
from mobility_hub.digests.models import DigestPlan
from mobility_hub.directory.models import Member
from mobility_hub.outbox.delivery import deliver_due
from mobility_hub.outbox.enums import DropReason, MailState
from mobility_hub.outbox.links import SUMMARIES, read_unsubscribe_token
from mobility_hub.outbox.models import OutgoingMail
from tests.factories import MemberFactory
from tests.mobility_hub.digests.conftest import TUESDAY, Room

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def reader(room: Room) -> Member:
    member = MemberFactory(joined_at=TUESDAY - 3 * DAY)
    write_digests(TUESDAY - DAY)
    return member


def delivered() -> EmailMultiAlternatives:
    write_digests(TUESDAY)
    deliver_due(TUESDAY)
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    return message


def html_of(message: EmailMultiAlternatives) -> BeautifulSoup:
    ((content, _media_type),) = message.alternatives
    return BeautifulSoup(str(content), "html.parser")


def test_summary_says_what_matters_in_the_subject(room: Room, reader: Member) -> None:
    for hours in (1, 2, 3):
        room.tell(reader, TUESDAY - hours * HOUR)
    room.asks[reader.pk] = ["Vill ni vara mötesvärd?", "Godkänn minnesanteckningarna"]
    message = delivered()
    assert message.subject == "2 att svara på, 3 nya svar i Villkor"


def test_summary_tells_all_in_both_parts_with_what_is_asked_first(room: Room, reader: Member) -> None:
    first, second = room.tell(reader, TUESDAY - 2 * HOUR), room.tell(reader, TUESDAY - HOUR)
    room.asks[reader.pk] = ["Vill ni vara mötesvärd?"]
    room.text = "Vi utgår från <markytan> & taxan."
    message = delivered()
    page = html_of(message)
    assert [heading.get_text(strip=True) for heading in page.find_all(["h1", "h2"])] == [
        message.subject, "Att göra", "Villkor för elsparkcyklar",
    ]  # fmt: skip
    text = str(message.body)
    for words in ("Vill ni vara mötesvärd?", first, second, "Vi utgår från <markytan> & taxan.", "Granby kommun"):
        assert words in text
        assert words in page.get_text()
    assert text.index("Vill ni vara mötesvärd?") < text.index(first) < text.index(second)


def test_summary_leads_to_the_site_and_fetches_nothing(room: Room, reader: Member) -> None:
    room.tell(reader, TUESDAY - HOUR)
    message = delivered()
    page = html_of(message)
    addresses = [str(link["href"]) for link in page.find_all("a")]
    assert all(address.startswith("http://testserver/") for address in addresses)
    assert "http://testserver/mitt/mejl/" in addresses
    for address in addresses:
        assert address in str(message.body)
    assert not page.find_all(["img", "link", "script", "style", "iframe"], src=True)
    assert not re.search(r"url\(|@import|src=", str(page))


def test_summary_carries_the_one_click_headers(room: Room, reader: Member) -> None:
    room.tell(reader, TUESDAY - HOUR)
    headers = delivered().message()
    match = re.fullmatch(r"<http://testserver/mejl/avsluta/([^/]+)/>", str(headers["List-Unsubscribe"]).replace("\n", "").replace(" ", ""))
    assert match
    assert read_unsubscribe_token(match[1]) == (reader.public_id, SUMMARIES)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"] == '"Samverkan om mobilitet" <summaries.testserver>'
    assert headers["Content-Language"] == "sv"


def test_summary_is_in_the_members_language(room: Room) -> None:
    reader = MemberFactory(joined_at=TUESDAY - 3 * DAY, language="en")
    write_digests(TUESDAY - DAY)
    room.tell(reader, TUESDAY - HOUR)
    message = delivered()
    page = html_of(message)
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert "You get the summary every Tuesday at 07:30, when there is something new." in str(message.body)
    assert "http://testserver/en/mitt/mejl/" in str(message.body)
    assert "/en/mejl/avsluta/" in str(message.message()["List-Unsubscribe"])


# What is true when it leaves


def waiting(room: Room, reader: Member) -> OutgoingMail:
    room.tell(reader, TUESDAY - HOUR)
    assert write_digests(TUESDAY) == 1
    return OutgoingMail.objects.get()


def test_summary_is_dropped_when_access_was_lost_after_it_was_written(room: Room, reader: Member) -> None:
    row = waiting(room, reader)
    room.shut.add(reader.pk)
    report = deliver_due(TUESDAY)
    row.refresh_from_db()
    assert (report.sent, row.state, row.reason) == (0, MailState.DROPPED, DropReason.NOTHING_NEW)
    assert mail.outbox == []


def test_summary_is_dropped_when_it_was_switched_off_by_whatever_way(room: Room, reader: Member) -> None:
    row = waiting(room, reader)
    DigestPlan.objects.update(cadence=Cadence.NEVER)
    deliver_due(TUESDAY)
    row.refresh_from_db()
    assert (row.state, row.reason) == (MailState.DROPPED, DropReason.UNSUBSCRIBED)


def test_summary_keeps_its_window_however_late_it_leaves(room: Room, reader: Member) -> None:
    row = waiting(room, reader)
    later = room.tell(reader, TUESDAY + HOUR)
    deliver_due(TUESDAY + 2 * DAY)
    row.refresh_from_db()
    assert row.state == MailState.SENT
    assert later not in str(mail.outbox[0].body)


def test_summary_tells_a_member_nothing_of_anothers(room: Room, reader: Member) -> None:
    """Two readers in one reading: each mail holds its own member's news alone."""
    other = MemberFactory(joined_at=TUESDAY - 3 * DAY)
    write_digests(TUESDAY - DAY)
    mine, theirs = room.tell(reader, TUESDAY - HOUR), room.tell(other, TUESDAY - HOUR)
    write_digests(TUESDAY)
    deliver_due(TUESDAY)
    bodies = {message.to[0]: str(message.body) for message in mail.outbox}
    assert mine in bodies[reader.email]
    assert theirs not in bodies[reader.email]
    assert theirs in bodies[other.email]


def test_two_summaries_of_one_member_each_keep_their_own_window(room: Room, reader: Member) -> None:
    """The server was down for a week: both mails leave in one batch."""
    first = room.tell(reader, TUESDAY - HOUR)
    write_digests(TUESDAY)
    second = room.tell(reader, TUESDAY + DAY)
    write_digests(TUESDAY + 7 * DAY)
    deliver_due(TUESDAY + 7 * DAY)
    bodies = [str(message.body) for message in mail.outbox]
    assert [(first in body, second in body) for body in bodies] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("lines", "text", "at_least"),
    [(3, "Vi utgår från markytan. " * 60, 3), (400, "Kort.", 40), (60, "Vi utgår från markytan. " * 60, 15), (60, "å" * 1500, 4)],
)
def test_summary_fits_in_one_mail(room: Room, reader: Member, lines: int, text: str, at_least: int) -> None:
    """Under 100 kB as it is sent, with as much as there is room for, the same in both parts, and the rest counted."""
    for _number in range(lines):
        room.tell(reader, TUESDAY - HOUR)
    room.text = text
    message = delivered()
    assert len(message.message().as_bytes()) < 100_000
    kept = str(message.body).count("Nyhet ")
    assert kept == len([link for link in html_of(message).find_all("a") if "Nyhet" in link.get_text()])
    assert at_least <= kept <= lines
    assert (f"Och {lines - kept} till: http://testserver/mitt/" in str(message.body)) == (kept < lines)


def test_summary_takes_any_words_as_words(room: Room, reader: Member, settings: Any) -> None:
    settings.MOBILITY_HUB_SITE_NAME = 'Namn "med"\r\nBcc: tjuv@ond.example'
    room.tell(reader, TUESDAY - HOUR)
    room.asks[reader.pk] = ["<script>alert(1)</script>\r\nBcc: tjuv@ond.example"]
    message = delivered()
    assert message.message()["Bcc"] is None
    assert "<script" not in str(message.alternatives[0][0])
    assert message.recipients() == [reader.email]


def test_summary_says_how_often_it_comes(room: Room, reader: Member) -> None:
    choose(member=reader, cadence=Cadence.DAILY, now=TUESDAY - DAY)
    room.tell(reader, TUESDAY - HOUR)
    assert "Du får sammanfattningen varje arbetsdag klockan 07.30, när det finns något nytt." in str(delivered().body)
