"""The style page in a real browser: accessible, narrow enough, and better with JavaScript than without.

The page is rendered here and handed to the browser together with the static files, so no server and no database take part.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, sync_playwright

from mobility_hub import stylesheet
from mobility_hub.style import sample_context

pytestmark = pytest.mark.services

STATIC = stylesheet.SERVED.parent
SITE = "http://hub.example"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'"
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AROUND: dict[str, Any] = {
    "hub_site_name": "Samverkan om mobilitet",
    "hub_nav": [{"label": name, "url": f"/{name}/", "current": name == "Nätverk"} for name in ("Ämnen", "Nätverk", "Exempel", "Grupper")],
    "hub_search_url": "/sok/",
    "hub_account": {"label": "Mitt (3)", "url": "/mitt/", "current": False},
    "hub_footer": [{"label": "Om", "url": "/om/"}, {"label": "Tillgänglighet", "url": "/tillganglighet/"}],
    "hub_language_switch": {"label": "English", "url": "/en/", "lang": "en"},
    "hub_footer_note": "Exempelsajt.",
}
HOST = (
    '<!doctype html><html lang="sv"><head><title>{% block title %}{% endblock %}</title>{% block extra_css %}{% endblock %}</head>'
    "<body><header><h1><a href='/'>Host</a></h1><ul><li>One</li></ul><button>Button</button></header>{% block content %}{% endblock %}"
    "<footer><p>Host's foot <a href='/'>link</a></p><table><tr><th>a</th><td>b</td></tr></table></footer>"
    "{% block extra_js %}{% endblock %}</body></html>"
)
HOST_STYLES = """() => [...document.querySelectorAll("html, body, body > header, body > header *, body > footer, body > footer *")].map(
    (element) => {
        const style = getComputedStyle(element);
        const moved = /^(--mh|block-size|height|inline-size|width|perspective-origin|transform-origin)/;
        return [...style].filter((name) => !moved.test(name)).map((name) => name + ": " + style.getPropertyValue(name));
    })"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    contexts = []

    def opened(*, width: int = 1280, base: str = "", **options: Any) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(5000)
        served = Served(document(base))
        page.route("**/*", served)
        page.goto(f"{SITE}/style/", wait_until="load")
        page.served = served  # type: ignore[attr-defined]  # the tests ask what was sent
        return page

    yield opened
    for context in contexts:
        context.close()


