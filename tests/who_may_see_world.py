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
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.digests.actions import write_digests
from mobility_hub.digests.models import DigestPlan
from mobility_hub.lookup.actions import reindex
from tests import factories

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
    objects: dict[str, Any] = field(default_factory=dict)

    def address_values(self) -> dict[str, Any]:
        """What stands for each name in an address of the resolver."""
        return {
            "group_id": self.practice_group.public_id,
            "thread_id": self.objects["thread"].public_id,
            "post_id": self.objects["post"].public_id,
            "meeting_id": self.objects["meeting"].public_id,
            "item_id": self.objects["item"].pk,
            "member_id": self.users["member"].hub_member.public_id,
        }


def make_world() -> World:
    """Everything is made by the rooms' own actions; afterwards each text column without the canary gets it too."""
    people = {
        role: factories.AffiliationFactory(member__name=f"Person {role}") for role in ("facilitator", "member", "outsider", "former_member")
    }
    people["supplier"] = factories.AffiliationFactory(organisation__business=True)
    users = {role: affiliation.member.user for role, affiliation in people.items()}
    users |= {"editor": factories.editor_user(), "anonymous": AnonymousUser()}
    users["admin"] = factories.UserFactory(is_superuser=True, is_staff=True)
    group = found_group(
        actor=None,
        facilitator=people["facilitator"],
        name=CANARY,
        purpose=CANARY,
        situation=CANARY,
        state="active",
        visibility=Visibility.HIDDEN,
        join_policy=JoinPolicy.INVITATION,
    )
    for role in ("member", "former_member"):
        factories.MembershipFactory(
            practice_group=group, affiliation=people[role], member=people[role].member, left=role == "former_member"
        )
    world = World(group, users)
    _write(world)
    _fill()
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
    world.objects = {"thread": thread, "post": post, "meeting": meeting, "item": item}
    asking = factories.AffiliationFactory()
    listed = factories.PracticeGroupFactory(join_policy=JoinPolicy.REQUEST)
    factories.MembershipFactory(practice_group=listed, facilitator=True)
    ask_to_join(actor=asking.member.user, practice_group=listed, affiliation=asking, message="hej")
    keep_hosted()
    for role in INSIDERS:
        DigestPlan.objects.update_or_create(
            member=world.users[role].hub_member,
            defaults={"covered_until": timezone.now() - timedelta(days=7), "next_at": timezone.now() - timedelta(minutes=1)},
        )
    write_digests(timezone.now() + timedelta(hours=1))


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
