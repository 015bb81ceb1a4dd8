"""Reads of the notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from mobility_hub.directory.models import Member
from mobility_hub.notices.enums import HowMuch
from mobility_hub.notices.models import Event, Level, Notice
from mobility_hub.notices.registry import find_scope_kind


def count_open_notices(user: AbstractBaseUser | AnonymousUser) -> int:
    """How many things are asked of the person now."""
    return Notice.objects.open().filter(member__user_id=user.pk).count() if user.is_authenticated else 0


def events_in(scope_kind: str, scope_ids: Collection[int], since: datetime, until: datetime) -> QuerySet[Event]:
    """The events of some scopes in the half-open window from ``since`` (included) to ``until`` (not included), newest first. UTC."""
    return Event.objects.filter(scope_kind=scope_kind, scope_id__in=scope_ids, at__gte=since, at__lt=until)


def audience(scope_kind: str, scope_ids: Collection[int]) -> Mapping[int, set[int]]:
    """The ids of the members who may hear of each scope now; nobody when no room on this site has the kind."""
    kind = find_scope_kind(scope_kind)
    return kind.audience(scope_ids) if kind else {scope_id: set() for scope_id in scope_ids}


def how_much(members: Iterable[Member | int], scope_kind: str, scope_ids: Collection[int]) -> dict[tuple[int, int], HowMuch]:
    """How much each member wants to hear about each scope, by (member id, scope id).

    A member's own choice for the scope holds; else the one for its parent (a discussion's group); else the default of the outermost
    kind. Two queries for each step up, however many members and scopes.
    """
    member_ids = [member if isinstance(member, int) else member.pk for member in members]
    if not member_ids or not scope_ids:
        return {}
    kind = find_scope_kind(scope_kind)
    chosen = {
        (member_id, scope_id): HowMuch(level)
        for member_id, scope_id, level in Level.objects.filter(
            member__in=member_ids, scope_kind=scope_kind, scope_id__in=scope_ids
        ).values_list("member", "scope_id", "how_much")
    }
    inherited: dict[tuple[int, int], HowMuch] = {}
    if kind is not None and kind.parents is not None:
        inherited = _inherited(member_ids, kind.parents(scope_ids))
    default = kind.default if kind else HowMuch.SUMMARY
    pairs = [(member_id, scope_id) for member_id in member_ids for scope_id in scope_ids]
    return {pair: chosen.get(pair) or inherited.get(pair) or default for pair in pairs}


def _inherited(member_ids: list[int], parents: Mapping[int, tuple[str, int]]) -> dict[tuple[int, int], HowMuch]:
    levels: dict[tuple[int, int], HowMuch] = {}
    for parent_kind in sorted({kind for kind, _parent_id in parents.values()}):
        children = {scope_id: parent_id for scope_id, (kind, parent_id) in parents.items() if kind == parent_kind}
        above = how_much(member_ids, parent_kind, sorted(set(children.values())))
        levels |= {(member, child): above[member, parent] for member in member_ids for child, parent in children.items()}
    return levels
