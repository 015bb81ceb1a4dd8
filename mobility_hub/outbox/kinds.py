"""Kinds of mail, and how a room says what one of them reads like.

A room writes one function a mail in its ``emails.py``::

    @mail_kind("host_ask", label=_("Asked to host"), policy=Policy.RESEND, must_know=True)
    def host_ask(mail: OutgoingMail) -> Rendered:
        turn = HostTurn.objects.filter(pk=mail.about["turn"]).first()
        if turn is None:
            raise Drop(DropReason.SUPERSEDED)
        return render_mail("hub_hosting/mail/host_ask", {"turn": turn})

The function runs at delivery with the mail's language active, and asks what its reader may see then. The modules are found by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, wraps
from typing import Any

from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from mobility_hub import conf
from mobility_hub.outbox.enums import DropReason, Policy, Urgency
from mobility_hub.outbox.links import settings_url, unsubscribe_url
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.stylesheet import inlined_mail

# Mail that the site's own parts wrote; its words come ready, so it has no renderer.
SITE_KIND = "site"


class Drop(Exception):
    """Raised by a renderer: this mail is not to be sent any more, for ``reason``."""

    def __init__(self, reason: DropReason) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownKind(LookupError):
    """No room has registered this kind of mail."""


@dataclass(frozen=True)
class Rendered:
    """A mail ready to be sent.

    ``alternatives``: further (content, media type) forms of the same text, such as a calendar entry. ``attachments``: (file name, content,
    media type). ``headers`` may name the sender (From), the addressees as shown (To, Cc) and others; what every mail carries (Message-ID,
    Auto-Submitted, Content-Language) is the outbox's own. ``unsubscribe_url`` becomes the one-click headers (RFC 8058); must-know mail
    has none.
    """

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    alternatives: tuple[tuple[str, str], ...] = ()
    attachments: tuple[tuple[str, bytes, str], ...] = ()
    unsubscribe_url: str = ""


Renderer = Callable[[OutgoingMail], Rendered]
Preparer = Callable[[Sequence[OutgoingMail]], Mapping[int, Any]]


@dataclass(frozen=True)
class MailKind:
    """``expires``: how long after it was written a mail is still worth sending. ``label``, ``prepare``: see ``mail_kind``."""

    name: str
    policy: Policy
    render: Callable[..., Rendered]
    label: str | Promise = ""
    must_know: bool = False
    expires: timedelta | None = None
    urgency: Urgency = Urgency.SOON
    prepare: Preparer | None = None


_kinds: dict[str, MailKind] = {}
_in_hand: ContextVar[OutgoingMail | None] = ContextVar("hub_mail_in_hand", default=None)


def mail_kind(
    name: str,
    *,
    policy: Policy,
    label: str | Promise = "",
    must_know: bool = False,
    expires: timedelta | None = None,
    urgency: Urgency = Urgency.SOON,
    prepare: Preparer | None = None,
) -> Callable[[Callable[..., Rendered]], Callable[..., Rendered]]:
    """Register the function below as the renderer of the mails of kind ``name``, which administrators read as ``label``.

    ``must_know``: cannot be switched off (a host ask, a meeting changed or cancelled, an invitation, access, security); every other mail
    to a member carries an unsubscribe link by itself. ``prepare`` reads for many mails at once, in a fixed number of queries: it gets
    mails of one language and different members, and what it returns under each mail's id is the renderer's second argument.
    """

    def register(function: Callable[..., Rendered]) -> Callable[..., Rendered]:
        @wraps(function)
        def render(mail: OutgoingMail, *prepared: Any) -> Rendered:
            token = _in_hand.set(mail)
            try:
                return function(mail, *prepared)
            finally:
                _in_hand.reset(token)

        known = _kinds.get(name)
        if known and known.render.__module__ != function.__module__:
            raise ValueError(f"Two rooms registered the mail kind {name!r}: {known.render.__module__} and {function.__module__}.")
        _kinds[name] = MailKind(name, policy, render, label, must_know, expires, urgency, prepare)
        return render

    return register


@cache
def _discover() -> None:
    autodiscover_modules("emails")


def find_kind(name: str) -> MailKind:
    """Return the kind, or raise ``UnknownKind``."""
    _discover()
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def kind_label(name: str) -> str:
    """Return what administrators read for a kind: its label, or its name when it has none or no room knows it."""
    _discover()
    kind = _kinds.get(name)
    return str(kind.label) if kind and kind.label else name


def kinds_with(policy: Policy) -> list[str]:
    """Return the names of the registered kinds of ``policy``, sorted."""
    _discover()
    return sorted(kind.name for kind in _kinds.values() if kind.policy == policy)


def render_mail(template_base: str, context: Mapping[str, Any], **more: Any) -> Rendered:
    """Render ``<template_base>.subject.txt``, ``.txt`` and ``.html`` (extending ``mobility_hub/mail/base.txt`` and ``.html``).

    The templates also get the site's name and the addresses where the reader changes or stops such mails. ``more``: further fields of
    ``Rendered``.
    """
    values = {**_about_the_reader(), **context}
    subject = " ".join(_plain(f"{template_base}.subject.txt", values).split())
    text = _plain(f"{template_base}.txt", values).strip() + "\n"
    html = inlined_mail(render_to_string(f"{template_base}.html", values))
    more.setdefault("unsubscribe_url", values["unsubscribe_url"])
    return Rendered(subject=subject, text=text, html=html, **more)


def _plain(template_name: str, values: dict[str, Any]) -> str:
    """Render text as text: nothing is escaped in it, so a title reads as it was written."""
    written: str = Engine.get_default().get_template(template_name).render(Context(values, autoescape=False))
    return written


def _about_the_reader() -> dict[str, str]:
    """What every mail says about itself; the links are a member's own, so a mail to a bare address has none."""
    mail = _in_hand.get()
    member = mail.member if mail else None
    kind = _kinds.get(mail.kind) if mail else None
    can_stop = member is not None and kind is not None and not kind.must_know
    return {
        "hub_site_name": conf.SITE_NAME.value,
        "hub_footer_note": conf.FOOTER_NOTE.value,
        "settings_url": settings_url() if member else "",
        "unsubscribe_url": unsubscribe_url(member, f"kind:{kind.name}") if can_stop and member and kind else "",
    }
