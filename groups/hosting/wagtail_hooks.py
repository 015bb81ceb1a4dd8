"""How this room shows itself on the hub's pages, and what administrators see of it."""

from __future__ import annotations

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from groups.hosting import sections
from groups.hosting.admin import HostTurnAdmin
from groups.hosting.board import HOST_SCOPE
from mobility_hub.notices.registry import ScopeKind

hooks.register("register_hub_group_section", sections.hosting_tab)
hooks.register("register_hub_group_section", sections.missing_host_line)
hooks.register("register_hub_group_section", sections.ask_in_group)
hooks.register("register_hub_meeting_section", sections.meeting_section)
hooks.register("register_hub_meeting_hosts", sections.meeting_hosts)
hooks.register("register_hub_mine_section", sections.mine_section)
hooks.register("register_hub_digest_section", sections.digest_asks)
hooks.register("register_hub_digest_section", sections.digest_missing)

modeladmin_register(HostTurnAdmin)


@hooks.register("register_hub_scope")
def host_scope() -> ScopeKind:
    return ScopeKind(HOST_SCOPE, audience=sections.audience)
