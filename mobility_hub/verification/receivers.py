"""What the hub does when the site's sign-in (allauth, where it is installed) confirms, changes or removes an address."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser

from mobility_hub.verification import actions
from mobility_hub.verification.queries import confirmed_addresses


def connect() -> None:
    if not apps.is_installed("allauth.account"):
        return
    from allauth.account import signals  # a site may sign in without allauth

    signals.email_confirmed.connect(on_confirmed, dispatch_uid="hub_verification_confirmed")
    signals.email_changed.connect(on_changed, dispatch_uid="hub_verification_changed")
    signals.email_removed.connect(on_changed, dispatch_uid="hub_verification_removed")


def on_confirmed(email_address: Any, **kwargs: Any) -> None:
    actions.email_confirmed(email_address.user, email_address.email)


def on_changed(user: AbstractBaseUser, **kwargs: Any) -> None:
    addresses = confirmed_addresses(user)
    actions.addresses_changed(user, primary=addresses[0] if addresses else "", confirmed=addresses)
