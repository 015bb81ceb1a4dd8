"""When each member wants the summary, and up to which moment they have been told."""

from __future__ import annotations

from datetime import datetime, time

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mobility_hub.digests.calendar import next_due
from mobility_hub.digests.enums import Cadence
from mobility_hub.directory.models import Member

MONDAY, TUESDAY, FRIDAY = 0, 1, 4
MORNING = time(7, 30)


class DigestPlanQuerySet(models.QuerySet["DigestPlan"]):
    def due(self, at: datetime) -> DigestPlanQuerySet:
        """The plans of members whose summary is to be written at ``at``, those waiting longest first."""
        return self.exclude(cadence=Cadence.NEVER).filter(next_at__lte=at, member__user__is_active=True).order_by("next_at", "pk")


class DigestPlan(models.Model):
    """One row per member. ``covered_until`` (UTC) ends the last summary's half-open window and begins the next one's.

    ``weekday`` counts from Monday = 0 and is a working day; ``hour`` is local time in Europe/Stockholm. ``resumes_as`` is the cadence
    before the summary was switched off, for those who regret it. ``next_at`` (UTC) is None until it is first worked out.
    """

    member = models.OneToOneField(Member, primary_key=True, on_delete=models.CASCADE, related_name="digest_plan")
    cadence = models.CharField(_("how often"), max_length=8, choices=Cadence, default=Cadence.WEEKLY)
    resumes_as = models.CharField(max_length=8, choices=Cadence, default=Cadence.WEEKLY, editable=False)
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=TUESDAY, validators=[MaxValueValidator(FRIDAY)])
    hour = models.TimeField(_("time of day"), default=MORNING)
    covered_until = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(null=True, blank=True)

    objects = DigestPlanQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.CheckConstraint(name="hub_digest_weekday", condition=Q(weekday__lte=FRIDAY))]
        indexes = [models.Index(fields=["next_at"], condition=~Q(cadence=Cadence.NEVER), name="hub_digest_next")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.cadence}"

    @property
    def is_on(self) -> bool:
        return self.cadence != Cadence.NEVER

    def next_after(self, at: datetime) -> datetime | None:
        """The next moment after ``at`` at which this plan's summary is due, in UTC; None for never."""
        return next_due(Cadence(self.cadence), self.weekday, self.hour, at)
