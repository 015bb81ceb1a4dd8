"""Writing the search table. A room calls ``index`` in the transaction of its own change, so that the two never differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import TypeVar

from django.db import transaction

from mobility_hub.lookup.models import SearchEntry, SearchEntryTopic, SearchWords
from mobility_hub.lookup.registry import SearchKind, get_kind, search_kinds
from mobility_hub.lookup.rows import ENTRY_FIELDS, WORDS_FIELDS, TopicWords, load_topic_words, make_row, stored_rows

BATCH = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What a full pass did to one kind."""

    kind: str
    written: int = 0
    unchanged: int = 0
    removed: int = 0


def index(kind: str, object_ids: Collection[int]) -> None:
    """Write the entries of these objects anew; those that are no longer to be found lose theirs.

    Raises ``UnknownKind`` when no room registers the kind, and ``ValueError`` when an entry's scope does not fit its kind:
    nothing is written then. The number of queries does not grow with the objects, up to some dozens.
    """
    registered = get_kind(kind)
    wanted = sorted(set(object_ids))
    topic_words = load_topic_words() if wanted else {}
    with transaction.atomic():
        for batch in _batches(wanted):
            _index_batch(registered, batch, topic_words)


def remove(kind: str, object_ids: Collection[int]) -> int:
    """Take these objects out of the index, whether or not the kind is still registered. Return how many entries went."""
    _rows, per_model = SearchEntry.objects.filter(kind=kind, object_id__in=object_ids).delete()
    return per_model.get(SearchEntry._meta.label, 0)


def reindex(kind: str | None = None) -> list[Reindexed]:
    """Compare the index with what every room says now, and write only what differs. Safe beside ongoing changes, and to repeat.

    Without a kind, entries of kinds that no room registers any more are removed too.
    """
    kinds = [get_kind(kind)] if kind else list(search_kinds().values())
    done = [_reindex_kind(registered) for registered in kinds]
    return done if kind else [*done, *_remove_unregistered({registered.name for registered in kinds})]


def _index_batch(kind: SearchKind, object_ids: Collection[int], topic_words: TopicWords) -> None:
    rows = {data.object_id: make_row(kind, data, topic_words) for data in kind.entries(object_ids)}
    remove(kind.name, [object_id for object_id in object_ids if object_id not in rows])
    entries = SearchEntry.objects.bulk_create(
        [SearchEntry(kind=kind.name, **rows[object_id].fields()) for object_id in sorted(rows)],
        update_conflicts=True,
        unique_fields=["object_id", "kind"],
        update_fields=ENTRY_FIELDS,
    )
    SearchWords.objects.bulk_create(
        [SearchWords(entry=entry, **asdict(rows[entry.object_id].words)) for entry in entries],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=WORDS_FIELDS,
    )
    SearchEntryTopic.objects.filter(entry__in=entries).delete()
    SearchEntryTopic.objects.bulk_create(
        SearchEntryTopic(entry=entry, slug=slug) for entry in entries for slug in sorted(rows[entry.object_id].topics)
    )


def _reindex_kind(kind: SearchKind) -> Reindexed:
    topic_words = load_topic_words()
    before = set(SearchEntry.objects.filter(kind=kind.name).values_list("object_id", flat=True))
    done = Reindexed(kind.name)
    for batch in _batches(kind.entries(None)):
        rows = {data.object_id: make_row(kind, data, topic_words) for data in batch}
        stored = stored_rows(kind.name, rows)
        changed = [object_id for object_id, row in rows.items() if stored.get(object_id) != row]
        # Read again in the transaction that writes: what the pass has read may have changed since.
        index(kind.name, changed)
        before -= rows.keys()
        done = replace(done, written=done.written + len(changed), unchanged=done.unchanged + len(rows) - len(changed))
    index(kind.name, before)
    return replace(done, removed=len(before))


def _remove_unregistered(registered: set[str]) -> Iterator[Reindexed]:
    stale = SearchEntry.objects.exclude(kind__in=registered).order_by().values_list("kind", flat=True).distinct()
    for kind in sorted(stale):
        ids = list(SearchEntry.objects.filter(kind=kind).values_list("object_id", flat=True))
        yield Reindexed(kind, removed=sum(remove(kind, batch) for batch in _batches(ids)))


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch
