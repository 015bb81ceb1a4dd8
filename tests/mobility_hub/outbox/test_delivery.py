"""Delivery by a real mail server on loopback: what is sent, what waits, and what is never doubled."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from django.db import OperationalError

from mobility_hub.outbox.actions import queue_mail, switch_off
from mobility_hub.outbox.delivery import DeliveryReport, deliver_due, drain
from mobility_hub.outbox.enums import DropReason, MailState
from mobility_hub.outbox.models import OutgoingMail
from tests.factories import MemberFactory
from tests.mobility_hub.outbox.conftest import MailServer
from tests.mobility_hub.outbox.sample_kinds import WORDS

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 2, 11, 0, tzinfo=UTC)
LATER = timedelta(hours=12)


def queue(kind: str, number: int = 1, **more: Any) -> OutgoingMail:
    if "member" not in more:
        more.setdefault("address", f"a{number}@granby.example")
    return queue_mail(kind=kind, key=f"{kind}:{number}", about={"number": number, **more.pop("about", {})}, **{"not_before": NOON, **more})


def now(mail: OutgoingMail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.reason


def cut(server: SMTP, content: bytes) -> str:
    server.transport.abort()
    return "451 gone"


def test_delivery_sends_what_is_due_over_one_connection(mail_server: MailServer) -> None:
    mails = [queue("sample_resend", number) for number in range(3)]
    early = queue("sample_resend", 9, not_before=NOON + timedelta(minutes=1))
    assert deliver_due(NOON) == DeliveryReport(claimed=3, sent=3)
    assert sorted(mail_server.addresses) == ["a0@granby.example", "a1@granby.example", "a2@granby.example"]
    assert mail_server.handler.connections == 1
    assert [now(mail) for mail in mails] == [(MailState.SENT, "")] * 3
    assert now(early) == (MailState.WAITING, "")
    assert deliver_due(NOON) == DeliveryReport()
    mails[0].refresh_from_db()
    assert mails[0].sent_at is not None
    assert mails[0].sent_at - NOON < timedelta(seconds=30)
    assert (mails[0].claim, mails[0].lease_until, mails[0].attempts) == ("", None, 1)


def test_delivery_carries_the_headers_of_mail_from_a_machine(mail_server: MailServer) -> None:
    mail = queue("sample_park", member=MemberFactory(email="maja@granby.example"))
    deliver_due(NOON)
    (message,) = mail_server.messages
    found = {
        name: str(message[name])
        for name in (
            "To", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "List-Unsubscribe",
            "List-Unsubscribe-Post",
        )
    }  # fmt: skip
    assert found == {
        "To": "maja@granby.example",
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "sv",
        "List-Unsubscribe": "<https://hub.example/mejl/avsluta/x/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_delivery_keeps_both_parts_whole(mail_server: MailServer) -> None:
    queue("sample_resend")
    deliver_due(NOON)
    (message,) = mail_server.messages
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == [WORDS, ".en punkt först"]
    assert html.get_content().strip() == f"<p>{WORDS}</p>"


def test_delivery_sends_the_urgent_first_and_what_failed_last(mail_server: MailServer) -> None:
    queue("sample_late", 1, expires_at=NOON + LATER)
    failed = queue("sample_resend", 2)
    OutgoingMail.objects.filter(pk=failed.pk).update(attempts=3)
    queue("sample_resend", 3)
    deliver_due(NOON)
    assert mail_server.addresses == ["a3@granby.example", "a2@granby.example", "a1@granby.example"]


def test_delivery_takes_no_more_than_a_batch(mail_server: MailServer, settings: Any) -> None:
    settings.MOBILITY_HUB_MAIL_BATCH = 2
    for number in range(5):
        queue("sample_resend", number, not_before=None)
    assert deliver_due() == DeliveryReport(claimed=2, sent=2)
    assert drain() == DeliveryReport(claimed=3, sent=3)
    assert len(set(mail_server.addresses)) == 5


def test_delivery_gives_the_rest_back_before_its_lease_runs_out(mail_server: MailServer, settings: Any) -> None:
    """A slow server: what this worker would not reach in time is free for others, and costs no attempt."""
    settings.MOBILITY_HUB_MAIL_LEASE_SECONDS = 1
    mails = [queue("sample_resend", number) for number in range(3)]

    def slowly(server: SMTP, content: bytes) -> str:
        time.sleep(0.7)
        return "250 OK"

    mail_server.handler.on_data = slowly
    assert deliver_due(NOON) == DeliveryReport(claimed=3, sent=1, released=2)
    assert sorted((now(mail)[0], mail.attempts) for mail in mails) == [("sent", 1), ("waiting", 0), ("waiting", 0)]


def test_delivery_writes_in_the_readers_language(mail_server: MailServer) -> None:
    queue("sample_late", 1, language="en")
    queue("sample_late", 2, member=MemberFactory(language="sv"))
    deliver_due(NOON)
    assert sorted(str(message["Subject"]) for message in mail_server.messages) == ["På en", "På sv"]


def test_delivery_goes_to_the_address_the_member_has_then(mail_server: MailServer) -> None:
    member = MemberFactory(email="old@granby.example")
    queue("sample_resend", 1, member=member)
    queue("sample_resend", 2, member=member, address="old@granby.example")
    member.email = "new@granby.example"
    member.save()
    deliver_due(NOON)
    assert sorted(mail_server.addresses) == ["new@granby.example", "old@granby.example"]


@pytest.mark.parametrize(
    ("address", "envelope"),
    [
        ("maja@räksmörgås.example", "maja@xn--rksmrgs-5wao1o.example"),
        ("o'neil+hub@granby.example", "o'neil+hub@granby.example"),
        ('"maja,m"@granby.example', '"maja,m"@granby.example'),
    ],
)
def test_delivery_reaches_unusual_addresses(mail_server: MailServer, address: str, envelope: str) -> None:
    mail = queue("sample_resend", address=address)
    deliver_due(NOON)
    assert now(mail) == (MailState.SENT, "")
    assert mail_server.addresses == [envelope]


# What is not sent


@pytest.mark.parametrize(
    ("kind", "more", "reason", "fault"),
    [
        ("sample_late", {"expires_at": NOON}, DropReason.EXPIRED, ""),
        ("sample_no_access", {}, DropReason.ACCESS_LOST, ""),
        ("sample_unheard_of", {}, DropReason.FAULTY, "No room on this site knows the mail kind sample_unheard_of."),
        ("sample_faulty", {}, DropReason.FAULTY, "ValueError (sample_faulty, line"),
        ("sample_resend", {"address": "inte en adress"}, DropReason.ADDRESS_DEAD, "This is not a mail address."),
        ("sample_resend", {"address": "a@b.example\r\nBcc: c@d.example"}, DropReason.ADDRESS_DEAD, "This is not a mail address."),
    ],
)
def test_delivery_sets_one_mail_aside_and_sends_the_others(
    mail_server: MailServer, kind: str, more: dict[str, Any], reason: DropReason, fault: str
) -> None:
    aside = queue(kind, 1, **more)
    queue("sample_resend", 2)
    assert deliver_due(NOON) == DeliveryReport(claimed=2, sent=1, dropped=1)
    assert now(aside) == (MailState.DROPPED, reason)
    assert aside.fault.startswith(fault)
    assert bool(aside.fault) == bool(fault)
    assert WORDS not in aside.fault
    assert mail_server.addresses == ["a2@granby.example"]


def test_delivery_sends_nothing_to_a_closed_account(mail_server: MailServer) -> None:
    mail = queue("sample_resend", member=MemberFactory(user__is_active=False))
    deliver_due(NOON)
    assert now(mail) == (MailState.DROPPED, DropReason.ACCESS_LOST)


def test_delivery_asks_what_is_switched_off(mail_server: MailServer) -> None:
    """Switched off before the mail was written, and switched off while it waited: both stay away; must-know mail comes."""
    member, other = MemberFactory(), MemberFactory()
    waiting = queue("sample_late", 1, member=member)
    switch_off(member=member, kind="sample_late")
    written_after = queue("sample_late", 2, member=member)
    must_know = queue("sample_resend", 3, member=member)
    switch_off(member=member, kind="sample_resend")
    OutgoingMail.objects.filter(pk=must_know.pk).update(state=MailState.WAITING, reason="")
    others = queue("sample_late", 4, member=other)
    assert now(waiting) == (MailState.DROPPED, DropReason.UNSUBSCRIBED)
    deliver_due(NOON)
    assert now(written_after) == (MailState.DROPPED, DropReason.UNSUBSCRIBED)
    assert now(must_know) == (MailState.SENT, "")
    assert now(others) == (MailState.SENT, "")


def test_delivery_ends_a_batch_when_the_database_is_away(mail_server: MailServer) -> None:
    """No fault of the mail's: it waits, with the rest, and is not set aside."""
    mail, rest = queue("sample_no_database", 1), queue("sample_late", 2)
    with pytest.raises(OperationalError):
        deliver_due(NOON)
    assert [now(mail), now(rest)] == [(MailState.WAITING, "")] * 2
    assert mail.attempts == 0


