"""Who may say whom a person works for. Editors of pages may not: these are administrators' permissions."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from mobility_hub.directory.models import Affiliation

ANSWER_REQUESTS = "hub_directory.change_affiliationrequest"
CONFIRM_DOMAINS = "hub_directory.change_organisationdomain"
END_AFFILIATIONS = "hub_directory.change_affiliation"

# What a group of administrators of the directory holds, beside access to the Wagtail admin.
ADMINISTRATOR_PERMISSIONS = (
    ANSWER_REQUESTS,
    CONFIRM_DOMAINS,
    END_AFFILIATIONS,
    "hub_directory.add_organisation",
    "hub_directory.change_organisation",
    "hub_directory.add_organisationdomain",
    "hub_directory.delete_organisationdomain",
    "hub_directory.add_topic",
    "hub_directory.change_topic",
    "hub_directory.delete_topic",
    "hub_directory.view_member",
    "hub_directory.change_member",
)

User = AbstractBaseUser | AnonymousUser


def can_answer_requests(user: User) -> bool:
    return _holds(user, ANSWER_REQUESTS)


def can_confirm_domains(user: User) -> bool:
    return _holds(user, CONFIRM_DOMAINS)


def can_end_affiliation(user: User, affiliation: Affiliation) -> bool:
    """An administrator, or the person themselves: one can always say that one has left."""
    return user.is_authenticated and (affiliation.member.user_id == user.pk or _holds(user, END_AFFILIATIONS))


def _holds(user: User, permission: str) -> bool:
    return bool(user.is_authenticated and user.is_active and user.has_perm(permission))  # type: ignore[attr-defined]
