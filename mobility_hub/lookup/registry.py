"""How a room's things become findable: it registers a search kind, and lookup imports no room.

In the room's ``wagtail_hooks.py``::

    @hooks.register("register_hub_search_kind")
    def case_studies() -> SearchKind:
        return CaseStudyKind()

and in its actions, in the transaction of the change, ``mobility_hub.lookup.actions.index("case", [page.pk])``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.utils.functional import Promise
from wagtail import hooks

HOOK = "register_hub_search_kind"

Words = str | Promise
User = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryData:
    """What is findable about one thing. All texts are plain, without markup.

    ``title`` and ``summary`` are shown with a hit, so they may hold only what everybody who may see the entry may read; ``body`` is
    searched and never shown or stored as text. ``topics`` are slugs. ``updated_at`` (aware) orders hits that are equally good.
    ``scope_id`` stands for exactly the things of a kind that has a ``scope_kind``.
    """

    object_id: int
    title: str
    updated_at: datetime
    summary: str = ""
    body: str = ""
    topics: tuple[str, ...] = ()
    county_code: str = ""
    year: int | None = None
    language: str = "sv"
    scope_id: int | None = None


class SearchKind(ABC):
    """One sort of findable things, such as case studies or threads.

    ``name`` is a slug and stands in addresses; ``label`` names one thing, ``label_plural`` several (in the choice of kinds).
    Without a ``scope_kind`` everything of the kind is public. With one, such as ``"practice_group"``, nothing of it is.
    """

    name: str
    label: Words
    label_plural: Words = ""
    scope_kind: str = ""

    @abstractmethod
    def entries(self, object_ids: Collection[int] | None) -> Iterable[EntryData]:
        """Return the entries of these objects, or of all when None. What is asked for and not returned is taken out of the index."""

    @abstractmethod
    def urls(self, object_ids: Collection[int]) -> Mapping[int, str]:
        """Return the addresses of these objects in a fixed number of queries. A hit without an address is not shown."""

    def visible_scope_ids(self, user: Any) -> QuerySet[Any] | Collection[int]:
        """Return the scopes that ``user``, who is signed in, may see now: a queryset of scope objects or of ids, or the ids."""
        return ()


class UnknownKind(LookupError):
    """No installed room has registered this kind."""


def search_kinds() -> dict[str, SearchKind]:
    """Return the registered kinds by name, in the order of registration."""
    found: dict[str, SearchKind] = {}
    for register in hooks.get_hooks(HOOK):
        kind: SearchKind = register()
        if kind.name in found:
            raise ImproperlyConfigured(f"Two search kinds are named {kind.name!r}.")
        found[kind.name] = kind
    return found


def get_kind(name: str) -> SearchKind:
    """Return the kind of that name, or raise ``UnknownKind``."""
    try:
        return search_kinds()[name]
    except KeyError:
        raise UnknownKind(name) from None
