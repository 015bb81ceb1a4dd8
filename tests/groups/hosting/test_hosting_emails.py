"""The mails about hosting: what they say, and that they stay away when they no longer hold or their reader may no longer know."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from groups.hosting.actions import accept, decline, keep_hosted, set_by_hand
from groups.hosting.enums import DeclineReason
from groups.hosting.models import HostTurn
from groups.meetings.enums import MeetingState
from groups.membership.enums import MembershipState, Role
from mobility_hub.outbox.enums import DropReason
from mobility_hub.outbox.kinds import Drop, Rendered, find_kind
from mobility_hub.outbox.models import OutgoingMail
from tests import factories
from tests.groups.hosting.conftest import in_weeks, join, moment, plan_meeting

pytestmark = pytest.mark.usefixtures("clock")

WORD = "kanariefågel"


@pytest.fixture
def meeting(three: Any, practice_group: Any) -> Any:
    meeting = plan_meeting(practice_group, in_weeks(8), place="Stora salen", title=WORD, link=f"https://moten.example/{WORD}")
    keep_hosted()
    return meeting


def rendered(mail: OutgoingMail, language: str = "en") -> Rendered:
    with translation.override(language):
        return find_kind(mail.kind).render(mail)


def ask_to(person: Any) -> OutgoingMail:
    return OutgoingMail.objects.get(kind="host_ask", member=person.member)


def asked() -> HostTurn:
    return HostTurn.objects.get(state="asked")


def test_ask_says_when_where_why_and_until_when(meeting: Any, granby: Any) -> None:
    mail = rendered(ask_to(granby))
    assert mail.subject == "Would Granby host the meeting on Monday 8 March? Villkor för elsparkcyklar"
    url = f"http://testserver/en{reverse_sv(meeting)}"
    for form in (mail.text, mail.html):
        for said in ("Monday 8 March 2027, 13:00–15:00", "Stora salen", "Villkor för elsparkcyklar", "Answer by 25 January.", url):
            assert said in form
        assert "you have not hosted yet" in form
        assert WORD not in form, "neither the meeting's title nor its link"
    assert (mail.unsubscribe_url, find_kind("host_ask").must_know) == ("", True)


def reverse_sv(meeting: Any) -> str:
    with translation.override("sv"):
        return reverse("hub_hosting:host", args=[meeting.practice_group.public_id, meeting.public_id])


def test_text_of_the_mail_reads_well(meeting: Any, granby: Any) -> None:
    text = rendered(ask_to(granby)).text
    assert not re.search(r"\n{3,}", text)
    assert not re.search(r"&\w+;", text)
    assert "  " not in text.replace("-- ", "")


def lose_membership(person: Any) -> None:
    person.state = MembershipState.LEFT
    person.save()


def lose_affiliation(person: Any) -> None:
    person.affiliation.until = timezone.now()
    person.affiliation.save()


def become_guest(person: Any) -> None:
    person.role, person.until = Role.GUEST, timezone.now() + timedelta(days=90)
    person.save()


def change_employer(person: Any) -> None:
    person.affiliation = factories.AffiliationFactory(member=person.member)
    person.save()


@pytest.mark.parametrize("kind", ["host_ask", "host_set", "host_ask_withdrawn"])
@pytest.mark.parametrize("lose", [lose_membership, lose_affiliation, become_guest, change_employer])
def test_mail_is_dropped_after_access_is_lost(meeting: Any, granby: Any, sjoby: Any, lead: Any, lose: Any, kind: str) -> None:
    reader = granby
    if kind != "host_ask":
        set_by_hand(meeting=meeting, organisation=sjoby.affiliation.organisation, actor=lead, reason="Byte")
        reader = sjoby if kind == "host_set" else granby
    mail = OutgoingMail.objects.get(kind=kind)
    assert mail.member == reader.member
    lose(reader)
    with pytest.raises(Drop) as dropped:
        rendered(mail)
    assert dropped.value.reason == DropReason.ACCESS_LOST


def test_ask_is_dropped_when_answered(meeting: Any, granby: Any) -> None:
    accept(turn=asked(), actor=granby)
    with pytest.raises(Drop) as dropped:
        rendered(ask_to(granby))
    assert dropped.value.reason == DropReason.SUPERSEDED


def test_ask_is_dropped_when_the_meeting_is_cancelled(meeting: Any, granby: Any) -> None:
    meeting.state = MeetingState.CANCELLED
    meeting.save()
    with pytest.raises(Drop) as dropped:
        rendered(ask_to(granby))
    assert dropped.value.reason == DropReason.SUPERSEDED


def test_ask_is_dropped_when_its_turn_is_gone(meeting: Any, granby: Any) -> None:
    mail = ask_to(granby)
    mail.about = {}
    with pytest.raises(Drop):
        rendered(mail)


def test_each_organisation_is_asked_by_one_mail_a_member(meeting: Any, three: Any, practice_group: Any) -> None:
    join(practice_group, "Sjöby")
    for membership in three[:2]:
        decline(turn=asked(), actor=membership, reason=DeclineReason.DATE)
        keep_hosted()
    kinds = OutgoingMail.objects.values_list("member__memberships__affiliation__organisation__name", flat=True).order_by("pk")
    assert list(kinds) == ["Granby", "Sjöby", "Sjöby", "Åby"]


def test_host_by_hand_is_told_without_the_reason(meeting: Any, sjoby: Any, lead: Any, granby: Any) -> None:
    set_by_hand(meeting=meeting, organisation=sjoby.affiliation.organisation, actor=lead, reason=WORD)
    chosen = rendered(OutgoingMail.objects.get(kind="host_set"))
    released = rendered(OutgoingMail.objects.get(kind="host_ask_withdrawn"))
    assert chosen.subject == "Sjöby hosts the meeting on Monday 8 March: Villkor för elsparkcyklar"
    assert released.subject == "Granby need not host the meeting on Monday 8 March: Villkor för elsparkcyklar"
    for mail in (chosen, released):
        assert WORD not in mail.text + mail.html
    assert "chosen another host" in released.text


def test_cancelled_meeting_is_told_to_its_host(meeting: Any, granby: Any) -> None:
    accept(turn=asked(), actor=granby)
    meeting.state = MeetingState.CANCELLED
    meeting.save()
    keep_hosted()
    assert "The meeting is cancelled." in rendered(OutgoingMail.objects.get(kind="host_ask_withdrawn")).text


def test_host_by_hand_who_is_replaced_is_not_told_twice(meeting: Any, three: Any, lead: Any) -> None:
    for membership in three[1:]:
        set_by_hand(meeting=meeting, organisation=membership.affiliation.organisation, actor=lead, reason="Byte")
    first, second = OutgoingMail.objects.filter(kind="host_set").order_by("pk")
    with pytest.raises(Drop):
        rendered(first)
    assert rendered(second).subject.startswith("Åby hosts")


def test_mail_in_swedish_names_the_day_in_swedish(meeting: Any, granby: Any) -> None:
    assert "måndag 8 mars" in rendered(ask_to(granby), "sv").subject
    assert moment(in_weeks(8)).weekday() == 0
