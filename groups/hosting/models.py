"""Whose turn it is: which organisations take turns to host, and the turns themselves.

Organisations and dates; the one thing a member writes is the facilitator's reason for a host set by hand.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.hosting.enums import HOLDING, UNFINISHED, DeclineReason, TurnState
from groups.hosting.history import HALF_SHARE, WHOLE_SHARE
from groups.hosting.rotation import Why
from groups.meetings.models import Meeting
from groups.membership.models import PracticeGroup, in_groups_of
from mobility_hub.codes import CodesField
from mobility_hub.directory.models import Member, Organisation

WEEKDAYS = [("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")), ("4", _("Friday"))]
SHARES = [(WHOLE_SHARE, _("A whole share")), (HALF_SHARE, _("Half a share"))]
WHYS = [(why.value, why.value) for why in Why]


class HostingPeriodQuerySet(models.QuerySet["HostingPeriod"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> HostingPeriodQuerySet:
        return self.filter(in_groups_of(user))

    def open(self) -> HostingPeriodQuerySet:
        """Those that have not ended: who takes turns now."""
        return self.filter(until__isnull=True)


class HostingPeriod(models.Model):
    """An organisation takes turns in a group from ``since`` until ``until``; who pauses and returns has two periods."""

    practice_group = models.ForeignKey(PracticeGroup, on_delete=models.PROTECT, related_name="hosting_periods")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    weekdays_off = CodesField(_("weekdays it cannot host"), choices=WEEKDAYS, blank=True, default=list)
    online_only = models.BooleanField(_("hosts online meetings only"), default=False)
    ask_from = models.DateField(_("ask again at the earliest"), null=True, blank=True)

    objects = HostingPeriodQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice_group", "organisation"], condition=Q(until__isnull=True), name="hub_hosting_period_open_once"
            ),
            models.CheckConstraint(name="hub_hosting_period_ends_after_start", condition=Q(until__isnull=True) | Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.practice_group_id}"


class HostingShareQuerySet(models.QuerySet["HostingShare"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> HostingShareQuerySet:
        return self.filter(in_groups_of(user, "period__practice_group"))


class HostingShare(models.Model):
    """An organisation's share from ``since`` on: whole (2) or half (1). The first one is made with its period."""

    period = models.ForeignKey(HostingPeriod, on_delete=models.CASCADE, related_name="shares")
    weight = models.PositiveSmallIntegerField(_("share"), choices=SHARES, default=WHOLE_SHARE)
    since = models.DateTimeField(default=timezone.now)

    objects = HostingShareQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.CheckConstraint(name="hub_hosting_share_positive", condition=Q(weight__gte=1))]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.weight}"


class HostTurnQuerySet(models.QuerySet["HostTurn"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> HostTurnQuerySet:
        return self.filter(in_groups_of(user, "meeting__practice_group"))

    def holding(self) -> HostTurnQuerySet:
        return self.filter(state__in=HOLDING)


class HostTurn(models.Model):
    """One organisation and one slot of one meeting. Slot 2 only when two host by halves.

    ``why`` and the three facts after it are what the sentence of explanation is made of; they stay as they were when the turn was planned.
    ``answered_at`` is also when silence was taken for a no, then without ``answered_by``.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="host_turns")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField(_("slot"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=TurnState, default=TurnState.PROPOSED)
    by_hand = models.BooleanField(_("set by hand"), default=False)
    hand_reason = models.CharField(_("reason the group sees"), max_length=200, blank=True)
    why = models.CharField(max_length=8, choices=WHYS, default=Why.FIRST.value)
    times_hosted = models.PositiveIntegerField(default=0)
    last_hosted = models.DateField(null=True, blank=True)
    latest_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    asked_at = models.DateTimeField(pgettext_lazy("turn", "asked"), null=True, blank=True)
    answer_by = models.DateField(_("answer before"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField(_("reason"), max_length=8, choices=DeclineReason, blank=True)

    objects = HostTurnQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["meeting__starts_at", "slot", "pk"]
        verbose_name = _("host turn")
        verbose_name_plural = _("host turns")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "slot"],
                condition=Q(state__in=[TurnState.ACCEPTED, TurnState.HOSTED]),
                name="hub_turn_one_accepted_per_slot",
            ),
            models.UniqueConstraint(fields=["meeting", "slot"], condition=Q(state__in=HOLDING), name="hub_turn_one_holding_per_slot"),
            models.CheckConstraint(name="hub_turn_slot_one_or_two", condition=Q(slot__in=[1, 2])),
            models.CheckConstraint(
                name="hub_turn_answer_has_time",
                condition=~Q(state__in=[TurnState.ACCEPTED, TurnState.DECLINED]) | Q(answered_at__isnull=False) | Q(by_hand=True),
            ),
            models.CheckConstraint(
                name="hub_turn_asked_has_deadline",
                condition=~Q(state=TurnState.ASKED) | Q(asked_at__isnull=False, answer_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state__in=UNFINISHED), name="hub_turn_unfinished")]

    def __str__(self) -> str:
        return f"{self.organisation_id} for {self.meeting_id}"
