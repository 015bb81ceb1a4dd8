"""Writing the search table."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mobility_hub.lookup.actions import Reindexed, index, reindex, remove
from mobility_hub.lookup.models import SearchEntry, SearchEntryTopic
from mobility_hub.lookup.queries import search
from mobility_hub.lookup.registry import EntryData, UnknownKind, search_kinds
from tests.factories import TopicFactory

from .conftest import NOON, Shelf

pytestmark = pytest.mark.django_db


def test_index_writes_the_row_with_its_words(pages: Shelf) -> None:
    above = TopicFactory(slug="delad", name_sv="Delad mobilitet", name_en="Shared mobility")
    TopicFactory(slug="cykel", name_sv="Cykel", name_en="Cycling", parent=above)
    pages.put(7, "Cykelgarage\x00 i\nLund", summary="Två våningar", body="Kostade 3 mkr", topics=("cykel",), county_code="12", year=2021)
    entry = SearchEntry.objects.get()
    assert (entry.kind, entry.object_id, entry.scope_kind, entry.scope_id) == ("page", 7, "", None)
    assert (entry.title, entry.summary, entry.county_code, entry.year) == ("Cykelgarage i Lund", "Två våningar", "12", 2021)
    assert (entry.words.title, entry.words.topics) == ("cykelgarag lund", "cykl garag cycling")
    assert (entry.words.lead, entry.words.body) == ("tva vaning del mobilit shared mobility", "kost 3 mkr")
    assert set(entry.topics.values_list("slug", flat=True)) == {"cykel", "delad"}


def test_index_again_changes_the_same_row(anonymous: Any, pages: Shelf) -> None:
    pages.put(1, "Buss", topics=("a", "b"))
    before = SearchEntry.objects.get().pk
    pages.put(1, "Tåg", topics=("b", "c"))
    entry = SearchEntry.objects.get()
    assert (entry.pk, entry.title) == (before, "Tåg")
    assert set(entry.topics.values_list("slug", flat=True)) == {"b", "c"}
    assert [search(anonymous, asked).total for asked in ("buss", "tåg")] == [0, 1]


def test_index_removes_what_is_no_longer_there(anonymous: Any, pages: Shelf) -> None:
    pages.put(1, "Buss", topics=("a",))
    pages.put(2, "Buss")
    del pages.things[1]
    index("page", [1, 2])
    assert list(SearchEntry.objects.values_list("object_id", flat=True)) == [2]
    assert not SearchEntryTopic.objects.exists()
    assert search(anonymous, "buss").total == 1


def test_index_of_an_unknown_kind_is_refused(pages: Shelf) -> None:
    with pytest.raises(UnknownKind):
        index("nonsense", [1])


def test_index_refuses_a_member_only_thing_without_a_scope(posts: Shelf) -> None:
    with pytest.raises(ValueError, match="scope_id"):
        posts.put(1, "Hemligt")
    assert not SearchEntry.objects.exists()


def test_index_refuses_a_public_thing_with_a_scope(pages: Shelf) -> None:
    with pytest.raises(ValueError, match="scope_id"):
        pages.put(1, "Öppet", scope_id=3)
    assert not SearchEntry.objects.exists()


def test_index_belongs_to_the_callers_transaction(anonymous: Any, pages: Shelf) -> None:
    with transaction.atomic():
        pages.put(1, "Buss")
        transaction.set_rollback(True)
    assert search(anonymous, "buss").total == 0


def test_index_costs_the_same_for_few_and_many(pages: Shelf) -> None:
    for number in (1, 2, 3):
        pages.put(number, f"Buss {number}", topics=("a", "b"))
    costs = []
    for ids in ([1], [1, 2, 3]):
        with CaptureQueriesContext(connection) as captured:
            index("page", ids)
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_index_takes_a_text_longer_than_any_limit(anonymous: Any, pages: Shelf) -> None:
    body = " ".join(f"ord{number}x{'y' * 60}" for number in range(30_000))
    pages.put(1, "Rubrik " * 200, summary="sammanfattning " * 500 + "sist", body=body)
    entry = SearchEntry.objects.get()
    assert (len(entry.title), len(entry.summary)) == (255, 1000)
    assert [search(anonymous, asked).total for asked in ("rubrik", "sammanfattningen", "sist")] == [1, 1, 1]


def test_remove_takes_entries_out_and_counts_them(anonymous: Any, pages: Shelf) -> None:
    pages.put(1, "Buss", topics=("a", "b"))
    pages.put(2, "Buss")
    assert (remove("page", [1, 9]), remove("nonsense", [2])) == (1, 0)
    assert search(anonymous, "buss").total == 1


def test_reindex_writes_only_what_differs(anonymous: Any, pages: Shelf) -> None:
    for number in (1, 2, 3):
        pages.put(number, "Buss", topics=("a",))
    pages.change(1, title="Tåg")
    pages.change(2, topics=("b",))
    pages.things[4] = EntryData(object_id=4, title="Ny", updated_at=NOON)
    del pages.things[3]
    SearchEntry.objects.create(kind="gone", object_id=1, title="x", updated_at=NOON)
    assert reindex() == [Reindexed("page", written=3, unchanged=0, removed=1), Reindexed("gone", removed=1)]
    assert reindex() == [Reindexed("page", written=0, unchanged=3, removed=0)]
    assert set(SearchEntry.objects.values_list("title", flat=True)) == {"Tåg", "Buss", "Ny"}


def test_reindex_of_one_kind_leaves_the_others(pages: Shelf, posts: Shelf, practice_group: Any) -> None:
    pages.put(1, "Buss")
    posts.put(1, "Buss", scope_id=practice_group.pk)
    pages.things.clear()
    posts.things.clear()
    assert reindex("page") == [Reindexed("page", removed=1)]
    assert SearchEntry.objects.get().kind == "post"


def test_hub_reindex_says_what_it_did(pages: Shelf) -> None:
    pages.put(1, "Buss")
    said = StringIO()
    call_command("hub_reindex", stdout=said)
    assert said.getvalue() == "page: 0 written, 1 unchanged, 0 removed\n"


def test_hub_reindex_names_the_kinds_there_are(pages: Shelf) -> None:
    with pytest.raises(CommandError, match=r"No kind is named nonsense\. Known: page\."):
        call_command("hub_reindex", "nonsense")


def test_search_kinds_refuses_two_of_one_name(pages: Shelf, register: Any) -> None:
    register(Shelf("page", "Andra"))
    with pytest.raises(ImproperlyConfigured):
        search_kinds()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"scope_kind": "practice_group"}, "hub_search_scope_whole"),
        ({"scope_id": 3}, "hub_search_scope_whole"),
        ({"object_id": 1}, "hub_search_entry_once"),
    ],
)
def test_table_refuses_rows_that_say_two_things(pages: Shelf, fields: dict[str, Any], constraint: str) -> None:
    pages.put(1, "Buss")
    row = {"kind": "page", "object_id": 2, "title": "x", "updated_at": NOON, **fields}
    named = constraint if connection.vendor == "postgresql" or "whole" in constraint else "hub_lookup_searchentry.object_id"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        SearchEntry.objects.create(**row)
