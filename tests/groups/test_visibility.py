"""Who sees the inside of a practice group, and each kind of row in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import Page

from groups.conf import MEMBER_ONLY_APPS
from groups.membership.models import Membership, PracticeGroup
from tests import factories
from tests.who_may_see_world import ROLES, World, make_world

MEMBER_ONLY_MODELS = [model for model in apps.get_models() if model._meta.app_label in MEMBER_ONLY_APPS and not issubclass(model, Page)]

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


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize("model", MEMBER_ONLY_MODELS, ids=lambda model: model._meta.label)
def test_rows_are_visible_to_the_groups_members_only(world: World, model: Any) -> None:
    """Every row that a member sees, and none of them for anybody else: a member of another group, one who has left, an administrator."""
    seen = {role: set(model.objects.visible_to(world.users[role]).values_list("pk", flat=True)) for role in ROLES}
    elsewhere = factories.MembershipFactory(facilitator=True)
    seen["other_facilitator"] = set(model.objects.visible_to(elsewhere.member.user).values_list("pk", flat=True))
    assert seen["member"], f"{model._meta.label} has no row in the group, or hides it from its members"
    assert {role for role, rows in seen.items() if rows & seen["member"]} <= {"member", "facilitator"}
    strangers = [role for role in ROLES if role not in ("member", "facilitator")]
    assert {role: seen[role] for role in strangers} == {role: set() for role in strangers}
    Membership.objects.filter(member__user=world.users["member"]).update(state="removed")
    assert not model.objects.visible_to(world.users["member"]).exists()


def test_the_rooms_have_the_models_that_are_tried() -> None:
    """Else the test above would prove nothing."""
    assert {model._meta.app_label for model in MEMBER_ONLY_MODELS} == set(MEMBER_ONLY_APPS)
