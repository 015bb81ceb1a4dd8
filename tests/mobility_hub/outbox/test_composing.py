"""Messages: nothing that a title or a name holds becomes a header."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.outbox.composing import compose, taken_apart
from mobility_hub.outbox.kinds import Rendered
from mobility_hub.outbox.models import OutgoingMail


def mail() -> OutgoingMail:
    return OutgoingMail(kind="x", key="k", address="maja@granby.example", language="sv", message_id="<1@hub.example>")


def sent(rendered: Rendered) -> EmailMessage:
    return message_from_bytes(compose(mail(), rendered).message().as_bytes(), policy=policy.default)


INJECTED = "Hej\r\nBcc: tjuv@ond.example\r\n\r\nKropp"


@pytest.mark.parametrize("field", ["subject", "header", "name"])
def test_compose_makes_no_header_of_a_line_break(field: str) -> None:
    rendered = {
        "subject": Rendered(INJECTED, "text"),
        "header": Rendered("Hej", "text", headers={"List-Id": INJECTED}),
        "name": Rendered("Hej", "text", headers={"X-Bad\r\nBcc": "tjuv@ond.example"}),
    }[field]
    message = sent(rendered)
    assert message["Bcc"] is None
    assert message["To"] == "maja@granby.example"
    assert str(message.get_content()).strip() == "text"


@given(st.text(max_size=300))
def test_compose_takes_any_subject(subject: str) -> None:
    encodable = subject.encode("utf-8", "ignore").decode()
    message = sent(Rendered(encodable, "text"))
    assert [name for name in message if name.lower() in ("to", "bcc", "cc", "subject", "from")] == ["Subject", "From", "To"]
    assert message.get_content().strip() == "text"


def test_compose_keeps_what_is_the_outboxs_own() -> None:
    message = sent(Rendered("Hej", "text", headers={"Message-ID": "<2@elsewhere.example>", "From": "Nils <n@hub.example>", "X-Own": "1"}))
    assert (message["Message-ID"], message["From"], message["X-Own"]) == ("<1@hub.example>", "Nils <n@hub.example>", "1")
    assert message.get_all("Message-ID") == ["<1@hub.example>"]


def test_compose_adds_further_forms_and_files() -> None:
    calendar = ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST")
    file = ("a.pdf", b"%PDF-1.7", "application/pdf")
    message = sent(Rendered("Hej", "text", "<p>html</p>", alternatives=(calendar,), attachments=(file,)))
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/pdf"]
    (entry,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert entry.get_param("method") == "REQUEST"


def test_taken_apart_and_composed_again_says_the_same() -> None:
    before = Rendered(
        "Ämne: åäö", "Text åäö\n", "<p>Html åäö</p>\n", headers={"From": "Åsa <a@hub.example>", "Reply-To": "b@hub.example"},
        attachments=(("bild.png", b"\x89PNG\r\n\x1a\n\x00", "image/png"),),
    )  # fmt: skip
    after = taken_apart(compose(mail(), before).message().as_bytes())
    assert (after.subject, after.text, after.html, after.attachments) == (before.subject, before.text, before.html, before.attachments)
    assert (after.headers["From"], after.headers["Reply-To"]) == ("Åsa <a@hub.example>", "b@hub.example")
    assert "Message-ID" not in after.headers


def test_taken_apart_writes_a_text_part_for_a_mail_of_html_alone() -> None:
    message = EmailMessage()
    message["Subject"] = "Hej"
    message.set_content("<p>Bara <b>html</b></p>", subtype="html")
    rendered = taken_apart(message.as_bytes())
    assert (rendered.text, rendered.html.strip()) == ("Bara html", "<p>Bara <b>html</b></p>")


def test_taken_apart_keeps_a_forwarded_message_whole() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"] = "Inre"
    inner.set_content("inre text")
    outer.set_content("yttre text")
    outer.add_attachment(inner)
    rendered = taken_apart(outer.as_bytes())
    assert rendered.text.strip() == "yttre text"
    ((_name, data, media_type),) = rendered.attachments
    assert media_type == "message/rfc822"
    assert b"inre text" in data
