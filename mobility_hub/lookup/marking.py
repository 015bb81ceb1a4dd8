"""Showing where a hit hit: a piece of plain text cut round the first found word, as runs of marked and unmarked text. Pure.

The runs are plain text and are escaped one by one when they become HTML, so nothing in a title or summary can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mobility_hub.lookup.analysis import Word, words_of
from mobility_hub.lookup.questions import Query

SNIPPET_CHARACTERS = 240
LEAD_IN = 60


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text, and whether it is what was asked for."""

    text: str
    hit: bool = False


def mark(text: str, query: Query) -> list[Run]:
    """Return the text as runs, joined they are the text; words that answer the query are marked, compounds as a whole."""
    return list(_runs(text, _hits(text, query)))


def snippet(text: str, query: Query, length: int = SNIPPET_CHARACTERS) -> list[Run]:
    """Return about ``length`` characters of the text round its first hit, or its beginning, cut between words."""
    if len(text) <= length:
        return mark(text, query)
    hits = _hits(text, query)
    near = not hits or hits[0].start < length - LEAD_IN
    start = 0 if near else _word_start(text, min(hits[0].start - LEAD_IN, len(text) - length))
    end = _word_end(text, start + length)
    runs = mark(text[start:end].strip(), query)
    before = [Run("… ")] if start else []
    after = [Run(" …")] if end < len(text) else []
    return before + runs + after


def to_html(runs: Iterable[Run]) -> SafeString:
    """Return the runs as HTML: the text escaped, the hits in ``<mark>``."""
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", run.text) if run.hit else run.text,) for run in runs))


def _hits(text: str, query: Query) -> list[Word]:
    """The words that answer the question; only where none does, those that do so together."""
    words = list(words_of(text))
    alone = [word for word in words if query.words.intersection(word.tokens)]
    if alone:
        return alone
    there = {token for word in words for token in word.tokens}
    together = {token for phrase in query.phrases if there.issuperset(phrase) for token in phrase}
    return [word for word in words if together.intersection(word.tokens)]


def _runs(text: str, hits: list[Word]) -> Iterator[Run]:
    at = 0
    for word in hits:
        if word.start > at:
            yield Run(text[at : word.start])
        yield Run(text[word.start : word.end], hit=True)
        at = word.end
    if at < len(text):
        yield Run(text[at:])


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at)
    return space + 1 if 0 <= space < at + LEAD_IN else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - LEAD_IN, at + 1)
    return space if space > 0 else at
