"""From words to a message: headers that every mail carries, and none that a title or a name could smuggle in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from mobility_hub.markup import to_text
from mobility_hub.outbox.kinds import Rendered
from mobility_hub.outbox.models import OutgoingMail

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_NAME = re.compile(r"^[!-9;-~]+$")

# Made anew for the message as it is sent.
_NOT_KEPT = frozenset({"subject", "message-id", "mime-version", "bcc", "return-path"})


def compose(mail: OutgoingMail, rendered: Rendered) -> EmailMultiAlternatives:
    """Return the message for ``mail``, to its one address. The same row always has the same Message-ID."""
    headers = _clean(rendered.headers)
    sender = headers.pop("From", settings.DEFAULT_FROM_EMAIL)
    headers |= {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.language,
    }
    if rendered.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{rendered.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(_one_line(rendered.subject), rendered.text, sender, [mail.address], headers=headers)
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    for content, media_type in rendered.alternatives:
        message.attach_alternative(content, media_type)
    for name, data, media_type in rendered.attachments:
        message.attach(_one_line(name), data, media_type)
    return message


def taken_apart(raw: bytes) -> Rendered:
    """Read a ready message back into its parts: subject, texts, attachments and the headers that are its own."""
    parsed = message_from_bytes(raw, policy=policy.default)
    headers = {
        name: str(value) for name, value in parsed.items() if name.lower() not in _NOT_KEPT and not name.lower().startswith("content-")
    }
    text, html, alternatives, attachments = "", "", [], []
    for part, is_alternative in _parts(parsed):
        media_type = part.get_content_type()
        if part.is_attachment() or part.get_filename() or not (is_alternative or media_type.startswith("text/")):
            attachments.append((part.get_filename() or "attachment", _data(part), media_type))
        elif media_type == "text/plain" and not text:
            text = part.get_content()
        elif media_type == "text/html" and not html:
            html = part.get_content()
        else:
            alternatives.append((_data(part).decode("utf-8", "replace"), media_type))
    return Rendered(
        subject=str(parsed.get("Subject", "")),
        text=text or to_text(html),
        html=html,
        headers=headers,
        alternatives=tuple(alternatives),
        attachments=tuple(attachments),
    )


def _parts(message: ParsedMessage, is_alternative: bool = False) -> Iterator[tuple[ParsedMessage, bool]]:
    """Each leaf, and whether it is one form of the same text; a message inside the message stays whole."""
    if message.get_content_maintype() != "multipart":
        yield message, is_alternative
        return
    for part in message.iter_parts():
        assert isinstance(part, ParsedMessage)  # noqa: S101  # what this policy makes
        yield from _parts(part, is_alternative or message.get_content_subtype() == "alternative")


def _data(part: ParsedMessage) -> bytes:
    decoded = part.get_payload(decode=True)
    if isinstance(decoded, bytes):
        return decoded
    inner = part.get_payload(0)
    return inner.as_bytes() if isinstance(inner, ParsedMessage) else b""


def _clean(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: _one_line(value) for name, value in headers.items() if _NAME.match(name)}


def _one_line(value: str) -> str:
    return " ".join(_CONTROL.sub(" ", str(value)).split())
