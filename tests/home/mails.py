"""What the site's sign-in has mailed: read from the outbox, where it waits."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from mobility_hub.outbox.models import SiteMailWords


def site_mails(address: str) -> list[EmailMessage]:
    """The waiting mails to ``address``, the oldest first."""
    rows = SiteMailWords.objects.filter(mail__address=address).order_by("mail_id")
    return [message_from_bytes(bytes(row.message), _class=EmailMessage, policy=policy.default) for row in rows]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content())


def code_for(address: str) -> str:
    """The six digits of the last mail to ``address``."""
    found = re.search(r"^\d{6}$", text_of(site_mails(address)[-1]), re.MULTILINE)
    assert found
    return found.group()
