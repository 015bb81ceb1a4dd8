"""The search page's reads. Everything a reader is told, counts and order too, is made of the rows they may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from mobility_hub.directory.models import Topic
from mobility_hub.lookup.marking import Run, mark, snippet
from mobility_hub.lookup.models import SearchEntry, SearchEntryQuerySet, SearchEntryTopic
from mobility_hub.lookup.questions import Query, parse_query
from mobility_hub.lookup.registry import SearchKind, User, Words, search_kinds

PAGE_SIZE = 20
TOPICS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; empty means everything. ``topic`` is a slug, ``county`` a two-digit code."""

    kind: str = ""
    topic: str = ""
    county: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One found thing, ready to show: plain text in runs, with the words that were asked for marked."""

    title: list[Run]
    snippet: list[Run]
    url: str
    kind_label: Words
    county_code: str
    year: int | None
    language: str


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many hits of one kind the reader may see."""

    name: str
    label: Words
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search. ``filters`` are those that took effect. ``widened``: no entry had every word, these have some."""

    query: Query
    filters: Filters
    kinds: tuple[KindCount, ...] = ()
    hits: tuple[Hit, ...] = ()
    page: Page[SearchEntry] | None = None
    widened: bool = False

    @property
    def total(self) -> int:
        """How many hits there are in the chosen kind, on all pages."""
        return self.page.paginator.count if self.page else 0

    @property
    def total_of_all_kinds(self) -> int:
        return sum(kind.count for kind in self.kinds)


def search(user: User, text: str, filters: Filters | None = None, page: int | str | None = 1) -> Results:
    """Find what ``user`` may see. A page out of range is the nearest one; a kind without hits does not narrow the search.

    The number of queries depends on the kinds on the page, never on the number of hits.
    """
    query, filters = parse_query(text), filters or Filters()
    if not query.terms:
        return Results(query, filters)
    kinds = search_kinds()
    visible = _narrowed(SearchEntry.objects.visible_to(user), filters)
    found = visible.answering(query)
    counts = _count_by_kind(found)
    widened = not counts and len(query.terms) > 1
    if widened:
        found = visible.answering(query, every=False)
        counts = _count_by_kind(found)
    if filters.kind not in counts:
        filters = replace(filters, kind="")
    return _answer(query, filters, found, counts, kinds, page, widened)


def suggest_topics(user: User) -> list[Topic]:
    """Return main topics on which ``user`` would find something, for somebody who found nothing. Two queries."""
    entries = SearchEntry.objects.visible_to(user)
    slugs = SearchEntryTopic.objects.filter(entry__in=entries).values("slug")
    return list(Topic.objects.top().filter(slug__in=slugs)[:TOPICS_SHOWN])


def _narrowed(entries: SearchEntryQuerySet, filters: Filters) -> SearchEntryQuerySet:
    if filters.topic:
        entries = entries.filter(topics__slug=filters.topic)
    if filters.county:
        entries = entries.filter(county_code=filters.county)
    return entries.filter(year=filters.year) if filters.year else entries


def _count_by_kind(found: SearchEntryQuerySet) -> dict[str, int]:
    return dict(found.values("kind").annotate(found=Count("pk")).values_list("kind", "found"))


def _answer(
    query: Query,
    filters: Filters,
    found: SearchEntryQuerySet,
    counts: Mapping[str, int],
    kinds: Mapping[str, SearchKind],
    number: int | str | None,
    widened: bool,
) -> Results:
    chosen = found.filter(kind=filters.kind) if filters.kind else found
    page = _CountedPaginator(
        chosen.best_first(query, every=not widened), counts[filters.kind] if filters.kind else sum(counts.values())
    ).get_page(number)
    return Results(
        query,
        filters,
        kinds=tuple(
            KindCount(kind.name, kind.label_plural or kind.label, counts[kind.name]) for kind in kinds.values() if kind.name in counts
        ),
        hits=tuple(_hits(query, list(page), kinds)),
        page=page,
        widened=widened,
    )


class _CountedPaginator(Paginator[Any]):
    """Knows its count from the counts by kind and asks for none."""

    def __init__(self, found: SearchEntryQuerySet, total: int) -> None:
        super().__init__(found, PAGE_SIZE)
        self.total = total

    @property
    def count(self) -> int:
        return self.total


def _hits(query: Query, entries: list[SearchEntry], kinds: Mapping[str, SearchKind]) -> Iterable[Hit]:
    """The hits in order, without those that have no address any more."""
    ids: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        ids[entry.kind].append(entry.object_id)
    urls = {kind: kinds[kind].urls(object_ids) for kind, object_ids in ids.items()}
    for entry in entries:
        if url := urls[entry.kind].get(entry.object_id):
            yield Hit(
                title=mark(entry.title, query),
                snippet=snippet(entry.summary, query),
                url=url,
                kind_label=kinds[entry.kind].label,
                county_code=entry.county_code,
                year=entry.year,
                language=entry.language,
            )
