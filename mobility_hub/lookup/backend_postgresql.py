"""The full-text index on PostgreSQL: two columns on the table of entries, kept in step with ``SearchWords`` by a trigger.

``words`` holds every token and has the GIN index. ``head`` holds all but the body's with weights A to C: small, and read to rank.
They stand on the entries, so that one visit to a row tells whether it is a hit, who may see it and where it stands in the order.
No extension and no dictionary are needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from mobility_hub.lookup.questions import Phrase, Term

TABLE = "hub_lookup_searchwords"
ENTRIES = "hub_lookup_searchentry"
TRIGGER = "hub_lookup_words_changed"
WEIGHTS = {"title": "A", "topics": "B", "lead": "C"}


class OnEntry(Func):
    """A condition on the columns that Django does not know, of the entry in the query at hand."""

    output_field = BooleanField()

    def __init__(self, where: str, *params: str | int) -> None:
        super().__init__(F("pk"))  # carries the table's name in the query
        self.where = where
        self.params = params

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        table = compiler.quote_name_unless_alias(self.get_source_expressions()[0].alias)
        return self.where.replace("{table}", table), self.params


def has(terms: Sequence[Term], every: bool) -> Func:
    """Every term, or any, anywhere; of a term's phrases all words in the head.

    The index is asked first and once, with the question in a subquery: the planner, which sees it as a value it does not know, then
    never reads and unpacks all vectors instead.
    """
    and_or, joiner = (" & ", " AND ") if every else (" | ", " OR ")
    asked = and_or.join(f"({_either([*_words(term), *term.phrases])})" for term in terms)
    if not any(term.phrases for term in terms):
        return OnEntry("{table}.words @@ (SELECT %s::tsquery)", asked)
    exact, params = [], [asked]
    for term in terms:
        exact.append("({table}.words @@ %s::tsquery OR {table}.head @@ %s::tsquery)")
        params += [_either(_words(term)), _either(term.phrases)]
    return OnEntry("({table}.words @@ (SELECT %s::tsquery) AND (" + joiner.join(exact) + "))", *params)


def has_within(term: Term, columns: int) -> Func:
    """One of the term's words in the first so many columns, or one of its phrases in one column fewer."""
    weights = "".join(WEIGHTS.values())
    asked = _either(_words(term), f":{weights[:columns]}")
    if term.phrases and columns > 1:
        asked += " | " + _either(term.phrases, f":{weights[: columns - 1]}")
    return OnEntry("{table}.head @@ %s::tsquery", asked)


def has_title(words: str) -> Func:
    """These words as the whole title."""
    tokens = words.split()
    asked = _either([tuple(tokens)], ":A")
    return OnEntry("({table}.head @@ %s::tsquery AND length(ts_filter({table}.head, '{a}')) = %s)", asked, len(tokens))


def _words(term: Term) -> list[Phrase]:
    return [(word,) for word in term.words]


def _either(phrases: Iterable[Phrase], weights: str = "") -> str:
    """A tsquery for any of the phrases. Tokens are plain letters and digits, so none can leave its quotes."""
    return " | ".join("(" + " & ".join(f"'{word}'{weights}" for word in phrase) + ")" for phrase in phrases)


def is_whole(connection: BaseDatabaseWrapper, cursor: Any) -> bool:
    cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass", [TRIGGER, TABLE])
    has_trigger = cursor.fetchone() is not None
    columns = {column.name for column in connection.introspection.get_table_description(cursor, ENTRIES)}
    return has_trigger and {"words", "head"} <= columns


def create_statements() -> Iterator[str]:
    yield f'ALTER TABLE "{ENTRIES}" ADD COLUMN IF NOT EXISTS words tsvector, ADD COLUMN IF NOT EXISTS head tsvector'
    # Without the list of pending entries, which would slow searches down until the next vacuum.
    yield f'CREATE INDEX IF NOT EXISTS hub_search_words ON "{ENTRIES}" USING gin (words) WITH (fastupdate = off)'
    update = f'UPDATE "{ENTRIES}" SET'
    yield (
        f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {update} {_vectors('new')} WHERE id = new.entry_id; RETURN NULL; END $$"
    )
    yield f'DROP TRIGGER IF EXISTS {TRIGGER} ON "{TABLE}"'
    yield f'CREATE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE ON "{TABLE}" FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()'
    yield f'{update} {_vectors("w")} FROM "{TABLE}" w WHERE w.entry_id = id'


def drop_statements() -> Iterator[str]:
    yield f'DROP TRIGGER IF EXISTS {TRIGGER} ON "{TABLE}"'
    yield f"DROP FUNCTION IF EXISTS {TRIGGER}()"
    yield f'ALTER TABLE "{ENTRIES}" DROP COLUMN IF EXISTS words, DROP COLUMN IF EXISTS head'


def _vectors(row: str) -> str:
    everything = " || ' ' || ".join(f"{row}.{name}" for name in (*WEIGHTS, "body"))
    head = " || ".join(f"setweight(to_tsvector('simple', {row}.{name}), '{weight}')" for name, weight in WEIGHTS.items())
    return f"words = strip(to_tsvector('simple', {everything})), head = {head}"
