"""What topics do when Wagtail publishes, hides, moves or removes a page, or a topic gets another name: the search follows."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from mobility_hub.directory.models import Topic
from mobility_hub.lookup import actions as lookup
from mobility_hub.overview.models import TopicPage
from mobility_hub.overview.search import KIND


def connect() -> None:
    page_published.connect(_changed, sender=TopicPage, dispatch_uid="hub_topics_published")
    page_unpublished.connect(_changed, sender=TopicPage, dispatch_uid="hub_topics_unpublished")
    # Not before: Wagtail tells of a page that goes as unpublished while it is still there.
    post_delete.connect(_removed, sender=TopicPage, dispatch_uid="hub_topics_removed")
    post_page_move.connect(_moved, dispatch_uid="hub_topics_moved")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="hub_topics_restricted")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="hub_topics_opened")
    post_save.connect(_renamed, sender=Topic, dispatch_uid="hub_topics_renamed")


def _changed(instance: TopicPage, **kwargs: Any) -> None:
    lookup.index(KIND, [instance.pk])


def _removed(instance: TopicPage, **kwargs: Any) -> None:
    lookup.remove(KIND, [instance.pk])


def _moved(instance: Page, **kwargs: Any) -> None:
    """A move may take topics into, or out of, a part of the site that is kept for some."""
    _index(path__startswith=instance.path)


def _restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    if page := Page.objects.filter(pk=instance.page_id).first():
        _index(path__startswith=page.path)


def _renamed(instance: Topic, created: bool, **kwargs: Any) -> None:
    if not created:
        _index(topic=instance)


def _index(**which: Any) -> None:
    if found := sorted(TopicPage.objects.filter(**which).values_list("pk", flat=True)):
        lookup.index(KIND, found)
