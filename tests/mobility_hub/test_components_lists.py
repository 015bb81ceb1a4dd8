"""Facts, tables, rows, pagers and filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.utils import translation

from tests.mobility_hub.rendering import one, render, words


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


# Facts and figures


def test_facts_tell_apart_not_known_none_and_zero() -> None:
    facts = [
        {"label": "Body", "value": "The council"},
        {"label": "Date", "value": None},
        {"label": "Reference", "value": ""},
        {"label": "Bids", "value": 0},
        {"label": "Appeals", "value": [], "none": "no appeals"},
        {"label": "Documents", "value": []},
        {"label": "Founded", "value": 1990},
        {"label": "Counties", "value": ["Uppsala", "Gotland"], "source": "Their site, 2026"},
        {"label": "Website", "value": "nordvik.example", "url": "https://nordvik.example/"},
    ]
    soup = render("facts", facts=facts)

    assert [(words(item.dt), [words(value) for value in item.select("dd")]) for item in soup.select("dl > div")] == [
        ("Body", ["The council"]),
        ("Date", ["not known"]),
        ("Reference", ["not known"]),
        ("Bids", ["0"]),
        ("Appeals", ["no appeals"]),
        ("Documents", ["none"]),
        ("Founded", ["1990"]),
        ("Counties", ["Uppsala", "Gotland Their site, 2026"]),
        ("Website", ["nordvik.example"]),
    ]
    assert [words(tag) for tag in soup.select(".mh-missing")] == ["not known", "not known"]
    assert one(soup, "a")["href"] == "https://nordvik.example/"


def test_facts_escape_their_values() -> None:
    soup = render("facts", facts=[{"label": "<i>x</i>", "value": "<script>x</script>"}])
    assert not soup.select("script, i")


def test_figures_group_their_numbers() -> None:
    soup = render("figures", figures=[{"value": 23000, "label": "vehicles"}, {"value": None, "label": "moved"}])
    assert [words(figure) for figure in soup.select(".mh-figures > span")] == ["23,000 vehicles", "not known moved"]


# Lists and tables


def test_table_names_every_cell() -> None:
    columns = [{"label": "Topic", "kind": "main"}, {"label": "Cases", "kind": "num"}, {"label": "Year"}]
    soup = render(
        "table", caption="Topics", columns=columns, rows=[[{"text": "Bike sharing", "url": "/b/"}, 1250, 2021], ["Car pool", None, 2020]]
    )

    assert words(one(soup, "caption")) == "Topics"
    assert [cell["scope"] for cell in soup.select("thead th")] == ["col", "col", "col"]
    assert [words(cell) for cell in soup.select("tbody th[scope=row][role=rowheader]")] == ["Bike sharing", "Car pool"]
    assert [(cell["data-label"], words(cell)) for cell in soup.select("tbody td[role=cell]")] == [
        ("Cases", "1,250"),
        ("Year", "2021"),
        ("Cases", "not known"),
        ("Year", "2020"),
    ]


def test_table_refuses_a_row_of_another_length() -> None:
    with pytest.raises(ValueError, match="argument"):
        render("table", caption="Topics", columns=[{"label": "Topic"}, {"label": "Cases"}], rows=[["Bike sharing"]])


def test_rows_answer_in_place_with_a_token() -> None:
    actions = [
        {"label": "Accept", "name": "answer", "value": "yes"},
        {"label": "Decline", "name": "answer", "value": "no", "hidden": "14 April"},
    ]
    soup = render(
        "rows", variant="do", rows=[{"title": "Host on 14 April?", "text": "E-scooters", "actions": actions, "post_to": "/answer/"}]
    )
    form = one(soup, "li form[method=post]")

    assert form["action"] == "/answer/"
    assert len(one(form, "input[name=csrfmiddlewaretoken]")["value"]) > 30
    assert [(button["name"], button["value"], words(button)) for button in form.select("button[type=submit]")] == [
        ("answer", "yes", "Accept"),
        ("answer", "no", "Decline 14 April"),
    ]


def test_rows_show_days_states_and_facts() -> None:
    rows = [
        {"title": "New case", "url": "/c/", "date": date(2027, 3, 18)},
        {"title": "Network", "status": {"label": "active", "kind": "on"}},
        {"title": "Thread", "fact": 0},
    ]
    soup = render("rows", rows=rows)
    assert [words(row) for row in soup.select("li")] == ["18 March 2027 New case", "Network active", "Thread 0"]
    assert one(soup, "time")["datetime"] == "2027-03-18"


def test_button_has_no_pressed_state_unless_given() -> None:
    assert not one(render("button", label="Send"), "button").has_attr("aria-pressed")
    assert one(render("button", label="Coming", pressed=True), "button")["aria-pressed"] == "true"
    assert one(render("button", label="Coming", pressed=False), "button")["aria-pressed"] == "false"


def test_button_that_leads_somewhere_is_a_link() -> None:
    soup = render("button", label="Compare", href="/compare/?e=1&e=2", kind="primary")
    assert one(soup, "a")["href"] == "/compare/?e=1&e=2"
    assert one(soup, "a")["class"] == ["mh-btn", "mh-btn--primary"]


# Pager


def numbers(count: int, page: int) -> Any:
    return Paginator(range(count), 20).page(page)


def test_pager_keeps_the_rest_of_the_address() -> None:
    soup = render("pager", address="/natverk/?amne=cykel&lan=05&lan=01&page=4", page=numbers(200, 4))
    links = {words(link): link["href"] for link in soup.select("a")}

    assert links["Previous"] == "?amne=cykel&lan=05&lan=01&page=3"
    assert links["Next"] == "?amne=cykel&lan=05&lan=01&page=5"
    assert links["Page 1"] == "?amne=cykel&lan=05&lan=01"
    assert words(one(soup, "[aria-current=page]")) == "Page 4"
    assert [words(item) for item in soup.select("li")] == [
        "Previous", "Page 1", "Page 2", "Page 3", "Page 4", "Page 5", "…", "Page 10", "Next",
    ]  # fmt: skip


def test_pager_names_its_parameter() -> None:
    soup = render("pager", address="/?sida=2&page=9", page=numbers(60, 2), param="sida")
    assert [link["href"] for link in soup.select("a[rel]")] == ["?page=9", "?page=9&sida=3"]


@pytest.mark.parametrize(("at", "links"), [(1, ["Next"]), (3, ["Previous"])])
def test_pager_ends_where_the_list_ends(at: int, links: list[str]) -> None:
    assert [words(link) for link in render("pager", page=numbers(60, at)).select("a[rel]")] == links


def test_pager_shows_nothing_for_one_page() -> None:
    assert not render("pager", page=numbers(20, 1)).find_all()


def test_pager_of_neighbours_needs_no_numbers() -> None:
    soup = render("pager", previous_url="?before=7", next_url="?after=27")
    assert [(words(link), link["href"]) for link in soup.select("a")] == [("Previous", "?before=7"), ("Next", "?after=27")]


# Filter


class Choices(forms.Form):
    status = forms.ChoiceField(required=False, choices=[("", "All"), ("active", "Active")])
    topic = forms.ChoiceField(required=False, choices=[("", "All"), ("bike", "Bike")])
    county = forms.ChoiceField(required=False, choices=[("", "All"), ("05", "Östergötland")])
    view = forms.CharField(required=False, widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("data", "is_open"), [({}, False), ({"topic": "bike"}, False), ({"status": "active"}, True), ({"status": "no"}, True)]
)
def test_filter_folds_the_rest_unless_it_is_in_use(data: dict[str, str], is_open: bool) -> None:
    fold = one(render("filter", form=Choices(data), first="topic county"), "details")
    assert fold.has_attr("open") == is_open


def test_filter_puts_the_first_choices_first_and_keeps_hidden_ones() -> None:
    soup = render("filter", form=Choices({"view": "list"}), first="topic county missing")
    assert [control["name"] for control in soup.select("input, select")] == ["view", "topic", "county", "status"]
    assert one(soup, "form")["method"] == "get"
