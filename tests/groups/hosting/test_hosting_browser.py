"""The pages of hosting in a real browser: accessible, and narrow enough for a phone.

The pages are rendered here and handed to the browser together with their static files, so no server takes part.
"""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Route, sync_playwright

from groups.hosting.actions import accept, decline, keep_hosted, set_by_hand
from groups.hosting.enums import DeclineReason
from groups.hosting.models import HostTurn
from groups.meetings.links import meeting_url
from tests.groups.hosting.conftest import TODAY, address, in_weeks, plan_meeting

pytestmark = pytest.mark.services

SITE = "http://hub.example"
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHOTS = os.environ.get("SCREENSHOTS", "")


@pytest.fixture
def pages(clock: Any, three: Any, lead: Any, practice_group: Any, client: Client) -> dict[str, str]:
    """The pages as their readers get them, in a group where one is asked, one has accepted, one was chosen, and one meeting has nobody."""
    past = plan_meeting(practice_group, TODAY.replace(month=1, day=4), number=1)
    HostTurn.objects.create(meeting=past, organisation=three[2].affiliation.organisation, state="hosted")
    asked, accepted, chosen, nobody, later = (
        plan_meeting(practice_group, in_weeks(weeks), number=number) for number, weeks in enumerate((4, 6, 8, 10, 20), start=2)
    )
    keep_hosted()
    for turn in HostTurn.objects.filter(state="asked", meeting=accepted):
        accept(turn=turn, actor=next(one for one in three if one.affiliation.organisation_id == turn.organisation_id))
    set_by_hand(meeting=chosen, organisation=lead.affiliation.organisation, actor=lead, reason="Regionens lokal är ledig den dagen.")
    while turn := HostTurn.objects.filter(state="asked", meeting=nobody).first():
        decliner = next(one for one in three if one.affiliation.organisation_id == turn.organisation_id)
        decline(turn=turn, actor=decliner, reason=DeclineReason.ROOM)
    waiting = HostTurn.objects.get(state="asked", meeting=asked)
    own = next(one for one in three if one.affiliation.organisation_id == waiting.organisation_id)
    group = reverse("hub_membership:group", args=[practice_group.public_id])
    wanted = {
        "plan": (own, address(asked, "hosting")),
        "plan-lead": (lead, address(asked, "hosting")),
        "host": (own, address(asked)),
        "decline": (own, f"{address(asked)}?nej=1"),
        "host-lead": (lead, address(nobody)),
        "host-later": (own, address(later)),
        "choose": (lead, address(nobody, "choose")),
        "meeting": (own, meeting_url(asked)),
        "group": (own, group),
        "group-lead": (lead, group),
        "mine": (own, reverse("hub_mine:mine")),
        "mine-lead": (lead, reverse("hub_mine:mine")),
    }
    found = {}
    for name, (reader, url) in wanted.items():
        client.force_login(reader.member.user)
        response = client.get(url)
        assert response.status_code == 200, name
        found[name] = response.content.decode()
    client.force_login(lead.member.user)
    found["choose-error"] = client.post(address(nobody, "choose"), {"organisation": "", "reason": ""}).content.decode()
    return found


def test_pages_are_accessible_and_fit(pages: dict[str, str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width in (1280, 320):
            page = browser.new_context(viewport={"width": width, "height": 900}, locale="sv-SE").new_page()
            page.route("**/*", lambda route: serve(route, pages))
            for name in pages:
                page.goto(f"{SITE}/{name}", wait_until="networkidle")
                found = Axe().run(page, options=AXE_RULES).response["violations"]
                assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], (name, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
                if SHOTS:
                    page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        browser.close()


def serve(route: Route, pages: dict[str, str]) -> None:
    path = urlsplit(route.request.url).path
    if found := path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
        route.fulfill(body=Path(str(found)).read_bytes(), content_type=mimetypes.guess_type(path)[0] or "font/woff2")
    elif path.strip("/") in pages:
        route.fulfill(body=pages[path.strip("/")], content_type="text/html; charset=utf-8")
    else:
        route.abort()
