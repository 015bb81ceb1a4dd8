"""Signing in, the member's own page, the mailbox and the directory's lists, as a browser sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.conftest import Demo

pytestmark = pytest.mark.services

PASSWORD = "hub-demo"
OPEN_PAGES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/mejllada/", "/en/accounts/login/")
MEMBERS_PAGES = ("/mitt/", "/mitt/om-mig/", "/accounts/email/", "/accounts/logout/", "/admin-login/")
ADMIN_PAGES = (
    "/admin/", "/admin/hub/requests/", "/admin/hub/members/", "/admin/hub/organisations/", "/admin/hub/email-domains/",
    "/admin/hub/organisations/create/", "/admin/pages/", "/admin/images/multiple/add/", "/admin/reports/site-history/",
)  # fmt: skip


@pytest.fixture
def page(browser: Browser, demo: Demo, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(**browser_context_args, base_url=demo.address)
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console has against a page: a broken content policy among it."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 403" not in message.text:
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def sign_in(page: Page, demo: Demo, who: str) -> None:
    page.goto("/accounts/login/")
    page.locator("main details summary").click()
    form = page.locator("main details form")
    form.locator("input[name=login]").fill(address_of(demo, who))
    form.locator("input[name=password]").fill(PASSWORD)
    form.locator("button").click()
    page.wait_for_load_state()


def address_of(demo: Demo, who: str) -> str:
    query = f"from home.models import User; print(User.objects.get(email__startswith='{who}@').email)"
    return demo.run("shell", "--verbosity", "0", "--command", query).split()[-1]


def faults(page: Page) -> list[str]:
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, *(["sideways scroll"] if too_wide else [])]


@pytest.fixture
def each_width(page: Page) -> Callable[[], list[str]]:
    def look() -> list[str]:
        seen = []
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            seen += [f"{width}: {fault}" for fault in faults(page)]
        return seen

    return look


def test_open_pages_are_accessible_and_narrow_enough(page: Page, complaints: list[str], each_width: Callable[[], list[str]]) -> None:
    seen = {}
    for path in OPEN_PAGES:
        page.goto(path)
        seen[path] = each_width()
    assert seen == {path: [] for path in OPEN_PAGES}
    assert complaints == []


def test_page_of_the_code_and_its_faults(page: Page, complaints: list[str], each_width: Callable[[], list[str]]) -> None:
    page.goto("/accounts/login/?next=/mitt/om-mig/")
    page.locator("#id_email").fill("ingen@okand.example")
    page.locator("main form button").first.click()
    page.wait_for_url("**/login/code/confirm/**")
    assert each_width() == []
    page.locator("#id_code").fill("000000")
    page.locator("button[value=verify]").click()
    assert page.evaluate("document.activeElement.className") == "mh-errors"
    assert each_width() == []
    assert complaints == []


def test_members_pages(page: Page, demo: Demo, complaints: list[str], each_width: Callable[[], list[str]]) -> None:
    sign_in(page, demo, "member")
    seen = {}
    for path in MEMBERS_PAGES:
        page.goto(path)
        seen[path] = each_width()
    assert seen == {path: [] for path in MEMBERS_PAGES}
    assert complaints == []


def test_admin_works_under_its_content_policy(page: Page, demo: Demo, complaints: list[str]) -> None:
    sign_in(page, demo, "admin")
    for path in ADMIN_PAGES:
        response = page.goto(path)
        assert response is not None
        assert response.status == 200
        page.wait_for_load_state("networkidle")
    assert complaints == []


def test_domains_are_ticked_together(page: Page, demo: Demo) -> None:
    sign_in(page, demo, "admin")
    page.goto("/admin/hub/email-domains/?confirmed=no")
    boxes = page.locator("input[name=domain]")
    if boxes.count():
        page.locator("thead input[type=checkbox]").check()
        assert boxes.first.is_checked()
        assert boxes.last.is_checked()
