"""Founding and describing a practice group, getting into it and out of it.

Every action checks who may, locks the group's row, does its change with its trail entry, events, notices and mail rows in one transaction,
and raises a ``MembershipError`` whose words can be shown to the person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.membership import permissions
from groups.membership.eligibility import Bar
from groups.membership.enums import GroupKind, JoinPolicy, MembershipState, Role
from groups.membership.errors import AlreadyAsked, AlreadyIn, GroupClosed, MembershipError, NotAGroup, NotAllowed, NotEligible, NothingAsked
from groups.membership.gate import held, held_row, is_in_force, require_another_facilitator, require_eligible, require_room, require_way_in
from groups.membership.models import Eligibility, Membership, PracticeGroup
from groups.membership.queries import standing
from groups.membership.signals import membership_ended
from mobility_hub.directory.enums import DEFAULT_ELIGIBLE_KINDS, POSSIBLE_ELIGIBLE_KINDS
from mobility_hub.directory.models import Affiliation, County, Member, Topic
from mobility_hub.lookup.actions import index
from mobility_hub.markup import to_html
from mobility_hub.notices.actions import happened, notify_each, settle
from mobility_hub.notices.enums import NoticeKind, NoticeState
from mobility_hub.outbox.actions import Draft, queue_mails
from mobility_hub.trail.actions import record

SCOPE = "practice_group"


def found_group(
    *,
    actor: AbstractBaseUser | None,
    facilitator: Affiliation,
    name: str,
    purpose: str,
    kinds: Collection[str] = DEFAULT_ELIGIBLE_KINDS,
    elected_too: bool = False,
    topics: Iterable[Topic] = (),
    counties: Iterable[County] = (),
    **fields: Any,
) -> PracticeGroup:
    """Found a group with its first facilitator. ``fields`` are further ones of ``PracticeGroup``; a network room has no limit.

    ``actor`` None is the system itself (demo content). Raises ``NotAllowed``, ``NotEligible`` when the facilitator could not be a member,
    ``NotAGroup`` when a business is among ``kinds``, and Django's ``ValidationError`` when a field is wrong.
    """
    if actor is not None and not permissions.can_found(actor):
        raise NotAllowed(_("Only an administrator can found a group."))
    if set(kinds) - set(POSSIBLE_ELIGIBLE_KINDS):
        raise NotAGroup(Bar.BUSINESS.label)
    if fields.get("kind") == GroupKind.NETWORK_ROOM:
        fields["size_limit"] = None
    practice_group = PracticeGroup(name=name, purpose=purpose, **fields)
    if practice_group.situation:
        practice_group.situation_html, practice_group.situation_at = to_html(practice_group.situation), timezone.now()
    practice_group.full_clean()
    with transaction.atomic():
        practice_group.save()
        practice_group.topics.set(topics)
        practice_group.counties.set(counties)
        Eligibility.objects.bulk_create(
            Eligibility(practice_group=practice_group, organisation_kind=kind, elected_too=elected_too) for kind in dict.fromkeys(kinds)
        )
        _seat_facilitator(practice_group, facilitator)
        record(
            "group_founded", actor=actor, thing=practice_group, facilitator=facilitator.member_id, visibility=str(practice_group.visibility)
        )
        index("practice_group", [practice_group.pk])
    return practice_group


def describe_group(
    *,
    actor: AbstractBaseUser,
    practice_group: PracticeGroup,
    result: str,
    result_on: date | None,
    next_step: str,
    next_step_by: str,
    next_step_on: date | None,
    situation: str,
) -> PracticeGroup:
    """Set what stands first in the group. A changed text on the situation is told as news in the group."""
    with transaction.atomic():
        practice_group = held(practice_group.pk)
        if not permissions.can_describe(actor, practice_group):
            raise NotAllowed
        is_news = situation != practice_group.situation
        practice_group.result, practice_group.result_on = result, result_on
        practice_group.next_step, practice_group.next_step_by, practice_group.next_step_on = next_step, next_step_by, next_step_on
        if is_news:
            practice_group.situation, practice_group.situation_html = situation, to_html(situation)
            practice_group.situation_at = timezone.now() if situation else None
        practice_group.save()
        record("group_described", actor=actor, thing=practice_group, situation_changed=is_news)
        if is_news and situation:
            _tell_situation(actor, practice_group)
        index("practice_group", [practice_group.pk])
    return practice_group


def put_situation_aside(*, membership: Membership) -> None:
    """The member has read the text on the situation; it is folded until it is written anew."""
    Membership.objects.filter(pk=membership.pk).update(situation_read_at=timezone.now())


def ask_to_join(*, actor: AbstractBaseUser, practice_group: PracticeGroup, affiliation: Affiliation, message: str = "") -> Membership:
    """Ask the facilitators for a place, by one of the asker's own affiliations. One row per person and group, used again."""
    with transaction.atomic():
        practice_group = held(practice_group.pk)
        require_way_in(practice_group, JoinPolicy.REQUEST)
        membership = _checked_row(actor, practice_group, affiliation)
        membership.state, membership.message, membership.asked_at = MembershipState.REQUESTED, message, timezone.now()
        membership.save()
        record("membership_asked", actor=actor, thing=membership, **_facts(membership))
        _tell_facilitators(membership)
    return membership


