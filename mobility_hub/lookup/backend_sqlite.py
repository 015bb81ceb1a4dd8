"""The full-text index on SQLite: an FTS5 table that reads its content from ``SearchWords`` and is kept in step by triggers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from mobility_hub.lookup.questions import Phrase, Term

TABLE = "hub_lookup_searchwords"
KEY = "entry_id"
FTS_TABLE = "hub_lookup_words"
COLUMNS = ("title", "topics", "lead", "body")
HEAD = 3


class Among(Func):
    """Whether the entry is among those that the FTS table finds."""

    output_field = BooleanField()

    def __init__(self, match: str, title: str = "") -> None:
        super().__init__(F("pk"))
        self.match = match
        self.title = title

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        key, params = compiler.compile(self.get_source_expressions()[0])
        found = f"SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s"  # noqa: S608  # constants only
        if self.title:
            return f"{key} IN ({found} AND title = %s)", (*params, self.match, self.title)
        return f"{key} IN ({found})", (*params, self.match)


def has(terms: Sequence[Term], every: bool) -> Func:
    """Every term, or any, anywhere; of a term's phrases all words in the head."""
    return Among((" AND " if every else " OR ").join(f"({_term(term, len(COLUMNS), HEAD)})" for term in terms))


def has_within(term: Term, columns: int) -> Func:
    """One of the term's words in the first so many columns, or one of its phrases in one column fewer."""
    return Among(_term(term, columns, columns - 1))


def has_title(words: str) -> Func:
    """These words as the whole title."""
    return Among(_either([tuple(words.split())], 1), words)


def _term(term: Term, columns: int, columns_for_phrases: int) -> str:
    words = _either([(word,) for word in term.words], columns)
    return f"{words} OR {_either(term.phrases, columns_for_phrases)}" if term.phrases and columns_for_phrases else words


def _either(phrases: Iterable[Phrase], columns: int) -> str:
    """An FTS5 expression for any of the phrases. Tokens are plain letters and digits, so none can leave its quotes."""
    where = f"{{{' '.join(COLUMNS[:columns])}}} : "
    return " OR ".join("(" + " AND ".join(f'{where}"{word}"' for word in phrase) + ")" for phrase in phrases)


_TRIGGERS = {
    f"{FTS_TABLE}_insert": "AFTER INSERT",
    f"{FTS_TABLE}_delete": "AFTER DELETE",
    f"{FTS_TABLE}_update": f"AFTER UPDATE OF {KEY}, {', '.join(COLUMNS)}",
}


def is_whole(connection: BaseDatabaseWrapper, cursor: Any) -> bool:
    cursor.execute("SELECT name FROM sqlite_master WHERE name = %s OR (type = 'trigger' AND tbl_name = %s)", [FTS_TABLE, TABLE])
    return {row[0] for row in cursor.fetchall()} >= {FTS_TABLE, *_TRIGGERS}


def create_statements() -> Iterator[str]:
    yield from drop_statements()
    names, new, old = (", ".join(f"{prefix}{name}" for name in COLUMNS) for prefix in ("", "new.", "old."))
    yield (
        f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5({names}, content='{TABLE}', content_rowid='{KEY}', "
        "tokenize='ascii', detail=column, columnsize=0)"
    )
    add = f"INSERT INTO {FTS_TABLE}(rowid, {names}) VALUES (new.{KEY}, {new});"  # noqa: S608  # constants only
    take = f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rowid, {names}) VALUES ('delete', old.{KEY}, {old});"  # noqa: S608  # constants only
    for (name, when), steps in zip(_TRIGGERS.items(), (add, take, take + add), strict=True):
        yield f'CREATE TRIGGER {name} {when} ON "{TABLE}" BEGIN {steps} END'
    yield f"INSERT INTO {FTS_TABLE}({FTS_TABLE}) VALUES ('rebuild')"  # noqa: S608  # constants only


def drop_statements() -> Iterator[str]:
    for name in _TRIGGERS:
        yield f"DROP TRIGGER IF EXISTS {name}"
    yield f"DROP TABLE IF EXISTS {FTS_TABLE}"
