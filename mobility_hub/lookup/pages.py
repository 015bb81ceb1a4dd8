"""A search kind that stands for one page type: the index follows what Wagtail does with its pages."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from mobility_hub.lookup import actions


def follow_pages(model: type[Page], kind: str) -> None:
    """Let ``kind`` be indexed anew when a page of ``model`` is published, hidden, moved or removed. Call once, in ``AppConfig.ready``."""

    def changed(instance: Page, **kwargs: Any) -> None:
        actions.index(kind, [instance.pk])

    def removed(instance: Page, **kwargs: Any) -> None:
        """After the deletion: before it, Wagtail unpublishes a page that still stands in its table as live."""
        actions.remove(kind, [instance.pk])

    def moved(instance: Page, **kwargs: Any) -> None:
        """A move may take pages into, or out of, a part of the site that is kept for some."""
        index_pages(model, kind, path__startswith=instance.path)

    def restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
        if page := Page.objects.filter(pk=instance.page_id).first():
            index_pages(model, kind, path__startswith=page.path)

    listeners = [
        (page_published, changed, model),
        (page_unpublished, changed, model),
        (post_delete, removed, model),
        (post_page_move, moved, None),
        (post_save, restricted, PageViewRestriction),
        (post_delete, restricted, PageViewRestriction),
    ]
    for number, (signal, listener, sender) in enumerate(listeners):
        signal.connect(listener, sender=sender, weak=False, dispatch_uid=f"hub_search_{kind}_{number}")


def index_pages(model: type[Page], kind: str, **which: Any) -> None:
    """Index the pages of ``model`` that ``which`` chooses, published or not."""
    if found := sorted(model.objects.filter(**which).values_list("pk", flat=True)):
        actions.index(kind, found)
