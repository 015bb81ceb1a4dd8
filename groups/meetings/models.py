"""Meetings of a practice group: when, where, the agenda with a purpose for each item, and who comes."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.meetings.enums import COMING_STATES, Answer, ItemKind, MeetingForm, MeetingState, Purpose
from groups.membership.models import PracticeGroup, in_groups_of
from mobility_hub.directory.models import Member, Organisation
from mobility_hub.ids import new_public_id


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> MeetingQuerySet:
        return self.filter(in_groups_of(user))

    def coming(self, at: datetime | None = None) -> MeetingQuerySet:
        """Those that have not ended and are not cancelled, soonest first."""
        return self.filter(state__in=COMING_STATES, ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")


class Meeting(models.Model):
    """One meeting. ``number`` counts within the group and is given once; ``sequence`` rises with every change that is told (RFC 5545)."""

    public_id = models.CharField(max_length=16, unique=True, editable=False, default=new_public_id)
    practice_group = models.ForeignKey(PracticeGroup, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("title"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    form = models.CharField(_("form"), max_length=8, choices=MeetingForm, default=MeetingForm.BOTH)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=MeetingState, default=MeetingState.OPEN)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    planned_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice_group", "number"], name="hub_meeting_number_once"),
            models.CheckConstraint(name="hub_meeting_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [models.Index(fields=["practice_group", "starts_at"], name="hub_meeting_group_time")]

    def __str__(self) -> str:
        return f"{self.practice_group_id}/{self.number}"

    @property
    def is_coming(self) -> bool:
        return self.state in COMING_STATES and self.ends_at > timezone.now()


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> AgendaItemQuerySet:
        return self.filter(in_groups_of(user, "meeting__practice_group"))


class AgendaItem(models.Model):
    """An item in order. A working item has a purpose and an owner; a framing item (welcome, break, round-up) only its minutes."""

    public_id = models.CharField(max_length=16, unique=True, editable=False, default=new_public_id)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=ItemKind, default=ItemKind.WORKING)
    title = models.CharField(pgettext_lazy("agenda", "item"), max_length=160)
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose, blank=True)
    question = models.TextField(_("question"), max_length=600, blank=True)
    owner = models.CharField(pgettext_lazy("agenda", "owner"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    proposed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AgendaItemQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="hub_agenda_position_once"),
            models.CheckConstraint(name="hub_agenda_minutes_positive", condition=Q(minutes__isnull=True) | Q(minutes__gt=0)),
            models.CheckConstraint(name="hub_agenda_framing_without_purpose", condition=~Q(kind=ItemKind.FRAMING) | Q(purpose="")),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.position}"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> AttendanceQuerySet:
        return self.filter(in_groups_of(user, "meeting__practice_group"))


class Attendance(models.Model):
    """An organisation's or a person's answer to a meeting. Attending gives no access, and needs no account.

    Those who come without an account are counted: one row for each organisation and role. Apologies may be several, each with its deputy.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="attendances")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer)
    deputy = models.CharField(_("deputy"), max_length=120, blank=True, help_text=_("A colleague who comes instead."))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    count = models.PositiveSmallIntegerField(_("number of people"), default=1, validators=[MinValueValidator(1)])
    answered_at = models.DateTimeField(default=timezone.now)

    objects = AttendanceQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="hub_attendance_once_per_member"),
            models.UniqueConstraint(
                fields=["meeting", "organisation", "role"],
                condition=Q(member__isnull=True, answer=Answer.COMING),
                name="hub_attendance_counted_once_per_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.answer}"
