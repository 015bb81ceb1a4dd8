"""Writing mails into the outbox, and taking them out again. Nothing here sends; see ``delivery.py``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from mobility_hub.directory.models import Member
from mobility_hub.outbox.enums import DropReason, MailState, Urgency
from mobility_hub.outbox.kinds import SITE_KIND, UnknownKind, find_kind
from mobility_hub.outbox.links import mail_host
from mobility_hub.outbox.models import OutgoingMail, OutgoingMailQuerySet, SiteMailWords, SwitchedOff
from mobility_hub.trail.actions import record

KEY_LENGTH = 200


class NotPossible(Exception):
    """The mail is not in a state in which this can be done to it."""


@dataclass(frozen=True)
class Draft:
    """A mail about to be queued; the fields are those of ``queue_mail``."""

    kind: str
    key: str
    member: Member | None = None
    address: str | None = None
    language: str | None = None
    about: dict[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None
    expires_at: datetime | None = None


def queue_mail(
    *,
    kind: str,
    key: str,
    member: Member | None = None,
    address: str | None = None,
    language: str | None = None,
    about: dict[str, Any] | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> OutgoingMail:
    """Queue one mail; call inside the transaction of the change it tells about.

    ``key`` names the occasion ("invitation:<meeting>:<sequence>:<member>"): the same key twice is one mail, the first one, whatever its
    state. ``member`` gives address and language unless they are given; an address that is given stays when the member's own changes.
    ``about`` holds object ids for the kind's renderer. Times are UTC; without ``expires_at`` the kind's own time holds. Raises ValueError
    without member and address.
    """
    draft = Draft(kind, key, member, address, language, about or {}, not_before, expires_at)
    queue_mails([draft])
    return OutgoingMail.objects.get(key=key)


def queue_mails(drafts: Iterable[Draft]) -> None:
    """Queue many mails in one statement, each as ``queue_mail`` does."""
    OutgoingMail.objects.bulk_create([_row(draft) for draft in drafts], ignore_conflicts=True, batch_size=500)


def drop_waiting(mails: OutgoingMailQuerySet, reason: DropReason) -> int:
    """Drop those of ``mails`` that nobody is handing over right now; return how many."""
    with transaction.atomic():
        waiting = list(mails.unfinished().values_list("pk", flat=True))
        dropped = OutgoingMail.objects.filter(pk__in=waiting).unfinished().update(state=MailState.DROPPED, reason=reason, claim="")
        SiteMailWords.objects.filter(mail__in=waiting, mail__state=MailState.DROPPED).delete()
    return dropped


def switch_off(*, member: Member, kind: str) -> None:
    """Stop the mails of ``kind`` to ``member`` at once, those already waiting too. Must-know mail is not asked."""
    SwitchedOff.objects.bulk_create([SwitchedOff(member=member, kind=kind)], ignore_conflicts=True)
    drop_waiting(OutgoingMail.objects.filter(member=member, kind=kind), DropReason.UNSUBSCRIBED)


def switch_on(*, member: Member, kind: str) -> None:
    """Let the mails of ``kind`` come again; those that were dropped stay so."""
    SwitchedOff.objects.filter(member=member, kind=kind).delete()


def switch_on_all(*, member: Member) -> None:
    """Let every kind of mail come again."""
    SwitchedOff.objects.filter(member=member).delete()


def send_again(mail: OutgoingMail, *, actor: AbstractBaseUser) -> None:
    """Let an administrator send a mail once more: now if it waits, and if it is uncertain, came back or could not be made.

    Raises ``NotPossible`` for any other, and when the words of a mail of the site are gone.
    """
    if mail.kind == SITE_KIND and not SiteMailWords.objects.filter(mail=mail).exists():
        raise NotPossible
    with transaction.atomic():
        again = OutgoingMail.objects.filter(pk=mail.pk).can_go_again()
        if not again.update(state=MailState.WAITING, reason="", refusals=0, not_before=timezone.now(), sent_at=None):
            raise NotPossible
        record("mail.sent_again", actor=actor, thing=mail, kind=mail.kind, was=mail.state)


def drop(mail: OutgoingMail, *, actor: AbstractBaseUser) -> None:
    """Let an administrator drop a mail that waits or is uncertain. Raises ``NotPossible`` for any other."""
    with transaction.atomic():
        droppable = OutgoingMail.objects.filter(pk=mail.pk).can_be_dropped()
        if not droppable.update(state=MailState.DROPPED, reason=DropReason.OPERATOR, claim="", lease_until=None):
            raise NotPossible
        SiteMailWords.objects.filter(mail=mail).delete()
        record("mail.dropped", actor=actor, thing=mail, kind=mail.kind, was=mail.state)


def message_id_for(key: str) -> str:
    """Return the Message-ID of the mail of this occasion: the same each time it is sent, so that a mail reader sees one mail."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{mail_host()}>"


def _row(draft: Draft) -> OutgoingMail:
    to = draft.address or (draft.member.email if draft.member else "")
    if not to:
        raise ValueError(f"The mail {draft.key!r} has neither a member nor an address.")
    if len(draft.key) > KEY_LENGTH:
        raise ValueError(f"The key {draft.key!r} is longer than {KEY_LENGTH} characters.")
    written_at = timezone.now()
    not_before = draft.not_before or written_at
    urgency, expires_at = Urgency.SOON, draft.expires_at
    try:
        kind = find_kind(draft.kind)
    except UnknownKind:
        pass  # told at delivery, where an administrator sees it; the change it belongs to must not fail for it
    else:
        urgency = kind.urgency
        if expires_at is None and kind.expires is not None:
            expires_at = not_before + kind.expires
    return OutgoingMail(
        kind=draft.kind,
        key=draft.key,
        address=to,
        address_fixed=draft.address is not None,
        member=draft.member,
        language=draft.language or (draft.member.language if draft.member else settings.LANGUAGE_CODE[:2]),
        about=draft.about,
        urgency=urgency,
        not_before=not_before,
        expires_at=expires_at,
        message_id=message_id_for(draft.key),
        written_at=written_at,
    )
