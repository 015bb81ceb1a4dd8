"""A municipality's first week, in Chromium, against a running demo: web, worker, beat and a real mail server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo

pytestmark = pytest.mark.services

NEWCOMER = "ny.person@lindfors.example"
QUESTION = "Hur länge får ett felställt fordon stå kvar"
GROUP = "Villkor för elsparkcyklar"
PASSWORD = "hub-demo"


@pytest.fixture
def person(browser: Browser, demo: Demo, browser_context_args: dict[str, Any]) -> Callable[[], Page]:
    """Open a browser of one's own at the demo: nobody shares cookies."""

    def open_page() -> Page:
        page = browser.new_context(**browser_context_args, base_url=demo.address).new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        return page

    return open_page


def sign_in(page: Page, email: str, at: str = "/accounts/login/") -> None:
    page.goto(at)
    form = page.locator("form", has=page.locator("input[name=password]"))
    if not form.locator("input[name=password]").is_visible():
        page.locator("main summary").first.click()
    form.locator("input[name=login]").fill(email)
    form.locator("input[name=password]").fill(PASSWORD)
    form.locator("button").click()
    page.wait_for_load_state()


def newest_mail(page: Page, *, to: str, having: str = "", seconds: int = 150) -> str:
    """The text of the newest mail to ``to`` in the mailbox page, once one with ``having`` has come through the outbox."""
    for _attempt in range(seconds):
        page.goto("/mejllada/")
        rows = page.locator("main li, main tr").filter(has_text=to)
        for index in range(min(rows.count(), 4)):
            page.goto("/mejllada/")
            rows.nth(index).locator("a").first.click()
            text = page.locator("main").inner_text()
            if having in text:
                return text
        time.sleep(1)
    raise AssertionError(f"no mail to {to} with {having!r}")


def code_in(text: str) -> str:
    """The code stands alone on its line."""
    found = re.findall(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4}|\d{6})\s*$", text, flags=re.MULTILINE)
    assert found, text
    return str(found[0])


def link_in(text: str, part: str) -> str:
    found = re.findall(rf"https?://\S*{part}\S*", text)
    assert found, text
    return str(found[0]).rstrip(".,)>")


def test_first_week(demo: Demo, person: Callable[[], Page]) -> None:
    visitor = person()
    see_the_overview(visitor)
    see_an_example(visitor)
    newcomer, facilitator = person(), person()
    sign_up(newcomer, visitor)
    ask_to_join(newcomer)
    approve(facilitator)
    thread_url = ask_a_question(newcomer)
    give_an_answer(facilitator, thread_url)
    expect_answer(newcomer, thread_url)
    meeting_url = plan_a_meeting(facilitator)
    see_the_host(demo, facilitator, visitor, meeting_url)
    digest = get_the_digest(demo, visitor)
    follow_the_digest(digest, person(), thread_url, meeting_url)
    unsubscribe(demo, digest, person())
    for email in ("supplier@rullfordon.example", "outsider@ekholm.example"):
        find_nothing(person(), email, [thread_url, meeting_url])


def see_the_overview(page: Page) -> None:
    page.goto("/natverk/")
    assert "40 nätverk" in page.locator("main").inner_text()
    row = page.locator("tbody tr").filter(has=page.get_by_role("link", name="Upphandling", exact=True))
    assert "Miljöfordon Sverige" in row.inner_text()
    page.goto("/natverk/?amne=upphandling&vy=lista")
    assert "Storregionala upphandlingsnätverket" in page.locator("main").inner_text()


def see_an_example(page: Page) -> None:
    page.goto("/amnen/elsparkcykel/")
    page.get_by_role("link", name=re.compile("Stockholm införde tillstånd")).first.click()
    text = page.locator("main").inner_text().replace("\xa0", " ")
    for fact in ("Kommunfullmäktige, Stockholms stad", "november 2021", "23 000", "12 000"):
        assert fact in text


def sign_up(page: Page, mailbox: Page) -> None:
    page.goto("/accounts/signup/")
    page.fill("input[name=name]", "Nya Person")
    page.fill("input[name=email]", NEWCOMER)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", code_in(newest_mail(mailbox, to=NEWCOMER)))
    page.locator("main button.mh-btn--primary").first.click()
    page.wait_for_url("**/mitt/**")
    if "om-mig" in page.url:
        page.fill("input[name=title]", "trafikplanerare")
        page.locator("form", has=page.locator("input[name=title]")).locator("button[type=submit]").first.click()
        page.wait_for_load_state()
    page.goto("/mitt/")
    assert "Lindfors kommun" in page.locator("main").inner_text(), "the confirmed domain verifies an employee at once"


def ask_to_join(page: Page) -> None:
    page.goto("/grupper/")
    page.get_by_role("link", name=GROUP).first.click()
    page.locator("main a[href*='be-om-att-vara-med']").first.click()
    page.fill("textarea[name=message]", "Vi ska skriva villkor i vår.")
    page.locator("form", has=page.locator("textarea[name=message]")).locator("button[type=submit]").first.click()
    page.wait_for_load_state()
    page.goto("/mina-grupper/")
    assert page.get_by_role("link", name=GROUP).count() == 0 or "diskussioner" not in page.content()


def approve(page: Page) -> None:
    sign_in(page, "facilitator@granby.example", at="/mina-grupper/")
    page.get_by_role("link", name=GROUP).first.click()
    page.locator("main nav a[href$='/deltagare/']").first.click()
    page.locator("button[name=do][value=approve]").click()
    page.wait_for_load_state()
    assert page.locator("button[name=do][value=approve]").count() == 0


