"""What is done with meetings. Each action checks who does it, in one transaction with its events and mails.

Every action holds the group's row first and then the meeting's, and asks again whether ``actor``, the acting person's membership, is in
force: what the caller has read may have changed since.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.meetings import permissions
from groups.meetings.asking import ask_about
from groups.meetings.enums import Answer, ItemKind, MeetingForm, MeetingState, Purpose
from groups.meetings.models import AgendaItem, Attendance, Meeting
from groups.membership.gate import held
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.notices.actions import happened
from mobility_hub.outbox.actions import Draft, queue_mails
from mobility_hub.trail.actions import record

MAX_ITEMS = 60


class MeetingError(Exception):
    """The meeting cannot be as wanted; the message says why, for the person who tried."""


class NotAllowed(MeetingError):
    """This person may not do that."""


@transaction.atomic
def plan_meeting(
    *,
    practice_group: PracticeGroup,
    actor: Membership,
    starts_at: datetime,
    ends_at: datetime,
    form: str = MeetingForm.BOTH,
    place: str = "",
    link: str = "",
    title: str = "",
) -> Meeting:
    """Plan a meeting and invite the group's members by mail. Times are aware. Raises ``MeetingError``."""
    group, acting = _hold_group(practice_group.pk, actor)
    _require(permissions.can_plan(acting, group))
    _check_times(group, starts_at, ends_at)
    last = group.meetings.aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting.objects.create(
        practice_group=group,
        number=last + 1,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        form=form,
        place=place,
        link=link,
        planned_by=acting.member,
    )
    _tell(meeting, acting, "meeting.planned", "meeting_invitation")
    return meeting


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, actor: Membership, starts_at: datetime, ends_at: datetime, form: str, place: str, link: str, title: str
) -> Meeting:
    """Change when, where or how; the members are told by mail when any of these changed. Raises ``MeetingError``."""
    locked, acting = _hold_meeting(meeting, actor)
    _require(permissions.can_change(acting, locked))
    _check_times(locked.practice_group, starts_at, ends_at, besides=locked)
    told = {"starts_at": starts_at, "ends_at": ends_at, "form": form, "place": place, "link": link}
    is_news = any(getattr(locked, name) != value for name, value in told.items())
    for name, value in {**told, "title": title}.items():
        setattr(locked, name, value)
    locked.sequence += int(is_news)
    locked.save(update_fields=[*told, "title", "sequence"])
    if is_news:
        _tell(locked, acting, "meeting.changed", "meeting_changed")
    return locked


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, actor: Membership) -> Meeting:
    """Cancel a meeting that is still to come and tell the members. Raises ``MeetingError``."""
    locked, acting = _hold_meeting(meeting, actor)
    _require(permissions.can_change(acting, locked))
    locked.state = MeetingState.CANCELLED
    locked.sequence += 1
    locked.save(update_fields=["state", "sequence"])
    _tell(locked, acting, "meeting.cancelled", "meeting_cancelled")
    return locked


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    actor: Membership,
    title: str,
    kind: str = ItemKind.WORKING,
    purpose: str = "",
    question: str = "",
    owner: str = "",
    minutes: int | None = None,
) -> AgendaItem:
    """Put an item last on the agenda. Raises ``MeetingError``."""
    locked, acting = _hold_meeting(meeting, actor)
    _require(permissions.can_propose(acting, locked))
    if locked.agenda_items.count() >= MAX_ITEMS:
        raise MeetingError(_("An agenda has room for %(count)d items. Move something to another meeting first.") % {"count": MAX_ITEMS})
    item = AgendaItem(
        meeting=locked,
        position=_last_position(locked) + 1,
        proposed_by=acting.member,
        **_item_fields(kind, title, purpose, question, owner, minutes),
    )
    item.save()
    happened(scope=("meeting", locked.pk), verb="meeting.item_added", thing=item, actor=acting.member)
    return item


@transaction.atomic
def change_item(
    *,
    item: AgendaItem,
    actor: Membership,
    title: str,
    kind: str = ItemKind.WORKING,
    purpose: str = "",
    question: str = "",
    owner: str = "",
    minutes: int | None = None,
) -> AgendaItem:
    """Change what stands in an item; its place on the agenda stays. Raises ``MeetingError``."""
    found, acting = _hold_item(item, actor)
    _require(permissions.can_edit(acting, found))
    fields = _item_fields(kind, title, purpose, question, owner, minutes)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=[*fields])
    return found


@transaction.atomic
def remove_item(*, item: AgendaItem, actor: Membership) -> None:
    """Take an item off the agenda. Raises ``MeetingError``."""
    found, acting = _hold_item(item, actor)
    _require(permissions.can_edit(acting, found))
    record("meeting.item_removed", actor=acting.member.user, thing=found.meeting, item=found.pk)
    found.delete()


