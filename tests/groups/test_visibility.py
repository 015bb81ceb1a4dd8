"""Who sees the inside of a practice group."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from groups.membership.models import PracticeGroup

SEES = {"facilitator": True, "member": True, "former_member": False, "outsider": False, "supplier": False, "editor": False, "admin": False}


@pytest.mark.parametrize(("person", "sees"), SEES.items())
def test_group_is_visible_to_its_members_only(practice_group: Any, request: pytest.FixtureRequest, person: str, sees: bool) -> None:
    someone = request.getfixturevalue(person)
    user = getattr(someone, "user", someone)
    assert list(PracticeGroup.objects.visible_to(user)) == ([practice_group] if sees else [])


def test_group_is_hidden_from_anonymous(practice_group: Any, anonymous: Any) -> None:
    assert not PracticeGroup.objects.visible_to(anonymous).exists()


def test_access_ends_when_the_affiliation_ends(practice_group: Any, member: Any) -> None:
    member.affiliations.update(until=timezone.now())
    assert not PracticeGroup.objects.visible_to(member.user).exists()


def test_access_ends_when_the_organisation_becomes_a_business(practice_group: Any, member: Any) -> None:
    organisation = member.affiliations.get().organisation
    organisation.kind = "business"
    organisation.save()
    assert not PracticeGroup.objects.visible_to(member.user).exists()
