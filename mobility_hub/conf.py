"""Every setting the plugin reads: name, type, default and one line of meaning.

A wrong value is a system check error that names the setting (see ``checks.py``), so a site finds it at start and not in a request.
``HUB_APPS`` lists the plugin's public apps in the order that ``INSTALLED_APPS`` wants them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.conf import settings
from django.utils.functional import Promise

HUB_APPS = [
    "mobility_hub",
    "mobility_hub.directory",
    "mobility_hub.trail",
    "mobility_hub.outbox",
    "mobility_hub.notices",
    "mobility_hub.lookup",
    "mobility_hub.verification",
    "mobility_hub.networks",
    "mobility_hub.cases",
    "mobility_hub.overview",
    "mobility_hub.digests",
    "mobility_hub.mine",
]

T = TypeVar("T")


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value else "must be a text that is not empty"


def _text_or_empty(value: object) -> str:
    return "" if isinstance(value, str | Promise) else "must be a text"


def _positive(value: object) -> str:
    good = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return "" if good else "must be a whole number above 0"


def _not_negative(value: object) -> str:
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if good else "must be a whole number, 0 or above"


def _texts(value: object) -> str:
    good = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    return "" if good else "must be a list of texts"


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting of the plugin; ``value`` reads the site's settings each time, so tests can override it."""

    name: str
    default: T
    meaning: str
    fault: Callable[[object], str]

    @property
    def value(self) -> T:
        found: T = getattr(settings, self.name, self.default)
        return found

    def check(self) -> str:
        """Say what is wrong with the site's value, or nothing."""
        return self.fault(self.value)


SITE_NAME = Setting("MOBILITY_HUB_SITE_NAME", "Samverkan om mobilitet", "The site's name in head and mail.", _text)
BASE_TEMPLATE = Setting(
    "MOBILITY_HUB_BASE_TEMPLATE", "mobility_hub/site_base.html", "The site's base template, which hub pages extend.", _text
)
FOOTER_NOTE = Setting(
    "MOBILITY_HUB_FOOTER_NOTE", "", "A line at the foot of every page, such as 'Demo site'; may be translated lazily.", _text_or_empty
)
MAIL_TRANSPORT = Setting(
    "MOBILITY_HUB_MAIL_TRANSPORT",
    "django.core.mail.backends.smtp.EmailBackend",
    "The mail backend that the outbox delivers through.",
    _text,
)
MAIL_BATCH = Setting("MOBILITY_HUB_MAIL_BATCH", 100, "How many mails one delivery run claims at a time.", _positive)
MAIL_LEASE_SECONDS = Setting(
    "MOBILITY_HUB_MAIL_LEASE_SECONDS", 300, "Seconds after which a claimed mail that nobody finished is free again.", _positive
)
DIGEST_LAG_SECONDS = Setting(
    "MOBILITY_HUB_DIGEST_LAG_SECONDS",
    60,
    "Seconds before now at which a summary ends, so that nothing still being saved is missed: longer than any request takes.",
    _not_negative,
)
FREE_MAIL_DOMAINS: Setting[list[str]] = Setting(
    "MOBILITY_HUB_FREE_MAIL_DOMAINS", [], "Further e-mail domains that can never be an organisation's.", _texts
)
GROUP_LIMIT = Setting("MOBILITY_HUB_GROUP_LIMIT", 15, "How many members a new practice group has room for.", _positive)
POST_MAX_CHARACTERS = Setting("MOBILITY_HUB_POST_MAX_CHARACTERS", 50_000, "The longest post, in characters.", _positive)
HOSTS_AHEAD = Setting("MOBILITY_HUB_HOSTS_AHEAD", 6, "How many coming meetings of a group always have a proposed host.", _positive)
HOST_ASK_WEEKS = Setting("MOBILITY_HUB_HOST_ASK_WEEKS", 12, "How many weeks before a meeting its proposed host is asked.", _positive)
HOST_ANSWER_DAYS = Setting("MOBILITY_HUB_HOST_ANSWER_DAYS", 10, "How many working days an asked host has to answer.", _positive)
HOST_ANSWER_WEEKS = Setting(
    "MOBILITY_HUB_HOST_ANSWER_WEEKS",
    3,
    "How many weeks before a meeting an asked host must have answered, however late it was asked.",
    _positive,
)
HOST_SHORT_ANSWER_DAYS = Setting(
    "MOBILITY_HUB_HOST_SHORT_ANSWER_DAYS", 2, "How many working days an asked host has when the meeting is very near.", _positive
)
HOST_WARN_DAYS = Setting(
    "MOBILITY_HUB_HOST_WARN_DAYS", 14, "How many days before a meeting its facilitator is told that no host has accepted.", _positive
)

ALL: tuple[Setting, ...] = (
    SITE_NAME,
    BASE_TEMPLATE,
    FOOTER_NOTE,
    MAIL_TRANSPORT,
    MAIL_BATCH,
    MAIL_LEASE_SECONDS,
    DIGEST_LAG_SECONDS,
    FREE_MAIL_DOMAINS,
    GROUP_LIMIT,
    POST_MAX_CHARACTERS,
    HOSTS_AHEAD,
    HOST_ASK_WEEKS,
    HOST_ANSWER_DAYS,
    HOST_ANSWER_WEEKS,
    HOST_SHORT_ANSWER_DAYS,
    HOST_WARN_DAYS,
)