def join_open(*, actor: AbstractBaseUser, practice_group: PracticeGroup, affiliation: Affiliation) -> Membership:
    """Walk into a group that is open to all who are eligible."""
    with transaction.atomic():
        practice_group = held(practice_group.pk)
        require_way_in(practice_group, JoinPolicy.OPEN)
        membership = _checked_row(actor, practice_group, affiliation)
        _let_in(membership)
        record("membership_joined", actor=actor, thing=membership, **_facts(membership))
    return membership


def approve(*, actor: AbstractBaseUser, membership: Membership) -> Membership:
    """Give the asker their place, if they are still eligible and there still is one."""
    with transaction.atomic():
        asked = _asked(membership)
        practice_group = asked.practice_group
        if not permissions.can_answer_requests(actor, practice_group):
            raise NotAllowed
        if not practice_group.takes_members:
            raise GroupClosed
        require_eligible(practice_group, asked.affiliation)
        require_room(practice_group)
        _let_in(asked)
        record("membership_approved", actor=actor, thing=asked, **_facts(asked))
        _answered(asked, "membership_approved")
    return asked


def decline(*, actor: AbstractBaseUser, membership: Membership, reason: str) -> Membership:
    """Say no, with a reason that the asker reads."""
    with transaction.atomic():
        asked = _asked(membership)
        if not permissions.can_answer_requests(actor, asked.practice_group):
            raise NotAllowed
        asked.state, asked.reason, asked.ended_at = MembershipState.DECLINED, reason, timezone.now()
        asked.save(update_fields=["state", "reason", "ended_at"])
        record("membership_declined", actor=actor, thing=asked, **_facts(asked))
        _answered(asked, "membership_declined")
    return asked


def leave(*, actor: AbstractBaseUser, membership: Membership) -> Membership:
    """Leave the group, or take a request back. The last facilitator stays until the group is closed."""
    with transaction.atomic():
        own = held_row(membership)
        if own.member.user_id != actor.pk:
            raise NotAllowed
        asked = own.state == MembershipState.REQUESTED
        if not asked:
            require_another_facilitator(own)
        _end(own, MembershipState.LEFT)
        record("membership_request_withdrawn" if asked else "membership_left", actor=actor, thing=own, **_facts(own))
        _settle_requests(own.practice_group)
    return own


def remove(*, actor: AbstractBaseUser, membership: Membership, reason: str) -> Membership:
    """Take somebody out of the group, with a reason that they read. What they wrote stays."""
    with transaction.atomic():
        ended = held_row(membership)
        if not permissions.can_remove(actor, ended.practice_group):
            raise NotAllowed
        if ended.state != MembershipState.ACTIVE:
            raise NothingAsked
        require_another_facilitator(ended)
        ended.reason = reason
        _end(ended, MembershipState.REMOVED)
        record("membership_removed", actor=actor, thing=ended, **_facts(ended))
        _mail([ended.member], "membership_removed", ended)
    return ended


def change_role(*, actor: AbstractBaseUser, membership: Membership, role: Role) -> Membership:
    """Make a member facilitator, or the other way round."""
    with transaction.atomic():
        changed = held_row(membership)
        if not permissions.can_change_role(actor, changed.practice_group):
            raise NotAllowed
        if role not in (Role.FACILITATOR, Role.MEMBER) or not is_in_force(changed):
            raise MembershipError
        if role == changed.role:
            return changed
        require_another_facilitator(changed)
        changed.role = role
        changed.save(update_fields=["role"])
        record("membership_role_changed", actor=actor, thing=changed, **_facts(changed))
        if role == Role.MEMBER:
            settle(scope=(SCOPE, changed.practice_group_id), member=changed.member, kind=NoticeKind.DUTY, state=NoticeState.WITHDRAWN)
    return changed


def sweep_ineligible(*, members: Collection[int] | None = None) -> int:
    """Mark the memberships that have stopped being in force (of these members, by id, or of all); return how many.

    Access has ended already, with the query that ``in_force`` is. This makes it last, and writes it to the trail. Safe to repeat.
    """
    stale = Membership.objects.filter(state=MembershipState.ACTIVE)
    if members is not None:
        stale = stale.filter(member__in=members)
    done = 0
    # Groups in the order in which every room holds them: two who hold several never wait for each other.
    for membership in stale.exclude(pk__in=Membership.objects.in_force().values("pk")).order_by("practice_group", "pk"):
        with transaction.atomic():
            row = held_row(membership)
            if row.state != MembershipState.ACTIVE or is_in_force(row):
                continue
            _end(row, MembershipState.INELIGIBLE)
            record("membership_ineligible", actor=None, thing=row, **_facts(row))
            done += 1
    return done


