"""What the start page shows, read from the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from groups.membership.models import GroupIndexPage, PracticeGroup
from mobility_hub.cases.models import CaseIndexPage, CaseStudyPage
from mobility_hub.cases.queries import case_figures
from mobility_hub.directory.models import Topic
from mobility_hub.networks.enums import ActorKind, NetworkStatus
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage
from mobility_hub.overview.models import TopicIndexPage
from mobility_hub.overview.queries import Topics, all_topics, most_examples, uncovered_topics
from mobility_hub.templatetags.hub import counted

TOPIC_LINKS = 6
NEWS = 3
GAPS = 2


@dataclass(frozen=True)
class News:
    title: str
    url: str
    what: str
    at: datetime


def start_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the start page's template wants, in a fixed number of queries."""
    topics = all_topics(request)
    return {
        "search_url": reverse("hub_lookup:search"),
        "topic_links": [_topic_link(topic, count, topics) for topic, count in most_examples(topics, TOPIC_LINKS)],
        "topics_url": _first_url(TopicIndexPage, request),
        "topic_count": len(topics.topics),
        "doors": [_cases_door(request), _networks_door(request), _groups_door(request)],
        "gaps": uncovered_topics(topics, GAPS),
        "networks_url": _first_url(NetworkIndexPage, request),
        "news": _news(request),
    }


def _first_url(model: type[Page], request: HttpRequest) -> str:
    page = model.objects.live().first()
    return (page.get_url(request) or "") if page else ""


def _topic_link(topic: Topic, count: int, topics: Topics) -> dict[str, Any]:
    return {"label": topic.name, "url": topics.urls[topic.pk], "fact": counted(count, "case")}


def _cases_door(request: HttpRequest) -> dict[str, Any]:
    figures = case_figures()
    return {
        "title": _("How have others done it?"),
        "url": _first_url(CaseIndexPage, request),
        "text": _("What the municipality chose, who decided and what happened then. Also what did not work."),
        "figures": [
            {"value": figures.total, "label": _("examples")},
            {"value": figures.with_decision, "label": _("with a decision")},
            {"value": figures.with_procurement, "label": _("with a procurement")},
        ],
    }


def _networks_door(request: HttpRequest) -> dict[str, Any]:
    networks = NetworkPage.objects.live().public()
    open_now = networks.filter(status=NetworkStatus.ACTIVE, actor_kinds__contains=f"|{ActorKind.MUNICIPALITY}|")
    return {
        "title": _("Which networks are there?"),
        "url": _first_url(NetworkIndexPage, request),
        "text": _("From the neighbouring municipality to Europe: who may take part, and how they meet."),
        "figures": [
            {"value": networks.count(), "label": _("networks")},
            {"value": open_now.count(), "label": _("active and open to municipalities")},
        ],
    }


def _groups_door(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": _("Who wants to solve the same question?"),
        "url": _first_url(GroupIndexPage, request),
        "text": _("Small practice groups with a result and a date. You take part in your work; suppliers do not."),
        "figures": [{"value": PracticeGroup.objects.taking_requests().count(), "label": _("groups look for members")}],
    }


def _news(request: HttpRequest) -> list[News]:
    """The latest published examples and networks."""
    found: list[News] = []
    for model, what in ((CaseStudyPage, _("New example")), (NetworkPage, _("New network profile"))):
        for page in model.objects.live().public().filter(first_published_at__isnull=False).order_by("-first_published_at", "pk")[:NEWS]:
            found.append(News(page.title, page.get_url(request) or "", what, page.first_published_at))
    return sorted(found, key=lambda news: news.at, reverse=True)[:NEWS]