def ask_a_question(page: Page) -> str:
    page.goto("/mina-grupper/")
    page.get_by_role("link", name=GROUP).first.click()
    page.locator("main a[href*='/diskussioner/ny/']").first.click()
    page.fill("input[name=title]", QUESTION)
    page.fill("textarea[name=text]", "Vi har skrivit två timmar. Går det att hålla?")
    page.locator("form", has=page.locator("textarea[name=text]")).locator("button.mh-btn--primary").click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_contain_text(QUESTION)
    return page.url.split("#")[0].split("?")[0]


def give_an_answer(page: Page, thread_url: str) -> None:
    page.goto(thread_url)
    page.fill("textarea[name=text]", "Två timmar på dagen, fyra på natten. Det har gått bra.")
    page.locator("form", has=page.locator("textarea[name=text]")).locator("button.mh-btn--primary").click()
    page.wait_for_load_state()


def expect_answer(page: Page, thread_url: str) -> None:
    page.goto(thread_url)
    assert "Två timmar på dagen, fyra på natten" in page.locator("main").inner_text()
    assert "Granby kommun" in page.locator("main").inner_text()


def plan_a_meeting(page: Page) -> str:
    page.goto("/mina-grupper/")
    page.get_by_role("link", name=GROUP).first.click()
    page.locator("main nav a[href$='/moten/']").first.click()
    page.locator("main a[href$='/moten/nytt/']").click()
    page.fill("input[name=title]", "Provmöte")
    page.fill("input[name=day]", (date.today() + timedelta(days=75)).isoformat())
    page.fill("input[name=starts]", "13:00")
    page.fill("input[name=ends]", "15:00")
    page.locator("form", has=page.locator("input[name=day]")).locator("button.mh-btn--primary").click()
    page.wait_for_load_state()
    assert "Provmöte" in page.locator("main").inner_text()
    return page.url


def see_the_host(demo: Demo, page: Page, mailbox: Page, meeting_url: str) -> None:
    """Beat plans the turn by itself; the page says who and why, and the host's member has the mail."""
    for _attempt in range(150):
        page.goto(meeting_url)
        text = page.locator("main").inner_text()
        host = next((name for name in ("Granby", "Sjövik", "Norrsund", "Lindfors", "Tallås") if f"{name}" in text and "ärd" in text), "")
        if re.search(r"[Mm]ötesvärd", text) and "tur" in text and host:
            break
        time.sleep(1)
    else:
        raise AssertionError(text)
    asked = demo.run(
        "shell",
        "--verbosity",
        "0",
        "-c",
        "from mobility_hub.outbox.models import OutgoingMail as M; "
        "print('ASKED', *sorted(set(M.objects.filter(kind='host_ask').values_list('address', flat=True))))",
    )
    addresses = next(line for line in asked.splitlines() if line.startswith("ASKED")).split()[1:]
    assert addresses
    assert "ötesvärd" in newest_mail(mailbox, to=addresses[0], having="ötesvärd")


def get_the_digest(demo: Demo, mailbox: Page) -> str:
    """The member's next summary is brought forward; writing and sending it is left to beat and worker."""
    demo.run(
        "shell",
        "--verbosity",
        "0",
        "-c",
        "from datetime import timedelta; from django.utils import timezone; from mobility_hub.digests.models import DigestPlan as P; "
        "from mobility_hub.directory.models import Member; m = Member.objects.get(email='member@sjovik.example'); "
        "P.objects.update_or_create(member=m, defaults={'covered_until': timezone.now() - timedelta(days=2), "
        "'next_at': timezone.now() + timedelta(seconds=20)})",
    )
    text = newest_mail(mailbox, to="member@sjovik.example", having=QUESTION)
    assert "13.00–15.00" in text, text
    return text


def follow_the_digest(digest: str, page: Page, thread_url: str, meeting_url: str) -> None:
    thread_id, meeting_id = thread_url.rstrip("/").split("/")[-1], meeting_url.rstrip("/").split("/")[-1]
    page.goto(link_in(digest, thread_id))
    assert "/accounts/login/" in page.url, "a member's link leads through sign-in"
    sign_in(page, "member@sjovik.example", at=page.url)
    expect(page.locator("h1")).to_contain_text(QUESTION)
    page.goto(link_in(digest, meeting_id))
    assert "Provmöte" in page.locator("main").inner_text()


def unsubscribe(demo: Demo, digest: str, page: Page) -> None:
    page.goto(link_in(digest, "/mejl/avsluta/"))
    assert "/accounts/login/" not in page.url
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    cadence = demo.run(
        "shell",
        "--verbosity",
        "0",
        "-c",
        "from mobility_hub.digests.models import DigestPlan as P; "
        "print('NOW', P.objects.get(member__email='member@sjovik.example').cadence)",
    )
    assert "NOW never" in cadence


def find_nothing(page: Page, email: str, urls: list[str]) -> None:
    sign_in(page, email)
    page.goto(f"/sok/?q={QUESTION}")
    assert QUESTION not in " ".join(page.locator("main li").all_inner_texts())
    page.goto("/mina-grupper/")
    assert page.locator("main a[href*='/mina-grupper/']").filter(has_text=GROUP).count() == 0
    for url in urls:
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 404
        assert "Provmöte" not in page.content()
        assert QUESTION not in page.content()
