"""What happened, what is asked of one person, and how much each wants to hear.

A scope is a (kind, id) pair: a practice group, a thread, a topic. The room that owns the kind says who may hear it and how it reads
(``registry.py``), so this room imports none of them. Header list, instant mail, digest and "what is asked of me" all read these rows.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mobility_hub.directory.models import Member, Organisation
from mobility_hub.notices.enums import HowMuch, NoticeKind, NoticeState


class Event(models.Model):
    """One happening in one scope, written once however many may hear of it. Ids only, never words. Times are UTC."""

    scope_kind = models.CharField(max_length=40)
    scope_id = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    actor = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["scope_kind", "scope_id", "at"], name="hub_event_scope_time"),
            models.Index(fields=["at"], name="hub_event_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> NoticeQuerySet:
        return self.filter(state=NoticeState.OPEN)


class Notice(models.Model):
    """What is addressed to one person: one row per member, kind and scope, updated when it happens again."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    scope_kind = models.CharField(max_length=40)
    scope_id = models.BigIntegerField()
    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.OPEN)
    due_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = NoticeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["due_at", "-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "scope_kind", "scope_id"], name="hub_notice_once_per_scope"),
        ]
        indexes = [models.Index(fields=["member"], condition=Q(state=NoticeState.OPEN), name="hub_notice_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope_kind} {self.scope_id}"


class Level(models.Model):
    """How much a member wants to hear about one scope. No row: the scope kind's default."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="levels")
    scope_kind = models.CharField(max_length=40)
    scope_id = models.BigIntegerField()
    how_much = models.CharField(max_length=12, choices=HowMuch)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "scope_kind", "scope_id"], name="hub_level_once_per_scope")]

    def __str__(self) -> str:
        return f"{self.how_much} {self.scope_kind} {self.scope_id}"
