"""Delivering what is due: claim, render for the reader, hand over, record. Safe to repeat, and for several workers at once.

waiting → claimed (with a lease) → handed over → sent. A worker that dies leaves its rows to the next one when the lease runs out; a row
that was being handed over then is sent again or parked as uncertain, by the policy of its kind.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from mobility_hub import conf
from mobility_hub.outbox.enums import MailState, Policy
from mobility_hub.outbox.kinds import SITE_KIND, Drop, kinds_with
from mobility_hub.outbox.models import OutgoingMail, SiteMailWords
from mobility_hub.outbox.pauses import GIVE_UP_AFTER, UNCLEAR_LIMIT, mail_pause, server_pause
from mobility_hub.outbox.reading import Faulty, Reading
from mobility_hub.outbox.transport import Refused, ServerFault, Transport

logger = logging.getLogger(__name__)

# Mails made ready together, so that what they share is read once; few enough that what a reader may see is still true when it leaves.
READ_TOGETHER = 50

UNCLEAR = "Handed over when the worker stopped; nobody knows whether it arrived."


@dataclass
class DeliveryReport:
    """What one run did, in numbers of mails. ``server_fault`` is what the server said when it ended the run."""

    claimed: int = 0
    sent: int = 0
    put_off: int = 0
    bounced: int = 0
    uncertain: int = 0
    dropped: int = 0
    released: int = 0
    server_fault: str = ""

    def add(self, other: DeliveryReport) -> None:
        for name in ("claimed", "sent", "put_off", "bounced", "uncertain", "dropped", "released"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.server_fault = other.server_fault


def deliver_due(now: datetime | None = None) -> DeliveryReport:
    """Deliver one batch of what is due at ``now`` (UTC; default: this moment) over one connection.

    A fault of one mail stays with that mail. A fault of the server leaves the rest waiting; it is in the report, not raised. A fault of
    the database is raised: what was claimed is free again when its lease runs out.
    """
    at = now or timezone.now()
    report = DeliveryReport()
    if not _something_is_due(at):
        return report
    resend_kinds = kinds_with(Policy.RESEND)
    report.uncertain = _park_unclear(at, resend_kinds)
    claim, mails = _claim(at, resend_kinds)
    report.claimed = len(mails)
    if mails:
        with Transport() as transport:
            _Round(claim, at, report, transport).deliver(mails)
    return report


def drain(seconds: float = 20.0) -> DeliveryReport:
    """Deliver batch after batch until nothing is due, the server fails, or ``seconds`` have passed."""
    started, total = time.monotonic(), DeliveryReport()
    while time.monotonic() - started < seconds:
        report = deliver_due()
        total.add(report)
        if not report.claimed or report.server_fault:
            break
    if total.server_fault:
        logger.warning("The mail server failed: %d mails wait.", total.put_off + total.released)
    elif total != DeliveryReport():
        logger.info("Mail: %d sent, %d put off, %d bounced, %d dropped.", total.sent, total.put_off, total.bounced, total.dropped)
    return total


def _something_is_due(at: datetime) -> bool:
    """An idle tick only reads, so that it takes no write lock."""
    left_behind = Q(state__in=[MailState.CLAIMED, MailState.HANDED_OVER], lease_until__lt=at)
    return OutgoingMail.objects.filter(Q(state=MailState.WAITING, not_before__lte=at) | left_behind).exists()


def _park_unclear(at: datetime, resend_kinds: list[str]) -> int:
    unclear = OutgoingMail.objects.filter(state=MailState.HANDED_OVER, lease_until__lt=at).exclude(kind__in=resend_kinds)
    return unclear.update(state=MailState.UNCERTAIN, claim="", lease_until=None, fault=UNCLEAR)


def _claim(at: datetime, resend_kinds: list[str]) -> tuple[str, list[OutgoingMail]]:
    """Take the next batch by one conditional UPDATE: a row that another worker took first fails the condition and is not ours."""
    claim = token_hex(16)
    due = OutgoingMail.objects.due(at, resend_kinds)
    first = due.in_sending_order()
    if connection.features.has_select_for_update_skip_locked:
        first = first.select_for_update(skip_locked=True)
    with transaction.atomic():
        # The ids are read on their own: inside the UPDATE, PostgreSQL may run a locking subquery once a row and take them all.
        ids = list(first.values_list("pk", flat=True)[: conf.MAIL_BATCH.value])
        due.filter(pk__in=ids).update(state=MailState.CLAIMED, claim=claim, lease_until=at + _lease(), attempts=F("attempts") + 1)
    return claim, list(OutgoingMail.objects.filter(claim=claim).select_related("member__user").in_sending_order())


def _lease() -> timedelta:
    return timedelta(seconds=conf.MAIL_LEASE_SECONDS.value)


class _Round:
    """One batch on its way. Every change asks for the batch's own claim, so a worker that was too slow changes nothing any more."""

    def __init__(self, claim: str, at: datetime, report: DeliveryReport, transport: Transport) -> None:
        self.claim, self.at, self.report, self.transport = claim, at, report, transport
        self.started = time.monotonic()

    def deliver(self, mails: list[OutgoingMail]) -> None:
        try:
            for first in range(0, len(mails), READ_TOGETHER):
                some = mails[first : first + READ_TOGETHER]
                reading = Reading(some, self.at)
                for mail in some:
                    if self._passed() > _lease() / 2:
                        return
                    self._deliver(mail, reading)
        except ServerFault as fault:
            self.report.server_fault = str(fault)
        finally:
            self._release()

    def _deliver(self, mail: OutgoingMail, reading: Reading) -> None:
        try:
            message = reading.message_for(mail)
        except Drop as drop:
            self._record(mail, MailState.DROPPED, reason=drop.reason)
            return
        except Faulty as fault:
            logger.error("Mail %d of kind %s could not be composed: %s", mail.pk, mail.kind, fault)
            self._record(mail, MailState.DROPPED, reason=fault.reason, fault=str(fault))
            return
        self._connect(mail)
        try:
            sent = self.transport.hand_over(message, before=lambda: self._mark(mail))
        except Refused as fault:
            self._put_off_or_bounce(mail, fault)
        except ServerFault as fault:
            self._put_off_after_cut(mail, fault)
            raise
        else:
            if sent:
                self._record(mail, MailState.SENT, sent_at=self.at + self._passed(), fault="")

    def _connect(self, mail: OutgoingMail) -> None:
        try:
            self.transport.open()
        except ServerFault as fault:
            self._put_off_all(str(fault))
            raise

    def _mark(self, mail: OutgoingMail) -> bool:
        """Note that the mail may arrive from here on; False when the row is no longer ours."""
        marked = OutgoingMail.objects.filter(pk=mail.pk, claim=self.claim, state=MailState.CLAIMED).update(
            state=MailState.HANDED_OVER, address=mail.address, lease_until=self.at + self._passed() + _lease()
        )
        return marked == 1

    def _put_off_or_bounce(self, mail: OutgoingMail, fault: Refused) -> None:
        refusals = mail.refusals + 1
        if fault.permanent or refusals >= GIVE_UP_AFTER:
            self._record(mail, MailState.BOUNCED, refusals=refusals, fault=str(fault))
        else:
            not_before = self.at + self._passed() + mail_pause(refusals, mail.pk)
            self._record(mail, MailState.WAITING, refusals=refusals, not_before=not_before, fault=str(fault))

    def _put_off_after_cut(self, mail: OutgoingMail, fault: ServerFault) -> None:
        """The connection broke with this mail in hand."""
        if not fault.unclear:
            not_before = self.at + self._passed() + server_pause(mail.attempts, mail.pk)
            self._record(mail, MailState.WAITING, not_before=not_before, fault=str(fault))
        elif mail.kind not in kinds_with(Policy.RESEND) or mail.refusals + 1 >= UNCLEAR_LIMIT:
            self._record(mail, MailState.UNCERTAIN, refusals=mail.refusals + 1, fault=str(fault))
        else:
            not_before = self.at + self._passed() + mail_pause(mail.refusals + 1, mail.pk)
            self._record(mail, MailState.WAITING, refusals=mail.refusals + 1, not_before=not_before, fault=str(fault))

    def _put_off_all(self, fault: str) -> None:
        """No connection at all: everything that is left waits, the longer the more often it was tried."""
        ours = OutgoingMail.objects.filter(claim=self.claim, state=MailState.CLAIMED)
        with transaction.atomic():
            tried = list(ours.order_by("attempts").values_list("attempts", flat=True).distinct())
            for attempts in tried:
                not_before = self.at + self._passed() + server_pause(attempts, 0)
                self.report.put_off += ours.filter(attempts=attempts).update(
                    state=MailState.WAITING, claim="", lease_until=None, not_before=not_before, fault=fault[:300]
                )

    def _release(self) -> None:
        """Give back what was not tried."""
        ours = OutgoingMail.objects.filter(claim=self.claim, state=MailState.CLAIMED)
        try:
            self.report.released += ours.update(state=MailState.WAITING, claim="", lease_until=None, attempts=F("attempts") - 1)
        except DatabaseError:
            logger.warning("The database failed in the middle of a batch; its mails are free again when their lease runs out.")

    def _record(self, mail: OutgoingMail, state: MailState, *, fault: str | None = None, **values: Any) -> None:
        if fault is not None:
            values["fault"] = fault[:300]
        with transaction.atomic():
            ours = OutgoingMail.objects.filter(pk=mail.pk, claim=self.claim, state__in=[MailState.CLAIMED, MailState.HANDED_OVER])
            changed = ours.update(state=state, claim="", lease_until=None, **values)
            if changed and mail.kind == SITE_KIND and state != MailState.WAITING:
                SiteMailWords.objects.filter(mail=mail.pk).delete()
        counted = {MailState.WAITING: "put_off"}.get(state, state.value)
        setattr(self.report, counted, getattr(self.report, counted) + changed)

    def _passed(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self.started)
