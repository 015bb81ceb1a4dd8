"""How hosting shows itself on other rooms' pages, to whom, and at what cost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.hosting import sections
from groups.hosting.actions import accept, decline, keep_hosted
from groups.hosting.enums import DeclineReason
from groups.hosting.models import HostTurn
from groups.meetings.enums import MeetingState
from groups.meetings.links import meeting_url
from groups.membership.access import group_sections, tabs
from groups.membership.enums import MembershipState
from groups.membership.models import Membership
from mobility_hub.notices.queries import audience, count_open_notices
from mobility_hub.sections import DigestBlock, DigestLine, Window
from tests import factories
from tests.groups.hosting.conftest import address, in_weeks, join, moment, plan_meeting

pytestmark = pytest.mark.usefixtures("english", "clock")


@pytest.fixture
def meeting(three: Any, practice_group: Any) -> Any:
    """A meeting in eight weeks that Granby is asked to host."""
    meeting = plan_meeting(practice_group, in_weeks(8))
    keep_hosted()
    return meeting


@pytest.fixture
def without_host(meeting: Any, three: Any, lead: Any) -> Any:
    """The same meeting after everybody has said no."""
    for membership in three:
        decline(turn=HostTurn.objects.get(state="asked"), actor=membership, reason=DeclineReason.DATE)
    return meeting


def section_of(key: str, practice_group: Any, membership: Membership) -> Any:
    return next(section for section in group_sections(practice_group, membership) if section.key == key)


# Inside the group


def test_group_has_a_tab(meeting: Any, granby: Any, practice_group: Any) -> None:
    [tab] = [tab for tab in tabs(group_sections(practice_group, granby), "hosting") if tab["current"]]
    assert (str(tab["label"]), tab["url"], tab["count"]) == ("Hosting", address(meeting, "hosting"), None)


def test_facilitator_sees_the_meeting_without_host_first(without_host: Any, lead: Any, practice_group: Any) -> None:
    section = section_of("missing_host", practice_group, lead)
    assert (section.place, section.heading, section.count) == ("todo", "The meeting on Monday 8 March has no host yet", 1)
    assert section.context["url"] == address(without_host, "choose")
    todos = [one.key for one in group_sections(practice_group, lead) if one.place == "todo"]
    assert todos[0] == "missing_host"


def test_several_meetings_without_host_lead_to_the_plan(without_host: Any, lead: Any, three: Any, practice_group: Any) -> None:
    for membership in three:
        membership.state = MembershipState.LEFT
        membership.save()
    plan_meeting(practice_group, in_weeks(9))
    keep_hosted()
    section = section_of("missing_host", practice_group, lead)
    assert (section.heading, section.count) == ("2 meetings have no host yet", 2)
    assert section.context["url"] == address(without_host, "hosting")


def test_members_are_not_told_that_a_host_is_missing(without_host: Any, granby: Any, practice_group: Any) -> None:
    assert section_of("missing_host", practice_group, granby).count == 0


def test_group_page_carries_the_ask_with_its_buttons(client: Client, meeting: Any, granby: Any, sjoby: Any) -> None:
    url = reverse("hub_membership:group", args=[meeting.practice_group.public_id])
    answers = f'action="{address(meeting, "answer")}"'
    for membership, times in ((granby, 1), (sjoby, 0)):
        client.force_login(membership.member.user)
        assert client.get(url).content.decode().count(answers) == times


# A meeting's page and lists of meetings


def test_meeting_page_says_who_hosts_and_why(client: Client, meeting: Any, granby: Any, sjoby: Any, lead: Any) -> None:
    pages = {}
    for name, membership in (("own", granby), ("other", sjoby), ("lead", lead)):
        client.force_login(membership.member.user)
        pages[name] = client.get(meeting_url(meeting)).content.decode()
        assert "<b>Granby</b> · asked, answers by 25 January" in pages[name]
        assert "Granby is next in turn" in pages[name]
    assert [name for name, html in pages.items() if address(meeting, "answer") in html] == ["own"]
    assert [name for name, html in pages.items() if address(meeting, "choose") in html] == ["lead"]


def test_meeting_page_without_host_and_cancelled(client: Client, without_host: Any, granby: Any) -> None:
    client.force_login(granby.member.user)
    assert "No host yet." in client.get(meeting_url(without_host)).content.decode()
    without_host.state = MeetingState.CANCELLED
    without_host.save()
    assert "No host yet." not in client.get(meeting_url(without_host)).content.decode()


def test_lists_name_the_host(meeting: Any, granby: Any, practice_group: Any) -> None:
    other = plan_meeting(practice_group, in_weeks(20), state=MeetingState.DRAFT)
    assert sections.meeting_hosts([meeting, other]) == {meeting.pk: "Host: Granby (asked)"}
    accept(turn=HostTurn.objects.get(), actor=granby)
    assert sections.meeting_hosts([meeting, other]) == {meeting.pk: "Host: Granby (has accepted)"}


def test_list_of_meetings_shows_the_host(client: Client, meeting: Any, sjoby: Any) -> None:
    client.force_login(sjoby.member.user)
    url = reverse("hub_meetings:meetings", args=[meeting.practice_group.public_id])
    assert "Host: Granby (asked)" in client.get(url).content.decode()


# The member's own page


def test_ask_is_a_todo_with_two_buttons(meeting: Any, granby: Any, sjoby: Any, practice_group: Any) -> None:
    [todo] = sections.mine_section([granby.member, sjoby.member]).todos[granby.member_id]
    assert (todo.title, todo.url, todo.facts) == ("Would you host the meeting on Monday 8 March?", address(meeting), (practice_group.name,))
    assert todo.due == moment(date(2027, 1, 25), 23) + timedelta(minutes=59)
    assert [(str(button.label), button.url, button.name, button.value) for button in todo.buttons] == [
        ("Accept", address(meeting, "answer"), "answer", "yes"),
        ("Decline", address(meeting, "answer"), "answer", "no"),
    ]
    assert sjoby.member_id not in sections.mine_section([granby.member, sjoby.member]).todos


def test_todo_is_answered_in_place(client: Client, meeting: Any, granby: Any) -> None:
    client.force_login(granby.member.user)
    mine = reverse("hub_mine:mine")
    [todo] = sections.mine_section([granby.member]).todos[granby.member_id]
    response = client.post(todo.buttons[0].url, {"answer": "yes"}, headers={"Referer": f"http://testserver{mine}"})
    assert response.headers["Location"] == mine
    assert sections.mine_section([granby.member]).todos == {}


def test_missing_host_is_a_todo_of_the_facilitator(without_host: Any, lead: Any, granby: Any) -> None:
    section = sections.mine_section([lead.member, granby.member])
    [todo] = section.todos[lead.member_id]
    assert (todo.title, todo.url) == ("The meeting on Monday 8 March has no host yet", address(without_host, "choose"))
    assert list(section.todos) == [lead.member_id]


@pytest.mark.parametrize("person", ["granby", "lead"])
def test_number_beside_the_name_is_that_of_the_todos(
    request: pytest.FixtureRequest, meeting: Any, three: Any, lead: Any, person: str
) -> None:
    membership = request.getfixturevalue(person)
    for _number in range(4):
        todos = sections.mine_section([membership.member]).todos.get(membership.member_id, ())
        assert count_open_notices(membership.member.user) == len(todos)
        turn = HostTurn.objects.filter(state="asked").first()
        if turn:
            actor = next(one for one in three if one.affiliation.organisation_id == turn.organisation_id)
            decline(turn=turn, actor=actor, reason=DeclineReason.DATE)


def test_nothing_is_asked_of_who_has_left(without_host: Any, meeting: Any, lead: Any, granby: Any) -> None:
    HostTurn.objects.filter(organisation__name="Granby").update(state="asked")
    for membership in (lead, granby):
        membership.state = MembershipState.LEFT
        membership.save()
    assert sections.mine_section([lead.member, granby.member]).todos == {}


def test_ask_of_the_same_organisation_in_another_group_is_not_mine(meeting: Any, granby: Any) -> None:
    elsewhere = join(factories.PracticeGroupFactory(), "Granby")
    assert sections.mine_section([elsewhere.member]).todos == {}


# The summary


def window(hours: int = 24) -> Window:
    return Window(timezone.now() - timedelta(hours=hours), timezone.now() + timedelta(seconds=1))


def test_summary_lists_asks_without_being_a_reason_to_send(meeting: Any, granby: Any, sjoby: Any, practice_group: Any) -> None:
    members = [granby.member, sjoby.member]
    section = sections.digest_asks(members, {member.pk: window() for member in members})
    line = DigestLine(
        "Would you host the meeting on Monday 8 March?",
        f"http://testserver{address(meeting)}",
        meta=f"{practice_group.name} · answer by 25 January",
    )
    assert section.blocks == {granby.member_id: (DigestBlock("Hosting", (line,)),)}
    assert (section.asks, section.is_news) == (True, False)


def test_summary_tells_the_facilitator_once(without_host: Any, lead: Any, granby: Any, clock: Any) -> None:
    members = [lead.member, granby.member]
    section = sections.digest_missing(members, {member.pk: window() for member in members})
    assert [line.title for block in section.blocks[lead.member_id] for line in block.lines] == [
        "The meeting on Monday 8 March has no host yet"
    ]
    assert (list(section.blocks), section.asks, section.is_news) == ([lead.member_id], True, True)
    clock.shift(timedelta(days=2))
    assert sections.digest_missing(members, {member.pk: window() for member in members}).blocks == {}


# Who may hear, and what it costs


def test_only_facilitators_hear_that_a_host_is_missing(without_host: Any, lead: Any, granby: Any) -> None:
    assert audience("host", [without_host.pk, 0]) == {without_host.pk: {lead.member_id}, 0: set()}


def test_queries_do_not_grow_with_members_and_meetings(db: None) -> None:
    def asked_member() -> Any:
        practice_group = factories.PracticeGroupFactory()
        factories.MembershipFactory(practice_group=practice_group, facilitator=True)
        for weeks in (5, 6):
            plan_meeting(practice_group, in_weeks(weeks), number=weeks)
        return practice_group

    def counted(groups: list[Any]) -> dict[str, int]:
        keep_hosted()
        members = [group.memberships.get().member for group in groups]
        meetings = [meeting for group in groups for meeting in group.meetings.select_related("practice_group")]
        windows = {member.pk: window() for member in members}
        calls = {
            "mine": lambda: sections.mine_section(members),
            "asks": lambda: sections.digest_asks(members, windows),
            "missing": lambda: sections.digest_missing(members, windows),
            "hosts": lambda: sections.meeting_hosts(meetings),
            "audience": lambda: sections.audience([meeting.pk for meeting in meetings]),
        }
        costs = {}
        for name, call in calls.items():
            with CaptureQueriesContext(connection) as captured:
                call()
            costs[name] = len(captured)
        return costs

    groups = [asked_member()]
    few = counted(groups)
    groups += [asked_member() for _number in range(2)]
    assert counted(groups) == few
    assert few == {"mine": 3, "asks": 2, "missing": 2, "hosts": 1, "audience": 2}
