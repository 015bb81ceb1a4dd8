"""What of a text stands in the index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.lookup.analysis import LONGEST_WORD, MOST_TOKENS, IndexedText, index_text, words_of
from mobility_hub.lookup.stemming import LONGEST_TOKEN

# All of Unicode, with lone surrogates, as a form can send it.
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "whole", "parts"),
    [
        ("Cykelgaragen i Östersund", ("cykelgarag", "ostersund"), ("cykl", "garag")),
        ("Vad är en enorm norm?", ("enorm", "norm"), ()),
        ("CPV 34430000", ("cpv", "34430000"), ()),
        ("CPV 34430000-0", ("cpv", "344300000"), ("34430000",)),
        ("Dnr KS 2021/123", ("dnr", "ks", "2021123"), ("2021", "123")),
        ("KS-2021/123", ("ks2021123",), ("ks", "2021", "123", "ks2021", "2021123")),
        ("och/eller", (), ()),
        ("1 av 5", ("1", "5"), ()),
        ("plan B", ("plan",), ()),
        ("trafik@lund.se", ("trafik", "lund", "se"), ()),
        ("e-post", ("epost",), ("post",)),
        ("el-cykel", ("elcykl",), ("el", "cykl")),
        ("gång- och cykelväg", ("gang", "cykelvag"), ("cykl", "vag")),
        ("IT-system", ("itsystem",), ("it", "system")),
        ("cy\u00adkel\u200bväg", ("cykelvag",), ("cykl", "vag")),
        ("<b>Buss</b>", ("buss",), ()),
        ("2021–2024", ("2021", "2024"), ()),
        ("", (), ()),
    ],
)
def test_index_text_gives_words_and_parts(text: str, whole: tuple[str, ...], parts: tuple[str, ...]) -> None:
    assert index_text(text) == IndexedText(whole, parts)


def test_index_text_has_the_compounds_inside_a_compound() -> None:
    parts = index_text("elsparkcykelparkering").parts
    assert {"elsparkcykl", "sparkcykl", "cykelparkering", "parkering", "cykl"} <= set(parts)


def test_words_keep_their_places_in_the_text() -> None:
    text = "Ny cykel-\u00adbana, Åre!"
    assert [text[word.start : word.end] for word in words_of(text)] == ["Ny", "cykel-\u00adbana", "Åre"]


def test_index_text_stops_at_its_limit() -> None:
    indexed = index_text(" ".join(f"ord{number}" for number in range(MOST_TOKENS + 500)))
    assert len(indexed.whole) == MOST_TOKENS


def test_index_text_takes_a_word_without_end() -> None:
    (token,) = index_text("a" * 1_000_000).whole
    assert len(token) == LONGEST_TOKEN


@given(ANY_TEXT)
def test_index_text_takes_any_text_and_is_bounded(text: str) -> None:
    indexed = index_text(text)
    assert len(indexed.whole) <= len(text)
    assert len(indexed.parts) <= 12 * len(text)
    for token in indexed.all:
        assert 0 < len(token) <= LONGEST_TOKEN
        assert token.isascii()
        assert token.isalnum()
        assert token == token.lower()


@given(st.text(alphabet="abcdefgåäö -/0123", max_size=200))
def test_index_text_of_its_own_words_is_the_same(text: str) -> None:
    whole = index_text(text).whole
    assert set(index_text(" ".join(whole)).whole) <= set(whole)


@given(ANY_TEXT)
def test_words_come_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for word in words_of(text):
        assert end <= word.start < word.end <= len(text)
        end = word.end
    assert LONGEST_WORD > 0
