"""Which networks a choice of topic, county and so on leaves, how many each further choice would leave, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mobility_hub.networks.enums import COUNTRYWIDE, NetworkStatus
from mobility_hub.swedish import sort_key

FACETS = ("topic", "county", "open_to", "reach", "status")

_RANK = {status.value: rank for rank, status in enumerate(NetworkStatus)}


@dataclass(frozen=True)
class NetworkFacts:
    """What networks are chosen by. ``topics`` are slugs, ``counties`` codes, ``open_to`` values of ``ActorKind``."""

    id: int
    title: str
    status: str
    reach: str = ""
    open_to: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    @property
    def is_countrywide(self) -> bool:
        """Whether it covers every county: national or international, and no county named."""
        return not self.counties and self.reach in COUNTRYWIDE


@dataclass(frozen=True)
class Choice:
    """What a reader has chosen; "" is everything. ``unconfirmed``: those whose status nobody has confirmed are shown too."""

    topic: str = ""
    county: str = ""
    open_to: str = ""
    reach: str = ""
    status: str = ""
    unconfirmed: bool = True

    def without(self, facet: str) -> Choice:
        """The same choice with one facet open; the status is open only when the not confirmed are shown."""
        return replace(self, status="", unconfirmed=True) if facet == "status" else replace(self, **{facet: ""})  # type: ignore[arg-type]  # facets are texts

    def taking(self, facet: str, value: str) -> Choice:
        """The same choice with one facet set; a chosen status is shown alone."""
        return replace(self, status=value, unconfirmed=False) if facet == "status" else replace(self, **{facet: value})  # type: ignore[arg-type]  # facets are texts


@dataclass(frozen=True)
class Family:
    """The topics by slug: ``children`` of the top ones, in order."""

    children: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, topic: str) -> frozenset[str]:
        """The topic with its sub-topics."""
        return frozenset({topic, *self.children.get(topic, ())})


def select(networks: Iterable[NetworkFacts], choice: Choice, family: Family) -> list[NetworkFacts]:
    """The networks that fit, the confirmed active first, then by name; with a county chosen, those of the county before the countrywide.

    A network that has gone up in another is left out unless that status is chosen.
    """
    found = [network for network in networks if _fits(network, choice, family)]
    return sorted(found, key=lambda network: (bool(choice.county) and network.is_countrywide, *_order(network)))


def count(networks: Sequence[NetworkFacts], choice: Choice, family: Family, facet: str, values: Iterable[str]) -> dict[str, int]:
    """How many networks each value of a facet would leave, everything else chosen as it is; "" is how many without the facet."""
    rest = choice.without(facet)
    return {
        value: sum(_fits(network, rest.taking(facet, value) if value else rest, family) for network in networks) for value in ("", *values)
    }


def _fits(network: NetworkFacts, choice: Choice, family: Family) -> bool:
    return (
        (not choice.topic or not network.topics.isdisjoint(family.of(choice.topic)))
        and (not choice.county or choice.county in network.counties or network.is_countrywide)
        and (not choice.open_to or choice.open_to in network.open_to)
        and (not choice.reach or choice.reach == network.reach)
        and _status_fits(network.status, choice)
    )


def _status_fits(status: str, choice: Choice) -> bool:
    if status == NetworkStatus.UNKNOWN:
        return choice.unconfirmed or choice.status == NetworkStatus.UNKNOWN
    if choice.status:
        return status == choice.status
    return status != NetworkStatus.MERGED


def _order(network: NetworkFacts) -> tuple[int, tuple[str, str]]:
    return _RANK.get(network.status, len(_RANK)), sort_key(network.title)


# What is missing


@dataclass(frozen=True)
class Gap:
    """Topics that no confirmed active network works with. ``some``: there are others, planned, resting or not confirmed."""

    topics: tuple[str, ...]
    some: bool


def gaps(networks: Sequence[NetworkFacts], topic: str, family: Family) -> list[Gap]:
    """What is missing in a topic: the whole of it, or those of its sub-topics that are; those without any network first."""
    whole = _gap(networks, (topic,), family.of(topic))
    if whole:
        return [whole]
    found = [gap for child in family.children.get(topic, ()) if (gap := _gap(networks, (child,), frozenset({child})))]
    by_kind = {some: tuple(gap.topics[0] for gap in found if gap.some is some) for some in (False, True)}
    return [Gap(topics, some) for some, topics in by_kind.items() if topics]


def _gap(networks: Sequence[NetworkFacts], named: tuple[str, ...], topics: frozenset[str]) -> Gap | None:
    statuses = {network.status for network in networks if not network.topics.isdisjoint(topics)}
    if NetworkStatus.ACTIVE in statuses:
        return None
    return Gap(named, some=bool(statuses - {NetworkStatus.ENDED, NetworkStatus.MERGED}))
