"""From a word as written to its stem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.lookup.folding import fold
from mobility_hub.lookup.stemming import LONGEST_TOKEN, stem

PLAIN = set("abcdefghijklmnopqrstuvwxyz0123456789")

# The forms of one word stand on one line.
SAME = """
upphandling upphandlingar upphandlingen upphandlingarna upphandlings
cykel cykeln cyklar cyklarna cykelns cyklars
garage garaget garagen garagens
avtal avtalet avtalen avtals
gata gatan gator gatorna
fråga frågan frågor frågorna
område området områden områdena
regel regeln regler reglerna
exempel exemplet exemplen
nätverk nätverket nätverken nätverkens
kommun kommunen kommuner kommunerna kommunens kommunernas
stad staden städer städerna
tillstånd tillståndet tillstånden
ansökan ansökningar ansökningen
tillgängligt tillgänglighet tillgänglighetens
hållbar hållbara hållbart
motor motorn motorer motorerna
sektor sektorn sektorer
program programmet programmen
medlem medlemmen medlemmar medlemmarna
möte mötet möten mötena mötets
strategi strategin strategier
policy policyn
kriterium kriteriet kriterier kriterierna
centrum centret center
bok boken böcker
idé idén idéer
yta ytan ytor ytorna
bro bron broar
ämne ämnet ämnen ämnena
ägare ägaren ägarna
vinter vintern vintrar
nummer numret
artikel artikeln artiklar
miljö miljön miljöer
"""

# Words on one line are different words.
DIFFERENT = """
norm normal enorm form
plan plats
kommun kommunikation
handling handel
del delegation
parkering park
motion motor
"""


@pytest.mark.parametrize("line", SAME.strip().splitlines())
def test_stem_is_the_same_for_all_forms_of_a_word(line: str) -> None:
    assert len({stem(fold(word)) for word in line.split()}) == 1


@pytest.mark.parametrize("line", DIFFERENT.strip().splitlines())
def test_stem_tells_different_words_apart(line: str) -> None:
    words = line.split()
    assert len({stem(fold(word)) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Östersund", "ostersund"),
        ("ÅÄÖ", "aao"),
        ("Idé", "ide"),
        ("cafe\u0301", "cafe"),
        ("Zürich", "zurich"),
        ("Ærø", "aro"),
        ("ﬁber", "fiber"),
        ("CO₂", "co2"),
        ("Straße", "strasse"),
        ("Москва", "moskva"),
        ("cy\u00adkel", "cykel"),
        ("!?", ""),
    ],
)
def test_fold_leaves_plain_letters_and_digits(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("name", "token"), [("Västerås", "vasteras"), ("Borås", "boras"), ("Malmös", "malmo"), ("Mark", "mark"), ("Dalarnas", "dalarna")]
)
def test_stem_keeps_place_names(name: str, token: str) -> None:
    assert stem(fold(name)) == token


def test_stem_of_digits_and_letters_begins_with_a_letter() -> None:
    assert [stem(word) for word in ("12e5", "3d", "2021", "e20", "007")] == ["n12e5", "n3d", "2021", "e20", "007"]


@given(st.text())
def test_fold_gives_only_plain_characters(text: str) -> None:
    assert set(fold(text)) <= PLAIN


@given(st.text(alphabet="abcdeghiklmnoprstuvy0", max_size=60))
def test_stem_is_its_own_stem(word: str) -> None:
    once = stem(word)
    assert stem(once) == once
    assert len(once) <= LONGEST_TOKEN
    assert bool(once) == bool(word)


@given(st.text(alphabet="abdeginrstuåäö", max_size=30))
def test_stem_does_not_depend_on_the_dots(word: str) -> None:
    assert stem(fold(word)) == stem(fold(word.translate(str.maketrans("åäö", "aao"))))
