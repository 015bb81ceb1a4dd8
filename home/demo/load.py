"""Loading the demo content: once, in one transaction, through the same actions that people use."""

from __future__ import annotations

import io
import os
from pathlib import Path

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone, translation

from home.demo import groups, pages, people
from home.models import User
from mobility_hub.directory.models import Member, Organisation, OrganisationDomain, Topic
from mobility_hub.lookup.actions import reindex
from mobility_hub.site_setup import editors, set_up
from mobility_hub.verification.actions import email_confirmed

HERE = Path(__file__).resolve().parent
DEFAULT_PASSWORD = "hub-demo"  # noqa: S105  # the demo's accounts are made to be known


def password() -> str:
    return os.environ.get("DEMO_PASSWORD", "").strip() or DEFAULT_PASSWORD


def is_loaded() -> bool:
    return User.objects.filter(email=people.ADMIN.email).exists()


@transaction.atomic
def load() -> None:
    """Load everything. The site's language is the content's while it runs."""
    with translation.override("sv"):
        _command("hub_import_organisations")
        _command("hub_import_topics")
        start = pages.make_start()
        set_up(under=start)
        pages.make_texts(start)
        pages.make_topic_pages()
        _command("hub_import_networks", str(HERE / "networks.csv"))
        _command("hub_import_courses_of_action")
        _command("hub_import_cases", str(HERE / "cases.json"))
        _make_bodies()
        _make_people()
        groups.make_groups()
        reindex()


def welcome(address: str) -> str:
    """What the terminal says when the site is up."""
    lines = [f"  {person.email:32}{person.part}" for person in people.ACCOUNTS]
    return "\n".join(
        [
            "",
            f"Mobility Hub is at  {address}/",
            f"Mailbox             {address}/mejllada/",
            f"Wagtail admin       {address}/admin/",
            f"Accounts, password {password()}:",
            *lines,
            f"A summary by mail now (or wait for Tuesday):  python manage.py hub_write_digest {people.MEMBER.email}",
            "Stop with Ctrl-C.",
            "",
        ]
    )


def _command(name: str, *arguments: str) -> None:
    call_command(name, *arguments, stdout=io.StringIO())


def _make_bodies() -> None:
    for body in people.BODIES:
        organisation = Organisation.objects.create(
            kind=body.kind, name=body.name, official_name=body.official_name, slug=body.slug, is_example=True
        )
        OrganisationDomain.objects.create(organisation=organisation, domain=body.domain, confirmed_at=timezone.now())


def _make_people() -> None:
    for person in [*people.ACCOUNTS, *people.OTHERS]:
        first, _, last = person.name.partition(" ")
        user = User.objects.create_user(person.email, password() if person in people.ACCOUNTS else None, first_name=first, last_name=last)
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
        affiliation = email_confirmed(user, person.email)
        Member.objects.filter(user=user).update(name=person.name)
        if affiliation:
            affiliation.title = person.title
            affiliation.save(update_fields=["title"])
    User.objects.filter(email=people.ADMIN.email).update(is_staff=True, is_superuser=True)
    User.objects.get(email=people.EDITOR.email).groups.add(editors())
    for person in (people.FACILITATOR, people.MEMBER):
        Member.objects.get(user__email=person.email).topics.set(Topic.objects.filter(slug__in=["elsparkcykel", "upphandling"]))
