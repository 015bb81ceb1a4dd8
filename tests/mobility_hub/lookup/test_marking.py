"""Showing where a hit hit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.lookup.marking import LEAD_IN, SNIPPET_CHARACTERS, mark, snippet, to_html
from mobility_hub.lookup.questions import parse_query


@pytest.mark.parametrize(
    ("text", "asked", "html"),
    [
        ("Cykelgaragen i Lund", "garage", "<mark>Cykelgaragen</mark> i Lund"),
        ("Enorm parkeringsnorm", "norm", "Enorm <mark>parkeringsnorm</mark>"),
        ("Östersund, Lund", "ostersund lund", "<mark>Östersund</mark>, <mark>Lund</mark>"),
        ("Inget här", "buss", "Inget här"),
        ("<b onclick='x'>Buss</b> & bil", "buss", "&lt;b onclick=&#x27;x&#x27;&gt;<mark>Buss</mark>&lt;/b&gt; &amp; bil"),
        ("", "buss", ""),
        ("Elbilar och elsparkcyklar", "elsparkcykel", "Elbilar och <mark>elsparkcyklar</mark>"),
        ("Elbilar i Lund", "elsparkcykel", "Elbilar i Lund"),
        ("Parkering av elcyklar", "cykelparkering", "<mark>Parkering</mark> av <mark>elcyklar</mark>"),
    ],
)
def test_mark_marks_words_and_escapes_everything(text: str, asked: str, html: str) -> None:
    assert to_html(mark(text, parse_query(asked))) == html


def test_snippet_begins_where_the_text_does_when_the_hit_is_near() -> None:
    text = "Staden köpte buss. " + "Och mycket annat hände. " * 30
    runs = snippet(text, parse_query("buss"))
    assert runs[0].text == "Staden köpte "
    assert runs[-1].text == " …"


def test_snippet_shows_a_hit_that_stands_far_in() -> None:
    text = "Mycket annat hände. " * 30 + "Staden köpte buss. " + "Och mer hände. " * 30
    html = to_html(snippet(text, parse_query("buss")))
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert "Staden köpte <mark>buss</mark>." in html


def test_snippet_fills_its_length_when_the_hit_stands_last() -> None:
    text = "Mycket annat hände. " * 30 + "Staden köpte buss."
    shown = "".join(run.text for run in snippet(text, parse_query("buss")))
    assert shown.endswith("Staden köpte buss.")
    assert SNIPPET_CHARACTERS - LEAD_IN < len(shown) <= SNIPPET_CHARACTERS + 4


@given(st.text(max_size=600), st.text(max_size=40))
def test_mark_changes_no_letter(text: str, asked: str) -> None:
    assert "".join(run.text for run in mark(text, parse_query(asked))) == text


@given(st.text(max_size=2000), st.text(max_size=40))
def test_snippet_is_a_bounded_piece_of_the_text(text: str, asked: str) -> None:
    shown = "".join(run.text for run in snippet(text, parse_query(asked)))
    assert len(shown) <= SNIPPET_CHARACTERS + LEAD_IN + 4
    assert shown.removeprefix("… ").removesuffix(" …").strip() in text
