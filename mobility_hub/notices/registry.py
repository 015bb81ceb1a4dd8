"""Kinds of scope, told by the rooms that own them, so that this room imports none.

A room registers in its ``wagtail_hooks.py``::

    @hooks.register("register_hub_scope")
    def thread_scope() -> ScopeKind:
        return ScopeKind("thread", audience=readers_of_threads, parents=groups_of_threads)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from wagtail import hooks

from mobility_hub.notices.enums import HowMuch

HOOK = "register_hub_scope"


@dataclass(frozen=True)
class ScopeKind:
    """How one kind of scope behaves. Each function answers for many ids at once, in a fixed number of queries.

    ``audience``: scope ids to the ids of the members who may hear of each now. ``default``: how much a member hears who has said nothing.
    ``parents``: scope ids to the (kind, id) that each takes its level from when the member has set none for it; a scope without one has
    the default.
    """

    kind: str
    audience: Callable[[Collection[int]], Mapping[int, set[int]]]
    default: HowMuch = HowMuch.SUMMARY
    parents: Callable[[Collection[int]], Mapping[int, tuple[str, int]]] | None = None


def find_scope_kind(kind: str) -> ScopeKind | None:
    """Return the registered kind, or None when no room on this site has it."""
    return next((found for function in hooks.get_hooks(HOOK) if (found := function()).kind == kind), None)
