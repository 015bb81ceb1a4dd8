"""The search follows the topics' pages, and the topics' names."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from mobility_hub.directory.models import Topic
from mobility_hub.lookup.pages import follow_pages, index_pages
from mobility_hub.overview.models import TopicPage
from mobility_hub.overview.search import KIND


def connect() -> None:
    follow_pages(TopicPage, KIND)
    post_save.connect(_renamed, sender=Topic, dispatch_uid="hub_topics_renamed")


def _renamed(instance: Topic, created: bool, **kwargs: Any) -> None:
    if not created:
        index_pages(TopicPage, KIND, topic=instance)
