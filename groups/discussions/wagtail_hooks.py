"""How this room shows itself on the hub's pages."""

from __future__ import annotations

from wagtail import hooks

from groups.discussions import digest, sections
from groups.discussions.findable import PostKind, ThreadKind
from mobility_hub.notices.registry import ScopeKind

hooks.register("register_hub_group_section", sections.discussions_in_group)
hooks.register("register_hub_my_group_facts", sections.unread_in_my_groups)
hooks.register("register_hub_mine_section", sections.answers_to_me)
hooks.register("register_hub_digest_section", digest.section)
hooks.register("register_hub_search_kind", ThreadKind)
hooks.register("register_hub_search_kind", PostKind)


@hooks.register("register_hub_scope")
def thread_scope() -> ScopeKind:
    return ScopeKind("thread", audience=sections.audience, parents=sections.parents)
