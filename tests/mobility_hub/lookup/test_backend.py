"""The full-text index: in step with its table, made again when a part is missing, and read the same by both databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobility_hub.lookup import backend
from mobility_hub.lookup.analysis import index_text
from mobility_hub.lookup.models import SearchEntry, SearchWords
from mobility_hub.lookup.queries import search
from mobility_hub.lookup.questions import Query, Term

from .conftest import NOON, Shelf

pytestmark = pytest.mark.django_db


def hits(*tokens: str) -> list[int]:
    query = Query("", tuple(Term((token,)) for token in tokens))
    return list(SearchEntry.objects.answering(query).best_first(query).values_list("object_id", flat=True))


def test_index_follows_updates_and_deletes_of_rows(pages: Shelf) -> None:
    pages.put(1, "Buss")
    SearchWords.objects.update(title="tag")
    assert (hits("buss"), hits("tag")) == ([], [1])
    SearchEntry.objects.all().delete()
    assert hits("tag") == []


def test_drop_and_create_index_come_back_with_all_rows(pages: Shelf) -> None:
    pages.put(1, "Buss")
    connection.check_constraints()  # PostgreSQL alters no table with checks outstanding
    # Not entered as a context: SQLite's wants no transaction round it, and the statements need none of what it does.
    editor = connection.SchemaEditorClass(connection)
    backend.drop_index(editor)
    backend.create_index(editor)
    backend.create_index(editor)
    assert hits("buss") == [1]


def test_ensure_index_mends_a_missing_part(pages: Shelf) -> None:
    pages.put(1, "Buss")
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER hub_lookup_words_changed ON hub_lookup_searchwords"
            if connection.vendor == "postgresql"
            else "DROP TRIGGER hub_lookup_words_update"
        )
    SearchWords.objects.update(title="tag")
    connection.check_constraints()
    backend.ensure_index(connection)
    assert (hits("buss"), hits("tag")) == ([], [1])


def test_ensure_index_of_a_whole_index_changes_nothing(pages: Shelf, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(5) as captured:
        backend.ensure_index(connection)
    assert not [query for query in captured.captured_queries if not query["sql"].lstrip().upper().startswith("SELECT")]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet="0123456789abexynåö-./_ ", min_size=1, max_size=40))
def test_database_keeps_every_token_as_it_is(pages: Shelf, text: str) -> None:
    tokens = index_text(text).all
    entry, _new = SearchEntry.objects.get_or_create(kind="page", object_id=1, defaults={"title": "x", "updated_at": NOON})
    SearchWords.objects.update_or_create(entry=entry, defaults={"body": " ".join(tokens)})
    assert [token for token in tokens if hits(token) != [1]] == []
    assert hits("missing") == []


def test_columns_are_told_apart(pages: Shelf, anonymous: Any) -> None:
    for number, column in enumerate(("title", "topics", "lead", "body")):
        entry = SearchEntry.objects.create(kind="page", object_id=number, title="x", updated_at=NOON)
        SearchWords.objects.create(entry=entry, **{column: "buss tag"})
    query = Query("", (Term(("buss",)), Term(("tag",))))
    found = SearchEntry.objects.answering(query).best_first(query)
    assert list(found.values_list("object_id", "points")) == [(0, 136), (1, 28), (2, 24), (3, 22)]


def test_search_answers_alike_within_other_querysets(pages: Shelf, anonymous: Any) -> None:
    pages.put(1, "Buss", topics=("a",))
    query = Query("", (Term(("buss",)),))
    inner = SearchEntry.objects.answering(query)
    assert SearchEntry.objects.filter(pk__in=inner, topics__slug="a").answering(query).count() == 1
    assert search(anonymous, "buss").total == 1
