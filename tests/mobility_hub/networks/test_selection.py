from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_hub.networks.enums import ActorKind, NetworkStatus, Reach
from mobility_hub.networks.selection import FACETS, Choice, Family, Gap, NetworkFacts, count, gaps, select

FAMILY = Family({"upphandling": ("koncession", "gemensam"), "delad": ("bilpool",)})
TOPICS = ["upphandling", "koncession", "gemensam", "delad", "bilpool", "cykel"]
COUNTIES = ["01", "05", "12"]
VALUES = {
    "topic": TOPICS,
    "county": COUNTIES,
    "open_to": [kind.value for kind in ActorKind],
    "reach": [reach.value for reach in Reach],
    "status": [status.value for status in NetworkStatus],
}

networks = st.lists(
    st.builds(
        NetworkFacts,
        id=st.integers(1, 10_000),
        title=st.text(max_size=6),
        status=st.sampled_from(VALUES["status"]),
        reach=st.sampled_from(["", *VALUES["reach"]]),
        open_to=st.frozensets(st.sampled_from(VALUES["open_to"]), max_size=3),
        counties=st.frozensets(st.sampled_from(COUNTIES), max_size=2),
        topics=st.frozensets(st.sampled_from(TOPICS), max_size=3),
    ),
    max_size=12,
)
chosen = st.builds(Choice, **{facet: st.sampled_from(["", *VALUES[facet]]) for facet in FACETS}, unconfirmed=st.booleans())


def network(title: str = "N", **facts: object) -> NetworkFacts:
    return replace(NetworkFacts(id=1, title=title, status="active"), **facts)  # type: ignore[arg-type]


@given(networks, chosen, st.sampled_from(FACETS))
def test_count_says_how_many_choosing_the_value_would_leave(found: list[NetworkFacts], choice: Choice, facet: str) -> None:
    numbers = count(found, choice, FAMILY, facet, VALUES[facet])

    assert numbers[""] == len(select(found, choice.without(facet), FAMILY))
    for value in VALUES[facet]:
        assert numbers[value] == len(select(found, choice.taking(facet, value), FAMILY))


@given(networks, chosen, st.sampled_from(FACETS))
def test_count_does_not_depend_on_the_facet_s_own_choice(found: list[NetworkFacts], choice: Choice, facet: str) -> None:
    assert count(found, choice, FAMILY, facet, VALUES[facet]) == count(found, choice.without(facet), FAMILY, facet, VALUES[facet])


@given(networks, chosen)
def test_select_never_adds_or_repeats(found: list[NetworkFacts], choice: Choice) -> None:
    everything = select(found, Choice(), FAMILY)
    selected = select(found, choice, FAMILY)

    assert len(selected) <= len(found)
    if choice.status != NetworkStatus.MERGED:
        assert all(item in everything for item in selected)


@given(networks)
def test_select_puts_the_confirmed_active_first(found: list[NetworkFacts]) -> None:
    statuses = [item.status for item in select(found, Choice(), FAMILY)]

    assert statuses == sorted(statuses, key=VALUES["status"].index)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(), True),
        (Choice(topic="upphandling"), True),
        (Choice(topic="koncession"), True),
        (Choice(topic="gemensam"), False),
        (Choice(county="05"), True),
        (Choice(county="01"), False),
        (Choice(open_to="municipality"), True),
        (Choice(open_to="business"), False),
        (Choice(reach="regional"), True),
        (Choice(reach="national"), False),
        (Choice(status="active"), True),
        (Choice(status="ended"), False),
        (Choice(topic="upphandling", county="01"), False),
    ],
)
def test_select_asks_each_facet(choice: Choice, expected: bool) -> None:
    facts = network(reach="regional", open_to=frozenset({"municipality"}), counties=frozenset({"05"}), topics=frozenset({"koncession"}))

    assert bool(select([facts], choice, FAMILY)) is expected


@pytest.mark.parametrize(
    ("reach", "counties", "expected"),
    [
        ("national", set(), True),
        ("international", set(), True),
        ("international", {"12"}, False),
        ("regional", set(), False),
        ("", set(), False),
        ("local", {"05"}, True),
    ],
)
def test_select_takes_a_countrywide_network_to_cover_every_county(reach: str, counties: set[str], expected: bool) -> None:
    facts = network(reach=reach, counties=frozenset(counties))

    assert bool(select([facts], Choice(county="05"), FAMILY)) is expected


def test_select_puts_a_county_s_own_networks_before_the_countrywide() -> None:
    own = network("Östgöta", reach="regional", counties=frozenset({"05"}), status="ended")
    national = network("Alla", reach="national")

    assert select([national, own], Choice(county="05"), FAMILY) == [own, national]
    assert select([national, own], Choice(), FAMILY) == [national, own]


def test_select_sorts_names_as_swedish_does() -> None:
    names = ["Öst", "Ål", "Ärla", "Zon", "arla"]

    assert [item.title for item in select([network(name) for name in names], Choice(), FAMILY)] == ["arla", "Zon", "Ål", "Ärla", "Öst"]


@pytest.mark.parametrize(
    ("status", "choice", "expected"),
    [
        ("unknown", Choice(), True),
        ("unknown", Choice(unconfirmed=False), False),
        ("unknown", Choice(status="active", unconfirmed=False), False),
        ("unknown", Choice(status="active", unconfirmed=True), True),
        ("unknown", Choice(status="unknown", unconfirmed=False), True),
        ("ended", Choice(unconfirmed=False), True),
        ("merged", Choice(), False),
        ("merged", Choice(status="merged"), True),
    ],
)
def test_select_shows_the_not_confirmed_and_the_merged_as_asked(status: str, choice: Choice, expected: bool) -> None:
    assert bool(select([network(status=status)], choice, FAMILY)) is expected


# What is missing


@pytest.mark.parametrize(
    ("has", "expected"),
    [
        ([], [Gap(("upphandling",), some=False)]),
        ([("koncession", "unknown")], [Gap(("upphandling",), some=True)]),
        ([("koncession", "ended")], [Gap(("upphandling",), some=False)]),
        ([("upphandling", "active")], [Gap(("koncession", "gemensam"), some=False)]),
        ([("koncession", "active"), ("gemensam", "planned")], [Gap(("gemensam",), some=True)]),
        ([("upphandling", "active"), ("gemensam", "unknown")], [Gap(("koncession",), some=False), Gap(("gemensam",), some=True)]),
        ([("koncession", "active"), ("gemensam", "active")], []),
    ],
)
def test_gaps_name_the_whole_topic_or_its_sub_topics(has: list[tuple[str, str]], expected: list[Gap]) -> None:
    facts = [network(topics=frozenset({topic}), status=status) for topic, status in has]

    assert gaps(facts, "upphandling", FAMILY) == expected
