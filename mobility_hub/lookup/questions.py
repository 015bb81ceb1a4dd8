"""From what somebody typed to what is looked for: terms with their compounds taken apart and their synonyms. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mobility_hub.lookup.analysis import Tokens, words_of

LONGEST_QUERY = 200
MOST_TERMS = 10

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One word asked for, and what else answers it.

    ``words``: the word and its synonyms, any of them anywhere. ``phrases``: the parts of the compound it is, and synonyms of several
    words; of a phrase all words must stand close, in an entry's title, topics or summary.
    """

    words: Phrase
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood. ``cut`` tells that it was too long and only its beginning counts."""

    text: str
    terms: tuple[Term, ...]
    cut: bool = False

    @property
    def title(self) -> str:
        """What an entry's ``words_title`` is when its title says the same as the question."""
        return " ".join(dict.fromkeys(term.words[0] for term in self.terms))

    @property
    def words(self) -> frozenset[str]:
        """The tokens that answer a term alone."""
        return frozenset(word for term in self.terms for word in term.words)

    @property
    def phrases(self) -> frozenset[Phrase]:
        """The tokens that answer a term together."""
        return frozenset(phrase for term in self.terms for phrase in term.phrases)


def parse_query(text: str) -> Query:
    """Return what is asked for. A question longer than the limits is cut; control characters count as spaces; no text raises."""
    asked = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    short = _cut(asked)
    terms = tuple(dict.fromkeys(_term(word.tokens) for word in words_of(short)))
    return Query(short, terms[:MOST_TERMS], cut=len(short) < len(asked) or len(terms) > MOST_TERMS)


def _cut(text: str) -> str:
    """The beginning of a long question, whole words when it has any."""
    if len(text) <= LONGEST_QUERY:
        return text
    return text[: LONGEST_QUERY + 1].rpartition(" ")[0] or text[:LONGEST_QUERY]


def _term(tokens: Tokens) -> Term:
    answers = dict.fromkeys(((tokens.whole,), tokens.leaves, *_synonyms().get(tokens.whole, ())))
    return Term(
        words=tuple(phrase[0] for phrase in answers if len(phrase) == 1),
        phrases=tuple(phrase for phrase in answers if len(phrase) > 1),
    )


@cache
def _synonyms() -> dict[str, tuple[Phrase, ...]]:
    return parse_synonyms(files("mobility_hub.lookup").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines())


def parse_synonyms(lines: Iterable[str]) -> dict[str, tuple[Phrase, ...]]:
    """Return, for each single word of the rows, the other words and phrases of its row as tokens."""
    found: dict[str, tuple[Phrase, ...]] = {}
    for line in lines:
        phrases = [tuple(word.tokens.whole for word in words_of(phrase)) for phrase in line.partition("#")[0].split(",")]
        for phrase in phrases:
            if len(phrase) == 1:
                others = tuple(other for other in phrases if other and other != phrase)
                found[phrase[0]] = tuple(dict.fromkeys((*found.get(phrase[0], ()), *others)))
    return found
