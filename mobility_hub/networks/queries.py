"""Reading networks for pages: as facts to choose by, as rows of lists, and as what each topic has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mobility_hub.directory.models import Topic
from mobility_hub.networks import choices
from mobility_hub.networks.enums import NetworkStatus
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage
from mobility_hub.networks.selection import Choice, Family, Gap, NetworkFacts, gaps, select
from mobility_hub.page_urls import page_urls
from mobility_hub.sections import Line, TopicCell, TopicSection

SECTION_KEY = "networks"
LINES_OF_TOPIC = 6


@dataclass(frozen=True)
class Networks:
    """All networks that everybody may read: the pages by id, and the facts they are chosen by."""

    pages: dict[int, NetworkPage]
    facts: list[NetworkFacts]

    def urls(self, ids: Iterable[int], request: HttpRequest | None = None) -> dict[int, str]:
        """The addresses of these networks."""
        return page_urls([self.pages[network_id] for network_id in ids], request)


def load_networks() -> Networks:
    """Read all published networks in four queries."""
    pages = {page.pk: page for page in NetworkPage.objects.published()}
    topics, counties = _sets(NetworkPage.topics.through, "topic__slug"), _sets(NetworkPage.counties.through, "county_id")
    facts = [
        NetworkFacts(
            id=page.pk,
            title=page.title,
            status=page.status,
            reach=page.reach,
            open_to=frozenset(page.actor_kinds),
            counties=frozenset(counties[page.pk]),
            topics=frozenset(topics[page.pk]),
        )
        for page in pages.values()
    ]
    return Networks(pages, facts)


def _sets(through: type, field: str) -> defaultdict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for page_id, value in through.objects.values_list("networkpage_id", field):  # type: ignore[attr-defined]  # a model class
        found[page_id].add(value)
    return found


def family_of(topics: Iterable[Topic]) -> Family:
    """The tree of the given topics."""
    slugs = {topic.pk: topic.slug for topic in topics}
    children: defaultdict[str, list[str]] = defaultdict(list)
    for topic in topics:
        if topic.parent_id in slugs:
            children[slugs[topic.parent_id]].append(topic.slug)
    return Family(children)


def index_url(request: HttpRequest | None = None) -> str:
    """The address of the overview, or "" when there is none."""
    page = NetworkIndexPage.objects.live().order_by("path").first()
    return page_urls([page], request)[page.pk] if page else ""


def with_query(url: str, query: str) -> str:
    """The address with a query string, when there is one."""
    return f"{url}?{query}" if query else url


def topic_section(topics: Sequence[Topic]) -> TopicSection:
    """What there is of networks on each topic, its sub-topics with it."""
    tree = list(Topic.objects.all())
    family, names = family_of(tree), {topic.slug: topic.name for topic in tree}
    networks, overview = load_networks(), index_url()
    found = {topic.pk: select(networks.facts, Choice(topic=topic.slug), family) for topic in topics}
    first = {topic_id: chosen[:LINES_OF_TOPIC] for topic_id, chosen in found.items()}
    urls = networks.urls({network.id for chosen in first.values() for network in chosen})
    cells = {
        topic.pk: TopicCell(
            lines=tuple(Line(network.title, urls[network.id], _line_facts(networks.pages[network.id])) for network in first[topic.pk]),
            count=len(found[topic.pk]),
            all_url=with_query(overview, choices.write(Choice(topic=topic.slug), choices.LIST)) if overview else "",
            missing=gap_words(gaps(networks.facts, topic.slug, family), topic.slug, names),
        )
        for topic in topics
    }
    return TopicSection(key=SECTION_KEY, heading=gettext_lazy("Networks"), order=20, cells=cells)


def _line_facts(page: NetworkPage) -> tuple[str, ...]:
    reach = page.get_reach_display() if page.reach else ""
    status = "" if page.status == NetworkStatus.ACTIVE else page.status_mark["label"]
    return tuple(filter(None, [str(reach), status]))


def gap_words(found: Iterable[Gap], topic: str, names: dict[str, str]) -> str:
    """Say what is missing: "No network", or "Concession: no network". ``topic`` is the one that stands beside it and is not named."""
    said = []
    for gap in found:
        if gap.topics == (topic,):
            said.append(_("No confirmed network") if gap.some else _("No network"))
        else:
            listed = ", ".join(names[slug] for slug in gap.topics)
            said.append((_("%(topics)s: no confirmed network") if gap.some else _("%(topics)s: no network")) % {"topics": listed})
    return ". ".join(said)


def counted(count: int) -> str:
    """``3 networks``"""
    return ngettext("%(count)d network", "%(count)d networks", count) % {"count": count}