class Served:
    """Answers the browser: the page, its static files, and a note of what was posted."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.posts: list[str] = []
        self.without: set[str] = set()

    def __call__(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.method == "POST":
            self.posts.append(path)
            route.fulfill(status=204)  # the page stays, as on a slow connection
            return
        static = STATIC / path.removeprefix("/static/mobility_hub/")
        if path == "/style/":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": CSP})
        elif path.startswith("/static/mobility_hub/") and static.is_file() and path not in self.without:
            route.fulfill(body=static.read_bytes(), content_type=mimetypes.guess_type(path)[0] or "font/woff2")
        else:
            route.abort()


def document(base: str = "") -> str:
    request = RequestFactory().get("/style/")
    around = AROUND | ({"hub_base_template": base} if base else {})
    with translation.override("sv"):
        return render_to_string("mobility_hub/style.html", sample_context(request) | around, request)


@pytest.mark.parametrize(
    "options",
    [{"width": 1280}, {"width": 1280, "color_scheme": "dark"}, {"width": 320}, {"width": 1280, "forced_colors": "active"}],
    ids=["1280", "1280-dark", "320", "forced-colours"],
)
def test_style_page_is_accessible_and_fits(open_page: Open, options: dict[str, Any]) -> None:
    page = open_page(**options)
    violations = Axe().run(page, options=AXE_RULES).response["violations"]

    assert [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") == options["width"]


def test_style_page_keeps_to_its_security_policy(open_page: Open) -> None:
    page = open_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.reload(wait_until="load")
    assert said == []


def test_every_stop_of_the_keyboard_is_seen(open_page: Open) -> None:
    page = open_page()
    page.evaluate("document.activeElement.blur()")
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        unseen += page.evaluate(
            "() => { const at = document.activeElement, style = getComputedStyle(at);"
            " return style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2 ? [at.outerHTML.slice(0, 80)] : [] }"
        )
    assert unseen == []


def test_skip_link_leads_past_the_menu(open_page: Open) -> None:
    page = open_page()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0); document.body.tabIndex = -1; document.body.focus()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "hub-main"


def test_error_summary_has_the_focus_and_leads_to_its_field(open_page: Open) -> None:
    page = open_page()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.locator(".mh-errors a").nth(1).click()
    assert page.evaluate("document.activeElement.name") == "faulty-reach"


def test_composer_writes_markdown_and_lets_tab_out(open_page: Open) -> None:
    page = open_page()
    area = page.locator(".mh-composer textarea")
    area.fill("one\ntwo")
    area.evaluate("(area) => area.setSelectionRange(0, 3)")
    page.get_by_role("button", name="Fet").or_(page.get_by_role("button", name="Bold")).click()
    assert area.input_value() == "**one**\ntwo"

    area.evaluate("(area) => area.setSelectionRange(0, area.value.length)")
    page.locator("[data-hub-write=list]").click()
    assert area.input_value() == "- **one**\n- two"
    page.keyboard.press("Control+z")
    assert area.input_value() == "**one**\ntwo", "the browser's own undo still works"

    page.locator("[data-hub-write=bold]").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.hubWrite") == "italic"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "submit", "Tab leaves the text area"


@pytest.mark.parametrize(
    ("kind", "text", "selected", "result", "marked"),
    [
        ("italic", "see here", (4, 8), "see *here*", "here"),
        ("quote", "why\n\nsaid", (5, 9), "why\n\n> said", "> said"),
        ("quote", "why\nsaid", (4, 8), "why\n\n> said", "> said"),
        ("list", "", (0, 0), "- ", ""),
        ("link", "see here", (4, 8), "see [here](https://)", "https://"),
        ("link", "", (0, 0), "[](https://)", ""),
    ],
)
def test_composer_marks_what_is_selected(
    open_page: Open, kind: str, text: str, selected: tuple[int, int], result: str, marked: str
) -> None:
    page = open_page()
    area = page.locator(".mh-composer textarea")
    area.fill(text)
    area.evaluate("(area, [from, to]) => area.setSelectionRange(from, to)", list(selected))
    page.locator(f"[data-hub-write={kind}]").click()
    assert area.input_value() == result
    assert area.evaluate("(area) => area.value.slice(area.selectionStart, area.selectionEnd)") == marked


def test_a_form_pressed_twice_is_sent_once(open_page: Open) -> None:
    page = open_page()
    button = page.locator(".mh-composer button[type=submit]")
    button.evaluate("(button) => { button.click(); button.click(); }")
    page.wait_for_timeout(200)
    assert page.served.posts == ["/style/"]  # type: ignore[attr-defined]
    assert button.get_attribute("aria-disabled") == "true"


def test_menu_closes_on_escape_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page(width=320)
    page.locator(".mh-top__menu summary").click()
    page.locator(".mh-top__menu a").first.focus()
    page.keyboard.press("Escape")
    assert not page.locator(".mh-top__menu a").first.is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_filter_folds_on_a_phone_alone(open_page: Open) -> None:
    wide, phone = open_page(), open_page(width=320)
    assert wide.locator("#id_status").is_visible()
    assert not wide.locator(".mh-filter summary").is_visible()
    assert phone.locator("#id_topic").is_visible()
    assert phone.locator("#id_county").is_visible()
    assert not phone.locator("#id_status").is_visible()
    phone.locator(".mh-filter summary").click()
    assert phone.locator("#id_status").is_visible()


def test_page_works_without_javascript(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    assert not page.locator("[role=toolbar]").is_visible()
    assert page.locator("#id_status").is_visible(), "nothing is folded away on a wide screen"
    page.locator(".mh-composer textarea").fill("Text")
    page.locator(".mh-composer button[type=submit]").evaluate("(button) => button.click()")
    page.wait_for_timeout(200)
    assert page.served.posts == ["/style/"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hub_leaves_a_host_sites_own_elements_as_they_were(open_page: Open, tmp_path: Path, settings: Any, scheme: str) -> None:
    (tmp_path / "host.html").write_text(HOST, encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    page = open_page(base="host.html", color_scheme=scheme)
    with_hub = page.evaluate(HOST_STYLES)
    paper = page.evaluate("getComputedStyle(document.querySelector('.mh')).backgroundColor")
    page.served.without.add("/static/mobility_hub/hub.css")  # type: ignore[attr-defined]
    page.reload(wait_until="load")

    assert len(with_hub) == 16
    assert with_hub == page.evaluate(HOST_STYLES)
    assert paper == "rgb(255, 255, 255)", "dark colours are for pages that are dark throughout"
