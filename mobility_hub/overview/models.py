"""Pages that combine: the topics, and one page per topic where examples, networks and groups meet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from mobility_hub.directory.models import Topic
from mobility_hub.overview import queries


class TopicIndexPage(Page):
    """All topics, with what there is on each."""

    lead = models.CharField(_("lead"), max_length=250, blank=True)

    subpage_types: ClassVar[list[str]] = ["hub_overview.TopicPage"]
    template = "hub_overview/topic_index_page.html"
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("topic overview")
        verbose_name_plural = _("topic overviews")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "rows": queries.topic_rows(self, request)}


class TopicProfile(models.Model):
    """What a topic page says itself, for a site that wants its own page class around it."""

    topic = models.OneToOneField(Topic, verbose_name=_("topic"), null=True, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(_("the question"), max_length=200, blank=True, help_text=_("What an officer asks."))
    brief = models.TextField(_("in brief"), max_length=900, blank=True, help_text=_("At most 120 words."))
    brief_en = models.TextField(_("in brief, in English"), max_length=900, blank=True)
    checked_on = models.DateField(_("checked"), null=True, blank=True)

    class Meta:
        abstract = True


class TopicPage(TopicProfile, Page):
    """The front door to one topic."""

    parent_page_types: ClassVar[list[str]] = ["hub_overview.TopicIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "hub_overview/topic_page.html"
    exclude_fields_in_copy: ClassVar[list[str]] = ["topic"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("topic"),
        FieldPanel("question"),
        FieldPanel("brief"),
        FieldPanel("brief_en"),
        FieldPanel("checked_on"),
    ]

    class Meta:
        verbose_name = _("topic page")
        verbose_name_plural = _("topic pages")

    def __str__(self) -> str:
        return str(self.title)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        if self.topic is None:
            return {**context, "sections": []}
        return {
            **context,
            "sections": queries.sections_of(self.topic),
            "subtopics": queries.subtopic_pages(self.topic, request),
            "parent_topic": queries.parent_page(self.topic, request),
        }
