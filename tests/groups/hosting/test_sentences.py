"""Turns in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from groups.hosting import sentences
from groups.hosting.models import HostTurn
from groups.hosting.sentences import Reader
from groups.membership.models import Membership
from mobility_hub.directory.models import Organisation

pytestmark = pytest.mark.usefixtures("english")

LAST, LATEST = date(2025, 3, 14), date(2027, 4, 14)


def turn(**fields: Any) -> HostTurn:
    return HostTurn(organisation=Organisation(pk=1, name="Granby"), **fields)


@pytest.mark.parametrize(
    ("facts", "reader", "said"),
    [
        ({}, Reader.OWN, "Granby is next in turn: you have not hosted yet."),
        (
            {"latest_on": LATEST},
            Reader.OWN,
            "Granby is next in turn: you have not hosted yet and should do so no later than the meeting on 14 April 2027.",
        ),
        ({"latest_on": LATEST}, Reader.GROUP, "Granby is next in turn: it should host no later than the meeting on 14 April 2027."),
        ({}, Reader.GROUP, "Granby is next in turn."),
        (
            {"latest_on": LATEST},
            Reader.FACILITATOR,
            "Granby is next in turn: it has not hosted yet and should do so no later than the meeting on 14 April 2027.",
        ),
        ({}, Reader.FACILITATOR, "Granby is next in turn: it has not hosted yet."),
        (
            {"times_hosted": 1, "last_hosted": LAST, "latest_on": LATEST},
            Reader.OWN,
            "Granby is next in turn: you have hosted once, on 14 March 2025, and should host again "
            "no later than the meeting on 14 April 2027.",
        ),
        (
            {"times_hosted": 2, "last_hosted": LAST, "why": "next"},
            Reader.OWN,
            "Granby is next of those who can host this meeting: you have hosted 2 times, last on 14 March 2025.",
        ),
        (
            {"times_hosted": 2, "last_hosted": LAST, "latest_on": LATEST},
            Reader.GROUP,
            "Granby is next in turn: it has hosted 2 times, last on 14 March 2025, and should host again "
            "no later than the meeting on 14 April 2027.",
        ),
        ({"times_hosted": 1, "last_hosted": LAST}, Reader.GROUP, "Granby is next in turn: it has hosted once, on 14 March 2025."),
        ({"why": "alone"}, Reader.OWN, "Granby is the only one to take turns."),
        (
            {"why": "fixed", "by_hand": True, "hand_reason": "De erbjöd sig."},
            Reader.GROUP,
            "The facilitator has chosen Granby: De erbjöd sig.",
        ),
    ],
)
def test_sentence_says_why(facts: dict[str, Any], reader: Reader, said: str) -> None:
    assert sentences.why(turn(**facts), reader) == said


@pytest.mark.parametrize("facts", [{}, {"latest_on": LATEST}])
def test_who_has_not_hosted_is_no_matter_for_the_group(facts: dict[str, Any]) -> None:
    assert "not hosted" not in sentences.why(turn(**facts), Reader.GROUP)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "proposed"}, "Host: Granby (next in turn)"),
        ({"state": "asked", "answer_by": LATEST}, "Host: Granby (asked)"),
        ({"state": "accepted"}, "Host: Granby (has accepted)"),
        ({"state": "accepted", "by_hand": True}, "Host: Granby"),
        ({"state": "hosted"}, "Host: Granby"),
    ],
)
def test_list_of_meetings_names_the_host(fields: dict[str, Any], said: str) -> None:
    assert sentences.hosts([turn(**fields)]) == said


def test_two_hosts_are_both_named() -> None:
    assert sentences.hosts([turn(state="accepted"), turn(state="asked")]) == "Host: Granby (has accepted), Granby (asked)"


@pytest.mark.parametrize(
    ("times", "last", "said"),
    [(0, None, "has not hosted yet"), (1, LAST, "hosted once, on 14 March 2025"), (3, LAST, "hosted 3 times, last on 14 March 2025")],
)
def test_record_for_the_facilitator(times: int, last: date | None, said: str) -> None:
    assert sentences.times_hosted(times, last) == said


def test_sentence_follows_the_readers_language() -> None:
    with translation.override("sv"):
        assert sentences.why(turn(times_hosted=1, last_hosted=LAST), Reader.GROUP).count("14 mars 2025") == 1


@pytest.mark.django_db
def test_reader_is_known_by_the_membership(granby: Membership, sjoby: Membership, lead: Membership) -> None:
    about = HostTurn(organisation=granby.affiliation.organisation)
    assert [Reader.of(one, about) for one in (granby, sjoby, lead)] == [Reader.OWN, Reader.GROUP, Reader.FACILITATOR]
