"""What examples do when Wagtail publishes, hides, moves or removes a page: the search follows."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from mobility_hub.cases.models import CaseStudyPage, CourseOfAction
from mobility_hub.cases.queries import cases_below
from mobility_hub.cases.search import KIND
from mobility_hub.lookup import actions as lookup


def connect() -> None:
    page_published.connect(_changed, sender=CaseStudyPage, dispatch_uid="hub_cases_published")
    page_unpublished.connect(_changed, sender=CaseStudyPage, dispatch_uid="hub_cases_unpublished")
    post_delete.connect(_removed, sender=CaseStudyPage, dispatch_uid="hub_cases_removed")
    post_page_move.connect(_moved, dispatch_uid="hub_cases_moved")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="hub_cases_restricted")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="hub_cases_opened")
    post_save.connect(_renamed, sender=CourseOfAction, dispatch_uid="hub_cases_course_renamed")


def _changed(instance: CaseStudyPage, **kwargs: Any) -> None:
    lookup.index(KIND, [instance.pk])


def _removed(instance: CaseStudyPage, **kwargs: Any) -> None:
    """After the deletion: before it, Wagtail unpublishes a page that still stands in its table as live."""
    lookup.remove(KIND, [instance.pk])


def _moved(instance: Page, **kwargs: Any) -> None:
    """A move may take examples into, or out of, a part of the site that is kept for some."""
    _index_below(instance.path)


def _restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    if page := Page.objects.filter(pk=instance.page_id).first():
        _index_below(page.path)


def _renamed(instance: CourseOfAction, created: bool, **kwargs: Any) -> None:
    if not created:
        _index(list(CaseStudyPage.objects.filter(courses_of_action=instance).values_list("pk", flat=True)))


def _index_below(path: str) -> None:
    _index(cases_below(path))


def _index(ids: list[int]) -> None:
    if ids:
        lookup.index(KIND, ids)