# Rows


def _asked(membership: Membership) -> Membership:
    found = held_row(membership)
    if found.state != MembershipState.REQUESTED:
        raise NothingAsked
    return found


def _checked_row(actor: AbstractBaseUser, practice_group: PracticeGroup, affiliation: Affiliation) -> Membership:
    """The person's row in the group, fresh for a new start, when nothing keeps them out."""
    member = affiliation.member
    if member.user_id != actor.pk:
        raise NotEligible(Bar.NOT_VERIFIED)
    require_eligible(practice_group, affiliation)
    found = Membership.objects.filter(practice_group=practice_group, member=member).first()
    row = found or Membership(practice_group=practice_group, member=member)
    if found and found.state == MembershipState.REQUESTED:
        raise AlreadyAsked
    if found and is_in_force(found):
        raise AlreadyIn
    require_room(practice_group)
    row.affiliation, row.role, row.since, row.until = affiliation, Role.MEMBER, None, None
    row.message = row.reason = ""
    row.ended_at = row.situation_read_at = None
    return row


# What follows


def _let_in(membership: Membership) -> None:
    membership.state, membership.since, membership.reason = MembershipState.ACTIVE, timezone.now(), ""
    membership.save()
    happened(
        scope=(SCOPE, membership.practice_group_id),
        verb="member_joined",
        thing=membership,
        actor=membership.member,
        organisation=membership.affiliation.organisation,
    )


def _end(membership: Membership, state: MembershipState) -> None:
    membership.state, membership.ended_at = state, timezone.now()
    membership.save(update_fields=["state", "ended_at", "reason"])
    settle(scope=(SCOPE, membership.practice_group_id), member=membership.member, state=NoticeState.WITHDRAWN)
    membership_ended.send(sender=Membership, membership=membership, at=membership.ended_at)


def _tell_facilitators(membership: Membership) -> None:
    leads = Membership.objects.in_force().facilitators().filter(practice_group=membership.practice_group_id).select_related("member")
    facilitators = [lead.member for lead in leads]
    notify_each(members=facilitators, kind=NoticeKind.DUTY, scope=(SCOPE, membership.practice_group_id), thing=membership)
    _mail(facilitators, "membership_asked", membership)


def _answered(membership: Membership, kind: str) -> None:
    _mail([membership.member], kind, membership)
    _settle_requests(membership.practice_group)


def _settle_requests(practice_group: PracticeGroup) -> None:
    """The facilitators' notice is done when nobody waits any more."""
    if not Membership.objects.requested().filter(practice_group=practice_group).exists():
        settle(scope=(SCOPE, practice_group.pk), kind=NoticeKind.DUTY)


def _mail(readers: Iterable[Member], kind: str, membership: Membership) -> None:
    """One mail per reader and occasion: the moment is part of its name, since the membership's row is used again."""
    moment = membership.asked_at if kind == "membership_asked" else (membership.ended_at or membership.since or membership.asked_at)
    occasion, about = f"{kind}:{membership.pk}:{moment:%Y%m%dT%H%M%S%f}", {"membership": membership.pk}
    queue_mails(Draft(kind, f"{occasion}:{reader.pk}", member=reader, about=about) for reader in readers)


def _facts(membership: Membership) -> dict[str, Any]:
    return {
        "practice_group": membership.practice_group_id,
        "member": membership.member_id,
        "affiliation": membership.affiliation_id,
        "role": str(membership.role),
        "state": str(membership.state),
    }


def _seat_facilitator(practice_group: PracticeGroup, facilitator: Affiliation) -> None:
    found = standing(facilitator.member, practice_group)
    if facilitator not in found.affiliations:
        raise NotEligible(found.bar) if found.bar else NotAGroup
    Membership.objects.create(
        practice_group=practice_group,
        member=facilitator.member,
        affiliation=facilitator,
        role=Role.FACILITATOR,
        state=MembershipState.ACTIVE,
        since=practice_group.founded_at,
        asked_at=practice_group.founded_at,
    )


def _tell_situation(actor: AbstractBaseUser, practice_group: PracticeGroup) -> None:
    writer = (
        Membership.objects.own(actor).filter(practice_group=practice_group).select_related("member", "affiliation__organisation").first()
    )
    happened(
        scope=(SCOPE, practice_group.pk),
        verb="situation_written",
        thing=practice_group,
        actor=writer.member if writer else None,
        organisation=writer.affiliation.organisation if writer else None,
    )
