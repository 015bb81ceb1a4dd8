"""What the overview of networks shows: the choices, and the networks by topic or as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from mobility_hub.directory.counties import COUNTIES
from mobility_hub.directory.models import Topic
from mobility_hub.networks import choices
from mobility_hub.networks.enums import ActorKind, NetworkStatus, Reach
from mobility_hub.networks.forms import LABELS, FilterForm, Options
from mobility_hub.networks.models import NetworkIndexPage, NetworkPage
from mobility_hub.networks.queries import Networks, counted, family_of, gap_words, load_networks, topic_section, with_query
from mobility_hub.networks.selection import FACETS, Choice, Family, NetworkFacts, count, gaps, select
from mobility_hub.sections import Line, TopicCell, TopicSection, topic_addresses

NAMES_IN_ROW = 3
ROWS_ON_PAGE = 50
LINKS_OPEN = 8

_ENUMS: dict[str, Any] = {"open_to": ActorKind, "reach": Reach, "status": NetworkStatus}


@dataclass(frozen=True)
class NetworkRow:
    """A network in the list."""

    page: NetworkPage
    url: str
    reach: str
    counties: str
    open_to: str


@dataclass(frozen=True)
class Named:
    """A network by name; ``status`` in words unless it is active."""

    title: str
    url: str
    status: str = ""


@dataclass(frozen=True)
class TopicRow:
    """A topic group on the overview. ``cells`` are other rooms', in the order of the columns."""

    topic: Topic
    url: str
    named: Sequence[Named]
    more: int
    list_url: str
    subtopics: Sequence[tuple[Topic, str, str]]
    cells: Sequence[TopicCell]
    missing: str
    remedies: Sequence[Line]


@dataclass
class Overview:
    """Everything that one answer is made of."""

    request: HttpRequest
    url: str
    topics: list[Topic]
    networks: Networks
    address: choices.Address
    family: Family = field(init=False)
    found: list[NetworkFacts] = field(init=False)
    counted: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.family = family_of(self.topics)
        self.found = select(self.networks.facts, self.choice, self.family)

    @property
    def choice(self) -> Choice:
        return self.address.choice

    def numbers(self, facet: str) -> dict[str, int]:
        """How many networks each value of a facet would leave, "" for all of them; counted once."""
        if facet not in self.counted:
            self.counted[facet] = count(self.networks.facts, self.choice, self.family, facet, list(_names(self, facet)))
        return self.counted[facet]

    def link(self, choice: Choice, view: str | None = None) -> str:
        return with_query(self.url, choices.write(choice, view or self.address.view))


