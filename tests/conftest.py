"""People and things every test may use. People have fixed meanings, and their fixtures are named for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import translation

from tests import factories


@pytest.fixture(autouse=True)
def site_language() -> Iterator[None]:
    """Each test begins in the site's language, whatever address the one before has asked for."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Wagtail keeps the sites' root pages and allauth its limits in the cache, which no transaction takes back."""
    cache.clear()


@pytest.fixture
def practice_group(db: None) -> Any:
    return factories.PracticeGroupFactory(name="Villkor för elsparkcyklar")


@pytest.fixture
def facilitator(practice_group: Any) -> Any:
    """The member who leads ``practice_group``."""
    return factories.MembershipFactory(practice_group=practice_group, facilitator=True, member__name="Frida Facilitator").member


@pytest.fixture
def member(practice_group: Any) -> Any:
    """An ordinary member of ``practice_group``."""
    return factories.MembershipFactory(practice_group=practice_group, member__name="Maja Member").member


@pytest.fixture
def former_member(practice_group: Any) -> Any:
    """Somebody who has left ``practice_group``."""
    return factories.MembershipFactory(practice_group=practice_group, left=True, member__name="Folke Former").member


@pytest.fixture
def outsider(db: None) -> Any:
    """A verified employee of a municipality who is in no group."""
    return factories.AffiliationFactory(member__name="Ove Outsider").member


@pytest.fixture
def supplier(db: None) -> Any:
    """A verified employee of a business."""
    return factories.AffiliationFactory(member__name="Sune Supplier", organisation__business=True).member


@pytest.fixture
def editor(db: None) -> Any:
    """A user who edits pages in the Wagtail admin and is in no group."""
    return factories.editor_user()


@pytest.fixture
def administrator(db: None) -> Any:
    """A user who answers for the directory in the Wagtail admin; no superuser, in no group."""
    return factories.administrator_user()


@pytest.fixture
def admin(db: None) -> Any:
    """A superuser who is in no group."""
    return factories.UserFactory(email="admin@samverkan.example", is_superuser=True, is_staff=True)


@pytest.fixture
def anonymous() -> AnonymousUser:
    return AnonymousUser()
