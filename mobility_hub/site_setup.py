"""Setting the hub up under a page of a site: index pages, editors, workflow. Repeatable: what is there stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop, override
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from mobility_hub.sections import NavPage, gather
from mobility_hub.verification.permissions import ADMINISTRATOR_PERMISSIONS

EDITORS = gettext_noop("Mobility Hub: editors")
ADMINISTRATORS = gettext_noop("Mobility Hub: administrators")
AUTHORS = gettext_noop("Mobility Hub: authors")
WORKFLOW = gettext_noop("Mobility Hub: review before publishing")

Say = Callable[[str], None]


@transaction.atomic
def set_up(*, under: Page, say: Say = lambda line: None) -> list[Page]:
    """Make the hub's index pages below ``under``, its groups of editors, authors and administrators, and the review workflow.

    Return the index pages.
    """
    wanted: list[NavPage] = gather("register_hub_nav_page")
    pages = [_index_page(nav_page, under, say) for nav_page in wanted]
    editors = _people(EDITORS, pages, ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"], say)
    editors.permissions.add(*Permission.objects.filter(content_type__app_label="hub_cases", content_type__model="courseofaction"))
    _people(AUTHORS, pages, ["add_page"], say)
    administrators = _people(ADMINISTRATORS, [], [], say)
    administrators.permissions.add(*_permissions(ADMINISTRATOR_PERMISSIONS))
    _workflow(editors, pages, say)
    return pages


def editors() -> Group:
    """The group of those who publish the hub's pages, once ``set_up`` has run."""
    return _named(Group, EDITORS)[0]


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = [name.partition(".") for name in names]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, _dot, codename in wanted]


def _named(model: type[Any], name: str) -> tuple[Any, bool]:
    """What was made under ``name``, in whatever language that was; else a new one, named in the active language."""
    names = {name}
    for language, _label in settings.LANGUAGES:
        with override(language):
            names.add(gettext(name))
    found = model.objects.filter(name__in=names).order_by("pk").first()
    return (found, False) if found else (model.objects.create(name=gettext(name)), True)


def _index_page(nav_page: NavPage, under: Page, say: Say) -> Page:
    found = nav_page.model.objects.first()
    if found:
        say(f"Page: {found.title} is there already.")
        return found
    title = str(nav_page.title or nav_page.label)
    slug = nav_page.slug or slugify(title)
    if under.get_children().filter(slug=slug).exists():
        slug = f"{slug}-hub"
    page = nav_page.model(title=title, slug=slug)
    under.add_child(instance=page)
    page.save_revision().publish()
    say(f"Page: {title} at {page.get_url() or page.url_path}")
    return page


def _people(name: str, pages: list[Page], codenames: list[str], say: Say) -> Group:
    group, created = _named(Group, name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    page_type = ContentType.objects.get_for_model(Page)
    for permission in Permission.objects.filter(content_type=page_type, codename__in=codenames):
        for page in pages:
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    say(f"People: {group.name}{'' if created else ' is there already'}")
    return group


def _workflow(editors: Group, pages: list[Page], say: Say) -> None:
    workflow, created = _named(Workflow, WORKFLOW)
    if created:
        task: Any = GroupApprovalTask.objects.create(name=workflow.name)
        task.groups.add(editors)
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    for page in pages:
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})
    say(f"Workflow: {workflow.name}{'' if created else ' is there already'}")
