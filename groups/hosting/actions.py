"""Answering an ask, choosing a host by hand, and the clock that keeps meetings hosted.

Each action holds the group's row, does its change with its trail entry and event in one transaction, and lets the clock (``tend``) draw the
consequences in the same transaction: the next in turn is asked at once, notices are settled, mails are queued. ``actor`` is the acting
person's own membership; whether it is in force is asked again once the row is held. Each raises a ``HostingError`` whose words can be
shown.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from groups.hosting import clock, permissions
from groups.hosting.clock import KeptReport
from groups.hosting.enums import HOLDING, REASONS_TO_CHOOSE, DeclineReason, TurnState
from groups.hosting.errors import (
    AlreadyAnswered,
    GroupAtRest,
    HostingError,
    MeetingGone,
    NotAsked,
    NotFacilitator,
    NotInGroup,
    NotYours,
    ReasonMissing,
    TooLate,
)
from groups.hosting.models import HostingPeriod, HostTurn
from groups.hosting.rotation import Why
from groups.meetings.models import Meeting
from groups.membership.enums import Role
from groups.membership.models import Membership
from mobility_hub.directory.models import Organisation
from mobility_hub.notices.actions import happened
from mobility_hub.trail.actions import record

GROUPS_AT_ONCE = 500


def keep_hosted(now: datetime | None = None) -> KeptReport:
    """Look after the hosting of every group: plan, ask, take silence for a no, close what is over.

    Safe to run twice, late, or beside another run: with nothing to do it only reads, and reads the same number of queries however many
    of up to 500 groups there are. ``now`` is aware.
    """
    moment = now or timezone.now()
    groups = clock.groups_to_look_after(moment)
    report = KeptReport()
    for start in range(0, len(groups), GROUPS_AT_ONCE):
        changing = clock.groups_that_change(groups[start : start + GROUPS_AT_ONCE], moment)
        if changing:
            with transaction.atomic():
                clock.hold(changing)
                report += clock.tend(changing, moment)
    return report


@transaction.atomic
def accept(*, turn: HostTurn, actor: Membership) -> HostTurn:
    """Say yes for the organisation. The same answer twice is one."""
    asked, acting = _held_turn(turn, actor)
    if asked.state == TurnState.ACCEPTED:
        return asked
    _require_open(asked, but=TurnState.DECLINED)
    asked.state, asked.answered_at, asked.answered_by = TurnState.ACCEPTED, timezone.now(), acting.member
    asked.save(update_fields=["state", "answered_at", "answered_by"])
    _written(asked, acting, "host.accepted")
    return asked


@transaction.atomic
def decline(*, turn: HostTurn, actor: Membership, reason: str, ask_from: date | None = None) -> HostTurn:
    """Say no for the organisation, which keeps its debt; the next in turn is asked at once. The same answer twice is one.

    ``ask_from``: it is not asked for meetings before that day.
    """
    asked, acting = _held_turn(turn, actor)
    if asked.state == TurnState.DECLINED:
        return asked
    _require_open(asked, but=TurnState.ACCEPTED)
    if reason not in REASONS_TO_CHOOSE:
        raise HostingError
    asked.state, asked.answered_at, asked.answered_by = TurnState.DECLINED, timezone.now(), acting.member
    asked.decline_reason = DeclineReason(reason)
    asked.save(update_fields=["state", "answered_at", "answered_by", "decline_reason"])
    if ask_from is not None:
        periods = HostingPeriod.objects.open().filter(practice_group=asked.meeting.practice_group, organisation=asked.organisation)
        periods.update(ask_from=ask_from)
    _written(asked, acting, "host.declined")
    return asked


@transaction.atomic
def set_by_hand(*, meeting: Meeting, organisation: Organisation, actor: Membership, reason: str) -> HostTurn:
    """Let the facilitator choose the host of a coming meeting, with a reason that the group sees. Who was to host is told by mail."""
    clock.hold([meeting.practice_group_id])
    chosen, acting = Meeting.objects.select_related("practice_group").get(pk=meeting.pk), _in_force(actor)
    if acting is None or not permissions.can_choose(acting, chosen):
        raise NotFacilitator
    if not chosen.practice_group.rotates_hosts:
        raise GroupAtRest
    if not chosen.is_coming:
        raise MeetingGone
    if not reason.strip():
        raise ReasonMissing
    people = _members_for(chosen, organisation)
    if not people:
        raise NotInGroup
    turn = _turn_by_hand(chosen, organisation, reason.strip())
    others = [(turn, membership.member_id) for membership in people if membership.pk != acting.pk]
    clock.mail_about("host_set", others, lambda _turn: chosen.starts_at)
    _written(turn, acting, "host.set")
    return turn


def _held_turn(turn: HostTurn, actor: Membership) -> tuple[HostTurn, Membership]:
    """The turn and the actor's membership as they are now, with the group's row held."""
    clock.hold([actor.practice_group_id])
    found = HostTurn.objects.select_related("meeting__practice_group", "organisation").filter(pk=turn.pk).first()
    if found is None:
        raise NotAsked  # a proposal that the clock has taken back
    acting = _in_force(actor)
    if acting is None or not permissions.can_answer(acting, found):
        raise NotYours
    return found, acting


def _in_force(actor: Membership) -> Membership | None:
    """The membership as it is now, or nothing when it is no longer in force. Ask with the group's row held."""
    return Membership.objects.in_force().select_related("member__user", "affiliation__organisation").filter(pk=actor.pk).first()


