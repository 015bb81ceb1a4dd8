"""Making the messages of a batch: what many share is read once, and one faulty mail is that mail's own trouble."""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import InterfaceError, OperationalError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils import translation

from mobility_hub.outbox.composing import compose
from mobility_hub.outbox.enums import DropReason
from mobility_hub.outbox.kinds import Drop, MailKind, UnknownKind, find_kind
from mobility_hub.outbox.models import OutgoingMail, SwitchedOff

# The database is away: no fault of the mail's, and for the whole batch alike.
_NOT_THE_MAILS = (OperationalError, InterfaceError)

# Their messages quote code and templates. Those of other faults may quote what a member wrote, which no operator is to read.
_SPEAKS_OF_CODE = (TemplateDoesNotExist, TemplateSyntaxError, AttributeError, ImportError, NameError)


class Faulty(Exception):
    """The mail cannot be made; the text says why without its words."""

    def __init__(self, fault: str, reason: DropReason = DropReason.FAULTY) -> None:
        super().__init__(fault)
        self.reason = reason


class Reading:
    """The messages of some mails, for their readers, with what they may see now."""

    def __init__(self, mails: Sequence[OutgoingMail], at: datetime) -> None:
        self._at = at
        self._off = set(
            SwitchedOff.objects.filter(
                member__in={mail.member_id for mail in mails if mail.member_id}, kind__in={mail.kind for mail in mails}
            ).values_list("member", "kind")
        )
        self._prepared = _prepare(mails)

    def message_for(self, mail: OutgoingMail) -> EmailMultiAlternatives:
        """Return the message, and set the mail's address to the reader's present one. Raises ``Drop`` or ``Faulty``."""
        if mail.expires_at and mail.expires_at <= self._at:
            raise Drop(DropReason.EXPIRED)
        try:
            kind = find_kind(mail.kind)
        except UnknownKind:
            raise Faulty(f"No room on this site knows the mail kind {mail.kind}.") from None
        if mail.member is not None:
            self._ask_member(mail, kind)
        try:
            validate_email(mail.address)
        except ValidationError:
            raise Faulty("This is not a mail address.", DropReason.ADDRESS_DEAD) from None
        try:
            with translation.override(mail.language):
                return compose(mail, kind.render(mail, *self._second_argument(mail, kind)))
        except (Drop, *_NOT_THE_MAILS):
            raise
        except Exception as fault:
            raise Faulty(_describe(fault)) from None

    def _ask_member(self, mail: OutgoingMail, kind: MailKind) -> None:
        assert mail.member is not None  # noqa: S101  # asked by the caller
        if not mail.member.user.is_active:
            raise Drop(DropReason.ACCESS_LOST)
        if not kind.must_know and (mail.member_id, mail.kind) in self._off:
            raise Drop(DropReason.UNSUBSCRIBED)
        if not mail.address_fixed:
            mail.address = mail.member.email

    def _second_argument(self, mail: OutgoingMail, kind: MailKind) -> tuple[Any, ...]:
        if kind.prepare is None:
            return ()
        if mail.pk not in self._prepared:
            self._prepared |= kind.prepare([mail])
        return (self._prepared[mail.pk],)


def _prepare(mails: Sequence[OutgoingMail]) -> dict[int, Any]:
    """Let the kinds read for many mails at once. Where that fails, each mail is read alone when its turn comes."""
    groups: dict[tuple[str, str, int], list[OutgoingMail]] = defaultdict(list)
    seen: dict[tuple[str, int | None], int] = defaultdict(int)
    for mail in mails:
        # A member's second mail of a kind stands in a group of its own: a reading holds one of each.
        seen[mail.kind, mail.member_id] += 1
        groups[mail.kind, mail.language, seen[mail.kind, mail.member_id]].append(mail)
    prepared: dict[int, Any] = {}
    for (name, language, _turn), group in groups.items():
        try:
            kind = find_kind(name)
            if kind.prepare is not None:
                with translation.override(language):
                    prepared |= kind.prepare(group)
        except _NOT_THE_MAILS:
            raise
        except Exception:  # noqa: S112  # told when the mail's own turn comes
            continue
    return prepared


def _describe(fault: Exception) -> str:
    """Name the fault and its place."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    told = f": {fault}" if isinstance(fault, _SPEAKS_OF_CODE) else ""
    return f"{type(fault).__name__}{told}{place}"
