"""The views of a member's own pages, for the sub-navigation."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


def mine_tabs(current: str, *, todos: int | None = None) -> list[dict[str, Any]]:
    """The views that this site has, as ``components/subnav.html`` wants them. ``current``: the url name of the view that stands open."""
    wanted = [
        ("hub_mine:mine", _("To do"), todos),
        ("hub_membership:my_groups", _("My groups"), None),
        ("hub_digest_settings:mail", _("Mail"), None),
        ("hub_mine:profile", _("About me"), None),
    ]
    return [
        {"label": label, "url": url, "count": count, "current": "page" if name == current else False}
        for name, label, count in wanted
        if (url := _address(name))
    ]


def account_links() -> list[dict[str, str]]:
    """What the site's sign-in offers for the account itself; nothing when it is not allauth."""
    wanted = [("account_email", _("Change e-mail address")), ("account_change_password", _("Choose a password"))]
    return [{"label": label, "url": url} for name, label in wanted if (url := _address(name))]


def sign_out_url() -> str:
    return _address("account_logout")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
