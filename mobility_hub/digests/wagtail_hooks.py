"""The member's own view that this room has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from mobility_hub.sections import MineTab


@hooks.register("register_hub_mine_tab")
def mail_settings() -> MineTab:
    return MineTab("hub_digest_settings:mail", _("Mail"), order=30)
