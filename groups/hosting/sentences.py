"""Turns in words: who hosts, whose turn it is and why. No arithmetic, and nothing about an organisation that it need be ashamed of.

That an organisation has not hosted yet is said to itself and to the facilitator, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from groups.hosting.board import local_day
from groups.hosting.enums import TurnState
from groups.hosting.models import HostTurn
from groups.hosting.rotation import Why
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from mobility_hub.templatetags.hub import day, short_day


class Reader(Enum):
    """To whom a turn is explained: its own organisation, the facilitator of the group, or another member."""

    OWN = "own"
    FACILITATOR = "facilitator"
    GROUP = "group"

    @classmethod
    def of(cls, membership: Membership, turn: HostTurn) -> Reader:
        if membership.affiliation.organisation_id == turn.organisation_id:
            return cls.OWN
        return cls.FACILITATOR if membership.is_facilitator else cls.GROUP


def short_weekday(meeting: Meeting) -> str:
    """``onsdag 14 april``, with the year when it is not this one."""
    return f"{date_format(local_day(meeting.starts_at), 'l')} {short_day(meeting.starts_at)}"


def hosts(turns: Sequence[HostTurn]) -> str:
    """``Mötesvärd: Granby (tackat ja)``"""
    return _("Host: %(names)s") % {"names": ", ".join(_with_state(turn) for turn in turns)}


def why(turn: HostTurn, reader: Reader) -> str:
    """One sentence on how the turn came about, with the latest meeting by which the organisation should host when that is known.

    ``Granby står på tur: ni har inte varit mötesvärd än och bör vara det senast vid mötet 14 april 2027.``
    """
    name = turn.organisation.name
    if turn.by_hand:
        return _("The facilitator has chosen %(name)s: %(reason)s") % {"name": name, "reason": turn.hand_reason}
    if turn.why == Why.ALONE:
        return _("%(name)s is the only one to take turns.") % {"name": name}
    first = (
        _("%(name)s is next in turn") % {"name": name}
        if turn.why == Why.FIRST
        else _("%(name)s is next of those who can host this meeting") % {"name": name}
    )
    record = _own_record(turn) if reader is Reader.OWN else _others_record(turn, reader)
    return f"{first}: {record}." if record else f"{first}."


def times_hosted(times: int, last: date | None) -> str:
    """``värd 2 gånger, senast 14 mars 2025``: for the facilitator's list."""
    if not times or last is None:
        return _("has not hosted yet")
    return ngettext("hosted once, on %(last)s", "hosted %(n)s times, last on %(last)s", times) % {"n": times, "last": day(last)}


def state(turn: HostTurn) -> str:
    """``tillfrågad, svarar senast 31 mars``: what stands beside a host's name."""
    if turn.state == TurnState.ASKED and turn.answer_by:
        return _("asked, answers by %(day)s") % {"day": short_day(turn.answer_by)}
    return _state_word(turn)


def _with_state(turn: HostTurn) -> str:
    word = _state_word(turn)
    return f"{turn.organisation.name} ({word})" if word else turn.organisation.name


def _state_word(turn: HostTurn) -> str:
    if turn.by_hand or turn.state == TurnState.HOSTED:
        return ""
    words = {TurnState.PROPOSED: _("next in turn"), TurnState.ASKED: pgettext("turn", "asked"), TurnState.ACCEPTED: _("has accepted")}
    return words.get(TurnState(turn.state), "")


def _own_record(turn: HostTurn) -> str:
    facts = {"n": turn.times_hosted, "last": day(turn.last_hosted), "day": day(turn.latest_on)}
    if not turn.times_hosted:
        if turn.latest_on:
            return _("you have not hosted yet and should do so no later than the meeting on %(day)s") % facts
        return _("you have not hosted yet")
    if turn.latest_on:
        return (
            ngettext(
                "you have hosted once, on %(last)s, and should host again no later than the meeting on %(day)s",
                "you have hosted %(n)s times, last on %(last)s, and should host again no later than the meeting on %(day)s",
                turn.times_hosted,
            )
            % facts
        )
    return ngettext("you have hosted once, on %(last)s", "you have hosted %(n)s times, last on %(last)s", turn.times_hosted) % facts


def _others_record(turn: HostTurn, reader: Reader) -> str:
    facts = {"n": turn.times_hosted, "last": day(turn.last_hosted), "day": day(turn.latest_on)}
    if not turn.times_hosted:
        return _never_hosted(turn, reader) % facts
    if turn.latest_on:
        return (
            ngettext(
                "it has hosted once, on %(last)s, and should host again no later than the meeting on %(day)s",
                "it has hosted %(n)s times, last on %(last)s, and should host again no later than the meeting on %(day)s",
                turn.times_hosted,
            )
            % facts
        )
    return ngettext("it has hosted once, on %(last)s", "it has hosted %(n)s times, last on %(last)s", turn.times_hosted) % facts


def _never_hosted(turn: HostTurn, reader: Reader) -> str:
    if reader is Reader.GROUP:
        return _("it should host no later than the meeting on %(day)s") if turn.latest_on else ""
    if turn.latest_on:
        return _("it has not hosted yet and should do so no later than the meeting on %(day)s")
    return _("it has not hosted yet")