def _require_open(turn: HostTurn, *, but: TurnState) -> None:
    """``but``: the other answer, which cannot be changed here."""
    if not turn.meeting.is_coming:
        raise MeetingGone
    if turn.decline_reason == DeclineReason.SILENT:
        raise TooLate
    if turn.state == but:
        raise AlreadyAnswered
    if turn.state != TurnState.ASKED:
        raise NotAsked
    if not turn.meeting.practice_group.rotates_hosts:
        raise GroupAtRest


def _members_for(meeting: Meeting, organisation: Organisation) -> list[Membership]:
    in_group = Membership.objects.in_force().filter(practice_group=meeting.practice_group_id, affiliation__organisation=organisation)
    return list(in_group.exclude(role=Role.GUEST))


def _turn_by_hand(meeting: Meeting, organisation: Organisation, reason: str) -> HostTurn:
    holding = list(HostTurn.objects.filter(meeting=meeting, state__in=HOLDING).order_by("slot", "pk"))
    kept = next((turn for turn in holding if turn.organisation_id == organisation.pk and turn.state == TurnState.ACCEPTED), None)
    for turn in holding:
        if turn is not kept:
            _replace(turn)
    turn = kept or HostTurn(meeting=meeting, organisation=organisation, state=TurnState.ACCEPTED)
    turn.slot, turn.by_hand, turn.hand_reason, turn.why = 1, True, reason, Why.FIXED.value
    turn.save()
    return turn


def _replace(turn: HostTurn) -> None:
    """Who was asked or had said yes is told; a proposal nobody knew of just goes."""
    if turn.state == TurnState.PROPOSED:
        turn.delete()
        return
    HostTurn.objects.filter(pk=turn.pk).update(state=TurnState.WITHDRAWN)
    meeting = turn.meeting
    people = _members_for(meeting, turn.organisation)
    clock.mail_about("host_ask_withdrawn", [(turn, membership.member_id) for membership in people], lambda _turn: meeting.starts_at)


def _written(turn: HostTurn, actor: Membership, verb: str) -> None:
    """Write the trail and the event, and draw the consequences for the group's other meetings."""
    record(verb, actor=actor.member.user, thing=turn, **clock.facts_of(turn))
    happened(scope=("practice_group", actor.practice_group_id), verb=verb, thing=turn, actor=actor.member, organisation=turn.organisation)
    clock.tend([actor.practice_group_id], timezone.now())
