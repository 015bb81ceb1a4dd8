"""Where a member's own pages lead."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


def account_links(user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
    """What the site's sign-in offers for the account itself; nothing when it is not allauth."""
    password = _("Change password") if user.is_authenticated and user.has_usable_password() else _("Choose a password")
    wanted = [("account_email", _("Change e-mail address")), ("account_change_password", password)]
    return [{"label": label, "url": url} for name, label in wanted if (url := _address(name))]


def sign_out_url() -> str:
    return _address("account_logout")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
