"""Posts, composer, agenda, parts with a body, and whole pages on the hub's base or on a site's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.utils import translation
from django.utils.safestring import SafeString

from tests.mobility_hub.rendering import one, page_of, render, words


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


class Answer(forms.Form):
    about = forms.CharField(label="Answer", widget=forms.Textarea)


# Parts of pages


def test_post_says_who_when_and_what_it_answers() -> None:
    post = {
        "id": "post-7", "author": "Member A", "role": "Nordvik", "when": datetime(2026, 2, 18, 8, 12, tzinfo=UTC), "depth": 5,
        "html": SafeString("<p>Yes.</p>"), "to": {"label": "Answer to Member B", "url": "#post-3"},
    }  # fmt: skip
    article = one(render("post", post=post), "article#post-7")

    assert article["class"] == ["mh-post", "mh-post--2"], "the indent stops at two"
    assert one(article, "time")["datetime"] == "2026-02-18T09:12+01:00"
    assert one(article, "a.mh-post__to")["href"] == "#post-3"
    assert words(one(article, ".mh-post__text p")) == "Yes."


def test_post_escapes_what_is_not_marked_safe() -> None:
    assert not render("post", post={"author": "<b>x</b>", "html": "<script>x</script>"}).select("script, b b")


def test_composer_works_without_its_toolbar() -> None:
    soup = render("composer", field=Answer()["about"], submit="Answer")
    area = one(soup, "textarea")
    assert one(soup, "label")["for"] == area["id"] == one(soup, "[role=toolbar]")["aria-controls"]
    assert one(soup, "[role=toolbar]").has_attr("hidden")
    assert all(button["type"] == "button" and button["aria-label"] for button in soup.select("[role=toolbar] button"))
    assert words(one(soup, "button[type=submit]")) == "Answer"


def test_agenda_says_which_item_has_no_owner() -> None:
    start = datetime(2027, 4, 14, 11, 0, tzinfo=UTC)
    items = [
        {"start": start, "number": 1, "title": "Welcome", "purpose": "inform", "owner": "Nordvik", "minutes": 10},
        {
            "start": start,
            "number": 2,
            "title": "Fee",
            "purpose": "agree",
            "owner": None,
            "minutes": None,
            "take": {"label": "Take it", "url": "/t/"},
        },
        {"start": start, "title": "Break", "minutes": 15, "is_break": True},
    ]
    soup = render("agenda", items=items, caption="Agenda")
    assert [words(row) for row in soup.select("tbody tr")] == [
        "13:00 1. Welcome inform Nordvik 10",
        "13:00 2. Fee agree missing · Take it Fee not known",
        "13:00 Break 15",
    ]


@pytest.mark.parametrize(("level", "css_class"), [(25, "mh-notice--ok"), (20, None), (30, "mh-notice--due"), (40, "mh-notice--due")])
def test_messages_are_notices_that_are_announced(level: int, css_class: str | None) -> None:
    soup = render("messages", messages=[Message(level, "Saved <b>")])
    notice = one(soup, "[role=status] > .mh-notice")
    assert notice["class"] == ["mh-notice", *([css_class] if css_class else [])]
    assert words(notice) == "Saved <b>"


def test_section_takes_a_body_that_may_hold_a_form() -> None:
    source = "{% load hub %}{% hubsection title=name note='Open' id='open' %}<form>{% post_token %}{{ name }}</form>{% endhubsection %}"
    section = one(page_of(source, "/", {"name": "A & B"}), "section#open")
    assert words(one(section, "h2")) == "A & B"
    assert words(one(section, "form")) == "A & B"
    assert one(section, "input")["name"] == "csrfmiddlewaretoken"


def test_notice_with_a_body_can_carry_actions() -> None:
    source = "{% load hub %}{% hubnotice title='Next' kind='due' level=3 actions=actions post_to='/x/' %}<p>Soon</p>{% endhubnotice %}"
    notice = one(page_of(source, "/", {"actions": [{"label": "Coming", "name": "answer", "value": "yes"}]}), ".mh-notice--due")
    assert [words(notice.h3), words(notice.p), words(one(notice, "form button"))] == ["Next", "Soon", "Coming"]


def test_panel_has_its_heading_level() -> None:
    source = "{% load hub %}{% hubpanel title='Turns' level=3 %}<p>x</p>{% endhubpanel %}"
    assert words(one(page_of(source, "/", {}), "section.mh-panel > h3")) == "Turns"


# Whole pages


PAGE = """{% extends "mobility_hub/base.html" %}
{% block hub_title %}Networks{% endblock %}
{% block hub_head %}<h1>Networks</h1>{% endblock %}
{% block hub_main %}<p>Matter</p>{% endblock %}"""
CONTEXT: dict[str, Any] = {
    "hub_site_name": "The Site",
    "hub_nav": [{"label": "Networks", "url": "/n/", "current": True}, {"label": "Cases", "url": "/c/", "current": False}],
    "hub_search_url": "/find/",
    "hub_account": {"label": "Mine (3)", "url": "/mine/", "current": "page"},
    "hub_footer": [{"label": "About", "url": "/about/"}],
    "hub_language_switch": {"label": "Svenska", "url": "/sv/", "lang": "sv"},
    "hub_footer_note": "Example site.",
}


def test_page_has_one_main_that_the_skip_link_leads_to() -> None:
    soup = page_of(PAGE, "/n/", CONTEXT)
    assert one(soup, "a.mh-skip")["href"] == f"#{one(soup, 'main')['id']}"
    assert words(one(soup, "main")) == "Networks Matter"
    assert one(soup, "html")["lang"] == "en"
    assert one(soup, "title").get_text() == "Networks – The Site"


def test_page_shows_where_one_is() -> None:
    soup = page_of(PAGE, "/find/", CONTEXT | {"crumbs": [{"label": "Cases", "url": "/c/"}]})
    current = [(words(link), link["aria-current"]) for link in soup.select("nav.mh-top__nav [aria-current]")]
    assert current == [("Networks", "true"), ("Search", "page"), ("Mine (3)", "page")]
    assert words(one(soup, ".mh-crumbs")) == "Cases"
    assert [words(link) for link in soup.select(".mh-top__menu a")] == ["Networks", "Cases", "Mine (3)"]
    assert words(one(soup, "footer")) == "About Svenska Example site."
    assert one(soup, "footer [hreflang]")["lang"] == "sv"


def test_page_without_neighbours_still_stands() -> None:
    nothing = dict.fromkeys(CONTEXT) | {"hub_site_name": "The Site", "hub_nav": [], "hub_footer": []}
    soup = page_of(PAGE, "/", nothing)
    assert words(one(soup, "header")) == "The Site Menu"


def test_page_with_a_faulty_form_says_so_in_its_title() -> None:
    assert one(page_of(PAGE, "/", CONTEXT | {"form": Answer({})}), "title").get_text() == "Error: Networks – The Site"
    assert one(page_of(PAGE, "/", CONTEXT | {"form": Answer()}), "title").get_text() == "Networks – The Site"


def test_page_extends_the_sites_own_base(tmp_path: Any, settings: Any) -> None:
    """The blocks are those of a new Wagtail site; its own words and its own main stay."""
    base = (
        "<title>{% block title %}{% endblock %}</title>{% block extra_css %}<link rel=stylesheet href=site.css>{% endblock %}"
        "<main>{% with hub_in_main=True %}{% block content %}{% endblock %}{% endwith %}</main>"
        "{% block extra_js %}<script src=site.js></script>{% endblock %}"
    )
    (tmp_path / "host.html").write_text(base, encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]

    soup = page_of(PAGE, "/", CONTEXT | {"hub_base_template": "host.html"})

    assert [link["href"].rsplit("/", 1)[-1] for link in soup.select("link[rel=stylesheet]")] == ["site.css", "hub.css"]
    assert [script["src"].rsplit("/", 1)[-1] for script in soup.select("script")] == ["site.js", "hub.js"]
    assert words(one(soup, "main > .mh")) == "Networks Matter"
    assert one(soup, "title").get_text() == "Networks"
