"""The pages of hosting: who gets in, what they show to whom, and the answer in two taps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.hosting.actions import accept, decline, keep_hosted, set_by_hand
from groups.hosting.enums import DeclineReason
from groups.hosting.models import HostingPeriod, HostTurn
from groups.meetings.enums import MeetingForm, MeetingState
from tests import factories
from tests.groups.hosting.conftest import TODAY, address, in_weeks, join, moment, plan_meeting

pytestmark = pytest.mark.usefixtures("english", "clock")

WORD = "kanariefågel"
PAGES = ["hosting", "host", "choose"]


@pytest.fixture
def meeting(three: Any, practice_group: Any) -> Any:
    """A meeting in eight weeks that Granby is asked to host."""
    meeting = plan_meeting(practice_group, in_weeks(8), place=WORD)
    keep_hosted()
    return meeting


def page(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: Any) -> str:
    return " ".join(soup.get_text(" ").split())


def turns(meeting: Any) -> list[tuple[str, str]]:
    return [(turn.organisation.name, turn.state) for turn in HostTurn.objects.filter(meeting=meeting).order_by("pk")]


def logged_in(client: Client, membership: Any) -> Client:
    client.force_login(membership.member.user)
    return client


# Who gets in

READERS = {"facilitator": 200, "member": 200, "former_member": 404, "outsider": 404, "supplier": 404, "editor": 404, "admin": 404}


@pytest.mark.parametrize(("person", "status"), READERS.items())
@pytest.mark.parametrize("name", PAGES)
def test_hosting_is_seen_by_members_only(
    request: pytest.FixtureRequest, client: Client, meeting: Any, person: str, status: int, name: str
) -> None:
    someone = request.getfixturevalue(person)
    client.force_login(getattr(someone, "user", someone))
    expected = 404 if (person, name) == ("member", "choose") else status
    response = client.get(address(meeting, name))
    assert response.status_code == expected
    assert "no-store" in response.headers["Cache-Control"]
    if expected == 404:
        assert "Granby" not in response.content.decode()


@pytest.mark.parametrize("person", [*READERS, "anonymous"])
def test_rows_are_visible_to_members_only(request: pytest.FixtureRequest, meeting: Any, person: str) -> None:
    someone = request.getfixturevalue(person)
    user = getattr(someone, "user", someone)
    sees = READERS.get(person) == 200
    assert HostTurn.objects.visible_to(user).exists() == HostingPeriod.objects.visible_to(user).exists() == sees


@pytest.mark.parametrize("name", [*PAGES, "answer"])
def test_anonymous_is_asked_to_sign_in_for_every_address(client: Client, meeting: Any, name: str) -> None:
    made_up = reverse("hub_hosting:host", args=["x" * 16, "y" * 16])
    found, nothing = client.get(address(meeting, name)), client.get(made_up)
    assert (found.status_code, nothing.status_code) == (302, 302)
    assert found.headers["Location"].split("?")[0] == nothing.headers["Location"].split("?")[0]


@pytest.mark.parametrize("person", [*READERS, "anonymous"])
def test_answer_is_given_by_the_asked_organisation_only(request: pytest.FixtureRequest, client: Client, meeting: Any, person: str) -> None:
    someone = request.getfixturevalue(person)
    if person != "anonymous":
        client.force_login(getattr(someone, "user", someone))
    for given in ({"answer": "yes"}, {"reason": "date"}):
        assert client.post(address(meeting, "answer"), given).status_code in (302, 404)
    assert turns(meeting) == [("Granby", "asked")]


def test_stranger_and_nothing_cost_the_same(client: Client, meeting: Any, outsider: Any) -> None:
    client.force_login(outsider.user)
    client.get(address(meeting))  # what Django and Wagtail keep after a first request
    costs = []
    for url in (address(meeting), reverse("hub_hosting:host", args=["x" * 16, "y" * 16]), reverse("hub_hosting:host", args=["nej", "1"])):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 404
        costs.append(len(captured))
    assert len(set(costs)) == 1


def test_meeting_of_another_group_is_not_found_here(client: Client, meeting: Any, granby: Any) -> None:
    other = factories.MeetingFactory()
    logged_in(client, granby)
    for name in ("host", "answer", "choose"):
        url = reverse(f"hub_hosting:{name}", args=[meeting.practice_group.public_id, other.public_id])
        assert (client.post(url, {"answer": "yes"}) if name == "answer" else client.get(url)).status_code == 404


@pytest.mark.parametrize("name", ["hosting", "host"])
def test_pages_are_only_read(client: Client, meeting: Any, granby: Any, name: str) -> None:
    assert logged_in(client, granby).post(address(meeting, name)).status_code == 405


def test_answer_is_only_posted(client: Client, meeting: Any, granby: Any) -> None:
    assert logged_in(client, granby).get(address(meeting, "answer")).status_code == 405


# The plan


def test_plan_shows_hosts_and_reasons(client: Client, meeting: Any, sjoby: Any, practice_group: Any) -> None:
    plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    found = words(page(logged_in(client, sjoby), address(meeting, "hosting")))
    assert "Granby · asked, answers by 25 January" in found
    assert "Granby is next in turn" in found
    assert "Sjöby · next in turn" in found
    assert "you have not hosted yet" in found
    assert "Granby has not hosted" not in found
    assert "it has not hosted" not in found


def test_only_the_facilitator_sees_who_has_not_hosted(client: Client, meeting: Any, granby: Any, lead: Any) -> None:
    assert "Only you as facilitator" not in words(page(logged_in(client, granby), address(meeting, "hosting")))
    found = words(page(logged_in(client, lead), address(meeting, "hosting")))
    assert "Granby has not hosted yet" in found
    assert "it has not hosted yet" in found
    assert "Choose a host" in found


def test_history_shows_who_has_hosted(client: Client, meeting: Any, granby: Any, lead: Any, clock: Any) -> None:
    accept(turn=HostTurn.objects.get(), actor=granby)
    clock.move_to(moment(in_weeks(9)))
    keep_hosted()
    soup = page(logged_in(client, lead), address(meeting, "hosting"))
    assert "Granby" in words(soup.select_one(".mh-rows--date"))
    assert "Granby hosted once, on 8 March 2027" in words(soup)


def test_group_without_meetings_has_calm_pages(client: Client, practice_group: Any, member: Any) -> None:
    client.force_login(member.user)
    found = words(page(client, reverse("hub_hosting:hosting", args=[practice_group.public_id])))
    assert "No meeting is planned." in found
    assert "Nobody has hosted yet." in found
    assert "No municipality in the group takes turns yet." in found


@pytest.mark.parametrize("name", ["hosting", "host"])
def test_queries_do_not_grow_with_meetings(client: Client, meeting: Any, granby: Any, practice_group: Any, name: str) -> None:
    logged_in(client, granby)

    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address(meeting, name))
        return len(captured)

    def hosted(days: int) -> None:
        past = plan_meeting(practice_group, TODAY - timedelta(days=days))
        HostTurn.objects.create(meeting=past, organisation=granby.affiliation.organisation, state="hosted")

    hosted(30)
    plan_meeting(practice_group, in_weeks(20))
    keep_hosted()
    few = counted()
    for weeks in (24, 28):
        plan_meeting(practice_group, in_weeks(weeks))
        hosted(weeks * 7)
    keep_hosted()
    assert counted() == few


# The host's page


def test_asked_member_sees_what_it_means_and_can_answer(client: Client, meeting: Any, granby: Any, practice_group: Any) -> None:
    soup = page(logged_in(client, granby), address(meeting))
    assert words(soup.h1) == "Would Granby host the meeting on Monday 8 March?"
    found = words(soup)
    for said in ("Monday 8 March 2027, 13:00–15:00", WORD, "A room for 3 people", "by 1 March", "Answer by 25 January"):
        assert said in found
    assert [button["value"] for button in soup.select(f"form[action='{address(meeting, 'answer')}'] button")] == ["yes", "no"]


def test_others_see_how_it_stands(client: Client, meeting: Any, sjoby: Any) -> None:
    soup = page(logged_in(client, sjoby), address(meeting))
    assert words(soup.h1) == "Host on Monday 8 March: Granby"
    assert "Asked, answers by 25 january" in words(soup) or "Asked, answers by 25 January" in words(soup)
    assert not soup.select("main form")


def test_yes_in_one_tap(client: Client, meeting: Any, granby: Any) -> None:
    response = logged_in(client, granby).post(address(meeting, "answer"), {"answer": "yes"}, follow=True)
    assert turns(meeting) == [("Granby", "accepted")]
    assert response.redirect_chain == [(address(meeting), 302)]
    assert "Thank you. You host the meeting." in response.content.decode()


def test_yes_leads_back_to_where_it_was_given(client: Client, meeting: Any, granby: Any) -> None:
    group = reverse("hub_membership:group", args=[meeting.practice_group.public_id])
    response = logged_in(client, granby).post(
        address(meeting, "answer"), {"answer": "yes"}, headers={"Referer": f"http://testserver{group}"}
    )
    assert response.headers["Location"] == group


def test_no_in_two_taps(client: Client, meeting: Any, granby: Any) -> None:
    logged_in(client, granby)
    response = client.post(address(meeting, "answer"), {"answer": "no"})
    assert response.headers["Location"] == f"{address(meeting)}?nej=1#svar"
    assert turns(meeting) == [("Granby", "asked")], "the first tap answers nothing"
    soup = page(client, response.headers["Location"])
    assert [button["value"] for button in soup.select("button[name=reason]")] == ["date", "room", "staff", "other"]
    response = client.post(address(meeting, "answer"), {"reason": "room", "ask_again": ""}, follow=True)
    assert turns(meeting) == [("Granby", "declined"), ("Sjöby", "asked")]
    found = response.content.decode()
    assert "You have said no to this meeting. You keep your place." in found
    assert "Host on Monday 8 March: Sjöby" in found


@pytest.mark.parametrize(("months", "day"), [("", None), ("3", date(2027, 4, 11)), ("6", date(2027, 7, 11)), ("12", date(2028, 1, 11))])
def test_no_says_when_to_ask_again(client: Client, meeting: Any, granby: Any, months: str, day: date | None) -> None:
    logged_in(client, granby).post(address(meeting, "answer"), {"reason": "date", "ask_again": months})
    assert HostingPeriod.objects.get(organisation__name="Granby").ask_from == day


@pytest.mark.parametrize(
    "given",
    [{"reason": ""}, {"reason": "silent"}, {"reason": "x" * 300}, {"reason": "date", "ask_again": "7"}, {"answer": "no", "reason": "\x00"}],
)
def test_bad_no_is_told_and_answers_nothing(client: Client, meeting: Any, granby: Any, given: dict[str, str]) -> None:
    response = logged_in(client, granby).post(address(meeting, "answer"), given)
    assert response.status_code == 422
    assert response.content.decode().count('class="mh-errors"') == 1
    assert turns(meeting) == [("Granby", "asked")]


@pytest.mark.parametrize("given", [{}, {"answer": ""}, {"answer": "maybe"}])
def test_answer_that_is_none_is_not_found(client: Client, meeting: Any, granby: Any, given: dict[str, str]) -> None:
    assert logged_in(client, granby).post(address(meeting, "answer"), given).status_code == 404


def test_second_answer_is_told_kindly(client: Client, meeting: Any, granby: Any) -> None:
    decline(turn=HostTurn.objects.get(), actor=granby, reason=DeclineReason.DATE)
    response = logged_in(client, granby).post(address(meeting, "answer"), {"answer": "yes"}, follow=True)
    assert response.status_code == 200
    assert "Your organisation has already answered." in response.content.decode()


def test_silent_organisation_is_told_that_the_question_has_gone_on(client: Client, meeting: Any, granby: Any, clock: Any) -> None:
    clock.move_to(moment(date(2027, 1, 26)))
    keep_hosted()
    assert "No answer came from you in time" in words(page(logged_in(client, granby), address(meeting)))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (MeetingForm.ON_SITE, "A room for 3 people, with a screen."),
        (MeetingForm.BOTH, "with screen and camera"),
        (MeetingForm.ONLINE, "A link to the online meeting"),
    ],
)
def test_duties_follow_the_form_of_the_meeting(client: Client, meeting: Any, granby: Any, form: str, said: str) -> None:
    meeting.form = form
    meeting.save()
    found = words(page(logged_in(client, granby), address(meeting)))
    assert said in found
    assert ("Coffee" in found) == (form != MeetingForm.ONLINE)


def test_near_meeting_asks_for_the_address_at_once(client: Client, three: Any, practice_group: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(0, days=5))
    keep_hosted()
    assert "as soon as you can" in words(page(logged_in(client, three[0]), address(meeting)))


def test_cancelled_meeting_has_a_page_without_question(client: Client, meeting: Any, granby: Any) -> None:
    meeting.state = MeetingState.CANCELLED
    meeting.save()
    soup = page(logged_in(client, granby), address(meeting))
    assert words(soup.h1) == "The meeting on Monday 8 March is cancelled"
    assert not soup.select("main form")
    assert logged_in(client, granby).post(address(meeting, "answer"), {"answer": "yes"}).status_code == 302
    assert turns(meeting) == [("Granby", "asked")]


def test_meeting_that_was_hosted_keeps_its_page(client: Client, meeting: Any, granby: Any, clock: Any) -> None:
    accept(turn=HostTurn.objects.get(), actor=granby)
    clock.move_to(moment(in_weeks(9)))
    keep_hosted()
    assert words(page(logged_in(client, granby), address(meeting)).h1) == "Host on Monday 8 March: Granby"


def test_meeting_without_host_says_so(client: Client, practice_group: Any, lead: Any) -> None:
    meeting = plan_meeting(practice_group, in_weeks(5))
    keep_hosted()
    assert words(page(logged_in(client, lead), address(meeting)).h1) == "No host yet for the meeting on Monday 15 February"


# By hand


def test_facilitator_chooses_a_host(client: Client, meeting: Any, aby: Any, lead: Any, granby: Any) -> None:
    logged_in(client, lead)
    given = {"organisation": aby.affiliation.organisation_id, "reason": "De erbjöd sig."}
    response = client.post(address(meeting, "choose"), given, follow=True)
    assert response.redirect_chain == [(address(meeting), 302)]
    assert turns(meeting) == [("Granby", "withdrawn"), ("Åby", "accepted")]
    found = words(page(logged_in(client, granby), address(meeting)))
    assert "The facilitator has chosen Åby: De erbjöd sig." in found


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"organisation": ""}, "organisation"),
        ({"organisation": "0"}, "organisation"),
        ({"organisation": "x"}, "organisation"),
    ],
)
def test_bad_choice_is_told_by_the_field_and_kept(
    client: Client, meeting: Any, aby: Any, lead: Any, wrong: dict[str, str], field: str
) -> None:
    given = {"organisation": aby.affiliation.organisation_id, "reason": "Behåll mig", **wrong}
    response = logged_in(client, lead).post(address(meeting, "choose"), given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    if "reason" not in wrong:
        assert "Behåll mig" in response.content.decode()
    assert turns(meeting) == [("Granby", "asked")]


def test_organisation_outside_the_group_cannot_be_chosen(client: Client, meeting: Any, lead: Any) -> None:
    outside = factories.OrganisationFactory(name="Utby")
    response = logged_in(client, lead).post(address(meeting, "choose"), {"organisation": outside.pk, "reason": "Nej"})
    assert list(response.context["form"].errors) == ["organisation"]


def test_nothing_is_chosen_when_the_meeting_is_over(client: Client, meeting: Any, lead: Any, clock: Any) -> None:
    clock.move_to(moment(in_weeks(9)))
    assert logged_in(client, lead).get(address(meeting, "choose")).status_code == 404


def test_reason_is_escaped(client: Client, meeting: Any, lead: Any, aby: Any) -> None:
    set_by_hand(meeting=meeting, organisation=aby.affiliation.organisation, actor=lead, reason="<script>alert(1)</script>")
    response = logged_in(client, aby).get(address(meeting))
    assert b"<script>alert" not in response.content


def test_guest_reads_and_does_not_answer(client: Client, meeting: Any, practice_group: Any) -> None:
    guest = join(practice_group, "Granby", role="guest", until=timezone.now() + timedelta(days=90))
    logged_in(client, guest)
    assert not page(client, address(meeting)).select("main form")
    assert client.post(address(meeting, "answer"), {"answer": "yes"}).status_code == 404
    assert turns(meeting) == [("Granby", "asked")]
