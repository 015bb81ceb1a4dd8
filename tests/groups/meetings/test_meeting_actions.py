"""What members and facilitators can do with meetings, and what is written when they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from groups.meetings import actions
from groups.meetings.enums import Answer, ItemKind, MeetingState
from groups.meetings.models import AgendaItem, Attendance, Meeting
from groups.membership.enums import GroupState, MembershipState, Role
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.notices.models import Event
from mobility_hub.outbox.models import OutgoingMail
from tests import factories

PEOPLE = ["facilitator", "member"]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The messages are compared in the language of the source."""
    with translation.override("en"):
        yield


def membership_of(person: Any) -> Membership:
    return Membership.objects.get(member=person)


def times(days: int = 28, hours: int = 2) -> dict[str, Any]:
    starts_at = timezone.now() + timedelta(days=days)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours)}


def test_planning_tells_every_other_member_once(
    practice_group: Any, facilitator: Any, member: Any, outsider: Any, former_member: Any
) -> None:
    meeting = actions.plan_meeting(practice_group=practice_group, actor=membership_of(facilitator), **times())
    assert meeting.number == 1
    assert [(mail.kind, mail.member) for mail in OutgoingMail.objects.all()] == [("meeting_invitation", member)]
    assert [event.verb for event in Event.objects.all()] == ["meeting.planned"]


