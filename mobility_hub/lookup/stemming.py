"""From a word as written to the stem that stands in the index. Pure, and the same for what is indexed and what is asked.

A word is folded first (``folding.py``) and stemmed after, so that "ostersund" and "Östersund" meet by construction. The stem is
Snowball's Swedish one (https://snowballstem.org/algorithms/swedish/stemmer.html) with the endings added that it leaves on our
commonest words ("gatan", "cykeln", "hållbart"), repeated until nothing changes: so a stem is its own stem. Place names keep all
but a genitive "s": "Västerås" is not "väst".
"""

from __future__ import annotations

import re
from functools import lru_cache

from snowballstemmer.swedish_stemmer import SwedishStemmer

from mobility_hub.lookup.places import place_names

SHORTEST_STEMMED = 4
LONGEST_TOKEN = 40

_VOWELS_AND_R = "aeiouyr"

# Forms of one word that no ending explains, as the stems they end up with (bok, böcker) or as short words stand (yta, ytor).
_SAME_WORD = {
    "ansokning": "ansok",
    "anmalning": "anmal",
    "bock": "bok",
    "centrum": "cent",
    "museum": "mus",
    "agarn": "agar",
    "miljon": "miljo",
    "iden": "ide",
    "bron": "bro",
    "broar": "bro",
    "byar": "by",
    "byn": "by",
    "ytan": "yta",
    "ytor": "yta",
    "fria": "fri",
    "fritt": "fri",
}
# "tillståndet" and "bredbandet" are not participles, though Snowball takes their "-andet" for one.
_NOT_A_PARTICIPLE = re.compile(r"(?<=(?:stand|.band))(?:et|en|ets|ens|s)$")


@lru_cache(maxsize=50_000)
def stem(folded: str) -> str:
    """Return the stem of a folded word, at most ``LONGEST_TOKEN`` long. Numbers and short words stay as they are.

    "12e5" becomes "n12e5": PostgreSQL's parser reads digits with an "e" as one number and would cut what follows off.
    """
    word = folded[:LONGEST_TOKEN]
    if word[:1].isdigit() and not word.isdigit():
        return f"n{word}"[:LONGEST_TOKEN]
    if len(word) < SHORTEST_STEMMED or not word.isalpha():
        return _SAME_WORD.get(word, word)
    if (name := word.removesuffix("s")) in place_names() or (name := word) in place_names():
        return name
    previous = ""
    while word != previous:
        previous = word
        word = _NOT_A_PARTICIPLE.sub("", word)
        word = _without_rest(SwedishStemmer().stemWord(word))  # a stemmer keeps state: one of its own for each thread and word
        word = _SAME_WORD.get(word, word)
    return word


def _without_rest(word: str) -> str:
    """Take off what Snowball leaves: gat-an, nätverk-et, cykel-n, cyk-e-l, hållbar-t, program-m-et, num-r-et, kriteri-um."""
    if word.endswith("mm") or (word.endswith("r") and word[-2:-1] not in _VOWELS_AND_R):
        return word[:-1]
    if len(word) <= SHORTEST_STEMMED:
        return word
    if word.endswith(("eln", "ern", "orn", "in", "yn", "bart", "alt", "ellt")):
        return word[:-1]
    if word.endswith(("an", "et", "ium")):
        return word[:-2]
    if word.endswith("el") and word[-3] not in _VOWELS_AND_R:
        return word[:-2] + "l"
    return word
