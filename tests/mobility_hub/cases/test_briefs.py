from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.cases.briefs import MOST_SENTENCES, brief_of, sentences


@pytest.mark.parametrize(
    ("approach", "result", "brief"),
    [
        ("Ett. Två. Tre.", "Fyra. Fem.", "Ett. Två. Fyra."),
        ("Ett.", "Två. Tre. Fyra.", "Ett. Två. Tre."),
        ("Ett. Två. Tre. Fyra.", "", "Ett. Två. Tre."),
        ("", "Ett. Två. Tre. Fyra.", "Ett. Två. Tre."),
        ("", "", ""),
        ("Avgift för 1,5 m² per fordon, ca 5 kr. Sedan tak.", "Bra.", "Avgift för 1,5 m² per fordon, ca 5 kr. Sedan tak. Bra."),
    ],
)
def test_brief_is_the_first_sentences_of_approach_and_result(approach: str, result: str, brief: str) -> None:
    assert brief_of(approach, result) == brief


@given(st.text(alphabet="ab .A1!?"), st.text(alphabet="ab .A1!?"))
def test_brief_is_always_the_beginnings_of_both_texts_unchanged(approach: str, result: str) -> None:
    did, came = sentences(approach), sentences(result)
    possible = {
        " ".join([*did[:first], *came[:second]]) for first in range(MOST_SENTENCES + 1) for second in range(MOST_SENTENCES + 1 - first)
    }
    assert brief_of(approach, result) in possible
