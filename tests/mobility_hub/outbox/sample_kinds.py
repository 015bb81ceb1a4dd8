"""Kinds of mail that only tests send. Registered once, when a test imports this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import OperationalError
from django.utils import translation

from mobility_hub.outbox.enums import DropReason, Policy, Urgency
from mobility_hub.outbox.kinds import Drop, Rendered, mail_kind
from mobility_hub.outbox.models import OutgoingMail

WORDS = "Kanariefågel"


@mail_kind("sample_resend", policy=Policy.RESEND, must_know=True)
def sample_resend(mail: OutgoingMail) -> Rendered:
    return Rendered(subject=f"Hej {mail.about.get('number', '')}", text=f"{WORDS}\n.en punkt först\n", html=f"<p>{WORDS}</p>")


@mail_kind("sample_park", policy=Policy.PARK)
def sample_park(mail: OutgoingMail) -> Rendered:
    return Rendered(subject="Sammanfattning", text=WORDS, unsubscribe_url="https://hub.example/mejl/avsluta/x/")


@mail_kind("sample_late", policy=Policy.RESEND, urgency=Urgency.LATER, expires=timedelta(hours=1))
def sample_late(mail: OutgoingMail) -> Rendered:
    return Rendered(subject=f"På {translation.get_language()}", text=WORDS)


@mail_kind("sample_faulty", policy=Policy.RESEND)
def sample_faulty(mail: OutgoingMail) -> Rendered:
    raise ValueError(WORDS)


@mail_kind("sample_no_database", policy=Policy.RESEND)
def sample_no_database(mail: OutgoingMail) -> Rendered:
    raise OperationalError("server closed the connection")


@mail_kind("sample_no_access", policy=Policy.RESEND)
def sample_no_access(mail: OutgoingMail) -> Rendered:
    raise Drop(DropReason.ACCESS_LOST)


def numbers_of(mails: Sequence[OutgoingMail]) -> dict[int, str]:
    """A reading for many, which fails for all when one of them is faulty."""
    if any(mail.about.get("faulty") for mail in mails):
        raise ValueError(WORDS)
    return {mail.pk: f"{len(mails)} lästa på {translation.get_language()}" for mail in mails}


@mail_kind("sample_prepared", policy=Policy.RESEND, prepare=numbers_of)
def sample_prepared(mail: OutgoingMail, words: str) -> Rendered:
    return Rendered(subject=words, text=words)


@mail_kind("sample_taken_over", policy=Policy.RESEND)
def sample_taken_over(mail: OutgoingMail) -> Rendered:
    """Stands for a worker so slow that its lease ran out and another one took the row."""
    OutgoingMail.objects.filter(pk=mail.pk).update(claim="another worker's")
    return Rendered(subject="Hej", text=WORDS)