def test_delivery_reads_together_what_mails_share(mail_server: MailServer) -> None:
    twice = MemberFactory()
    for number, more in enumerate([{"member": twice}, {"member": twice}, {"language": "sv"}, {"language": "en"}]):
        queue("sample_prepared", number, **more)
    deliver_due(NOON)
    assert sorted(str(message["Subject"]) for message in mail_server.messages) == [
        "1 lästa på en", "1 lästa på sv", "2 lästa på sv", "2 lästa på sv",
    ]  # fmt: skip


def test_delivery_reads_alone_when_reading_together_fails(mail_server: MailServer) -> None:
    faulty = queue("sample_prepared", 1, about={"faulty": True})
    good = queue("sample_prepared", 2)
    assert deliver_due(NOON) == DeliveryReport(claimed=2, sent=1, dropped=1)
    assert now(faulty) == (MailState.DROPPED, DropReason.FAULTY)
    assert now(good) == (MailState.SENT, "")


def test_delivery_logs_no_words_and_no_addresses(mail_server: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    mail_server.handler.answers["a3@granby.example"] = "550 no such user a3@granby.example"
    for number, kind in enumerate(["sample_resend", "sample_faulty", "sample_no_access", "sample_resend"]):
        queue(kind, number, not_before=None)
    drain()
    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("mobility_hub"))
    assert "1 sent" in told
    assert WORDS not in told
    assert "@" not in told


