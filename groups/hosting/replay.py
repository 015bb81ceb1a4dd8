"""From rows to the rotation: a group's history as events, its coming meetings, and what limits each organisation. No queries."""

from __future__ import annotations

from datetime import date, datetime

from groups.hosting.board import Board, local_day
from groups.hosting.enums import FIXED, TurnState
from groups.hosting.history import WHOLE_SHARE, Event, Joined, Key, Left, ShareChanged
from groups.hosting.history import Meeting as RotationMeeting
from groups.hosting.models import HostingPeriod, HostTurn
from groups.hosting.rotation import Limits
from groups.meetings.enums import MeetingForm
from groups.meetings.models import Meeting

_TAKING_PART, _MEETING = 0, 1

_Place = tuple[date, int, datetime, int, int]


def history(board: Board) -> list[Event]:
    """Everything that moved the rotation until now, oldest first; on the same day taking part before meetings.

    Periods are told apart by their place in ``board.periods``, so that one that has no id yet comes last, as it will when it has one.
    """
    dated: list[tuple[_Place, Event]] = []
    for number, period in enumerate(board.periods):
        dated += [((local_day(at), _TAKING_PART, at, number, rank), event) for at, rank, event in _of_period(board, period)]
    for meeting in board.meetings:
        if board.is_held(meeting):
            dated.append(((local_day(meeting.starts_at), _MEETING, meeting.starts_at, meeting.pk, 0), _held(board, meeting)))
    return [event for _key, event in sorted(dated, key=lambda pair: pair[0])]


def coming(board: Board, meetings: list[Meeting]) -> list[RotationMeeting]:
    """The meetings to come as the planner takes them: what is fixed stays, who said no is out."""
    return [
        RotationMeeting(meeting.pk, local_day(meeting.starts_at), _fixed_hosts(board, meeting), _declined(board, meeting), _online(meeting))
        for meeting in meetings
    ]


def limits(board: Board) -> dict[Key, Limits]:
    """What limits those who take turns now."""
    return {
        period.organisation_id: Limits(frozenset(int(day) for day in period.weekdays_off), period.online_only, period.ask_from)
        for period in board.periods
        if period.until is None
    }


def is_fixed(turn: HostTurn) -> bool:
    """Whether no new plan may move the turn."""
    return turn.state in FIXED or (turn.by_hand and turn.state == TurnState.PROPOSED)


def _of_period(board: Board, period: HostingPeriod) -> list[tuple[datetime, int, Event]]:
    shares = board.shares[period.pk] if period.pk else []
    first = shares[0][1] if shares else WHOLE_SHARE
    events: list[tuple[datetime, int, Event]] = [(period.since, 0, Joined(period.organisation_id, first))]
    events += [(since, 1, ShareChanged(period.organisation_id, weight)) for since, weight in shares[1:]]
    if period.until is not None:
        events.append((period.until, 2, Left(period.organisation_id)))
    return events


def _held(board: Board, meeting: Meeting) -> RotationMeeting:
    hosted = {turn.slot: turn.organisation_id for turn in board.turns[meeting.pk] if turn.state == TurnState.HOSTED}
    return RotationMeeting(meeting.pk, local_day(meeting.starts_at), _slots(hosted), _declined(board, meeting), _online(meeting))


def _fixed_hosts(board: Board, meeting: Meeting) -> tuple[Key | None, ...]:
    return _slots({turn.slot: turn.organisation_id for turn in board.turns[meeting.pk] if is_fixed(turn)})


def _slots(hosts: dict[int, int]) -> tuple[Key | None, ...]:
    return tuple(hosts.get(slot) for slot in range(1, max(hosts, default=1) + 1))


def _declined(board: Board, meeting: Meeting) -> frozenset[Key]:
    return frozenset(turn.organisation_id for turn in board.turns[meeting.pk] if turn.state == TurnState.DECLINED)


def _online(meeting: Meeting) -> bool:
    return meeting.form == MeetingForm.ONLINE
