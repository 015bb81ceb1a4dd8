"""The full-text index: how it is asked, how hits are ranked, and how it is made. What differs stands in the two modules beside it.

Both databases index the four columns of ``SearchWords``, whose tokens are of a–z and 0–9 and need no dictionary; a question gives the
same hits in the same order on both. The order is ours, not bm25's: a rank that counts how common a word is in all rows would tell of
rows one may not see.
"""

from __future__ import annotations

from types import ModuleType

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Case, Func, IntegerField, Value, When
from django.db.models.expressions import Combinable

from mobility_hub.lookup import backend_postgresql, backend_sqlite
from mobility_hub.lookup.questions import Query

# What a term is worth that stands in the first so many columns of SearchWords: title, topics, lead; or only in the body.
WORTH = {1: 18, 2: 14, 3: 12}
WORTH_IN_BODY = 11
WORTH_SAME_TITLE = 100


def condition(query: Query, *, every: bool, vendor: str) -> Func:
    """Return the condition for entries that have every term, or any. The question must have a term."""
    found: Func = _backend(vendor).has(query.terms, every)
    return found


def points(query: Query, *, every: bool, vendor: str) -> Combinable:
    """Return what an entry is worth: each term's best column, so that more terms come before fewer, and the same title before all."""
    backend = _backend(vendor)
    total: Combinable = _case([When(backend.has_title(query.title), then=Value(WORTH_SAME_TITLE))], otherwise=0)
    for term in query.terms:
        worth = [When(backend.has_within(term, columns), then=Value(points)) for columns, points in WORTH.items()]
        if every:
            total = total + _case(worth, otherwise=WORTH_IN_BODY)
        else:
            total = total + _case([*worth, When(backend.has((term,), True), then=Value(WORTH_IN_BODY))], otherwise=0)
    return total


def _case(whens: list[When], *, otherwise: int) -> Case:
    return Case(*whens, default=Value(otherwise), output_field=IntegerField())


# Migration 0002 makes the index; after every migrate ``ensure_index`` looks that it is whole, because a later change of the model
# makes SQLite build the table anew, without its triggers.


def create_index(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the full-text index and fill it from the rows there are. Safe to repeat."""
    for statement in _backend(schema_editor.connection.vendor).create_statements():
        schema_editor.execute(statement, params=None)


def drop_index(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the full-text index away; the rows stay."""
    for statement in _backend(schema_editor.connection.vendor).drop_statements():
        schema_editor.execute(statement, params=None)


def ensure_index(connection: BaseDatabaseWrapper) -> None:
    """Make the index when a part of it is missing. Does nothing where the model's table is not."""
    backend = _backend(connection.vendor)
    with connection.cursor() as cursor:
        if backend.TABLE not in connection.introspection.table_names(cursor) or backend.is_whole(connection, cursor):
            return
        for statement in backend.create_statements():
            cursor.execute(statement)


def _backend(vendor: str) -> ModuleType:
    try:
        return {"postgresql": backend_postgresql, "sqlite": backend_sqlite}[vendor]
    except KeyError:
        raise NotSupportedError("The hub's search works on PostgreSQL and SQLite.") from None
