"""The mails about hosting, all must-know. They carry the meeting's day and place and the group's name, and nothing that members wrote."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.hosting import sentences
from groups.hosting.enums import TurnState
from groups.hosting.links import host_url
from groups.hosting.models import HostTurn
from groups.hosting.permissions import can_answer
from groups.meetings.enums import MeetingState
from groups.membership.models import Membership
from mobility_hub.outbox.enums import DropReason, Policy
from mobility_hub.outbox.kinds import Drop, Rendered, mail_kind, render_mail
from mobility_hub.outbox.links import absolute_url
from mobility_hub.outbox.models import OutgoingMail


@mail_kind("host_ask", label=_("Asked to host a meeting"), policy=Policy.RESEND, must_know=True)
def host_ask(mail: OutgoingMail) -> Rendered:
    """To each member for an organisation that is asked to host."""
    turn = _turn_for(mail, TurnState.ASKED)
    if not turn.meeting.is_coming:
        raise Drop(DropReason.SUPERSEDED)
    return render_mail("hub_hosting/mail/host_ask", _context(turn) | {"why": sentences.why(turn, sentences.Reader.OWN)})


@mail_kind("host_ask_withdrawn", label=_("Need not host a meeting"), policy=Policy.RESEND, must_know=True)
def host_ask_withdrawn(mail: OutgoingMail) -> Rendered:
    """To those who were asked or had said yes, and need not host any more."""
    turn = _turn_for(mail, TurnState.WITHDRAWN)
    cancelled = turn.meeting.state == MeetingState.CANCELLED
    return render_mail("hub_hosting/mail/host_ask_withdrawn", _context(turn) | {"cancelled": cancelled})


@mail_kind("host_set", label=_("Chosen to host a meeting"), policy=Policy.RESEND, must_know=True)
def host_set(mail: OutgoingMail) -> Rendered:
    """To each member for an organisation that the facilitator has chosen as host."""
    turn = _turn_for(mail, TurnState.ACCEPTED)
    if not turn.by_hand or not turn.meeting.is_coming:
        raise Drop(DropReason.SUPERSEDED)
    return render_mail("hub_hosting/mail/host_set", _context(turn))


def _turn_for(mail: OutgoingMail, state: TurnState) -> HostTurn:
    """The turn, if the reader still is in the group for that organisation, and it still stands as the mail says."""
    turn = None
    if mail.member is not None:
        visible = HostTurn.objects.visible_to(mail.member.user).select_related("meeting__practice_group", "organisation")
        turn = visible.filter(pk=mail.about.get("turn")).first()
    if turn is None or not _is_for(mail, turn):
        raise Drop(DropReason.ACCESS_LOST)
    if turn.state != state:
        raise Drop(DropReason.SUPERSEDED)
    return turn


def _is_for(mail: OutgoingMail, turn: HostTurn) -> bool:
    own = Membership.objects.in_force().filter(practice_group=turn.meeting.practice_group_id, member=mail.member_id)
    return any(can_answer(membership, turn) for membership in own.select_related("affiliation"))


def _context(turn: HostTurn) -> dict[str, Any]:
    meeting = turn.meeting
    return {
        "turn": turn,
        "meeting": meeting,
        "practice_group": meeting.practice_group,
        "organisation": turn.organisation,
        "day": sentences.short_weekday(meeting),
        "url": absolute_url(host_url(meeting)),
    }
