"""Where hosting shows itself on other rooms' pages. A function for many answers in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from groups.hosting import queries, sentences
from groups.hosting.clock import end_of_answering
from groups.hosting.links import host_url, hosting_url
from groups.hosting.models import HostTurn
from groups.hosting.permissions import can_choose
from groups.hosting.queries import MissingHost
from groups.meetings.enums import MeetingState
from groups.meetings.models import Meeting
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.directory.models import Member
from mobility_hub.outbox.links import absolute_url
from mobility_hub.sections import (
    Button,
    DigestBlock,
    DigestLine,
    DigestSection,
    GroupSection,
    MineSection,
    Todo,
    Window,
    Words,
)
from mobility_hub.templatetags.hub import short_day

# Inside a group


def hosting_tab(practice_group: PracticeGroup, membership: Membership) -> GroupSection:
    return GroupSection(
        key="hosting",
        order=40,
        place="main",
        heading=gettext_lazy("Hosting"),
        template="",
        context={},
        url=hosting_url(practice_group),
    )


def missing_host_line(practice_group: PracticeGroup, membership: Membership) -> GroupSection:
    """The facilitator's first line: meetings that stand without a host."""
    missing = queries.missing_hosts_of([membership]).get(membership.member_id, []) if membership.is_facilitator else []
    first = missing[0].meeting if len(missing) == 1 else None
    return GroupSection(
        key="missing_host",
        order=5,
        place="todo",
        heading=_missing_in_words(missing),
        template="",
        context={"url": host_url(first, "choose") if first else hosting_url(practice_group)},
        count=len(missing),
    )


def ask_in_group(practice_group: PracticeGroup, membership: Membership) -> GroupSection:
    """The ask that the member can answer, in place."""
    asks = queries.asks_of([membership]).get(membership.member_id, [])
    return GroupSection(
        key="host_ask",
        order=10,
        place="side",
        heading=gettext_lazy("Hosting"),
        template="hub_hosting/sections/ask.html" if asks else "",
        context={"asks": [_ask_shown(turn) for turn in asks]},
    )


def _ask_shown(turn: HostTurn) -> dict[str, Any]:
    return {
        "question": _question(turn),
        "why": sentences.why(turn, sentences.Reader.OWN),
        "answer_by": turn.answer_by,
        "answer_url": host_url(turn.meeting, "answer"),
        "url": host_url(turn.meeting),
    }


# On a meeting's page, and wherever meetings are listed


def meeting_section(meeting: Meeting, membership: Membership) -> GroupSection:
    """Who hosts the meeting and why; the asked organisation's members answer here, the facilitator gets the way to choose another."""
    hosts = queries.hosts_of(meeting, membership)
    shown = meeting.state != MeetingState.CANCELLED and (meeting.is_coming or hosts.holding)
    may_choose = meeting.is_coming and can_choose(membership, meeting) and meeting.practice_group.rotates_hosts
    return GroupSection(
        key="host",
        order=10,
        place="main",
        heading=gettext_lazy("Host"),
        template="hub_hosting/sections/meeting.html" if shown else "",
        context={
            "hosts": [
                {
                    "name": turn.organisation.name,
                    "state": sentences.state(turn),
                    "why": sentences.why(turn, sentences.Reader.of(membership, turn)) if meeting.is_coming else "",
                }
                for turn in hosts.holding
            ],
            "asked": _ask_shown(hosts.asked) if hosts.asked and meeting.is_coming else None,
            "choose_url": host_url(meeting, "choose") if may_choose else "",
        },
        url=host_url(meeting),
    )


def meeting_hosts(meetings: Sequence[Meeting]) -> dict[int, Words]:
    """``Mötesvärd: Granby (tackat ja)`` by the meeting's id; a meeting without a host is left out."""
    turns = queries.turns_by_meeting([meeting.pk for meeting in meetings])
    return {meeting_id: sentences.hosts(held) for meeting_id, held in turns.items()}


# On the member's own page and in the summary


