"""Splitting Swedish compounds, so that "garage" finds "cykelgaragen" and "norm" finds "parkeringsnorm" but never "enorm".

The rule: a word is a compound when it can be cut into two to five parts that are **all** known words of ``compounds.txt``.

* A part before the last stands in its basic form or in a further form that the list names; from four letters on a linking "s" may
  follow it, unless the list gives it as a first part only.
* The last part has three letters or more and may be inflected by one of ``ENDINGS``; what stands before the ending is the known word,
  or the known word without its last "a" or "e" (resa, res-or), without the "e" of -el, -er, -en (cykel, cykl-ar) or with a doubled m
  (program, programm-et).
* Where two equal letters meet a third, Swedish writes two (buss + station is "busstation"), so a part may share its last letter.

Of several cuts the one with the fewest parts wins, then the one with the longest last part. A word of the list is never cut, nor a
place name (``places.txt``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from mobility_hub.lookup.folding import fold
from mobility_hub.lookup.places import place_names
from mobility_hub.lookup.stemming import stem

MOST_PARTS = 5
SHORTEST_LAST = 3
SHORTEST_BEFORE_S = 4
SHORTEST_COMPOUND = 5
SHORTEST_PLACE = 5
LONGEST_COMPOUND = 64

# Inflections of a noun, folded. "n", "t" and "r" alone need a vowel before them, or a weak syllable (cykeln, motorn).
_DEFINITE = ("en", "ens", "et", "ets", "an", "ans")
_PLURAL = ("ar", "ars", "arna", "arnas", "er", "ers", "erna", "ernas", "or", "ors", "orna", "ornas")
_VOWEL_ENDINGS = frozenset((*_DEFINITE, *_PLURAL))
_CONSONANT_ENDINGS = frozenset(("n", "ns", "t", "ts", "r", "rs", "na", "nas", "rna", "rnas"))
ENDINGS = _VOWEL_ENDINGS | _CONSONANT_ENDINGS | {"s"}
_LONGEST_ENDING = max(map(len, ENDINGS))
_TAKES_CONSONANT = ("a", "e", "i", "o", "u", "y", "el", "er", "or", "ar")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a compound: where it begins in the word, and the stem of the known word it is."""

    start: int
    stem: str


@dataclass(frozen=True, slots=True)
class WordList:
    """What compounds are made of, each form with the stem of its word: ``joining`` before the last place, the others in it."""

    joining: dict[str, str]
    last: dict[str, str]
    last_changed: dict[str, str]
    longest_joining: int

    @classmethod
    def parse(cls, lines: Iterable[str]) -> WordList:
        joining: dict[str, str] = {}
        last: dict[str, str] = {}
        changed: dict[str, str] = {}
        for line in lines:
            words = line.partition("#")[0].split()
            if not words:
                continue
            basic = fold(words[0])
            if words[0].endswith("-"):
                joining[basic] = stem(basic)
            elif not words[0].startswith("-"):
                joining.update((form, stem(basic)) for word in words for form in _joining_forms(fold(word)))
            if not words[0].endswith("-"):
                last[basic] = stem(basic)
                changed.update((form, stem(basic)) for form in _changed_forms(basic))
        return cls(joining, last, changed, max(map(len, joining), default=0))

    def find_last(self, rest: str) -> str | None:
        """Return the stem of the known word that ``rest`` is, in any inflection."""
        if rest in self.last:
            return self.last[rest]
        for length in range(1, min(_LONGEST_ENDING, len(rest) - 2) + 1):
            root, ending = rest[:-length], rest[-length:]
            if root in self.last and _may_follow(ending, root):
                return self.last[root]
            if root in self.last_changed and ending in _VOWEL_ENDINGS:
                return self.last_changed[root]
        return None


def _joining_forms(form: str) -> Iterator[str]:
    yield form
    if len(form) >= SHORTEST_BEFORE_S and not form.endswith("s"):
        yield form + "s"


def _may_follow(ending: str, root: str) -> bool:
    if ending in _CONSONANT_ENDINGS:
        return root.endswith(_TAKES_CONSONANT)
    return ending in ENDINGS


def _changed_forms(basic: str) -> Iterator[str]:
    if basic.endswith(("a", "e")):
        yield basic[:-1]
    elif basic.endswith(("el", "er", "en")):
        yield basic[:-2] + basic[-1]
    elif basic.endswith("m"):
        yield basic + "m"


@cache
def word_list() -> WordList:
    """Return the list that the package ships."""
    text = files("mobility_hub.lookup").joinpath("compounds.txt").read_text(encoding="utf-8")
    places = (f"{name}-" for place in place_names() if len(place) >= SHORTEST_PLACE for name in (place, f"{place}s"))
    return WordList.parse([*text.splitlines(), *places])


@lru_cache(maxsize=50_000)
def split(folded: str) -> tuple[Part, ...]:
    """Return the parts of a folded compound in order, or nothing when the word is not one."""
    known = word_list()
    if not (SHORTEST_COMPOUND <= len(folded) <= LONGEST_COMPOUND and folded.isalpha()):
        return ()
    if known.find_last(folded) or stem(folded) in place_names():
        return ()
    return min(_cuts(folded, 0, MOST_PARTS, known), key=lambda cut: (len(cut), cut[-1].start), default=())


def _cuts(word: str, start: int, parts_left: int, known: WordList) -> Iterator[tuple[Part, ...]]:
    rest = word[start:]
    if len(rest) < SHORTEST_LAST or not parts_left:
        return
    if last := known.find_last(rest):
        yield (Part(start, last),)
    for length in range(2, min(len(rest), known.longest_joining) + 1):
        if first := known.joining.get(rest[:length]):
            end = start + length
            for following in (end, end - 1) if word[end - 1] == word[end - 2] else (end,):
                yield from ((Part(start, first), *others) for others in _cuts(word, following, parts_left - 1, known))
