"""Host turns in the Wagtail admin: organisations and dates, for administrators, and nothing to change."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook

from groups.hosting.actions import keep_hosted, set_by_hand
from groups.hosting.models import HostTurn
from tests.groups.hosting.conftest import in_weeks, plan_meeting

pytestmark = pytest.mark.usefixtures("english", "clock")

WORD = "kanariefågel"
LIST = "/admin/hub_hosting/hostturn/"


@pytest.fixture
def turn(three: Any, lead: Any, practice_group: Any) -> HostTurn:
    """A turn set by hand, with the group's and the meeting's own words around it."""
    practice_group.name = practice_group.purpose = WORD
    practice_group.save()
    meeting = plan_meeting(practice_group, in_weeks(8), title=WORD, place=WORD)
    keep_hosted()
    return set_by_hand(meeting=meeting, organisation=three[1].affiliation.organisation, actor=lead, reason=WORD)


def pages(turn: HostTurn) -> list[str]:
    return [LIST, f"{LIST}?export=csv", f"{LIST}?export=xlsx", f"{LIST}inspect/{turn.pk}/"]


@pytest.mark.parametrize(
    ("person", "sees"), {"admin": True, "administrator": False, "editor": False, "facilitator": False, "member": False}.items()
)
def test_turns_are_seen_by_administrators_only(
    request: pytest.FixtureRequest, client: Client, turn: HostTurn, person: str, sees: bool
) -> None:
    someone = request.getfixturevalue(person)
    client.force_login(getattr(someone, "user", someone))
    for url in pages(turn):
        assert (client.get(url).status_code == 200) == sees


def test_permission_to_view_turns_can_be_given(client: Client, turn: HostTurn, editor: Any) -> None:
    editor.user_permissions.add(Permission.objects.get(codename="view_hostturn"))
    client.force_login(editor)
    for url in pages(turn):
        assert client.get(url).status_code == 200


def test_turns_show_organisations_and_dates_and_no_words(client: Client, turn: HostTurn, admin: Any, practice_group: Any) -> None:
    client.force_login(admin)
    for url in pages(turn)[:2] + pages(turn)[3:]:
        found = b"".join(client.get(url)).decode()
        assert "Sjöby" in found
        assert WORD not in found
        assert practice_group.public_id not in found


def test_export_has_a_row_a_turn(client: Client, turn: HostTurn, admin: Any) -> None:
    client.force_login(admin)
    csv = b"".join(client.get(f"{LIST}?export=csv")).decode().splitlines()
    assert len(csv) == 1 + HostTurn.objects.count()
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{LIST}?export=xlsx"))))
    assert len(list(book.active.rows)) == len(csv)


@pytest.mark.parametrize("query", ["state__exact=accepted", "by_hand__exact=1", "organisation__kind__exact=municipality", "q=Sj%C3%B6by"])
def test_turns_can_be_filtered_and_found(client: Client, turn: HostTurn, admin: Any, query: str) -> None:
    client.force_login(admin)
    found = client.get(f"{LIST}?{query}").content.decode()
    assert "Sjöby" in found
    assert "Granby" not in found or query == "organisation__kind__exact=municipality"


@pytest.mark.parametrize("what", ["create/", "edit/{pk}/", "delete/{pk}/"])
def test_nobody_writes_turns_in_the_admin(client: Client, turn: HostTurn, admin: Any, what: str) -> None:
    client.force_login(admin)
    before = list(HostTurn.objects.values())
    for method in (client.get, client.post):
        assert method(LIST + what.format(pk=turn.pk)).status_code != 200
    assert list(HostTurn.objects.values()) == before


def test_history_has_no_page() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("hub_hosting_hostturn_modeladmin_history", args=[1])


def test_queries_of_the_list_do_not_grow(client: Client, turn: HostTurn, admin: Any, practice_group: Any) -> None:
    client.force_login(admin)

    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    client.get(LIST)
    few = counted()
    for weeks in (20, 24, 28):
        plan_meeting(practice_group, in_weeks(weeks))
    keep_hosted()
    assert counted() == few