def test_numbers_count_within_the_group(practice_group: Any, facilitator: Any) -> None:
    actor = membership_of(facilitator)
    first = actions.plan_meeting(practice_group=practice_group, actor=actor, **times(10))
    second = actions.plan_meeting(practice_group=practice_group, actor=actor, **times(20))
    other = factories.MembershipFactory(facilitator=True)
    third = actions.plan_meeting(practice_group=other.practice_group, actor=other, **times(10))
    assert [first.number, second.number, third.number] == [1, 2, 1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_at": timezone.now() + timedelta(days=27)}, "end after it starts"),
        ({"starts_at": timezone.now() - timedelta(hours=1), "ends_at": timezone.now() + timedelta(hours=1)}, "in the future"),
    ],
)
def test_impossible_times_are_refused(practice_group: Any, facilitator: Any, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(actions.MeetingError, match=said):
        actions.plan_meeting(practice_group=practice_group, actor=membership_of(facilitator), **{**times(), **wrong})
    assert not Meeting.objects.exists()


def test_overlapping_meeting_of_the_same_group_is_refused(practice_group: Any, facilitator: Any) -> None:
    first = factories.MeetingFactory(practice_group=practice_group, number=1)
    with pytest.raises(actions.MeetingError, match="has meeting 1 at that time"):
        actions.plan_meeting(
            practice_group=practice_group,
            actor=membership_of(facilitator),
            starts_at=first.starts_at + timedelta(hours=1),
            ends_at=first.ends_at + timedelta(hours=1),
        )


def test_change_of_time_raises_the_sequence_and_tells(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    unchanged = {"form": meeting.form, "place": meeting.place, "link": meeting.link, "title": "Villkor"}
    actor = membership_of(facilitator)
    meeting = actions.change_meeting(meeting=meeting, actor=actor, starts_at=meeting.starts_at, ends_at=meeting.ends_at, **unchanged)
    assert (meeting.sequence, OutgoingMail.objects.count()) == (0, 0), "a new title alone is no news"
    meeting = actions.change_meeting(meeting=meeting, actor=actor, **times(35), **unchanged)
    assert meeting.sequence == 1
    assert [(mail.kind, mail.member) for mail in OutgoingMail.objects.all()] == [("meeting_changed", member)]


def test_cancelled_meeting_takes_no_more_answers(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    meeting = actions.cancel_meeting(meeting=meeting, actor=membership_of(facilitator))
    assert meeting.state == MeetingState.CANCELLED
    with pytest.raises(actions.NotAllowed):
        actions.answer(meeting=meeting, actor=membership_of(member), answer=Answer.COMING)


def test_later_answer_replaces_the_earlier(practice_group: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    actor = membership_of(member)
    actions.answer(meeting=meeting, actor=actor, answer=Answer.APOLOGY, deputy="Kim från gatan")
    actions.answer(meeting=meeting, actor=actor, answer=Answer.COMING, deputy="Kim från gatan")
    assert [(a.answer, a.deputy, a.organisation) for a in Attendance.objects.all()] == [(Answer.COMING, "", actor.affiliation.organisation)]


@pytest.mark.parametrize("person", PEOPLE)
def test_every_member_can_propose_an_item(practice_group: Any, request: pytest.FixtureRequest, person: str) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    actor = membership_of(request.getfixturevalue(person))
    item = actions.add_item(meeting=meeting, actor=actor, title="Avgift per fordon", purpose="agree", minutes=40)
    assert (item.position, item.proposed_by) == (1, actor.member)


def test_working_item_needs_a_purpose(practice_group: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    with pytest.raises(actions.MeetingError, match="what the item is for"):
        actions.add_item(meeting=meeting, actor=membership_of(member), title="Allmänt prat")
    assert not AgendaItem.objects.exists()


def test_framing_item_keeps_only_its_minutes(practice_group: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    item = actions.add_item(
        meeting=meeting, actor=membership_of(member), title="Paus", kind=ItemKind.FRAMING, purpose="agree", owner="Granby", minutes=15
    )
    assert (item.purpose, item.owner, item.minutes) == ("", "", 15)


def test_member_changes_own_items_only(practice_group: Any, facilitator: Any, member: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    own = factories.AgendaItemFactory(meeting=meeting, proposed_by=member)
    other = factories.AgendaItemFactory(meeting=meeting, proposed_by=facilitator)
    actor = membership_of(member)
    actions.change_item(item=own, actor=actor, title="Nytt namn", purpose="work")
    with pytest.raises(actions.NotAllowed):
        actions.change_item(item=other, actor=actor, title="Nytt namn", purpose="work")
    with pytest.raises(actions.NotAllowed):
        actions.move_item(item=own, actor=actor, up=True)


def test_items_change_places(practice_group: Any, facilitator: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    first, second, third = (factories.AgendaItemFactory(meeting=meeting, position=position) for position in (1, 2, 7))
    actor = membership_of(facilitator)
    actions.move_item(item=third, actor=actor, up=True)
    actions.move_item(item=first, actor=actor, up=True)
    actions.move_item(item=second, actor=actor, up=False)
    assert list(meeting.agenda_items.all()) == [first, third, second]
    assert [item.position for item in meeting.agenda_items.all()] == [1, 2, 7]


def test_change_of_an_item_read_before_a_move_leaves_the_move(practice_group: Any, facilitator: Any) -> None:
    meeting = factories.MeetingFactory(practice_group=practice_group)
    first, second = (factories.AgendaItemFactory(meeting=meeting, position=position) for position in (1, 2))
    stale = AgendaItem.objects.get(pk=second.pk)
    actor = membership_of(facilitator)
    actions.move_item(item=second, actor=actor, up=True)
    actions.change_item(item=stale, actor=actor, title="Nytt namn", purpose="work")
    assert [(item.pk, item.title, item.position) for item in meeting.agenda_items.all()] == [
        (second.pk, "Nytt namn", 1),
        (first.pk, first.title, 2),
    ]


def test_two_items_never_share_a_place(practice_group: Any) -> None:
    item = factories.AgendaItemFactory(meeting__practice_group=practice_group)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.AgendaItemFactory(meeting=item.meeting, position=item.position)


ITEM_ACTIONS: dict[str, Callable[[AgendaItem, Membership], Any]] = {
    "change": lambda item, actor: actions.change_item(item=item, actor=actor, title="Nytt namn", purpose="work"),
    "move": lambda item, actor: actions.move_item(item=item, actor=actor, up=True),
    "remove": lambda item, actor: actions.remove_item(item=item, actor=actor),
}


@pytest.mark.parametrize("action", ITEM_ACTIONS)
def test_item_that_is_gone_is_said_to_be(practice_group: Any, facilitator: Any, action: str) -> None:
    item = factories.AgendaItemFactory(meeting__practice_group=practice_group)
    AgendaItem.objects.filter(pk=item.pk).delete()
    with pytest.raises(actions.MeetingError, match="taken off the agenda"):
        ITEM_ACTIONS[action](item, membership_of(facilitator))
    assert not AgendaItem.objects.exists()


def kept(meeting: Meeting) -> dict[str, Any]:
    return {"form": meeting.form, "place": meeting.place, "link": meeting.link, "title": meeting.title}


# Every action, as a function of an item on the agenda of a coming meeting and of who acts.
ACTIONS: dict[str, Callable[[AgendaItem, Membership], Any]] = {
    "plan": lambda item, actor: actions.plan_meeting(practice_group=item.meeting.practice_group, actor=actor, **times(90)),
    "change": lambda item, actor: actions.change_meeting(meeting=item.meeting, actor=actor, **times(35), **kept(item.meeting)),
    "cancel": lambda item, actor: actions.cancel_meeting(meeting=item.meeting, actor=actor),
    "answer": lambda item, actor: actions.answer(meeting=item.meeting, actor=actor, answer=Answer.COMING),
    "add item": lambda item, actor: actions.add_item(meeting=item.meeting, actor=actor, title="Avgift", purpose="agree"),
    **{f"{name} item": action for name, action in ITEM_ACTIONS.items()},
}
OF_THE_FACILITATOR = ("plan", "change", "cancel", "move item")


@pytest.fixture
def item(practice_group: Any, facilitator: Any) -> AgendaItem:
    """The second item of a coming meeting, proposed by the facilitator."""
    meeting = factories.MeetingFactory(practice_group=practice_group, number=1)
    factories.AgendaItemFactory(meeting=meeting, position=1)
    found: AgendaItem = factories.AgendaItemFactory(meeting=meeting, position=2, proposed_by=facilitator)
    return found


def rows() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Meeting, AgendaItem, Attendance, OutgoingMail, Event)]


def refused(action: str, item: AgendaItem, actor: Membership) -> bool:
    """Whether the action was not allowed; then nothing is changed."""
    before = rows()
    try:
        ACTIONS[action](item, actor)
    except actions.NotAllowed:
        assert rows() == before
        return True
    assert rows() != before
    return False


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("state", "open_"), [("forming", True), ("active", True), ("resting", False), ("concluded", False), ("closed", False)]
)
def test_only_an_open_group_meets(item: AgendaItem, facilitator: Any, action: str, state: str, open_: bool) -> None:
    """What the caller holds was read while the group was open; the row decides."""
    PracticeGroup.objects.filter(pk=item.meeting.practice_group_id).update(state=state)
    assert refused(action, item, membership_of(facilitator)) == (not open_)


def test_every_state_of_a_group_is_tried() -> None:
    marks = test_only_an_open_group_meets.pytestmark  # type: ignore[attr-defined]
    [states] = [mark.args[1] for mark in marks if mark.args[0] == ("state", "open_")]
    assert [state for state, _open in states] == GroupState.values


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("state", [state for state in MembershipState.values if state != MembershipState.ACTIVE])
def test_membership_that_has_ended_does_nothing(item: AgendaItem, facilitator: Any, action: str, state: str, fresh: bool) -> None:
    """Neither by a row read before it ended nor by one read after."""
    actor = membership_of(facilitator)
    Membership.objects.filter(pk=actor.pk).update(state=state)
    assert refused(action, item, membership_of(facilitator) if fresh else actor)


@pytest.mark.parametrize("action", ACTIONS)
def test_membership_whose_affiliation_has_ended_does_nothing(item: AgendaItem, facilitator: Any, action: str) -> None:
    actor = membership_of(facilitator)
    facilitator.affiliations.update(until=timezone.now())
    assert refused(action, item, actor)


@pytest.mark.parametrize("action", ACTIONS)
def test_membership_of_another_group_does_nothing(item: AgendaItem, action: str) -> None:
    assert refused(action, item, factories.MembershipFactory(facilitator=True))


@pytest.mark.parametrize("action", ACTIONS)
def test_role_is_that_of_now(item: AgendaItem, facilitator: Any, action: str) -> None:
    actor = membership_of(facilitator)
    Membership.objects.filter(pk=actor.pk).update(role=Role.MEMBER)
    assert refused(action, item, actor) == (action in OF_THE_FACILITATOR)


# Those who come without an account


def test_people_without_an_account_are_counted_once_for_organisation_and_role(item: AgendaItem) -> None:
    organisation = factories.OrganisationFactory()

    def count(role: str, **fields: Any) -> Attendance:
        return Attendance.objects.create(meeting=item.meeting, organisation=organisation, role=role, **{"answer": "coming", **fields})

    count("trafikingenjör", count=2)
    count("upphandlare")
    for deputy in ("Kim", "Robin"):
        count("trafikingenjör", answer="apology", deputy=deputy)
    with pytest.raises(IntegrityError), transaction.atomic():
        count("trafikingenjör")
    assert Attendance.objects.count() == 4
