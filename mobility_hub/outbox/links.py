"""Addresses in mail: absolute, and signed where they work without signing in."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import NoReverseMatch, reverse

from mobility_hub.directory.models import Member

# What an unsubscribe link can stop. Besides these: "kind:<mail kind>", and "<scope kind>:<id>" for a group or a discussion.
SUMMARIES = "summaries"

_SALT = "mobility_hub.outbox.unsubscribe"


def absolute_url(path: str) -> str:
    """Return ``path`` with the site's own address before it (``WAGTAILADMIN_BASE_URL``); an absolute address stays as it is."""
    if urlsplit(path).scheme:
        return path
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/{path.lstrip('/')}"


def mail_host() -> str:
    """Return the site's host in ASCII, for Message-ID and List-Id."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return "localhost"


def settings_url() -> str:
    """Return the address where a member chooses which mails they get, or nothing when the site has no such page."""
    try:
        return absolute_url(reverse("hub_digest_settings:mail"))
    except NoReverseMatch:
        return ""


def unsubscribe_url(member: Member, what: str) -> str:
    """Return the address that stops ``what`` for ``member`` without signing in, for ever; nothing when the site has no such page."""
    token = signing.Signer(salt=_SALT).sign_object([member.public_id, what])
    try:
        return absolute_url(reverse("hub_digests:unsubscribe", args=[token]))
    except NoReverseMatch:
        return ""


def read_unsubscribe_token(token: str) -> tuple[str, str] | None:
    """Return (the member's public id, what to stop), or None when the token was not made here."""
    try:
        public_id, what = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError, UnicodeError):
        return None
    return str(public_id), str(what)
