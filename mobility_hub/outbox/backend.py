"""Django's mail, through the outbox: ``EMAIL_BACKEND = "mobility_hub.outbox.backend.OutboxEmailBackend"``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr, parsedate_to_datetime
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.timezone import is_aware
from django.utils.translation import get_language

from mobility_hub.outbox.actions import queue_mail
from mobility_hub.outbox.kinds import SITE_KIND
from mobility_hub.outbox.models import SiteMailWords


class OutboxEmailBackend(BaseEmailBackend):
    """Writes each mail as one row a recipient. The words are kept until it is sent or dropped, and no longer.

    A mail that is worth nothing after a while, such as a sign-in code, says so in an ``Expires`` header (RFC 4021); it is dropped
    when it could not be sent before.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._queue(message) for message in email_messages)

    def _queue(self, message: EmailMessage) -> bool:
        recipients = list(dict.fromkeys(message.recipients()))
        if not recipients:
            return False
        raw, expires_at = message.message().as_bytes(), _expiry(message)
        language = (get_language() or settings.LANGUAGE_CODE)[:2]
        with transaction.atomic():
            for recipient in recipients:
                mail = queue_mail(
                    kind=SITE_KIND,
                    key=f"{SITE_KIND}:{uuid4().hex}",
                    address=parseaddr(str(recipient))[1] or str(recipient),
                    language=language,
                    expires_at=expires_at,
                )
                SiteMailWords.objects.create(mail=mail, message=raw)
        return True


def _expiry(message: EmailMessage) -> datetime | None:
    try:
        expires_at = parsedate_to_datetime(str(message.extra_headers["Expires"]))
    except (KeyError, ValueError, TypeError):
        return None
    return expires_at if is_aware(expires_at) else None
