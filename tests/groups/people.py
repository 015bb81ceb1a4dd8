"""Who the people of the tests are to Django, and a page tree for the doorplates."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from groups.membership.models import GroupIndexPage, Membership, PracticeGroup, PracticeGroupPage

INSIDE = ("facilitator", "member")
SIGNED_IN_STRANGERS = ("former_member", "outsider", "supplier", "editor", "admin")
STRANGERS = (*SIGNED_IN_STRANGERS, "anonymous")
EVERYBODY = (*INSIDE, *STRANGERS)


def user_of(request: pytest.FixtureRequest, person: str) -> Any:
    someone = request.getfixturevalue(person)
    return getattr(someone, "user", someone)


def client_of(request: pytest.FixtureRequest, person: str) -> Client:
    """A browser of that person, signed in unless anonymous."""
    user = user_of(request, person)
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


def membership_of(member: Any, practice_group: PracticeGroup) -> Membership:
    return Membership.objects.get(member=member, practice_group=practice_group)


def add_index_page() -> GroupIndexPage:
    home: Any = Page.objects.get(depth=2)
    page: GroupIndexPage = home.add_child(instance=GroupIndexPage(title="Grupper", slug="grupper"))
    return page


def add_doorplate(
    practice_group: PracticeGroup | None, index_page: GroupIndexPage | None = None, slug: str = "doorplate"
) -> PracticeGroupPage:
    index_page = index_page or GroupIndexPage.objects.first() or add_index_page()
    page: PracticeGroupPage = index_page.add_child(instance=PracticeGroupPage(title="Doorplate", slug=slug, practice_group=practice_group))
    return page
