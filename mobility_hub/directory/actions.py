"""What a person says of themselves. Whom they work for is verified elsewhere (``mobility_hub.verification``)."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import get_language

from mobility_hub.directory.enums import Language
from mobility_hub.directory.models import Member, Topic
from mobility_hub.markup import clean_text

NAME_LENGTH = 120


def one_line(text: str) -> str:
    """Return the text on one line, without control characters: names and titles go into mail headers and headings."""
    return " ".join(clean_text(text).split())


def ensure_member(user: AbstractBaseUser) -> Member:
    """Return the member of an account; made from the account's name and address when there is none yet.

    The language is that of the request. Safe to call twice at the same time: one account has one member.
    """
    full_name = getattr(user, "get_full_name", lambda: "")()
    language = (get_language() or "")[:2]
    member, _created = Member.objects.get_or_create(
        user_id=user.pk,
        defaults={
            "name": one_line(full_name)[:NAME_LENGTH],
            "email": getattr(user, user.get_email_field_name()) or "",
            "language": language if language in Language.values else Language.SWEDISH,
        },
    )
    return member


@transaction.atomic
def update_profile(member: Member, *, name: str, language: str, topics: Iterable[Topic]) -> None:
    """Save what a member says of themselves. The address is changed through the sign-in, which confirms it."""
    member.name, member.language = one_line(name), language
    member.save(update_fields=["name", "language"])
    member.topics.set(topics)