# The server fails


def test_delivery_waits_for_a_server_that_is_down_and_sends_when_it_is_up(mail_server: MailServer) -> None:
    mails = [queue("sample_resend", 1), queue("sample_park", 2)]
    mail_server.stop()
    report = deliver_due(NOON)
    assert (report.claimed, report.put_off, report.sent, bool(report.server_fault)) == (2, 2, 0, True)
    for mail in mails:
        assert now(mail) == (MailState.WAITING, "")
        assert timedelta(seconds=8) <= mail.not_before - NOON <= timedelta(seconds=40)
        assert mail.refusals == 0
        assert "refused" in mail.fault
    first_pause = mails[0].not_before - NOON
    again = mails[0].not_before
    deliver_due(again)
    assert now(mails[0]) == (MailState.WAITING, "")
    assert mails[0].not_before - again > first_pause
    mail_server.start()
    assert deliver_due(NOON + timedelta(minutes=5)) == DeliveryReport(claimed=2, sent=2)
    assert sorted(mail_server.addresses) == ["a1@granby.example", "a2@granby.example"]


def test_delivery_never_waits_long_for_a_server(mail_server: MailServer) -> None:
    mail = queue("sample_resend")
    OutgoingMail.objects.update(attempts=500)
    mail_server.stop()
    deliver_due(NOON)
    assert now(mail) == (MailState.WAITING, "")
    assert mail.not_before - NOON < timedelta(seconds=80)


def test_delivery_treats_a_refused_sender_as_the_servers_fault(mail_server: MailServer) -> None:
    first, second = queue("sample_resend", 1), queue("sample_resend", 2)
    mail_server.handler.on_sender = lambda address: "451 try again"
    report = deliver_due(NOON)
    assert (report.put_off, report.released, report.server_fault) == (1, 1, "451 try again")
    assert [now(first), now(second)] == [(MailState.WAITING, "")] * 2
    assert second.attempts == 0


def test_delivery_returns_one_refused_recipient_and_sends_to_the_others(mail_server: MailServer) -> None:
    refused, good = queue("sample_resend", 1), queue("sample_resend", 2)
    mail_server.handler.answers["a1@granby.example"] = "550 5.1.1 no such user"
    assert deliver_due(NOON) == DeliveryReport(claimed=2, sent=1, bounced=1)
    assert now(refused) == (MailState.BOUNCED, "")
    assert refused.fault == "550 5.1.1 no such user"
    assert now(good) == (MailState.SENT, "")
    assert mail_server.handler.connections == 1


def test_delivery_waits_when_one_recipient_is_put_off(mail_server: MailServer) -> None:
    mail, good = queue("sample_resend", 1), queue("sample_resend", 2)
    mail_server.handler.answers["a1@granby.example"] = "450 4.2.2 mailbox full"
    pauses, at = [], NOON
    for _turn in range(6):
        deliver_due(at)
        assert now(mail) == (MailState.WAITING, "")
        pauses.append((mail.not_before - at) / timedelta(minutes=1))
        at = mail.not_before
    for pause, around in zip(pauses, [1, 5, 15, 60, 240, 240], strict=True):
        assert 0.75 * around < pause < 1.25 * around
    assert now(good) == (MailState.SENT, "")
    del mail_server.handler.answers["a1@granby.example"]
    deliver_due(at)
    assert now(mail) == (MailState.SENT, "")
    assert sorted(mail_server.addresses) == ["a1@granby.example", "a2@granby.example"]


