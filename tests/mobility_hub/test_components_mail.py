"""The mail look: one document that fetches nothing, with its style written in, and a text part that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import engines
from django.utils import translation

from mobility_hub.stylesheet import inlined_mail
from tests.mobility_hub.rendering import one, words

HTML = """{% extends "mobility_hub/mail/base.html" %}
{% block title %}Two things to do{% endblock %}
{% block content %}
<h1>Two things to do</h1>
{% include "mobility_hub/mail/row.html" with title=title url="https://hub.example/x/?a=1&b=2" note="Soon" actions=actions last=True only %}
{% endblock %}
{% block foot %}<p>You are in two groups.</p>{% endblock %}"""
TEXT = (
    '{% extends "mobility_hub/mail/base.txt" %}{% block content %}{{ title }}{% endblock %}'
    "{% block foot %}You are in two groups.{% endblock %}"
)
CONTEXT: dict[str, Any] = {
    "hub_site_name": "The Site",
    "title": 'Fish & chips <"now">',
    "preheader": "Answer by Friday",
    "settings_url": "https://hub.example/mine/mail/",
    "unsubscribe_url": "https://hub.example/mail/off/?t=1&u=2",
    "actions": [
        {"label": "Accept", "url": "https://hub.example/yes/"},
        {"label": "Decline", "url": "https://hub.example/no/", "kind": "alt"},
    ],
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def html(**changes: Any) -> str:
    return inlined_mail(engines["django"].from_string(HTML).render(CONTEXT | changes))


def text(**changes: Any) -> str:
    return engines["django"].from_string(TEXT).render(CONTEXT | changes)


def test_mail_has_its_style_in_its_elements() -> None:
    soup = BeautifulSoup(html(), "html.parser")
    assert "background: #0a5a44" in one(soup, "a.btn:not(.alt)")["style"]
    assert "background: #ffffff" in one(soup, "a.alt")["style"]
    assert "font-size: 26px" in one(soup, "h1")["style"]


def test_mail_keeps_dark_colours_in_its_head() -> None:
    soup = BeautifulSoup(html(), "html.parser")
    assert "prefers-color-scheme: dark" in one(soup, "head style").get_text()
    assert one(soup, 'meta[name="color-scheme"]')["content"] == "light dark"


def test_mail_fetches_nothing() -> None:
    assert re.findall(r"<(?:img|link|script|iframe|object)\b|url\(|@import", html()) == []


def test_mail_is_laid_out_by_tables_that_readers_pass_over() -> None:
    soup = BeautifulSoup(html(), "html.parser")
    assert {table.get("role") for table in soup.select("table")} == {"presentation"}
    assert one(soup, "table.wrap")["width"] == "600"


def test_mail_says_who_writes_what_and_how_to_stop_it() -> None:
    soup = BeautifulSoup(html(), "html.parser")
    assert words(one(soup, "[role=main]")) == 'The Site Two things to do Fish & chips <"now"> Soon Accept Decline'
    assert words(one(soup, "[role=contentinfo]")) == "You are in two groups. Choose which mails you get Stop these mails"
    assert [link["href"] for link in soup.select("[role=contentinfo] a")] == [CONTEXT["settings_url"], CONTEXT["unsubscribe_url"]]
    assert words(one(soup, ".pre")) == "Answer by Friday"
    assert one(soup, "html")["lang"] == "en"


def test_mail_without_links_has_none() -> None:
    soup = BeautifulSoup(html(settings_url="", unsubscribe_url="", preheader=""), "html.parser")
    assert words(one(soup, "[role=contentinfo]")) == "You are in two groups."
    assert not soup.select(".pre")


def test_text_part_is_plain_words() -> None:
    assert text() == (
        'The Site\n\nFish & chips <"now">\n\n-- \nYou are in two groups.\n'
        "Choose which mails you get: https://hub.example/mine/mail/\n"
        "Stop these mails: https://hub.example/mail/off/?t=1&u=2\n\n"
    )


def test_text_part_without_links_has_none() -> None:
    assert text(settings_url="", unsubscribe_url="", hub_footer_note="Example site.") == (
        'The Site\n\nFish & chips <"now">\n\n-- \nYou are in two groups.\nExample site.\n\n'
    )
