"""The pages of meetings: who gets in, what bad input gets, and how many queries a list costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from groups.meetings import actions
from groups.meetings.models import AgendaItem, Attendance, Meeting
from groups.membership.gate import held
from groups.membership.models import Membership, PracticeGroup
from tests import factories

WORD = "kanariefågel"
DAY = (timezone.now() + timedelta(days=40)).date().isoformat()
GOOD = {"title": "", "day": DAY, "starts": "13:00", "ends": "15:30", "form": "both", "place": "", "link": ""}


@pytest.fixture
def meeting(practice_group: Any) -> Meeting:
    return factories.MeetingFactory(practice_group=practice_group, place=WORD, number=1)


def as_person(request: pytest.FixtureRequest, client: Client, person: str) -> Client:
    someone = request.getfixturevalue(person)
    client.force_login(getattr(someone, "user", someone))
    return client


def address(meeting: Meeting, name: str = "meeting", *more: Any) -> str:
    return reverse(f"hub_meetings:{name}", args=[meeting.practice_group.public_id, meeting.public_id, *more])


READERS = {"facilitator": 200, "member": 200, "former_member": 404, "outsider": 404, "supplier": 404, "editor": 404, "admin": 404}


@pytest.mark.parametrize(("person", "status"), READERS.items())
def test_meeting_is_read_by_members_only(
    request: pytest.FixtureRequest, client: Client, meeting: Meeting, person: str, status: int
) -> None:
    as_person(request, client, person)
    for url in (address(meeting), reverse("hub_meetings:meetings", args=[meeting.practice_group.public_id])):
        response = client.get(url)
        assert response.status_code == status
        assert (WORD in response.content.decode()) == (status == 200)
        assert "no-store" in response.headers["Cache-Control"]


PLANNERS = {**READERS, "member": 404}


@pytest.mark.parametrize(("person", "status"), PLANNERS.items())
@pytest.mark.parametrize("page", ["plan", "change", "cancel"])
def test_only_facilitators_plan_change_and_cancel(
    request: pytest.FixtureRequest, client: Client, meeting: Meeting, person: str, status: int, page: str
) -> None:
    as_person(request, client, person)
    url = reverse("hub_meetings:plan", args=[meeting.practice_group.public_id]) if page == "plan" else address(meeting, page)
    assert client.get(url).status_code == status
    if status == 404:
        assert client.post(url, GOOD).status_code == 404
        meeting.refresh_from_db()
        assert meeting.state == "open"
        assert Meeting.objects.count() == 1


def test_meeting_of_another_group_is_not_found_here(client: Client, meeting: Meeting, member: Any) -> None:
    other = factories.MeetingFactory()
    client.force_login(member.user)
    mixed = reverse("hub_meetings:meeting", args=[meeting.practice_group.public_id, other.public_id])
    assert client.get(mixed).status_code == 404


def test_facilitator_plans_a_meeting_in_local_time(client: Client, practice_group: Any, facilitator: Any) -> None:
    client.force_login(facilitator.user)
    url = reverse("hub_meetings:plan", args=[practice_group.public_id])
    response = client.post(url, {**GOOD, "day": f"{timezone.now().year + 1}-07-01", "starts": "13.00", "ends": "15:30"})
    meeting = Meeting.objects.get()
    assert response.headers["Location"] == address(meeting)
    assert (meeting.starts_at.hour, meeting.ends_at.hour, meeting.ends_at.minute) == (11, 13, 30), "summer time is two hours before UTC"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": ""}, "Detta fält måste fyllas i"),
        ({"day": "i fjol"}, "Fyll i ett giltigt datum"),
        ({"day": "2020-01-07"}, "in the future"),
        ({"ends": "12:00"}, "end after it starts"),
        ({"day": f"{timezone.now().year + 1}-99-01"}, "Fyll i ett giltigt datum"),
        ({"link": "javascript:alert(1)"}, "Fyll i en giltig URL"),
        ({"form": "teleport"}, "teleport"),
        ({"title": "x" * 161}, "160"),
        ({"place": "a\x00b" * 200}, "200"),
    ],
)
def test_bad_input_is_told_by_the_field_and_kept(
    client: Client, practice_group: Any, facilitator: Any, wrong: dict[str, str], said: str
) -> None:
    client.force_login(facilitator.user)
    response = client.post(reverse("hub_meetings:plan", args=[practice_group.public_id]), {**GOOD, "title": "Behåll mig", **wrong})
    assert response.status_code == 422
    assert not Meeting.objects.exists()
    errors = str(response.context["form"].errors)
    assert list(wrong) == list(response.context["form"].errors) or "day" in response.context["form"].errors, errors
    if "title" not in wrong:
        assert "Behåll mig" in response.content.decode()


def test_hour_that_the_clocks_skip_is_refused(client: Client, practice_group: Any, facilitator: Any) -> None:
    client.force_login(facilitator.user)
    response = client.post(
        reverse("hub_meetings:plan", args=[practice_group.public_id]), {**GOOD, "day": "2027-03-28", "starts": "02:30", "ends": "04:00"}
    )
    assert list(response.context["form"].errors) == ["starts"]


def test_answer_returns_to_the_page_it_was_given_on(client: Client, meeting: Meeting, member: Any) -> None:
    client.force_login(member.user)
    here = client.post(address(meeting, "answer"), {"answer": "coming"}, headers={"referer": "http://testserver/mitt/"})
    elsewhere = client.post(address(meeting, "answer"), {"answer": "coming"}, headers={"referer": "http://evil.example/mitt/"})
    assert (here.headers["Location"], elsewhere.headers["Location"]) == ("/mitt/", address(meeting))
    assert Attendance.objects.get().member == member


def test_answer_with_an_unknown_choice_is_refused(client: Client, meeting: Meeting, member: Any) -> None:
    client.force_login(member.user)
    assert client.post(address(meeting, "answer"), {"answer": "maybe"}).status_code == 422
    assert not Attendance.objects.exists()


def test_item_is_proposed_changed_moved_and_removed(client: Client, meeting: Meeting, facilitator: Any) -> None:
    client.force_login(facilitator.user)
    working = {"kind": "working", "title": "Avgift", "purpose": "agree", "question": "", "owner": "", "minutes": "40"}
    client.post(address(meeting, "item_add"), working)
    client.post(address(meeting, "item_add"), {**working, "kind": "framing", "title": "Paus", "minutes": "15"})
    first, pause = meeting.agenda_items.all()
    client.post(address(meeting, "item_move", pause.public_id), {"way": "up"})
    assert [item.title for item in meeting.agenda_items.all()] == ["Paus", "Avgift"]
    client.post(address(meeting, "item_change", first.public_id), {**working, "title": "Avgift per fordon"})
    client.post(address(meeting, "item_remove", pause.public_id))
    assert [item.title for item in AgendaItem.objects.all()] == ["Avgift per fordon"]


@pytest.mark.parametrize("wrong", [{"title": " "}, {"purpose": ""}, {"purpose": "chat"}, {"minutes": "0"}, {"minutes": "en"}])
def test_faulty_item_is_told_by_the_field(client: Client, meeting: Meeting, member: Any, wrong: dict[str, str]) -> None:
    client.force_login(member.user)
    good = {"kind": "working", "title": "Avgift", "purpose": "agree", "minutes": "40", "owner": "Behåll mig"}
    response = client.post(address(meeting, "item_add"), {**good, **wrong})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert "Behåll mig" in response.content.decode()


@pytest.mark.parametrize("page", ["item_change", "item_move", "item_remove"])
def test_items_are_found_by_their_random_id_only(client: Client, meeting: Meeting, facilitator: Any, page: str) -> None:
    item = factories.AgendaItemFactory(meeting=meeting, proposed_by=facilitator)
    elsewhere = factories.AgendaItemFactory(meeting__practice_group=meeting.practice_group, meeting__number=2)
    client.force_login(facilitator.user)
    for unknown in (item.pk, elsewhere.public_id, "a" * 16, "a\x00b"):
        assert client.post(address(meeting, page, unknown)).status_code == 404
    assert AgendaItem.objects.count() == 2
    assert item.public_id not in ("", str(item.pk))


# What is refused between the view's look and the action's: with the form (422), or by a message on the next page.
LATE = {"plan": 422, "change": 422, "item_add": 422, "item_change": 422, "cancel": 302, "answer": 302, "item_move": 302, "item_remove": 302}
OF_ITEMS = ("item_change", "item_move", "item_remove")
MEANWHILE = [(name, what) for name in LATE for what in ("removed", "resting", "gone") if what != "gone" or name in OF_ITEMS]


@pytest.mark.parametrize(("name", "what"), MEANWHILE)
def test_refusal_after_the_look_is_told_and_never_a_fault(
    client: Client, meeting: Meeting, facilitator: Any, name: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the view's look and the action's, somebody removes the person, puts the group to rest or takes the item away."""
    item = factories.AgendaItemFactory(meeting=meeting, proposed_by=facilitator)
    client.force_login(facilitator.user)
    url = reverse("hub_meetings:plan", args=[meeting.practice_group.public_id])
    if name != "plan":
        url = address(meeting, name, *([item.public_id] if name in OF_ITEMS else []))
    monkeypatch.setattr(actions, "held", lambda group_id: (_meanwhile(what), held(group_id))[1])
    working = {"kind": "working", "purpose": "agree", "minutes": "40", "answer": "coming"}
    response = client.post(url, {**GOOD, **working, "title": "Behåll mig"})
    assert response.status_code == LATE[name]
    refusal = "The meeting no longer takes answers." if name == "answer" else "You cannot do that here."
    with translation.override("sv"):
        said = gettext("The item has been taken off the agenda." if what == "gone" else refusal)
    if response.status_code == 302:
        assert [str(message) for message in get_messages(response.wsgi_request)] == [said]
    else:
        assert [error for errors in response.context["form"].errors.values() for error in errors] == [said]
        assert "Behåll mig" in response.content.decode()


def _meanwhile(what: str) -> None:
    if what == "removed":
        Membership.objects.update(state="removed")
    elif what == "resting":
        PracticeGroup.objects.update(state="resting")
    else:
        AgendaItem.objects.all().delete()


@pytest.mark.parametrize("page", ["meetings", "meeting"])
def test_queries_do_not_grow_with_the_rows(client: Client, meeting: Meeting, member: Any, page: str) -> None:
    group = meeting.practice_group
    url = address(meeting) if page == "meeting" else reverse("hub_meetings:meetings", args=[group.public_id])
    factories.AgendaItemFactory(meeting=meeting, proposed_by=member)
    client.force_login(member.user)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in (2, 3):
        factories.MeetingFactory(practice_group=group, number=number, starts_at=meeting.starts_at + timedelta(days=number))
        factories.AgendaItemFactory(meeting=meeting, proposed_by=member)
        other = factories.MembershipFactory(practice_group=group)
        Attendance.objects.create(meeting=meeting, member=other.member, organisation=other.affiliation.organisation, answer="coming")
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)
