"""From what a room says of a thing to the row that stands in the search table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from mobility_hub.directory.models import Topic
from mobility_hub.lookup.analysis import IndexedText, index_text
from mobility_hub.lookup.models import SearchEntry
from mobility_hub.lookup.registry import EntryData, SearchKind

LONGEST_TITLE = 255
LONGEST_SUMMARY = 1000


@dataclass(frozen=True, slots=True)
class TopicNames:
    """A topic's names in both languages, and those of the topic above it."""

    own: str
    parent: str = ""
    parent_slug: str = ""


TopicWords = Mapping[str, TopicNames]


@dataclass(frozen=True, slots=True)
class Words:
    """The fields of a ``SearchWords``."""

    title: str
    topics: str
    lead: str
    body: str


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a ``SearchEntry``, its words and its topics."""

    object_id: int
    scope_kind: str
    scope_id: int | None
    title: str
    summary: str
    county_code: str
    year: int | None
    language: str
    updated_at: datetime
    words: Words
    topics: frozenset[str]

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("object_id", *ENTRY_FIELDS)}


ENTRY_FIELDS = [field.name for field in fields(Row) if field.name not in ("object_id", "words", "topics")]
WORDS_FIELDS = [field.name for field in fields(Words)]


def load_topic_words() -> TopicWords:
    """Return every topic's names by its slug, in one query."""
    return {
        topic.slug: TopicNames(
            own=f"{topic.name_sv} {topic.name_en}",
            parent=f"{topic.parent.name_sv} {topic.parent.name_en}" if topic.parent else "",
            parent_slug=topic.parent.slug if topic.parent else "",
        )
        for topic in Topic.objects.select_related("parent")
    }


def make_row(kind: SearchKind, data: EntryData, topic_words: TopicWords) -> Row:
    """Return the row for a room's entry, analysed. Raises ``ValueError`` when a scope is missing or too many: never guess who may see."""
    if bool(kind.scope_kind) != (data.scope_id is not None):
        raise ValueError(f"{kind.name} {data.object_id}: a scope_id belongs to exactly the kinds with a scope_kind.")
    title, summary = _clean(data.title)[:LONGEST_TITLE], _clean(data.summary)
    known = [topic_words[slug] for slug in data.topics if slug in topic_words]
    title_words = index_text(title)
    return Row(
        object_id=data.object_id,
        scope_kind=kind.scope_kind,
        scope_id=data.scope_id,
        title=title,
        summary=summary[:LONGEST_SUMMARY],
        county_code=data.county_code,
        year=data.year,
        language=data.language,
        updated_at=data.updated_at,
        words=Words(
            title=" ".join(title_words.whole),
            topics=_join(title_words.parts, _words(names.own for names in known)),
            lead=_join(_words([summary[:LONGEST_SUMMARY]]), _words(names.parent for names in known)),
            body=_join(_words([summary[LONGEST_SUMMARY:], data.body])),
        ),
        topics=frozenset({*data.topics, *(names.parent_slug for names in known)} - {""}),
    )


def stored_rows(kind: str, object_ids: Collection[int]) -> dict[int, Row]:
    """Return the rows as they stand in the table, in two queries."""
    entries = SearchEntry.objects.filter(kind=kind, object_id__in=object_ids).select_related("words").prefetch_related("topics")
    return {
        entry.object_id: Row(
            object_id=entry.object_id,
            words=Words(**{name: getattr(entry.words, name) for name in WORDS_FIELDS}),
            topics=frozenset(topic.slug for topic in entry.topics.all()),
            **{name: getattr(entry, name) for name in ENTRY_FIELDS},
        )
        for entry in entries
        if hasattr(entry, "words")
    }


def _clean(text: str) -> str:
    """The text on one line, without the NUL that PostgreSQL refuses."""
    return " ".join(text.replace("\x00", " ").split())


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    indexed: IndexedText = index_text("\n".join(texts))
    return indexed.all


def _join(*tokens: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(token for some in tokens for token in some))