def test_delivery_gives_up_after_five_days_of_being_put_off(mail_server: MailServer) -> None:
    mail = queue("sample_resend")
    OutgoingMail.objects.update(refusals=31)
    mail_server.handler.answers["a1@granby.example"] = "450 4.2.2 mailbox full"
    deliver_due(NOON)
    assert now(mail) == (MailState.BOUNCED, "")


@pytest.mark.parametrize("answer", ["554 5.7.1 relay access denied", "530 5.7.0 must issue STARTTLS first"])
def test_delivery_waits_when_the_server_has_something_against_us(mail_server: MailServer, answer: str) -> None:
    mail = queue("sample_resend")
    mail_server.handler.answers["a1@granby.example"] = answer
    deliver_due(NOON)
    assert now(mail) == (MailState.WAITING, "")


@pytest.mark.parametrize(("answer", "state"), [("451 later", MailState.WAITING), ("554 5.6.0 no", MailState.BOUNCED)])
def test_delivery_takes_an_answer_to_the_message_as_an_answer(mail_server: MailServer, answer: str, state: MailState) -> None:
    """The server has spoken after the last byte: nothing is unclear, not for mail that is parked when it is."""
    mail, good = queue("sample_park", 1), queue("sample_resend", 2)
    answers = [answer]
    mail_server.handler.on_data = lambda server, content: answers.pop() if answers and b"Sammanfattning" in content else "250 OK"
    deliver_due(NOON)
    assert now(mail) == (state, "")
    assert now(good) == (MailState.SENT, "")


@pytest.mark.parametrize(("kind", "state"), [("sample_resend", MailState.WAITING), ("sample_park", MailState.UNCERTAIN)])
def test_delivery_by_policy_when_the_connection_is_cut_after_the_message(mail_server: MailServer, kind: str, state: MailState) -> None:
    """The rest of the batch is released, and not put off."""
    mails = [queue(kind, 1), queue("sample_resend", 2, not_before=NOON + timedelta(seconds=1))]
    mail_server.handler.on_data = cut
    report = deliver_due(NOON + timedelta(seconds=1))
    assert (report.claimed, report.sent, report.released, bool(report.server_fault)) == (2, 0, 1, True)
    assert now(mails[0]) == (state, "")
    assert mails[0].fault
    assert now(mails[1]) == (MailState.WAITING, "")
    assert mails[1].not_before == NOON + timedelta(seconds=1)
    mail_server.handler.on_data = None
    deliver_due(NOON + timedelta(minutes=3))
    expected = ["a1@granby.example", "a2@granby.example"] if kind == "sample_resend" else ["a2@granby.example"]
    assert sorted(mail_server.addresses) == expected


def test_delivery_leaves_a_mail_that_is_cut_off_again_and_again_to_a_person(mail_server: MailServer) -> None:
    mail = queue("sample_resend")
    mail_server.handler.on_data = cut
    for turn in range(8):
        deliver_due(NOON + turn * LATER)
    assert now(mail) == (MailState.UNCERTAIN, "")
    assert mail.refusals == 6


# A worker died


@pytest.mark.parametrize(
    ("kind", "left", "state", "sent"),
    [
        ("sample_resend", MailState.CLAIMED, MailState.SENT, 1),
        ("sample_park", MailState.CLAIMED, MailState.SENT, 1),
        ("sample_resend", MailState.HANDED_OVER, MailState.SENT, 1),
        ("sample_park", MailState.HANDED_OVER, MailState.UNCERTAIN, 0),
        ("sample_unheard_of", MailState.HANDED_OVER, MailState.UNCERTAIN, 0),
    ],
)
def test_delivery_takes_over_from_a_dead_worker(mail_server: MailServer, kind: str, left: MailState, state: MailState, sent: int) -> None:
    mail = queue(kind)
    OutgoingMail.objects.update(state=left, claim="dead", attempts=1, lease_until=NOON + timedelta(minutes=5))
    assert deliver_due(NOON + timedelta(minutes=4)) == DeliveryReport()
    assert now(mail) == (left, "")
    deliver_due(NOON + timedelta(minutes=6))
    assert now(mail) == (state, "")
    assert [str(message["Message-ID"]) for message in mail_server.messages] == [mail.message_id] * sent


def test_delivery_by_a_worker_that_was_too_slow_sends_nothing(mail_server: MailServer) -> None:
    """While the first worker makes the mail ready, its lease has run out and another one has taken the row."""
    mail = queue("sample_taken_over")
    assert deliver_due(NOON) == DeliveryReport(claimed=1)
    mail.refresh_from_db()
    assert (mail.state, mail.claim) == (MailState.CLAIMED, "another worker's")
    assert mail_server.addresses == []
