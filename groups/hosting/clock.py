"""Writing what ``keeping`` worked out, for many groups at once: rows, trail, notices and mails, in a fixed number of statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q

from groups.hosting.board import HOST_SCOPE, MEETING_SCOPE, STOCKHOLM, load_boards
from groups.hosting.enums import UNFINISHED, TurnState
from groups.hosting.keeping import PLAN_FIELDS, STATE_FIELDS, Change, Changes, work_out
from groups.hosting.models import HostingPeriod, HostingShare, HostTurn
from groups.meetings.models import Meeting
from groups.membership.models import PracticeGroup
from groups.membership.states import GroupAction, states_allowing
from mobility_hub.directory.models import Member
from mobility_hub.notices.actions import Telling, notify_all, settle_all
from mobility_hub.notices.enums import NoticeKind, NoticeState
from mobility_hub.notices.models import Notice
from mobility_hub.outbox.actions import Draft, queue_mails
from mobility_hub.trail.actions import record_all

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class KeptReport:
    """What a run changed: organisations that begin or stop to take turns, and turns by what became of them."""

    groups: int = 0
    began: int = 0
    stopped: int = 0
    proposed: int = 0
    asked: int = 0
    silent: int = 0
    withdrawn: int = 0
    hosted: int = 0
    warned: int = 0

    def __add__(self, other: KeptReport) -> KeptReport:
        return KeptReport(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


def groups_to_look_after(now: datetime) -> list[int]:
    """The ids of the open groups with a meeting to come, and of those where something of hosting is not finished."""
    coming = Meeting.objects.coming(now).filter(practice_group=OuterRef("pk")).order_by()
    unfinished = HostTurn.objects.filter(meeting__practice_group=OuterRef("pk"), state__in=UNFINISHED)
    warned = Notice.objects.open().filter(scope_kind=HOST_SCOPE).values("scope_id")
    about = Meeting.objects.filter(practice_group=OuterRef("pk"), pk__in=warned)
    groups = PracticeGroup.objects.filter(
        Q(Exists(coming), state__in=states_allowing(GroupAction.ROTATE)) | Exists(unfinished) | Exists(about)
    )
    return list(groups.order_by("pk").values_list("pk", flat=True))


def groups_that_change(group_ids: Collection[int], now: datetime) -> list[int]:
    """Those of the groups where ``tend`` would write something. Reads only."""
    return [board.practice_group.pk for board in load_boards(group_ids, now) if work_out(board)]


def tend(group_ids: Collection[int], now: datetime) -> KeptReport:
    """Bring these groups' hosting up to ``now``. Call inside a transaction that holds their rows (``hold``)."""
    return _write([changes for board in load_boards(group_ids, now) if (changes := work_out(board))], now)


def hold(group_ids: Collection[int]) -> None:
    """Hold the groups' rows to the end of the transaction: hosting is changed by one at a time (on SQLite all writing is)."""
    list(PracticeGroup.objects.select_for_update().filter(pk__in=group_ids).order_by("pk").values_list("pk", flat=True))


def _write(all_changes: list[Changes], now: datetime) -> KeptReport:
    changed = [change for changes in all_changes for change in changes.changed]
    created = [turn for changes in all_changes for turn in changes.created]
    _write_periods(all_changes, now)
    _write_turns(changed)
    if removed := [turn.pk for changes in all_changes for turn in changes.removed]:
        HostTurn.objects.filter(pk__in=removed).delete()
    HostTurn.objects.bulk_create(created, batch_size=ROWS_AT_ONCE)
    moved = [*((change.turn, change.before) for change in changed), *((turn, "") for turn in created)]
    _record(moved)
    _tell(all_changes, moved)
    counts = Counter(str(turn.state) for turn, was in moved if turn.state != was)
    return KeptReport(
        groups=len(all_changes),
        began=sum(len(changes.opened) for changes in all_changes),
        stopped=sum(len(changes.ended) for changes in all_changes),
        proposed=counts[TurnState.PROPOSED],
        asked=counts[TurnState.ASKED],
        silent=counts[TurnState.DECLINED],
        withdrawn=counts[TurnState.WITHDRAWN],
        hosted=counts[TurnState.HOSTED],
        warned=sum(len(changes.warned) for changes in all_changes),
    )


