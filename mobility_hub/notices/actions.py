"""Writing what happened, what is asked of a person, and how much a person wants to hear. Call inside the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models import Model as AnyModel
from django.utils import timezone

from mobility_hub.directory.models import Member, Organisation
from mobility_hub.notices.enums import HowMuch, NoticeKind, NoticeState
from mobility_hub.notices.models import Event, Level, Notice

Scope = tuple[str, int]


@dataclass(frozen=True)
class Telling:
    """That ``thing`` is addressed to one member; the fields are those of ``notify``."""

    member_id: int
    kind: NoticeKind
    scope: Scope
    thing: AnyModel
    due_at: datetime | None = None


def happened(
    *,
    scope: Scope,
    verb: str,
    thing: AnyModel,
    actor: Member | None,
    organisation: Organisation | None = None,
    at: datetime | None = None,
) -> Event:
    """Write that ``actor`` (None: the system) did ``verb`` to ``thing`` in ``scope``: once, however many may hear of it. ``at`` is UTC."""
    kind, scope_id = scope
    return Event.objects.create(
        scope_kind=kind,
        scope_id=scope_id,
        verb=verb,
        object_kind=thing._meta.label_lower,
        object_id=thing.pk,
        actor=actor,
        organisation=organisation,
        at=at or timezone.now(),
    )


def notify(*, member: Member, kind: NoticeKind, scope: Scope, thing: AnyModel, due_at: datetime | None = None) -> Notice:
    """Tell one person that ``thing`` is addressed to them: one open notice per member, kind and scope, updated when it happens again."""
    notify_each(members=[member], kind=kind, scope=scope, thing=thing, due_at=due_at)
    return Notice.objects.get(member=member, kind=kind, scope_kind=scope[0], scope_id=scope[1])


def notify_each(*, members: Iterable[Member], kind: NoticeKind, scope: Scope, thing: AnyModel, due_at: datetime | None = None) -> None:
    """Tell several people the same, in a fixed number of queries. The same thing told twice counts once."""
    told = list(members)
    fields: dict[str, Any] = {"object_kind": thing._meta.label_lower, "object_id": thing.pk}
    same = Q(state=NoticeState.OPEN, **fields)
    count = Case(
        When(same, then=F("count")), When(state=NoticeState.OPEN, then=F("count") + 1), default=Value(1), output_field=IntegerField()
    )
    rows = Notice.objects.filter(kind=kind, scope_kind=scope[0], scope_id=scope[1])
    with transaction.atomic():
        new = [Notice(member=member, kind=kind, scope_kind=scope[0], scope_id=scope[1], count=0, **fields) for member in told]
        # A row that is new counts 0 until the update below counts it, so that both cases are one statement on every database.
        Notice.objects.bulk_create(new, ignore_conflicts=True)
        rows.filter(member__in=told).update(
            count=Case(When(count=0, then=Value(1)), default=count, output_field=IntegerField()),
            state=NoticeState.OPEN,
            due_at=due_at,
            at=timezone.now(),
            **fields,
        )


def notify_all(tellings: Iterable[Telling]) -> None:
    """Tell many members of many things, in one statement; what a member has open in such a scope is replaced and counts from one again."""
    rows = {
        (telling.member_id, telling.kind, telling.scope): Notice(
            member_id=telling.member_id,
            kind=telling.kind,
            scope_kind=telling.scope[0],
            scope_id=telling.scope[1],
            object_kind=telling.thing._meta.label_lower,
            object_id=telling.thing.pk,
            due_at=telling.due_at,
        )
        for telling in tellings
    }
    Notice.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["member", "kind", "scope_kind", "scope_id"],
        update_fields=["object_kind", "object_id", "count", "state", "due_at", "at"],
        batch_size=500,
    )


def settle_all(notice_ids: Iterable[int], state: NoticeState = NoticeState.DONE) -> int:
    """Close these notices if they still are open; return how many were closed."""
    return Notice.objects.open().filter(pk__in=list(notice_ids)).update(state=state, at=timezone.now())


def settle(*, scope: Scope, kind: NoticeKind | None = None, member: Member | None = None, state: NoticeState = NoticeState.DONE) -> int:
    """Close the open notices of a scope (of one kind, of one member); return how many were closed."""
    notices = Notice.objects.open().filter(scope_kind=scope[0], scope_id=scope[1])
    if kind is not None:
        notices = notices.filter(kind=kind)
    if member is not None:
        notices = notices.filter(member=member)
    return notices.update(state=state, at=timezone.now())


def set_level(*, member: Member, scope: Scope, how_much: HowMuch | None) -> None:
    """Set how much ``member`` wants to hear about ``scope``; None goes back to what its parent or its kind gives. In force at once."""
    if how_much is None:
        Level.objects.filter(member=member, scope_kind=scope[0], scope_id=scope[1]).delete()
        return
    Level.objects.bulk_create(
        [Level(member=member, scope_kind=scope[0], scope_id=scope[1], how_much=how_much)],
        update_conflicts=True,
        unique_fields=["member", "scope_kind", "scope_id"],
        update_fields=["how_much"],
    )
