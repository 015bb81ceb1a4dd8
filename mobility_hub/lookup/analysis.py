"""The one Swedish analyser: the same for what is written into the index and for what is asked of it. Pure: no database, no request.

A word becomes tokens of a–z and 0–9 only, so that every database takes them as they are. ``whole`` is the word's stem;
``parts`` are the stems of the words a compound is made of, and the compounds inside it ("elsparkcykel" in "elsparkcykelparkering").
What is written with a hyphen, or with a slash between digits, counts as one word and as its pieces ("e-post", "2021/123").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from mobility_hub.lookup.compounds import Part, split
from mobility_hub.lookup.folding import fold
from mobility_hub.lookup.stemming import LONGEST_TOKEN, stem

LONGEST_WORD = 64
MOST_PIECES = 4
MOST_TOKENS = 8_000  # of each sort: a tsvector holds 1 MB

# Combining marks, soft hyphens and other invisible characters stand inside words and do not part them.
_CHARS = r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff])+"
_WORD = re.compile(rf"{_CHARS}(?:(?:[-\u2010\u2011]|(?<=\d)/(?=\d)){_CHARS})*")
_JOINT = re.compile(r"[-\u2010\u2011/]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one word is to the index: its own stem, and the stems inside it."""

    whole: str
    parts: tuple[str, ...] = ()
    # The parts without the compounds inside: all of them together say the same as the word.
    leaves: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        yield self.whole
        yield from self.parts


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, where it stands, and its tokens."""

    start: int
    end: int
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The tokens of a text, each once and in order: of its words, and of the parts of its words."""

    whole: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.whole, *self.parts)))


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of any text that count, in order, with their places in it."""
    for found in _WORD.finditer(text):
        if tokens := tokens_of(found.group()[:LONGEST_WORD]):
            yield Word(found.start(), found.end(), tokens)


def index_text(text: str) -> IndexedText:
    """Return what stands in the index for a text: at most ``MOST_TOKENS`` of each sort."""
    whole: dict[str, None] = {}
    parts: dict[str, None] = {}
    for word in words_of(text):
        whole[word.tokens.whole] = None
        parts.update(dict.fromkeys(word.tokens.parts))
        if max(len(whole), len(parts)) >= MOST_TOKENS:
            break
    return IndexedText(tuple(whole)[:MOST_TOKENS], tuple(parts)[:MOST_TOKENS])


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing alone, folded."""
    lines = files("mobility_hub.lookup").joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=50_000)
def tokens_of(word: str) -> Tokens | None:
    """Return a single word's tokens, or nothing for stop words and lone letters."""
    pieces = [folded for piece in _JOINT.split(word) if (folded := fold(piece))]
    joined = "".join(pieces)
    if joined in stop_words() or not (joined.isdigit() or len(joined) > 1):
        return None
    if len(pieces) == 1 or len(pieces) > MOST_PIECES:
        return _plain_tokens(joined)
    return _pieced_tokens(joined, [piece for piece in pieces if len(piece) > 1])


def _plain_tokens(folded: str) -> Tokens:
    cut = split(folded)
    if not cut:
        return Tokens(stem(folded))
    leaves = tuple(dict.fromkeys(part.stem for part in cut))
    whole = _span(folded, cut, 0, len(cut) - 1)
    return Tokens(whole, tuple(token for token in dict.fromkeys(_inside(folded, cut)) if token != whole), leaves)


def _inside(folded: str, cut: tuple[Part, ...]) -> Iterator[str]:
    for first in range(len(cut)):
        for last in range(first, len(cut)):
            if last - first < len(cut) - 1:
                yield _span(folded, cut, first, last)


def _span(folded: str, cut: tuple[Part, ...], first: int, last: int) -> str:
    """The token of the compound from one part to another, as it would be if it stood alone."""
    return (folded[cut[first].start : cut[last].start] + cut[last].stem)[:LONGEST_TOKEN]


def _pieced_tokens(joined: str, pieces: list[str]) -> Tokens:
    together = _plain_tokens(joined)
    apart = [_plain_tokens(piece) for piece in pieces if piece not in stop_words()]
    neighbours = [stem(first + second) for first, second in pairwise(pieces)]
    parts = dict.fromkeys((*together.parts, *(token for tokens in apart for token in tokens), *neighbours))
    parts.pop(together.whole, None)
    return Tokens(together.whole, tuple(parts), tuple(dict.fromkeys(tokens.whole for tokens in apart)))
