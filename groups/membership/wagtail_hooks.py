"""How this room shows itself on the hub's pages."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from groups.membership import admin, sections
from groups.membership.findable import PracticeGroupKind
from groups.membership.models import GroupIndexPage
from mobility_hub import paths
from mobility_hub.notices.registry import ScopeKind
from mobility_hub.sections import MineTab, NavPage

hooks.register("register_hub_topic_section", sections.topic_section)
hooks.register("register_hub_network_section", sections.network_section)
hooks.register("register_hub_mine_section", sections.mine_section)
hooks.register("register_hub_group_section", sections.requests_in_group)
hooks.register("register_hub_group_section", sections.members_tab)
hooks.register("register_hub_digest_section", sections.digest_section)


@hooks.register("register_hub_nav_page")
def groups_in_navigation() -> NavPage:
    return NavPage(GroupIndexPage, _("Groups"), order=40, slug=paths.GROUPS_SLUG, title=_("Practice groups"))


@hooks.register("register_hub_mine_tab")
def my_groups() -> MineTab:
    return MineTab("hub_membership:my_groups", _("My groups"), order=20)


@hooks.register("register_hub_search_kind")
def findable_groups() -> PracticeGroupKind:
    return PracticeGroupKind()


@hooks.register("register_hub_scope")
def group_scope() -> ScopeKind:
    return ScopeKind("practice_group", audience=sections.audience)


@hooks.register("register_admin_urls")
def founding_address() -> list[URLPattern]:
    return [path("hub/found-group/", admin.found, name="hub_found_group")]


hooks.register("register_admin_menu_item", admin.menu_item)
