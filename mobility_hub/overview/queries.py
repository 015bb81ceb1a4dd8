"""What there is on each topic, asked of every room at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from mobility_hub.directory.models import Topic
from mobility_hub.sections import TopicCell, TopicSection, gather
from mobility_hub.templatetags.hub import counted

Words = str | Promise


@dataclass(frozen=True)
class SectionOfTopic:
    """One room's section on a topic page."""

    key: str
    heading: Words
    cell: TopicCell


@dataclass
class TopicRow:
    """One topic on the overview: how many of what there is, and what is missing."""

    topic: Topic
    url: str
    counts: list[tuple[Words, int, str]] = field(default_factory=list)
    missing: list[Words] = field(default_factory=list)
    children: list[TopicRow] = field(default_factory=list)


def sections_of(topic: Topic) -> list[SectionOfTopic]:
    """Every room's section on ``topic``, in the rooms' order."""
    sections: list[TopicSection] = gather("register_hub_topic_section", [topic])
    return [SectionOfTopic(section.key, section.heading, section.cells.get(topic.pk, TopicCell())) for section in sections]


def urls_of_topics(request: HttpRequest | None) -> dict[int, str]:
    """The addresses of the live topic pages, by topic id, in one query."""
    from mobility_hub.overview.models import TopicPage  # the page's own context is made here, so its module imports this one

    pages = TopicPage.objects.live().filter(topic__isnull=False)
    return {page.topic_id: page.get_url(request) or "" for page in pages}


def topic_rows(index_page: Any, request: HttpRequest) -> list[TopicRow]:
    """All topics, the top ones with their sub-topics inside."""
    topics = list(Topic.objects.all())
    urls = urls_of_topics(request)
    rows = _filled_rows(topics, urls)
    children = defaultdict(list)
    for topic in topics:
        if topic.parent_id:
            children[topic.parent_id].append(rows[topic.pk])
    for parent_id, below in children.items():
        rows[parent_id].children = below
    return [rows[topic.pk] for topic in topics if topic.parent_id is None]


def _filled_rows(topics: Sequence[Topic], urls: dict[int, str]) -> dict[int, TopicRow]:
    rows = {topic.pk: TopicRow(topic, urls.get(topic.pk, "")) for topic in topics}
    for section in gather("register_hub_topic_section", topics):
        for topic in topics:
            cell = section.cells.get(topic.pk, TopicCell())
            rows[topic.pk].counts.append((section.heading, cell.count, cell.all_url))
            if cell.missing:
                rows[topic.pk].missing.append(cell.missing)
    return rows


@dataclass(frozen=True)
class Uncovered:
    """A topic with examples that no network covers, and that in words."""

    topic: Topic
    url: str
    words: str


@dataclass(frozen=True)
class Topics:
    """Every topic with what each room has on it, asked once for a page that shows it in several ways."""

    topics: Sequence[Topic]
    urls: Mapping[int, str]
    cells: Mapping[str, Mapping[int, TopicCell]]

    def cell(self, room: str, topic: Topic) -> TopicCell:
        return self.cells.get(room, {}).get(topic.pk, TopicCell())

    @property
    def with_page(self) -> list[Topic]:
        """Those that have a page of their own and are no group of topics."""
        parents = {topic.parent_id for topic in self.topics}
        return [topic for topic in self.topics if topic.pk in self.urls and topic.pk not in parents]


def all_topics(request: HttpRequest | None = None) -> Topics:
    topics = list(Topic.objects.all())
    cells = {section.key: section.cells for section in gather("register_hub_topic_section", topics)}
    return Topics(topics, urls_of_topics(request), cells)


def most_examples(found: Topics, limit: int) -> list[tuple[Topic, int]]:
    """The topics with most examples, with how many; none without any."""
    counted_topics = [(topic, found.cell("case_studies", topic).count) for topic in found.with_page]
    ordered = sorted(counted_topics, key=lambda pair: (-pair[1], pair[0].position))
    return [(topic, count) for topic, count in ordered[:limit] if count]


def uncovered_topics(found: Topics, limit: int) -> list[Uncovered]:
    """The topics that most is asked about and no confirmed network covers: those with most examples first."""
    uncovered = [
        (examples, Uncovered(topic, found.urls[topic.pk], f"{counted(examples, 'case')} · {missing}"))
        for topic in found.with_page
        if (missing := found.cell("networks", topic).missing) and (examples := found.cell("case_studies", topic).count)
    ]
    return [one for _examples, one in sorted(uncovered, key=lambda pair: -pair[0])[:limit]]


def subtopic_pages(topic: Topic, request: HttpRequest) -> list[tuple[Topic, str]]:
    urls = urls_of_topics(request)
    return [(child, urls[child.pk]) for child in topic.children.all() if child.pk in urls]


def parent_page(topic: Topic, request: HttpRequest) -> tuple[Topic, str] | None:
    if topic.parent is None:
        return None
    return topic.parent, urls_of_topics(request).get(topic.parent.pk, "")