def mine_section(members: Sequence[Member]) -> MineSection:
    """Asks that wait for the member's answer, and for facilitators the meetings without a host."""
    memberships = queries.memberships_that_answer(members)
    asks, missing = queries.asks_of(memberships), queries.missing_hosts_of(memberships)
    todos = {
        member.pk: (
            *(_ask_todo(turn) for turn in asks.get(member.pk, [])),
            *(_missing_todo(one.meeting) for one in missing.get(member.pk, [])),
        )
        for member in members
    }
    return MineSection(key="hosting", order=10, todos={member_id: found for member_id, found in todos.items() if found})


def _ask_todo(turn: HostTurn) -> Todo:
    url = host_url(turn.meeting, "answer")
    return Todo(
        title=_question(turn),
        url=host_url(turn.meeting),
        facts=(turn.meeting.practice_group.name,),
        due=end_of_answering(turn),
        buttons=(Button(pgettext("turn", "Accept"), url, "answer", "yes"), Button(pgettext("turn", "Decline"), url, "answer", "no")),
    )


def _missing_todo(meeting: Meeting) -> Todo:
    return Todo(title=_missing_one(meeting), url=host_url(meeting, "choose"), facts=(meeting.practice_group.name,), due=meeting.starts_at)


def digest_asks(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    """Asks that wait, however old. Each has had a mail of its own, so they are no reason for a summary."""
    asks = queries.asks_of(queries.memberships_that_answer(members))
    blocks = {
        member_id: (DigestBlock(_("Hosting"), tuple(_ask_line(turn) for turn in turns)),) for member_id, turns in asks.items() if turns
    }
    return DigestSection(key="host_asks", order=10, blocks=blocks, asks=True, is_news=False)


def _ask_line(turn: HostTurn) -> DigestLine:
    last = _("answer by %(day)s") % {"day": short_day(turn.answer_by)}
    return DigestLine(_question(turn), absolute_url(host_url(turn.meeting)), meta=f"{turn.meeting.practice_group.name} · {last}")


def digest_missing(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    """For facilitators: meetings of which it became known in the window that they lack a host."""
    missing = queries.missing_hosts_of(queries.memberships_that_answer(members))
    blocks: dict[int, tuple[DigestBlock, ...]] = {}
    for member_id, found in missing.items():
        window = windows.get(member_id)
        new = [one.meeting for one in found if window and window.since <= one.since < window.until]
        if new:
            blocks[member_id] = (DigestBlock(_("Meetings without a host"), tuple(_missing_line(meeting) for meeting in new)),)
    return DigestSection(key="missing_hosts", order=11, blocks=blocks, asks=True)


def _missing_line(meeting: Meeting) -> DigestLine:
    return DigestLine(_missing_one(meeting), absolute_url(host_url(meeting, "choose")), meta=meeting.practice_group.name)


def _question(turn: HostTurn) -> str:
    return _("Would you host the meeting on %(day)s?") % {"day": sentences.short_weekday(turn.meeting)}


def _missing_one(meeting: Meeting) -> str:
    return _("The meeting on %(day)s has no host yet") % {"day": sentences.short_weekday(meeting)}


def _missing_in_words(missing: Sequence[MissingHost]) -> str:
    if len(missing) == 1:
        return _missing_one(missing[0].meeting)
    return ngettext("%(n)s meeting has no host yet", "%(n)s meetings have no host yet", len(missing)) % {"n": len(missing)}


# Who may hear of it


def audience(meeting_ids: Collection[int]) -> dict[int, set[int]]:
    """Who may hear that a meeting lacks a host: its group's facilitators. Two queries."""
    groups = dict(Meeting.objects.filter(pk__in=meeting_ids).values_list("pk", "practice_group_id"))
    leading = Membership.objects.in_force().facilitators().filter(practice_group__in=set(groups.values()))
    leaders: dict[int, set[int]] = {}
    for group_id, member_id in leading.values_list("practice_group_id", "member_id"):
        leaders.setdefault(group_id, set()).add(member_id)
    return {meeting_id: leaders.get(groups.get(meeting_id, 0), set()) for meeting_id in meeting_ids}
