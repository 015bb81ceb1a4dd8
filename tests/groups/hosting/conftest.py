"""A group of three municipalities with a frozen clock: Monday 11 January 2027, 09:00 in Stockholm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from groups.hosting.board import STOCKHOLM
from groups.membership.models import Membership
from tests import factories

TODAY = date(2027, 1, 11)


@pytest.fixture
def english() -> Iterator[None]:
    """Addresses and words in the language of the source, so that the Swedish ones can be bettered without touching a test."""
    with translation.override("en"):
        yield


@pytest.fixture
def clock() -> Iterator[Any]:
    """The clock stands still; ``clock.move_to`` moves it."""
    with time_machine.travel(datetime(2027, 1, 11, 8, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def moment(day: date, hour: int = 13) -> datetime:
    """A moment of a day in Stockholm."""
    return datetime.combine(day, time(hour), tzinfo=STOCKHOLM)


def in_weeks(weeks: int, days: int = 0) -> date:
    return TODAY + timedelta(weeks=weeks, days=days)


def plan_meeting(practice_group: Any, day: date, **fields: Any) -> Any:
    """A meeting from 13 to 15 that day."""
    return factories.MeetingFactory(practice_group=practice_group, starts_at=moment(day), ends_at=moment(day, 15), **fields)


def join(practice_group: Any, name: str, **fields: Any) -> Membership:
    """Somebody from the organisation of that name, which is made when it is new."""
    from mobility_hub.directory.models import Organisation  # the apps are loaded when a test runs

    organisation = Organisation.objects.filter(name=name).first() or factories.OrganisationFactory(name=name)
    return factories.MembershipFactory(practice_group=practice_group, affiliation__organisation=organisation, **fields)


def address(meeting: Any, name: str = "host") -> str:
    """A page of hosting: of the meeting, or with ``hosting`` of its group."""
    ids = [meeting.practice_group.public_id, meeting.public_id]
    return reverse(f"hub_hosting:{name}", args=ids[:1] if name == "hosting" else ids)


@pytest.fixture
def lead(clock: Any, practice_group: Any) -> Membership:
    """The facilitator, from a region: it takes no turns."""
    return factories.MembershipFactory(
        practice_group=practice_group,
        facilitator=True,
        affiliation__organisation__region=True,
        affiliation__organisation__name="Region Norr",
    )


@pytest.fixture
def granby(clock: Any, practice_group: Any) -> Membership:
    return join(practice_group, "Granby")


@pytest.fixture
def sjoby(granby: Membership, practice_group: Any) -> Membership:
    return join(practice_group, "Sjöby")


@pytest.fixture
def aby(sjoby: Membership, practice_group: Any) -> Membership:
    return join(practice_group, "Åby")


@pytest.fixture
def three(granby: Membership, sjoby: Membership, aby: Membership) -> tuple[Membership, Membership, Membership]:
    """The three municipalities of the group, in the order they came."""
    return granby, sjoby, aby
