"""E-mail domains: which text is one, and which can never be an organisation's."""

from __future__ import annotations

import re
import unicodedata

from mobility_hub import conf

# Providers where anybody can get an address. An address there says nothing about an employer.
_PROVIDERS = """
    aol.com bahnhof.se bredband.net bredband2.com comhem.se duckduckgo.com fastmail.com fastmail.fm gmail.com gmx.com gmx.de gmx.net
    googlemail.com hey.com home.se hotmail.com hotmail.se hushmail.com icloud.com inbox.com live.com live.se mac.com mail.com mail.ru
    mailbox.org me.com msn.com outlook.com outlook.se passagen.se pm.me posteo.de posteo.net proton.me protonmail.ch protonmail.com
    rocketmail.com spray.se telia.com tele2.se tuta.com tutanota.com yahoo.co.uk yahoo.com yahoo.se yandex.com ymail.com zoho.com zoho.eu
"""
FREE_MAIL_DOMAINS = frozenset(_PROVIDERS.split())

_LABEL = re.compile(r"^(?!-)[a-z0-9-]{1,63}(?<!-)$")


class DomainError(ValueError):
    """The text is not an e-mail domain that an organisation can have."""


def normalise_domain(text: str) -> str:
    """Return the domain in lower-case ASCII form (IDNA), without a leading "@", or raise ``DomainError``."""
    bare = text.strip().lstrip("@").rstrip(".").lower()
    try:
        ascii_form = bare.encode("idna").decode("ascii")
    except UnicodeError:
        raise DomainError(text) from None
    labels = ascii_form.split(".")
    if len(labels) < 2 or not all(_LABEL.match(label) for label in labels) or len(ascii_form) > 253:
        raise DomainError(text)
    return ascii_form


def domain_of(email: str) -> str | None:
    """Return the domain of an address in lower-case ASCII form, or None when it has none or writes it in a misleading way.

    IDNA turns full-width letters, the Kelvin sign, soft hyphens and their like into plain letters. Such an address may be delivered to
    the plain domain or not, so it proves nothing: only a domain that reads as itself after the way there and back counts.
    """
    _, at, domain = email.rpartition("@")
    if not at or unicodedata.normalize("NFKC", domain) != domain:
        return None
    try:
        found = normalise_domain(domain)
        return found if domain.lower() in (found, found.encode("ascii").decode("idna")) else None
    except (DomainError, UnicodeError):
        return None


def is_free_mail(domain: str) -> bool:
    """Tell whether anybody can get an address at ``domain``; such a domain verifies nobody."""
    return domain in FREE_MAIL_DOMAINS or domain in {extra.lower() for extra in conf.FREE_MAIL_DOMAINS.value}
