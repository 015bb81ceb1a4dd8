"""The site around the hidden group: its pages, and what the Wagtail admin shows one of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Page, Site, Task, TaskState, Workflow

from groups.hosting.models import HostTurn
from groups.membership.models import GroupIndexPage
from home.models import StartPage, User
from mobility_hub.cases.models import CaseIndexPage, CaseStudyPage, CourseOfAction
from mobility_hub.directory.models import Affiliation, AffiliationRequest, Member, Organisation, OrganisationDomain, Topic
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage
from mobility_hub.outbox.models import OutgoingMail
from mobility_hub.overview.models import TopicIndexPage, TopicPage
from mobility_hub.site_setup import editors, set_up
from tests import factories


@dataclass(frozen=True)
class SitePages:
    topic: Topic
    network: NetworkPage
    groups: GroupIndexPage


def add_page(parent: Page, page: Any) -> Any:
    """Add ``page`` below ``parent`` and publish it."""
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def make_site(editor: User) -> SitePages:
    """The start page, the hub's index pages and one page of each kind; ``editor`` may edit all of them."""
    start = add_page(Page.get_first_root_node(), StartPage(title="Samverkan", slug="samverkan"))
    Site.objects.update(root_page=start)
    set_up(under=start)
    editor.groups.add(editors())
    topic = factories.TopicFactory()
    add_page(TopicIndexPage.objects.get(), TopicPage(title="Ämnet", slug="amnet", topic=topic))
    network = NetworkPage(title="Nätverket", slug="natverket", summary="Kort.", status="active", reach="national")
    network.topics = [topic]
    add_page(NetworkIndexPage.objects.get(), network)
    add_page(CaseIndexPage.objects.get(), CaseStudyPage(title="Exemplet", slug="exemplet", approach="Så gjorde vi."))
    CourseOfAction.objects.create(slug="tak", name_sv="Tak", name_en="Cap")
    Redirect.objects.create(old_path="/gammal", redirect_page=start)
    return SitePages(topic, network, GroupIndexPage.objects.get())


def site_parts(doorplate: Page, editor: User) -> dict[str, Any]:
    """What stands for the named parts of the Wagtail admin's routes: everywhere the listed group's doorplate, sent for review."""
    doorplate.refresh_from_db()
    first, last = doorplate.save_revision(user=editor), doorplate.save_revision(user=editor)
    state = Workflow.objects.get(workflow_pages__page=doorplate.get_parent()).start(doorplate, editor)
    pages = dict.fromkeys(("page_id", "page_pk", "page_to_move_id"), doorplate.pk)
    model = {"app_label": "hub_membership", "model_name": "practicegrouppage"}
    return {
        **pages,
        **model,
        **{f"content_type_{name.replace('label', 'name')}": value for name, value in model.items()},
        "app_name": "taggit",
        "parent_page_id": doorplate.get_parent().pk,
        "destination_id": CaseIndexPage.objects.get().pk,
        "revision_id": first.pk,
        "revision_id_a": first.pk,
        "revision_id_b": last.pk,
        "workflow_pk": state.workflow_id,
        "workflow_state_id": state.pk,
        "task_state_id": TaskState.objects.get(workflow_state=state).pk,
        "task_id": state.workflow.tasks.get().pk,
        "collection_id": Collection.objects.get(depth=1).pk,
        "redirect_id": Redirect.objects.get().pk,
        "action": "delete",
        "action_name": "approve",
        # Links to a new password, and a mail of the development mailbox: made up, so each answers that it is none.
        "uidb64": "MQ",
        "uidb36": "1",
        "key": "abc-def",
    }


def shown_objects(people: Iterable[int]) -> dict[str, list[Any]]:
    """By the beginning of a route: the keys of what it shows one of. ``people`` are the accounts to look at."""
    users = User.objects.filter(pk__in=people)
    mails = {kind: pk for pk, kind in OutgoingMail.objects.order_by("-pk").values_list("pk", "kind")}
    found: dict[str, Any] = {
        "admin/hub/mail/": mails.values(),
        "admin/hub/members/": Member.objects.filter(user__in=users),
        "admin/hub/affiliations/": Affiliation.objects.filter(member__user__in=users),
        "admin/hub/organisations/": Organisation.objects.filter(affiliations__member__user__in=users),
        "admin/hub/requests/": AffiliationRequest.objects.all(),
        "admin/hub/email-domains/": OrganisationDomain.objects.order_by("-pk")[:1],
        "admin/hub/topics/": Topic.objects.filter(practice_groups__isnull=False).distinct(),
        "admin/hub/courses-of-action/": CourseOfAction.objects.all()[:1],
        "admin/hub_hosting/hostturn/": HostTurn.objects.all(),
        "admin/api/main/": Page.objects.filter(slug="oppen"),
        "admin/pages/": Page.objects.filter(slug="oppen"),
        "admin/workflows/": Workflow.objects.all(),
        "admin/workflows/tasks/": Task.objects.all(),
        "admin/collections/": Collection.objects.all(),
        "admin/sites/": Site.objects.all(),
        "admin/users/": users,
        "admin/groups/": Group.objects.order_by("-pk")[:1],
        "admin/documents/chooser/": [1],
        "admin/images/chooser/": [1],
    }
    return {prefix: [getattr(thing, "pk", thing) for thing in things] for prefix, things in found.items()}
