"""Every mail the hub sends, as a row first. The words are made at delivery and not kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mobility_hub.directory.models import Member
from mobility_hub.outbox.enums import DropReason, MailState, Urgency


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, at: datetime, resend_kinds: Iterable[str] = ()) -> OutgoingMailQuerySet:
        """Those that may be claimed at ``at``: waiting and not before their time, or left behind by a worker whose lease ran out.

        One that was being handed over then may have arrived; only those of ``resend_kinds`` may go again.
        """
        waiting = Q(state=MailState.WAITING, not_before__lte=at)
        forgotten = Q(state=MailState.CLAIMED, lease_until__lt=at)
        unclear = Q(state=MailState.HANDED_OVER, lease_until__lt=at, kind__in=list(resend_kinds))
        return self.filter(waiting | forgotten | unclear)

    def in_sending_order(self) -> OutgoingMailQuerySet:
        """The urgent first, then those that failed least, so that one mail that always fails holds up nobody."""
        return self.order_by("urgency", "attempts", "not_before", "pk")

    def unfinished(self) -> OutgoingMailQuerySet:
        """Those that nobody is handing over right now: they can still be dropped."""
        return self.filter(state__in=[MailState.WAITING, MailState.CLAIMED])

    def can_go_again(self) -> OutgoingMailQuerySet:
        """Those that an administrator may send once more."""
        undecided = Q(state__in=[MailState.WAITING, MailState.UNCERTAIN, MailState.BOUNCED])
        return self.filter(undecided | Q(state=MailState.DROPPED, reason=DropReason.FAULTY))

    def can_be_dropped(self) -> OutgoingMailQuerySet:
        """Those that an administrator may drop."""
        return self.filter(state__in=[MailState.WAITING, MailState.UNCERTAIN])


class OutgoingMail(models.Model):
    """One mail to one address.

    ``key`` names the occasion and is unique, so that the same occasion never makes two mails, however often it is written.
    ``about`` holds object ids that tell the kind's renderer what the mail is about: it is rendered for the reader, with what they may
    see then. A mail to a member goes to the address they have then, unless ``address_fixed``. ``attempts`` counts every time it was taken
    up, ``refusals`` only the times that the server spoke about this very mail. All times are UTC.
    """

    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("occasion"), max_length=200, unique=True)
    address = models.EmailField(_("address"))
    address_fixed = models.BooleanField(default=False, editable=False)
    member = models.ForeignKey(
        Member, verbose_name=_("member"), null=True, blank=True, on_delete=models.CASCADE, related_name="outgoing_mail"
    )
    language = models.CharField(_("language"), max_length=2, default="sv")
    about = models.JSONField(_("object ids"), default=dict)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency, default=Urgency.SOON)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=MailState, default=MailState.WAITING)
    reason = models.CharField(_("reason"), max_length=20, choices=DropReason, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    refusals = models.PositiveSmallIntegerField(_("refusals"), default=0)
    claim = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(_("last fault"), max_length=300, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=120)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = [
            models.Index(
                fields=["urgency", "attempts", "not_before", "id"],
                condition=Q(state__in=[MailState.WAITING, MailState.CLAIMED, MailState.HANDED_OVER]),
                name="hub_outbox_due",
            ),
            models.Index(fields=["claim"], condition=~Q(claim=""), name="hub_outbox_claim"),
        ]
        constraints = [
            models.CheckConstraint(name="hub_outbox_dropped_with_reason", condition=~Q(state=MailState.DROPPED) | ~Q(reason="")),
            models.CheckConstraint(name="hub_outbox_sent_with_time", condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SiteMailWords(models.Model):
    """The ready message of a mail that the site's own parts wrote (allauth, Wagtail, Django): kind ``site``.

    Hidden in the admin and removed as soon as the mail is sent or dropped.
    """

    mail = models.OneToOneField(OutgoingMail, primary_key=True, on_delete=models.CASCADE, related_name="site_words")
    message = models.BinaryField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"words of mail {self.pk}"


class SwitchedOff(models.Model):
    """A kind of mail that a member has switched off. Asked at delivery, so that mails already waiting stay away too."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="switched_off_mail")
    kind = models.CharField(max_length=60)
    since = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="hub_switched_off_once")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.kind}"
