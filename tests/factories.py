"""Makers of test data, with named traits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from groups.meetings.enums import MeetingState, Purpose
from groups.meetings.models import AgendaItem, Meeting
from groups.membership.enums import MembershipState, Role
from groups.membership.models import Eligibility, Membership, PracticeGroup
from home.models import User
from mobility_hub.directory.enums import DEFAULT_ELIGIBLE_KINDS, OrganisationKind, VerifiedBy
from mobility_hub.directory.models import Affiliation, AffiliationRequest, Member, Organisation, OrganisationDomain, Topic
from mobility_hub.verification.permissions import ADMINISTRATOR_PERMISSIONS


class UserFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@granby.example")


class OrganisationFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Organisation

    class Params:
        business = factory.Trait(kind=OrganisationKind.BUSINESS, official_name=factory.Sequence(lambda n: f"Bolaget {n} AB"))
        region = factory.Trait(kind=OrganisationKind.REGION)

    kind = OrganisationKind.MUNICIPALITY
    name = factory.Sequence(lambda n: f"Granby {n}")
    official_name = factory.LazyAttribute(lambda o: f"{o.name} kommun")
    slug = factory.Sequence(lambda n: f"granby-{n}")


class OrganisationDomainFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = OrganisationDomain

    class Params:
        confirmed = factory.Trait(confirmed_at=factory.LazyFunction(timezone.now))

    organisation = factory.SubFactory(OrganisationFactory)
    domain = factory.Sequence(lambda n: f"granby{n}.example")


class TopicFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Topic

    slug = factory.Sequence(lambda n: f"amne-{n}")
    name_sv = factory.Sequence(lambda n: f"Ämne {n}")
    name_en = factory.Sequence(lambda n: f"Topic {n}")


class MemberFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda o: o.user.email)


class AffiliationFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Affiliation

    class Params:
        ended = factory.Trait(
            since=factory.LazyFunction(lambda: timezone.now() - timedelta(days=30)), until=factory.LazyFunction(timezone.now)
        )

    member = factory.SubFactory(MemberFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    title = "utredare"
    verified_how = VerifiedBy.ADMINISTRATOR


class AffiliationRequestFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = AffiliationRequest

    member = factory.SubFactory(MemberFactory)
    organisation_name = "Granby kommun"
    title = "utredare"
    email = factory.LazyAttribute(lambda o: o.member.email)


class PracticeGroupFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = PracticeGroup
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Arbetsgrupp {n}")
    purpose = "Ta fram gemensamma villkor."
    result = "Gemensam mall"
    state = "active"

    @factory.post_generation
    def eligible(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for kind in extracted or DEFAULT_ELIGIBLE_KINDS:
            Eligibility.objects.get_or_create(practice_group=self, organisation_kind=kind)


class MembershipFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Membership

    class Params:
        facilitator = factory.Trait(role=Role.FACILITATOR)
        requested = factory.Trait(state=MembershipState.REQUESTED, since=None)
        left = factory.Trait(state=MembershipState.LEFT, ended_at=factory.LazyFunction(timezone.now))

    practice_group = factory.SubFactory(PracticeGroupFactory)
    member = factory.SubFactory(MemberFactory)
    affiliation = factory.SubFactory(AffiliationFactory, member=factory.SelfAttribute("..member"))
    state = MembershipState.ACTIVE
    since = factory.LazyFunction(timezone.now)


class MeetingFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    """A meeting in four weeks, of two hours."""

    class Meta:
        model = Meeting

    class Params:
        past = factory.Trait(starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=30)))
        cancelled = factory.Trait(state=MeetingState.CANCELLED)

    practice_group = factory.SubFactory(PracticeGroupFactory)
    number = factory.Sequence(lambda n: n + 1)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=28))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))


class AgendaItemFactory(factory.django.DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Punkt {n}")
    purpose = Purpose.AGREE
    minutes = 20


def access_admin() -> Permission:
    """The right to the Wagtail admin. A migration makes it, and the tests that empty every table take it away."""
    content_type, _made = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    found, _made = Permission.objects.get_or_create(
        content_type=content_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    return found


def editor_user(email: str = "editor@samverkan.example") -> User:
    """A user in an editors' group that may use the Wagtail admin."""
    editors, _created = AuthGroup.objects.get_or_create(name="Editors")
    editors.permissions.add(access_admin())
    user = UserFactory(email=email)
    user.groups.add(editors)
    return user


def administrator_user(email: str = "forvaltare@samverkan.example") -> User:
    """A user who answers for the directory in the Wagtail admin: holds its permissions, and is no superuser."""
    administrators, _created = AuthGroup.objects.get_or_create(name="Administrators of the directory")
    administrators.permissions.add(access_admin())
    for name in ADMINISTRATOR_PERMISSIONS:
        app_label, codename = name.split(".")
        administrators.permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
    user = UserFactory(email=email)
    user.groups.add(administrators)
    return user
