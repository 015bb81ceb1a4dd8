"""System checks of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from mobility_hub import conf

BACKEND = "mobility_hub.outbox.backend.OutboxEmailBackend"


@register()
def check_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The outbox must not deliver to itself; and mail that passes it by can be lost without a trace."""
    if conf.MAIL_TRANSPORT.value == BACKEND:
        hint = "Name the backend that sends, for example 'django.core.mail.backends.smtp.EmailBackend'."
        return [Error("MOBILITY_HUB_MAIL_TRANSPORT is the outbox itself.", hint=hint, id="mobility_hub.E010")]
    if settings.EMAIL_BACKEND != BACKEND:
        hint = f"Set EMAIL_BACKEND = {BACKEND!r}; the outbox delivers through MOBILITY_HUB_MAIL_TRANSPORT."
        return [Warning("The site's own mail does not pass through the outbox.", hint=hint, id="mobility_hub.W010")]
    return []
