"""What is to change in a group's hosting now: worked out on a board, so that the same rows at the same time always give the same.

The steps, in this order: turns of meetings that are over or cancelled are closed; who takes turns follows who is in the group; silence past
its day counts as a no; the coming meetings are planned; whose time has come is asked; and it is told who has to hear of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from groups.hosting import replay, rotation
from groups.hosting.board import HOST_SCOPE, MEETING_SCOPE, Board, OpenNotice, local_day
from groups.hosting.deadlines import Times
from groups.hosting.enums import DeclineReason, TurnState
from groups.hosting.models import HostingPeriod, HostTurn
from groups.hosting.rotation import Key, PlannedTurn, Why
from groups.meetings.enums import MeetingState
from groups.meetings.models import Meeting
from mobility_hub import conf

# What the clock changes in a turn: its place in the plan, and what becomes of it.
PLAN_FIELDS = ("organisation_id", "why", "times_hosted", "last_hosted", "latest_on", "proposed_at")
STATE_FIELDS = ("state", "asked_at", "answer_by", "answered_at", "decline_reason")


@dataclass(frozen=True)
class Change:
    """A turn as it is to be; the state it was in, and the names of the fields that changed."""

    turn: HostTurn
    before: str
    fields: frozenset[str]


@dataclass
class Changes:
    """What is to be written. ``told`` and ``warned`` are pairs with a member's id; ``settled`` are ids of notices."""

    board: Board
    opened: list[HostingPeriod] = field(default_factory=list)
    ended: list[HostingPeriod] = field(default_factory=list)
    created: list[HostTurn] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[HostTurn] = field(default_factory=list)
    told: list[tuple[HostTurn, int]] = field(default_factory=list)
    warned: list[tuple[Meeting, int]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        kinds = (self.opened, self.ended, self.created, self.changed, self.removed, self.told, self.warned, self.answered, self.withdrawn)
        return any(kinds)


def times() -> Times:
    """The clocks as the site has set them."""
    return Times(
        ask_weeks=conf.HOST_ASK_WEEKS.value,
        answer_days=conf.HOST_ANSWER_DAYS.value,
        answer_weeks=conf.HOST_ANSWER_WEEKS.value,
        short_answer_days=conf.HOST_SHORT_ANSWER_DAYS.value,
        warn_days=conf.HOST_WARN_DAYS.value,
    )


def work_out(board: Board) -> Changes:
    """Bring the board's rows up to now, in memory, and return what that changed."""
    keeper = _Keeper(board)
    keeper.close()
    keeper.follow_members()
    keeper.take_silence_for_no()
    keeper.propose()
    keeper.ask()
    return keeper.changes()


class _Keeper:
    def __init__(self, board: Board) -> None:
        self.board = board
        self.result = Changes(board)
        self.times = times()
        self.planned: list[Meeting] = []
        self.before = {turn.pk: (turn, _looks(turn)) for turns in board.turns.values() for turn in turns}

    def close(self) -> None:
        """Cancelled: withdrawn. Over: who accepted has hosted, who never answered has said no. In a group at rest nobody is asked."""
        for meeting in self.board.meetings:
            for turn in self.board.holding(meeting):
                if meeting.state == MeetingState.CANCELLED:
                    turn.state = TurnState.WITHDRAWN
                elif self.board.is_held(meeting):
                    self._close_held(turn)
                elif not self.board.practice_group.rotates_hosts:
                    self._rest(turn)

    def _rest(self, turn: HostTurn) -> None:
        if turn.state == TurnState.PROPOSED:
            self._remove(turn)
        elif turn.state == TurnState.ASKED:
            turn.state = TurnState.WITHDRAWN

    def _close_held(self, turn: HostTurn) -> None:
        if turn.state == TurnState.ACCEPTED:
            turn.state = TurnState.HOSTED
        elif turn.state == TurnState.ASKED:
            self._count_as_no(turn)
        elif turn.state == TurnState.PROPOSED:
            self._remove(turn)

    def follow_members(self) -> None:
        """Every municipality with a member in the group takes turns; an organisation with none any more does not."""
        if not self.board.practice_group.rotates_hosts:
            return
        present = {person.organisation_id for person in self.board.people}
        taking = {period.organisation_id: period for period in self.board.periods if period.until is None}
        for organisation_id, period in taking.items():
            if organisation_id not in present:
                period.until = max(self.board.now, period.since)
                self.result.ended.append(period)
        for organisation_id in self.board.municipalities:
            if organisation_id not in taking:
                period = HostingPeriod(practice_group=self.board.practice_group, organisation_id=organisation_id, since=self.board.now)
                self.board.periods.append(period)
                self.result.opened.append(period)

    def take_silence_for_no(self) -> None:
        """An ask past its day counts as no answer; one that nobody is there to answer is withdrawn."""
        for meeting in self.board.coming:
            for turn in self.board.holding(meeting):
                if turn.state != TurnState.ASKED:
                    continue
                if not self.board.members_of(turn.organisation_id):
                    turn.state = TurnState.WITHDRAWN
                elif turn.answer_by is not None and turn.answer_by < self.board.today:
                    self._count_as_no(turn)

    def propose(self) -> None:
        """Plan the next meetings, and those after them up to the last that has a host already."""
        if not self.board.practice_group.rotates_hosts:
            return
        coming = self.board.coming
        fixed = [place for place, meeting in enumerate(coming, start=1) if any(map(replay.is_fixed, self.board.holding(meeting)))]
        ahead = conf.HOSTS_AHEAD.value
        self.planned = coming[:ahead]
        reach = coming[: max([ahead, *fixed])]
        plan = rotation.plan(replay.history(self.board), replay.coming(self.board, reach), replay.limits(self.board))
        wanted = {(turn.meeting, turn.slot): turn for turn in plan if turn.why != Why.FIXED and turn.host is not None}
        days: dict[Key | None, date] = {meeting.pk: local_day(meeting.starts_at) for meeting in reach}
        within = {meeting.pk for meeting in self.planned}
        for meeting in coming:
            for turn in self.board.holding(meeting):
                if turn.state == TurnState.PROPOSED and not turn.by_hand:
                    planned = wanted.pop((meeting.pk, turn.slot), None) if meeting.pk in within else None
                    self._remove(turn) if planned is None else self._set(turn, planned, days)
        for (meeting_id, slot), planned in wanted.items():
            if meeting_id in within:
                turn = HostTurn(meeting_id=int(meeting_id), slot=slot, proposed_at=self.board.now)
                self._set(turn, planned, days)
                self.board.turns[turn.meeting_id].append(turn)
                self.result.created.append(turn)

    def _set(self, turn: HostTurn, planned: PlannedTurn, days: dict[Key | None, date]) -> None:
        if planned.host is not None and turn.organisation_id != planned.host:
            turn.organisation_id, turn.proposed_at = int(planned.host), self.board.now
        turn.why = planned.why.value
        turn.times_hosted, turn.last_hosted = planned.times_hosted, planned.last_hosted
        turn.latest_on = days.get(planned.latest_meeting)

    def ask(self) -> None:
        for meeting in self.planned:
            day = local_day(meeting.starts_at)
            if meeting.starts_at <= self.board.now or not self.times.is_to_be_asked(self.board.today, day):
                continue
            for turn in self.board.holding(meeting):
                if turn.state == TurnState.PROPOSED:
                    turn.state, turn.asked_at = TurnState.ASKED, self.board.now
                    turn.answer_by = self.times.answer_by(self.board.today, day)

    def changes(self) -> Changes:
        """Compare the rows with what they were, and what is open with what should be."""
        gone = {turn.pk for turn in self.result.removed}
        for pk, (turn, before) in self.before.items():
            now = _looks(turn)
            if pk not in gone and now != before:
                changed = frozenset(name for name in now if now[name] != before[name])
                self.result.changed.append(Change(turn, before["state"], changed))
        self._reconcile_asks()
        self._reconcile_warnings()
        return self.result

    def _reconcile_asks(self) -> None:
        """Each member of an asked organisation has a notice as long as the ask stands; nobody else has."""
        stands: set[tuple[int, int]] = set()
        about_meetings = [notice for notice in self.board.notices if notice.scope[0] == MEETING_SCOPE]
        has = {(notice.scope[1], notice.member_id) for notice in about_meetings}
        for meeting in self.board.coming:
            for turn in self.board.holding(meeting):
                if turn.state == TurnState.ASKED:
                    for member_id in sorted(self.board.members_of(turn.organisation_id)):
                        stands.add((meeting.pk, member_id))
                        if (meeting.pk, member_id) not in has:
                            self.result.told.append((turn, member_id))
        ours = [notice for notice in about_meetings if notice.thing[0] == HostTurn._meta.label_lower]
        self._settle(notice for notice in ours if (notice.scope[1], notice.member_id) not in stands)

    def _settle(self, notices: Iterable[OpenNotice]) -> None:
        for notice in notices:
            turn, _before = self.before.get(notice.thing[1], (None, {}))
            by_a_person = turn is not None and turn.answered_by_id is not None
            (self.result.answered if by_a_person else self.result.withdrawn).append(notice.pk)

    def _reconcile_warnings(self) -> None:
        """The facilitators have a notice for each meeting that needs one; see ``_needs_facilitator``."""
        meetings = {meeting.pk: meeting for meeting in self.planned if self._needs_facilitator(meeting)}
        stands = {(meeting_id, member_id) for meeting_id in meetings for member_id in self.board.facilitators}
        warnings = [notice for notice in self.board.notices if notice.scope[0] == HOST_SCOPE]
        has = {(notice.scope[1], notice.member_id) for notice in warnings}
        self.result.warned += [(meetings[meeting_id], member_id) for meeting_id, member_id in sorted(stands - has)]
        self.result.answered += [notice.pk for notice in warnings if (notice.scope[1], notice.member_id) not in stands]

    def _needs_facilitator(self, meeting: Meeting) -> bool:
        """Nobody can be asked though it is time, or the meeting is near and nobody has accepted."""
        day, held = local_day(meeting.starts_at), self.board.holding(meeting)
        if any(turn.state == TurnState.ACCEPTED for turn in held):
            return False
        return self.times.is_near(self.board.today, day) or (not held and self.times.is_to_be_asked(self.board.today, day))

    def _count_as_no(self, turn: HostTurn) -> None:
        turn.state, turn.decline_reason, turn.answered_at = TurnState.DECLINED, DeclineReason.SILENT, self.board.now

    def _remove(self, turn: HostTurn) -> None:
        """A proposal that nobody was told of leaves no trace."""
        self.board.turns[turn.meeting_id].remove(turn)
        self.result.removed.append(turn)


def _looks(turn: HostTurn) -> dict[str, Any]:
    return {name: getattr(turn, name) for name in (*PLAN_FIELDS, *STATE_FIELDS)}