@transaction.atomic
def move_item(*, item: AgendaItem, actor: Membership, up: bool) -> None:
    """Let the item change places with its neighbour; at an end nothing happens. Raises ``MeetingError``."""
    found, acting = _hold_item(item, actor)
    _require(permissions.can_change(acting, found.meeting))
    items = found.meeting.agenda_items.order_by("position")
    other = items.filter(position__lt=found.position).last() if up else items.filter(position__gt=found.position).first()
    if other is None:
        return
    beyond = _last_position(found.meeting) + 1  # two items never share a place, not even between two statements
    for pk, position in ((found.pk, beyond), (other.pk, found.position), (found.pk, other.position)):
        AgendaItem.objects.filter(pk=pk).update(position=position)


@transaction.atomic
def answer(*, meeting: Meeting, actor: Membership, answer: str, deputy: str = "", reason: str = "") -> Attendance:
    """Say whether one comes, for the organisation one is in the group for; a later answer replaces it. Raises ``MeetingError``."""
    locked, acting = _hold_meeting(meeting, actor)
    _require(permissions.can_answer(acting, locked))
    apology = answer == Answer.APOLOGY
    attendance, _new = Attendance.objects.update_or_create(
        meeting=locked,
        member=acting.member,
        defaults={
            "organisation": acting.affiliation.organisation,
            "answer": answer,
            "deputy": deputy if apology else "",
            "reason": reason if apology else "",
            "answered_at": timezone.now(),
        },
    )
    ask_about([locked.pk])
    return attendance


def _hold_group(group_id: int, actor: Membership) -> tuple[PracticeGroup, Membership]:
    """Hold the group's row to the end of the transaction, and return it with the actor's membership, both as they are now.

    Raises ``NotAllowed`` when the membership is no longer in force.
    """
    practice_group = held(group_id)
    acting = Membership.objects.in_force().select_related("member__user", "affiliation__organisation").filter(pk=actor.pk).first()
    if acting is None:
        raise NotAllowed(_("You cannot do that here."))
    return practice_group, acting


def _hold_meeting(meeting: Meeting, actor: Membership) -> tuple[Meeting, Membership]:
    """The same with the meeting's row, which comes with its group."""
    practice_group, acting = _hold_group(meeting.practice_group_id, actor)
    return practice_group.meetings.select_for_update().get(pk=meeting.pk), acting


def _hold_item(item: AgendaItem, actor: Membership) -> tuple[AgendaItem, Membership]:
    """The item as it is now, with its meeting held. Raises ``MeetingError`` when it has been taken off the agenda."""
    meeting, acting = _hold_meeting(item.meeting, actor)
    found = meeting.agenda_items.filter(pk=item.pk).first()
    if found is None:
        raise MeetingError(_("The item has been taken off the agenda."))
    return found, acting


def _last_position(meeting: Meeting) -> int:
    return meeting.agenda_items.aggregate(last=Max("position"))["last"] or 0


def _item_fields(kind: str, title: str, purpose: str, question: str, owner: str, minutes: int | None) -> dict[str, object]:
    """A framing item (welcome, break, round-up) has only its minutes."""
    if kind == ItemKind.FRAMING:
        purpose, question, owner = "", "", ""
    elif purpose not in Purpose.values:
        raise MeetingError(_("Say what the item is for: inform, collect views, agree or work."))
    return {"kind": kind, "title": title, "purpose": purpose, "question": question, "owner": owner, "minutes": minutes}


def _check_times(practice_group: PracticeGroup, starts_at: datetime, ends_at: datetime, besides: Meeting | None = None) -> None:
    if ends_at <= starts_at:
        raise MeetingError(_("The meeting must end after it starts."))
    if starts_at <= timezone.now():
        raise MeetingError(_("The meeting must be in the future."))
    others = practice_group.meetings.coming().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if other := others.first():
        raise MeetingError(_("The group has meeting %(number)d at that time.") % {"number": other.number})


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(_("You cannot do that here."))


def _tell(meeting: Meeting, actor: Membership, verb: str, mail: str) -> None:
    """Write the event, the trail, and a mail to every member but the one who did it. What an older mail would say is superseded."""
    happened(
        scope=("practice_group", meeting.practice_group_id),
        verb=verb,
        thing=meeting,
        actor=actor.member,
        organisation=actor.affiliation.organisation,
    )
    record(verb, actor=actor.member.user, thing=meeting, sequence=meeting.sequence)
    ask_about([meeting.pk])
    others = Membership.objects.in_force().filter(practice_group=meeting.practice_group_id).exclude(pk=actor.pk).select_related("member")
    queue_mails(
        Draft(
            kind=mail,
            key=f"{mail}:{meeting.pk}:{meeting.sequence}:{membership.member_id}",
            member=membership.member,
            about={"meeting": meeting.pk, "sequence": meeting.sequence},
            expires_at=meeting.ends_at,
        )
        for membership in others
    )