def index_context(page: NetworkIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Everything that the overview's template wants, in a number of queries that does not grow with the networks."""
    topics = list(Topic.objects.all())
    address = choices.read(request.GET, {topic.slug for topic in topics})
    overview = Overview(request, page.get_url(request) or "", topics, load_networks(), address)
    options = {facet: _options(overview, facet) for facet in FACETS}
    context = {
        "lead": page.lead or lead(overview.networks.facts),
        "numbers": lead(overview.networks.facts) if page.lead else "",
        "notes": address.notes,
        "form": FilterForm(overview.choice, address.view, options),
        "clear_url": overview.link(Choice()) if overview.choice != Choice() else "",
        "chosen": _chosen(overview),
        "views": _views(overview),
        "is_list": address.view == choices.LIST,
        "found": counted(len(overview.found)),
        "hidden": _hidden(overview),
    }
    return {**context, **(_list_context(overview) if address.view == choices.LIST else _topic_context(overview))}


def lead(networks: Sequence[NetworkFacts]) -> str:
    """How many networks there are, and how many of them a municipality can join now."""
    here = [network for network in networks if network.status != NetworkStatus.MERGED]
    open_now = [network for network in here if network.status == NetworkStatus.ACTIVE and ActorKind.MUNICIPALITY in network.open_to]
    first = ngettext(
        "%(count)d network or forum that Swedish officers can take part in.",
        "%(count)d networks and forums that Swedish officers can take part in.",
        len(here),
    )
    second = ngettext("%(count)d is active and open to municipalities.", "%(count)d are active and open to municipalities.", len(open_now))
    return f"{first % {'count': len(here)}} {second % {'count': len(open_now)}}"


def _views(overview: Overview) -> list[dict[str, Any]]:
    labels = {choices.BY_TOPIC: _("By topic"), choices.LIST: _("List")}
    return [
        {"label": label, "url": overview.link(overview.choice, view), "current": "page" if view == overview.address.view else False}
        for view, label in labels.items()
    ]


# Choices


def _options(overview: Overview, facet: str) -> Options:
    """The facet's choices as (word in the address, name with number)."""
    names = _names(overview, facet)
    numbers = overview.numbers(facet)
    everything = {"topic": _("All topics"), "county": _("All counties"), "status": _("All statuses")}.get(facet, _("All"))
    options = [("", f"{everything} ({numbers['']})")]
    for value, name in names.items():
        if value == NetworkStatus.MERGED and not numbers[value]:
            continue
        options.append((choices.in_address(facet, value), f"{name} ({numbers[value]})"))
    return options


def _names(overview: Overview, facet: str) -> dict[str, str]:
    if facet == "topic":
        return {topic.slug: f"– {topic.name}" if topic.parent_id else topic.name for topic in overview.topics}
    if facet == "county":
        return dict(COUNTIES)
    return {value: str(_ENUMS[facet](value).label) for value in choices.values(facet)}


def _chosen(overview: Overview) -> list[dict[str, str]]:
    """What is chosen, each with the address without it."""
    found = []
    for facet in FACETS:
        if value := getattr(overview.choice, facet):
            name = _names(overview, facet)[value].removeprefix("– ")
            found.append({"label": f"{LABELS[facet]}: {name}", "url": overview.link(overview.choice.without(facet))})
    return found


def _hidden(overview: Overview) -> dict[str, str]:
    """The not confirmed that fit but are left out, with the address that shows them."""
    if overview.choice.unconfirmed:
        return {}
    wider = replace(overview.choice, unconfirmed=True)
    number = len(select(overview.networks.facts, wider, overview.family)) - len(overview.found)
    if not number:
        return {}
    words = ngettext("%(count)d network that is not confirmed fits too.", "%(count)d networks that are not confirmed fit too.", number)
    return {"text": words % {"count": number}, "url": overview.link(wider)}


# The list


def _list_context(overview: Overview) -> dict[str, Any]:
    page = Paginator(overview.found, ROWS_ON_PAGE).get_page(overview.request.GET.get(choices.PAGE))
    shown: list[NetworkFacts] = list(page.object_list)
    rows = _rows(overview, shown)
    here = [row for row, network in zip(rows, shown, strict=True) if not (overview.choice.county and network.is_countrywide)]
    return {
        "page_of_list": page,
        "page_param": choices.PAGE,
        "rows": here,
        "countrywide_rows": rows[len(here) :],
        "county_name": COUNTIES.get(overview.choice.county, ""),
        "facets": _facets(overview),
    }


def _rows(overview: Overview, shown: Sequence[NetworkFacts]) -> list[NetworkRow]:
    urls = overview.networks.urls([network.id for network in shown], overview.request)
    rows = []
    for network in shown:
        page = overview.networks.pages[network.id]
        counties = ", ".join(COUNTIES[code] for code in sorted(network.counties) if code in COUNTIES)
        rows.append(
            NetworkRow(
                page=page,
                url=urls[network.id],
                reach=str(page.get_reach_display()),
                counties=counties,
                open_to=page.get_actor_kinds_display(),
            )
        )
    return rows


def _facets(overview: Overview) -> list[dict[str, Any]]:
    """What is not chosen yet, as links: those that would leave something. Long ones are folded."""
    found = []
    for facet in FACETS:
        names = _next_names(overview, facet)
        numbers = overview.numbers(facet)
        items = [
            {"label": name, "url": overview.link(overview.choice.taking(facet, value)), "fact": numbers[value]}
            for value, name in names.items()
            if numbers[value]
        ]
        if items:
            found.append({"title": str(LABELS[facet]), "items": items, "open": len(items) <= LINKS_OPEN})
    return found


def _next_names(overview: Overview, facet: str) -> dict[str, str]:
    """The choices that make sense next: in an open facet all of them, in a chosen topic its sub-topics."""
    chosen = getattr(overview.choice, facet)
    if facet == "topic":
        return {topic.slug: topic.name for topic in overview.topics if _parent_slug(overview, topic) == chosen}
    return {} if chosen else _names(overview, facet)


def _parent_slug(overview: Overview, topic: Topic) -> str:
    return next((parent.slug for parent in overview.topics if parent.pk == topic.parent_id), "")


# By topic


def _topic_context(overview: Overview) -> dict[str, Any]:
    shown = [
        topic for topic in overview.topics if (topic.slug == overview.choice.topic if overview.choice.topic else topic.parent_id is None)
    ]
    inside = {topic.pk: [child for child in overview.topics if child.parent_id == topic.pk] for topic in shown}
    everything = [*shown, *(child for children in inside.values() for child in children)]
    sections = _other_sections(everything)
    addresses = topic_addresses(everything, overview.request)
    rows = [_topic_row(overview, topic, inside[topic.pk], sections, addresses) for topic in shown]
    return {"columns": [section.heading for section in sections], "rows": rows, "topic_groups": len(rows)}


def _other_sections(topics: Sequence[Topic]) -> list[TopicSection]:
    functions = [function for function in hooks.get_hooks("register_hub_topic_section") if function is not topic_section]
    return sorted((function(topics) for function in functions), key=lambda section: section.order)


def _topic_row(
    overview: Overview, topic: Topic, children: Sequence[Topic], sections: Sequence[TopicSection], addresses: dict[int, str]
) -> TopicRow:
    of_topic = {item.slug: _in_topic(overview, item.slug) for item in (topic, *children)}
    first = of_topic[topic.slug][:NAMES_IN_ROW]
    urls = overview.networks.urls([network.id for network in first], overview.request)
    cells = [section.cells.get(topic.pk, TopicCell()) for section in sections]
    missing = _missing(overview, topic)
    return TopicRow(
        topic=topic,
        url=addresses.get(topic.pk) or _list_url(overview, topic),
        named=[Named(network.title, urls[network.id], _status_words(overview, network)) for network in first],
        more=len(of_topic[topic.slug]) - len(first),
        list_url=_list_url(overview, topic),
        subtopics=[
            (child, addresses.get(child.pk) or _list_url(overview, child), counted(len(of_topic[child.slug]))) for child in children
        ],
        cells=cells,
        missing=missing,
        remedies=[cell.remedy for cell in cells if cell.remedy] if missing else [],
    )


def _in_topic(overview: Overview, slug: str) -> list[NetworkFacts]:
    wanted = overview.family.of(slug)
    return [network for network in overview.found if not network.topics.isdisjoint(wanted)]


def _list_url(overview: Overview, topic: Topic) -> str:
    return overview.link(replace(overview.choice, topic=topic.slug), choices.LIST)


def _status_words(overview: Overview, network: NetworkFacts) -> str:
    return "" if network.status == NetworkStatus.ACTIVE else overview.networks.pages[network.id].status_mark["label"]


def _missing(overview: Overview, topic: Topic) -> str:
    """What is missing for whom and where the reader has chosen, whatever status was chosen."""
    everyone = replace(overview.choice, topic="", status="", unconfirmed=True)
    networks = select(overview.networks.facts, everyone, overview.family)
    return gap_words(gaps(networks, topic.slug, overview.family), topic.slug, {item.slug: item.name for item in overview.topics})
