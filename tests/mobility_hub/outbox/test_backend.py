"""The site's own mail passes through the outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.utils import timezone, translation

from mobility_hub.outbox.actions import drop_waiting
from mobility_hub.outbox.delivery import deliver_due
from mobility_hub.outbox.enums import DropReason, MailState, Urgency
from mobility_hub.outbox.models import OutgoingMail, SiteMailWords
from tests.mobility_hub.outbox.conftest import MailServer


@pytest.fixture(autouse=True)
def through_the_outbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "mobility_hub.outbox.backend.OutboxEmailBackend"


@pytest.mark.django_db
def test_backend_queues_and_sends_what_the_site_wrote(mail_server: MailServer) -> None:
    message = EmailMultiAlternatives("Kod: 12 34", "Din kod\n", "Åsa <site@hub.example>", ["Maja <maja@granby.example>"])
    message.attach_alternative("<p>Din kod</p>", "text/html")
    message.attach("rad.csv", "a;b\n", "text/csv")
    assert message.send() == 1
    row = OutgoingMail.objects.get()
    assert (row.kind, row.address, row.state, row.urgency) == ("site", "maja@granby.example", MailState.WAITING, Urgency.NOW)
    assert mail_server.addresses == []
    deliver_due()
    (sent,) = mail_server.messages
    text, html = sent.get_body(("plain",)), sent.get_body(("html",))
    assert text is not None
    assert html is not None
    assert (sent["Subject"], sent["From"], sent["To"]) == ("Kod: 12 34", "Åsa <site@hub.example>", "Maja <maja@granby.example>")
    assert (text.get_content().strip(), html.get_content().strip()) == ("Din kod", "<p>Din kod</p>")
    assert [part.get_filename() for part in sent.iter_attachments()] == ["rad.csv"]
    assert (sent["Message-ID"], sent["Auto-Submitted"]) == (row.message_id, "auto-generated")


@pytest.mark.django_db
def test_backend_writes_one_row_for_each_recipient_and_shows_no_hidden_one(mail_server: MailServer) -> None:
    EmailMessage("Hej", "text", None, ["a@x.example", "b@x.example"], ["hidden@x.example"], cc=["c@x.example"]).send()
    assert sorted(OutgoingMail.objects.values_list("address", flat=True)) == [
        "a@x.example", "b@x.example", "c@x.example", "hidden@x.example",
    ]  # fmt: skip
    deliver_due()
    assert sorted(mail_server.addresses) == ["a@x.example", "b@x.example", "c@x.example", "hidden@x.example"]
    assert {(message["To"], message["Cc"], message["Bcc"]) for message in mail_server.messages} == {
        ("a@x.example, b@x.example", "c@x.example", None)
    }


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["sent", "bounced", "dropped", "expired"])
def test_backend_keeps_the_words_no_longer_than_needed(mail_server: MailServer, end: str) -> None:
    send_mail("Kod", "1234", None, ["a@x.example"])
    assert SiteMailWords.objects.count() == 1
    if end == "bounced":
        mail_server.handler.answers["a@x.example"] = "550 no"
    if end == "dropped":
        drop_waiting(OutgoingMail.objects.all(), DropReason.SUPERSEDED)
    deliver_due(timezone.now() + timedelta(days=4 if end == "expired" else 0))
    assert OutgoingMail.objects.get().state == (MailState.DROPPED if end == "expired" else end)
    assert not SiteMailWords.objects.exists()


@pytest.mark.django_db
def test_backend_keeps_the_words_while_the_server_is_down(mail_server: MailServer) -> None:
    send_mail("Kod", "1234", None, ["a@x.example"])
    mail_server.stop()
    deliver_due()
    assert SiteMailWords.objects.count() == 1
    mail_server.start()
    deliver_due(timezone.now() + timedelta(minutes=2))
    assert mail_server.addresses == ["a@x.example"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "expires_at"),
    [
        (format_datetime(datetime(2027, 3, 2, 11, 15, tzinfo=UTC)), datetime(2027, 3, 2, 11, 15, tzinfo=UTC)),
        ("whenever", None),
        (None, None),
    ],
)
def test_backend_reads_when_a_code_expires(header: str | None, expires_at: datetime | None) -> None:
    EmailMessage("Kod", "1", None, ["a@x.example"], headers={"Expires": header} if header else {}).send()
    row = OutgoingMail.objects.get()
    assert row.expires_at == (expires_at or row.not_before + timedelta(days=3))


@pytest.mark.django_db
def test_backend_remembers_the_language_of_the_request() -> None:
    with translation.override("en"):
        send_mail("Hi", "text", None, ["a@x.example"])
    assert OutgoingMail.objects.get().language == "en"


@pytest.mark.django_db
def test_backend_counts_and_skips_mail_to_nobody() -> None:
    messages = [EmailMessage("Hej", "text", None, ["a@x.example"]), EmailMessage("Hej", "text", None, [])]
    assert get_connection().send_messages(messages) == 1
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_backend_works_outside_a_transaction() -> None:
    send_mail("Kod", "1234", None, ["a@x.example"])
    assert OutgoingMail.objects.get().site_words.message


@pytest.mark.django_db
def test_backend_delivers_through_any_transport(settings: Any, mailoutbox: list[EmailMultiAlternatives]) -> None:
    settings.MOBILITY_HUB_MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    EmailMessage("Hej", "text", None, ["a@x.example"], ["b@x.example"]).send()
    deliver_due()
    assert sorted((message.to, message.subject, message.body) for message in mailoutbox) == [
        (["a@x.example"], "Hej", "text"), (["b@x.example"], "Hej", "text"),
    ]  # fmt: skip
    assert [message.recipients() for message in mailoutbox] == [message.to for message in mailoutbox]
