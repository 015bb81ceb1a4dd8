"""A hidden practice group with a canary in every member-only field, for the who-may-see matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from groups.conf import MEMBER_ONLY_APPS
from groups.discussions.actions import mark_answer, reply, start_thread
from groups.hosting.actions import keep_hosted
from groups.meetings.actions import add_item, answer, plan_meeting
from groups.membership.actions import ask_to_join, found_group
from groups.membership.enums import JoinPolicy, Visibility
from groups.membership.models import Membership, PracticeGroup, PracticeGroupPage
from mobility_hub.digests.actions import write_digests
from mobility_hub.digests.models import DigestPlan
from mobility_hub.directory.models import County
from mobility_hub.lookup.actions import reindex
from mobility_hub.outbox.links import unsubscribe_url
from tests import factories
from tests.who_may_see_site import add_page, make_site, shown_objects, site_parts

BIRD = "kanariefagel"
SECRET = "sekretord"
CANARY = f"{BIRD} {SECRET}"
ROLES = ("anonymous", "supplier", "outsider", "former_member", "member", "facilitator", "editor", "admin")
STRANGERS = ("supplier", "outsider", "former_member", "editor", "admin")
INSIDERS = ("member", "facilitator")

# Text columns that hold no words: random ids and places in an order.
NO_WORDS = {"public_id", "path", "submission"}


@dataclass
class World:
    practice_group: PracticeGroup
    users: dict[str, Any]
    listed_group: PracticeGroup
    # What stands for each named part of a route; and, by the beginning of a route, the keys of what it shows one of.
    parts: dict[str, Any] = field(default_factory=dict)
    instances: dict[str, list[Any]] = field(default_factory=dict)

    def values_for(self, template: str, parts: tuple[str, ...]) -> list[dict[str, Any]]:
        """What stands for the named parts of a route: one set of values, or several when it shows one of many objects."""
        flat = {"group_id": self.practice_group.public_id, "member_id": self.users["member"].hub_member.public_id, **self.parts}
        own = next((part for part in parts if part in ("pk", "instance_pk")), None)
        if own is None:
            return [{part: flat[part] for part in parts}]
        prefix = max((prefix for prefix in self.instances if template.startswith(prefix)), key=len)
        return [{part: key if part == own else flat[part] for part in parts} for key in self.instances[prefix]]


def make_world() -> World:
    """Everything is made by the rooms' own actions; afterwards each text column without the canary gets it too.

    Around the hidden group: the site's pages, a topic and a network that name the group, and a group that everybody may find.
    """
    people = {
        role: factories.AffiliationFactory(member__name=f"Person {role}") for role in ("facilitator", "member", "outsider", "former_member")
    }
    people["supplier"] = factories.AffiliationFactory(organisation__business=True)
    users = {role: affiliation.member.user for role, affiliation in people.items()}
    users |= {"editor": factories.editor_user(), "anonymous": AnonymousUser()}
    users["admin"] = factories.UserFactory(is_superuser=True, is_staff=True)
    site = make_site(users["editor"])
    group = found_group(
        actor=None,
        facilitator=people["facilitator"],
        name=CANARY,
        purpose=CANARY,
        situation=CANARY,
        state="active",
        visibility=Visibility.HIDDEN,
        join_policy=JoinPolicy.INVITATION,
        topics=[site.topic],
        counties=[County.objects.all()[0]],
        network=site.network,
    )
    for role in ("member", "former_member"):
        factories.MembershipFactory(
            practice_group=group, affiliation=people[role], member=people[role].member, left=role == "former_member"
        )
    listed = factories.PracticeGroupFactory(join_policy=JoinPolicy.REQUEST, network=site.network)
    listed.topics.add(site.topic)
    world = World(group, users, listed)
    _write(world)
    _ask(world)
    doorplate = add_page(site.groups, PracticeGroupPage(title=listed.name, slug="oppen", practice_group=listed))
    world.parts |= site_parts(doorplate, users["editor"])
    _fill()
    # What its doorplate shows is for everybody; what else stands in its row keeps the canary.
    open_columns = {"name": listed.name, "purpose": listed.purpose, "result": listed.result, "meeting_form": "På plats"}
    PracticeGroup.objects.filter(pk=listed.pk).update(**open_columns)
    world.instances = shown_objects(people=[users[role].pk for role in (*INSIDERS, "outsider")])
    reindex()
    return world


def _write(world: World) -> None:
    group, member, facilitator = world.practice_group, world.users["member"], world.users["facilitator"]
    thread = start_thread(actor=member, practice_group=group, kind="question", title=CANARY, text=CANARY)
    post = reply(actor=facilitator, thread=thread, text=CANARY)
    mark_answer(actor=member, post=post)
    leading = Membership.objects.get(practice_group=group, member__user=facilitator)
    ordinary = Membership.objects.get(practice_group=group, member__user=member)
    starts_at = timezone.now() + timedelta(days=30)
    meeting = plan_meeting(
        practice_group=group, actor=leading, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), title=CANARY, place=CANARY
    )
    item = add_item(meeting=meeting, actor=leading, title=CANARY, purpose="agree", question=CANARY, owner=CANARY, minutes=20)
    answer(meeting=meeting, actor=ordinary, answer="apology", deputy=CANARY, reason=CANARY)
    world.parts = {"thread_id": thread.public_id, "post_id": post.public_id, "meeting_id": meeting.public_id, "item_id": item.public_id}
    # A link that anybody may hold: it stops the mail about the hidden group.
    token_url = unsubscribe_url(world.users["former_member"].hub_member, f"practice_group:{group.pk}")
    world.parts["token"] = token_url.rstrip("/").rpartition("/")[2]


def _ask(world: World) -> None:
    """What waits for an answer: a request to join, a host's turn, a digest, an affiliation, an e-mail domain."""
    asking = factories.AffiliationFactory()
    factories.MembershipFactory(practice_group=world.listed_group, facilitator=True)
    ask_to_join(actor=asking.member.user, practice_group=world.listed_group, affiliation=asking, message="hej")
    keep_hosted()
    for role in INSIDERS:
        DigestPlan.objects.update_or_create(
            member=world.users[role].hub_member,
            defaults={"covered_until": timezone.now() - timedelta(days=7), "next_at": timezone.now() - timedelta(minutes=1)},
        )
    write_digests(timezone.now() + timedelta(hours=1))
    factories.AffiliationRequestFactory(member=world.users["member"].hub_member)
    factories.OrganisationDomainFactory(organisation=world.users["member"].hub_member.affiliations.get().organisation)


def _fill() -> None:
    for model, columns in word_columns().items():
        for column in columns:
            words = f"https://{BIRD}.example/{SECRET}" if isinstance(column, models.URLField) else CANARY
            if not column.unique:
                rest = model._default_manager.exclude(**{f"{column.attname}__contains": BIRD})
                rest.update(**{column.attname: words[: column.max_length or None]})


def word_columns() -> dict[type[models.Model], list[Any]]:
    """Every column of the member-only apps that can hold words."""
    found: dict[type[models.Model], list[Any]] = {}
    for model in apps.get_models():
        if model._meta.app_label not in MEMBER_ONLY_APPS or model._meta.label in PUBLIC_MODELS:
            continue
        texts = [column for column in model._meta.concrete_fields if isinstance(column, models.CharField | models.TextField)]
        found[model] = [column for column in texts if not column.choices and column.name not in NO_WORDS]
    return {model: columns for model, columns in found.items() if columns}


# Wagtail pages of the membership app: the doorplates, which are public.
PUBLIC_MODELS = {"hub_membership.GroupIndexPage", "hub_membership.PracticeGroupPage"}
