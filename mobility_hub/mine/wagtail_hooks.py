"""The member's own views that this room has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from mobility_hub.sections import MineTab


@hooks.register("register_hub_mine_tab")
def todos() -> MineTab:
    return MineTab("hub_mine:mine", _("To do"), order=10)


@hooks.register("register_hub_mine_tab")
def profile() -> MineTab:
    return MineTab("hub_mine:profile", _("About me"), order=40)
