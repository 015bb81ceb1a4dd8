"""Two kinds a room could register: public pages and a practice group's posts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from wagtail import hooks

from groups.membership.models import PracticeGroup
from mobility_hub.lookup.actions import index
from mobility_hub.lookup.registry import HOOK, EntryData, SearchKind

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Shelf(SearchKind):
    """Things kept in memory. ``asked`` counts how often the addresses were wanted."""

    def __init__(self, name: str, label: str, scope_kind: str = "") -> None:
        self.name, self.label, self.scope_kind = name, label, scope_kind
        self.things: dict[int, EntryData] = {}

    def put(self, object_id: int, title: str, **more: Any) -> EntryData:
        """Keep a thing and index it. Later ones are newer."""
        data = EntryData(object_id=object_id, title=title, **{"updated_at": NOON + timedelta(minutes=object_id), **more})
        self.things[object_id] = data
        index(self.name, [object_id])
        return data

    def change(self, object_id: int, **changes: Any) -> None:
        """Change a thing behind the index's back."""
        self.things[object_id] = replace(self.things[object_id], **changes)

    def entries(self, object_ids: Collection[int] | None) -> Iterable[EntryData]:
        return [data for object_id, data in self.things.items() if object_ids is None or object_id in object_ids]

    def urls(self, object_ids: Collection[int]) -> dict[int, str]:
        return {object_id: f"/{self.name}/{object_id}/" for object_id in object_ids if object_id in self.things}

    def visible_scope_ids(self, user: Any) -> Any:
        return PracticeGroup.objects.visible_to(user)


@pytest.fixture
def register() -> Iterator[Callable[[SearchKind], None]]:
    """Register kinds for one test, instead of those of the site's rooms."""
    before = list(hooks.get_hooks(HOOK))
    hooks._hooks[HOOK] = []

    def add(kind: SearchKind) -> None:
        hooks.register(HOOK, lambda: kind)

    yield add
    hooks._hooks[HOOK] = [(function, 0) for function in before]


@pytest.fixture
def pages(db: None, register: Callable[[SearchKind], None]) -> Shelf:
    """A public kind."""
    shelf = Shelf("page", "Exempel")
    register(shelf)
    return shelf


@pytest.fixture
def posts(db: None, register: Callable[[SearchKind], None]) -> Shelf:
    """A kind whose things belong to practice groups."""
    shelf = Shelf("post", "Inlägg", scope_kind="practice_group")
    register(shelf)
    return shelf


@pytest.fixture
def connection_of_tests(db: None) -> Any:
    return connection
