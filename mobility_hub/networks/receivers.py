"""What networks do when Wagtail publishes, hides, moves or removes a page: the search follows."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from mobility_hub.lookup import actions as lookup
from mobility_hub.networks.models import NetworkPage
from mobility_hub.networks.queries import networks_below
from mobility_hub.networks.search import KIND


def connect() -> None:
    page_published.connect(_changed, sender=NetworkPage, dispatch_uid="hub_networks_published")
    page_unpublished.connect(_changed, sender=NetworkPage, dispatch_uid="hub_networks_unpublished")
    # Not before: Wagtail tells of a page that goes as unpublished while it is still there.
    post_delete.connect(_removed, sender=NetworkPage, dispatch_uid="hub_networks_removed")
    post_page_move.connect(_moved, dispatch_uid="hub_networks_moved")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="hub_networks_restricted")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="hub_networks_opened")


def _changed(instance: NetworkPage, **kwargs: Any) -> None:
    lookup.index(KIND, [instance.pk])


def _removed(instance: NetworkPage, **kwargs: Any) -> None:
    lookup.remove(KIND, [instance.pk])


def _moved(instance: Page, **kwargs: Any) -> None:
    """A move may take networks into, or out of, a part of the site that is kept for some."""
    _index_below(instance.path)


def _restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    if page := Page.objects.filter(pk=instance.page_id).first():
        _index_below(page.path)


def _index_below(path: str) -> None:
    if found := networks_below([path]):
        lookup.index(KIND, found)
