"""The development mailbox: mails that the demo's local mail server (aiosmtpd) put into the Maildir ``settings.HOME_MAILBOX``.

Shown only while ``HOME_IN_DEVELOPMENT`` is on and the setting names a folder; everywhere else these addresses do not exist.
"""

from __future__ import annotations

import mailbox as maildirs
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import wraps
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

SHOWN = 200
# A mail's own style and pictures in the mail, and nothing else: no script, nothing fetched, links open in the page around it.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)
_ADDRESS = re.compile(r"<([^<>]+)>")
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Mail:
    """One mail as the pages show it; ``at`` is when it came."""

    key: str
    subject: str
    sender: str
    recipient: str
    at: datetime
    message: EmailMessage

    @property
    def text(self) -> str:
        return _content(self.message, "plain")

    @property
    def html(self) -> str:
        return _content(self.message, "html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, _header(self.message, name, index)) for index, name in enumerate(self.message.keys())]

    @property
    def one_click_url(self) -> str:
        """Where to POST to stop such mails (RFC 8058), when the mail says that a POST is enough."""
        return self._unsubscribe("https", "http") if "one-click" in str(self.message.get("List-Unsubscribe-Post", "")).lower() else ""

    @property
    def unsubscribe_links(self) -> list[str]:
        return [link for link in self._listed() if urlsplit(link).scheme in ("http", "https", "mailto")]

    def _unsubscribe(self, *schemes: str) -> str:
        found = next((link for link in self._listed() if urlsplit(link).scheme in schemes), "")
        return found.removeprefix(settings.WAGTAILADMIN_BASE_URL)

    def _listed(self) -> list[str]:
        return [address.strip() for address in _ADDRESS.findall(str(self.message.get("List-Unsubscribe", "")))]


def _only_in_development(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not settings.HOME_IN_DEVELOPMENT or not _folder():
            raise Http404
        return never_cache(view)(request, **kwargs)

    return guarded


@_only_in_development
def index(request: HttpRequest) -> HttpResponse:
    """The newest mails first."""
    arrived = sorted(((_arrival(key), key, box) for box in _boxes() for key in box.iterkeys()), key=lambda item: item[:2], reverse=True)
    mails = [_read(box, key) for _at, key, box in arrived[:SHOWN]]
    return render(request, "home/mailbox.html", {"mails": mails, "count": len(arrived)})


@_only_in_development
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: headers, text, and the HTML part in a frame."""
    return render(request, "home/mailbox_mail.html", {"mail": _find(key)})


@_only_in_development
@xframe_options_sameorigin
def html_part(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part alone, shut in by a policy of its own."""
    html = _find(key).html
    if not html:
        raise Http404
    base = '<base target="_top">'
    framed = _HEAD.sub(lambda head: head.group() + base, html, count=1) if _HEAD.search(html) else base + html
    return HttpResponse(framed, headers={"Content-Security-Policy": HTML_POLICY})


@_only_in_development
def source(request: HttpRequest, key: str) -> HttpResponse:
    """The mail as it came."""
    return HttpResponse(_find(key).message.as_bytes(), content_type="text/plain; charset=utf-8")


def _boxes() -> list[maildirs.Maildir]:
    """The Maildir, unless no mail has come yet and the folder is not there."""
    folder = Path(_folder())
    return [maildirs.Maildir(folder, create=False)] if (folder / "new").is_dir() else []


def _folder() -> str:
    return str(getattr(settings, "HOME_MAILBOX", None) or "")


def _find(key: str) -> Mail:
    for box in _boxes():
        if key in box:
            return _read(box, key)
    raise Http404


def _read(box: maildirs.Maildir, key: str) -> Mail:
    message = BytesParser(policy=policy.default).parsebytes(box.get_bytes(key))
    assert isinstance(message, EmailMessage)  # noqa: S101  # what the default policy makes
    return Mail(
        key=key,
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        recipient=_header(message, "To") or _header(message, "X-RcptTo"),
        at=_arrival(key),
        message=message,
    )


def _header(message: EmailMessage, name: str, index: int | None = None) -> str:
    """A header as text, whatever is in it: a mail that cannot be parsed must still be listed."""
    try:
        return str(message.values()[index] if index is not None else message.get(name, ""))
    except (ValueError, TypeError, IndexError, AttributeError, LookupError):
        return next((str(raw) for key, raw in message.raw_items() if key.lower() == name.lower()), "")


def _arrival(key: str) -> datetime:
    """When the mail came, UTC: a Maildir's file names begin with it."""
    found = re.match(r"(\d+)\.(?:M(\d+))?", key)
    seconds, micros = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros % 1_000_000)


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)
