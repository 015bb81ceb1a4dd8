"""What somebody typed, understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.lookup.questions import LONGEST_QUERY, MOST_TERMS, Query, Term, parse_query, parse_synonyms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("cykelgaragen", (Term(("cykelgarag",), (("cykl", "garag"),)),)),
        ("  Buss   buss BUSSAR ", (Term(("buss",)),)),
        ("hur och varför", (Term(("varf",)),)),
        ("och det", ()),
        ("", ()),
        ("\x00\x01\x1f", ()),
        ("buss\x00bil", (Term(("buss",)), Term(("bil",)))),
    ],
)
def test_parse_query_gives_the_terms(text: str, terms: tuple[Term, ...]) -> None:
    assert parse_query(text).terms == terms


def test_parse_query_knows_synonyms() -> None:
    assert parse_query("elscooter").terms == (Term(("elscoot", "elsparkcykl", "escoot"), (("el", "scoot"),)),)
    (term,) = parse_query("hyrcykel").terms
    assert ("del", "cykl") in term.phrases


def test_parse_query_cuts_a_long_question_and_says_so() -> None:
    query = parse_query("bussar " * 100)
    assert (query.text, query.cut) == (("bussar " * 28).strip(), True)
    assert query.terms == (Term(("buss",)),)


def test_parse_query_cuts_a_word_without_end() -> None:
    assert parse_query("x" * 1000).text == "x" * LONGEST_QUERY


def test_parse_query_cuts_many_words_and_says_so() -> None:
    query = parse_query(" ".join(f"ort{number}" for number in range(MOST_TERMS + 1)))
    assert (len(query.terms), query.cut) == (MOST_TERMS, True)
    assert not parse_query(" ".join(f"ort{number}" for number in range(MOST_TERMS))).cut


def test_parse_query_of_a_whole_short_question_is_not_cut() -> None:
    assert parse_query("  buss  ") == Query("buss", (Term(("buss",)),), cut=False)


def test_synonyms_lead_from_single_words_to_words_and_phrases() -> None:
    found = parse_synonyms(["# words", "", "lånecykel, hyrcykel, delad cykel"])
    assert found == {
        "lanecykl": (("hyrcykl",), ("del", "cykl")),
        "hyrcykl": (("lanecykl",), ("del", "cykl")),
    }


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=1000))
def test_parse_query_takes_any_text_and_is_bounded(text: str) -> None:
    query = parse_query(text)
    assert len(query.terms) <= MOST_TERMS
    assert len(query.text) <= LONGEST_QUERY
    assert "\x00" not in query.text