def _write_turns(changed: list[Change]) -> None:
    """Turns that become the same are written in one statement: all that are silent, all that are asked with the same day to answer."""
    replanned = [change.turn for change in changed if not change.fields.isdisjoint(PLAN_FIELDS)]
    HostTurn.objects.bulk_update(replanned, PLAN_FIELDS, batch_size=ROWS_AT_ONCE)
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for change in changed:
        if not change.fields.isdisjoint(STATE_FIELDS):
            alike[tuple((name, getattr(change.turn, name)) for name in STATE_FIELDS if name in change.fields)].append(change.turn.pk)
    for values, turn_ids in alike.items():
        HostTurn.objects.filter(pk__in=turn_ids).update(**dict(values))


def _write_periods(all_changes: list[Changes], now: datetime) -> None:
    ended = [period for changes in all_changes for period in changes.ended]
    opened = [period for changes in all_changes for period in changes.opened]
    HostingPeriod.objects.bulk_update(ended, ["until"], batch_size=ROWS_AT_ONCE)
    HostingPeriod.objects.bulk_create(opened, batch_size=ROWS_AT_ONCE)
    HostingShare.objects.bulk_create([HostingShare(period=period, since=now) for period in opened], batch_size=ROWS_AT_ONCE)
    for verb, periods in (("hosting.began", opened), ("hosting.stopped", ended)):
        record_all(verb, actor=None, things=[(period, {"organisation": period.organisation_id}) for period in periods])


_VERBS = {
    TurnState.ASKED: "host.asked",
    TurnState.DECLINED: "host.silent",
    TurnState.WITHDRAWN: "host.withdrawn",
    TurnState.HOSTED: "host.hosted",
}


def _record(moved: list[tuple[HostTurn, str]]) -> None:
    for state, verb in _VERBS.items():
        things = [(turn, facts_of(turn)) for turn, was in moved if turn.state == state != was]
        record_all(verb, actor=None, things=things)


def facts_of(turn: HostTurn) -> dict[str, Any]:
    """What the trail keeps of a turn: ids and its state."""
    return {"meeting": turn.meeting_id, "organisation": turn.organisation_id, "slot": turn.slot, "state": str(turn.state)}


def _tell(all_changes: list[Changes], moved: list[tuple[HostTurn, str]]) -> None:
    answered = [pk for changes in all_changes for pk in changes.answered]
    withdrawn = [pk for changes in all_changes for pk in changes.withdrawn]
    for notices, state in ((answered, NoticeState.DONE), (withdrawn, NoticeState.WITHDRAWN)):
        if notices:
            settle_all(notices, state)
    notify_all(_tellings(all_changes))
    _mail(all_changes, [turn for turn, was in moved if turn.state == TurnState.WITHDRAWN and was in (TurnState.ASKED, TurnState.ACCEPTED)])


def _tellings(all_changes: list[Changes]) -> Iterable[Telling]:
    for changes in all_changes:
        for turn, member_id in changes.told:
            yield Telling(member_id, NoticeKind.DUTY, (MEETING_SCOPE, turn.meeting_id), turn, end_of_answering(turn))
        for meeting, member_id in changes.warned:
            yield Telling(member_id, NoticeKind.DUTY, (HOST_SCOPE, meeting.pk), meeting, meeting.starts_at)


def _mail(all_changes: list[Changes], let_go: list[HostTurn]) -> None:
    asks = [(turn, member_id) for changes in all_changes for turn, member_id in changes.told]
    boards = {meeting.pk: changes.board for changes in all_changes for meeting in changes.board.meetings}
    mail_about("host_ask", asks, _starts(all_changes))
    mail_about(
        "host_ask_withdrawn",
        [(turn, member_id) for turn in let_go for member_id in sorted(boards[turn.meeting_id].members_of(turn.organisation_id))],
        _starts(all_changes),
    )


def _starts(all_changes: list[Changes]) -> Callable[[HostTurn], datetime]:
    starts = {meeting.pk: meeting.starts_at for changes in all_changes for meeting in changes.board.meetings}
    return lambda turn: starts[turn.meeting_id]


def mail_about(kind: str, pairs: Collection[tuple[HostTurn, int]], starts_at: Callable[[HostTurn], datetime]) -> None:
    """Queue one mail per turn and member (by id); worth sending until the meeting starts."""
    members = Member.objects.in_bulk({member_id for _turn, member_id in pairs}) if pairs else {}
    queue_mails(
        Draft(kind, f"{kind}:{turn.pk}:{member_id}", member=members[member_id], about={"turn": turn.pk}, expires_at=starts_at(turn))
        for turn, member_id in pairs
    )


def end_of_answering(turn: HostTurn) -> datetime | None:
    """The last minute to answer, in Stockholm: after that day silence counts as a no."""
    return datetime.combine(turn.answer_by, time(23, 59), tzinfo=STOCKHOLM) if turn.answer_by else None
