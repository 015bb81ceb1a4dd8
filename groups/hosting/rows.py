"""Turns as the components' rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from groups.hosting import sentences
from groups.hosting.links import host_url
from groups.hosting.models import HostTurn
from groups.hosting.queries import TakesTurns
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from mobility_hub.templatetags.hub import short_day

Turns = Mapping[int, Sequence[HostTurn]]


def plan_rows(meetings: Iterable[Meeting], turns: Turns, membership: Membership) -> list[dict[str, Any]]:
    """One row a meeting: its day, its host and why. Facilitators can choose another."""
    rows = []
    for meeting in meetings:
        held = turns.get(meeting.pk, [])
        rows.append(
            {
                "meeting": meeting,
                "title": ", ".join(turn.organisation.name for turn in held) or _("No host yet"),
                "url": host_url(meeting),
                "state": ", ".join(filter(None, (sentences.state(turn) for turn in held))),
                "why": " ".join(sentences.why(turn, sentences.Reader.of(membership, turn)) for turn in held),
                "choose_url": host_url(meeting, "choose") if membership.is_facilitator and meeting.practice_group.rotates_hosts else "",
                "day": sentences.short_weekday(meeting),
            }
        )
    return rows


def taking_rows(taking: Iterable[TakesTurns], membership: Membership) -> list[dict[str, str]]:
    """Who takes turns; what each has hosted is for the facilitator."""
    return [
        {"name": one.organisation.name, "record": sentences.times_hosted(one.times, one.last) if membership.is_facilitator else ""}
        for one in taking
    ]


def hosted_rows(turns: Iterable[HostTurn]) -> list[dict[str, Any]]:
    """For ``components/rows.html``, variant date."""
    return [{"title": turn.organisation.name, "url": host_url(turn.meeting), "date": turn.meeting.starts_at} for turn in turns]


def order_rows(meetings: Iterable[Meeting], turns: Turns, current: Meeting) -> list[dict[str, Any]]:
    """For ``components/turns.html``: the hosts of the coming meetings in order, ``current`` marked."""
    return [
        {
            "name": turn.organisation.name,
            "url": "" if meeting.pk == current.pk else host_url(meeting),
            "note": ", ".join(filter(None, [short_day(meeting.starts_at), sentences.state(turn)])),
            "current": meeting.pk == current.pk,
        }
        for meeting in meetings
        for turn in turns.get(meeting.pk, [])
    ]
