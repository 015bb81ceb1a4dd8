from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import PageViewRestriction

from mobility_hub.cases.models import CaseIndexPage, CaseStudyPage
from mobility_hub.cases.sections import digest_section, mine_section, topic_section
from mobility_hub.directory.models import Topic
from mobility_hub.sections import DigestLine, Line, NavPage, TopicCell, Window, gather
from tests.factories import MemberFactory, OrganisationFactory, TopicFactory

MakeCase = Callable[..., CaseStudyPage]

MONDAY = datetime(2026, 11, 2, 6, tzinfo=UTC)
WEEK = Window(MONDAY, MONDAY + timedelta(days=7))


@pytest.fixture
def shared(db: None) -> Topic:
    return TopicFactory(slug="delad-mobilitet")


@pytest.fixture
def scooter(shared: Topic) -> Topic:
    return TopicFactory(slug="elsparkcykel", parent=shared)


def follower(*topics: Topic) -> Any:
    member = MemberFactory()
    member.topics.set(topics)
    return member


def in_window(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


def titles(section: Any, member: Any) -> list[str]:
    return [str(line.title) for block in section.blocks.get(member.pk, ()) for line in block.lines]


# Topics


def test_topic_shows_its_latest_examples_and_those_of_its_sub_topics_once(make_case: MakeCase, shared: Topic, scooter: Topic) -> None:
    make_case("Äldst", period="2018", topics=[shared])
    make_case("Nyast", period="2024", topics=[shared, scooter])
    make_case("Utkast", period="2025", topics=[scooter], draft=True)
    other = TopicFactory()
    cells = topic_section([shared, scooter, other]).cells
    assert [(len(cell.lines), cell.count) for cell in cells.values()] == [(2, 2), (1, 1), (0, 0)]
    assert [str(line.title) for line in cells[shared.pk].lines] == ['<span lang="sv">Nyast</span>', '<span lang="sv">Äldst</span>']
    assert cells[scooter.pk].all_url == "/en/exempel/?amne=elsparkcykel"
    assert (str(cells[other.pk].missing), str(cells[shared.pk].missing)) == ("No example", "")


def test_line_of_a_topic_tells_outcome_body_and_year(make_case: MakeCase, scooter: Topic) -> None:
    page = make_case(
        title_en="City A set a cap",
        period="2021–2023",
        topics=[scooter],
        decisions=[{"body": "Trafiknämnden, Stad A", "outcome": "Högst 4 400"}],
    )
    with translation.override("sv"):
        line = topic_section([scooter]).cells[scooter.pk].lines[0]
    assert line == Line(page.title, f"/exempel/{page.slug}/", ("Högst 4\N{NO-BREAK SPACE}400 · Trafiknämnden", "2021–2023"))


def test_topic_shows_at_most_five_of_its_examples_and_counts_all(make_case: MakeCase, scooter: Topic) -> None:
    for year in range(2010, 2017):
        make_case(str(year), period=str(year), topics=[scooter], title_en=str(year))
    cell = topic_section([scooter]).cells[scooter.pk]
    assert [line.title for line in cell.lines] == ["2016", "2015", "2014", "2013", "2012"]
    assert cell.count == 7


def test_topic_shows_nothing_that_is_kept_for_some(make_case: MakeCase, case_index: Any, scooter: Topic) -> None:
    make_case(topics=[scooter])
    PageViewRestriction.objects.create(page=case_index, restriction_type="login")
    cell = topic_section([scooter]).cells[scooter.pk]
    assert (cell.lines, cell.count) == ((), 0)


def test_topics_without_an_overview_of_examples_have_nothing(scooter: Topic) -> None:
    assert topic_section([scooter]).cells == {scooter.pk: TopicCell(missing=topic_section([scooter]).cells[scooter.pk].missing)}


def test_topic_section_takes_as_many_queries_for_three_topics_as_for_one(make_case: MakeCase, stockholm: Any) -> None:
    topics = TopicFactory.create_batch(3)

    def count(some: list[Topic]) -> int:
        with CaptureQueriesContext(connection) as queries:
            topic_section(some)
        return len(queries)

    make_case(topics=topics, organisations=[stockholm], decisions=[{"body": "Nämnden"}])
    count(topics)
    one = count(topics[:1])
    for topic in topics:
        make_case(topics=[topic], organisations=[OrganisationFactory()], decisions=[{"body": "Nämnden"}])
    assert count(topics) == one


# The member's own page


def test_mine_shows_the_three_latest_published_in_my_topics(make_case: MakeCase, shared: Topic, scooter: Topic) -> None:
    for day in range(1, 6):
        make_case(f"Dag {day}", topics=[scooter], first_published_at=in_window(day))
    make_case("Annat ämne", topics=[TopicFactory()], first_published_at=in_window(6))
    member, uninterested = follower(shared), follower()
    section = mine_section([member, uninterested])
    assert list(section.contexts) == [member.pk]
    rows = section.contexts[member.pk]["rows"]
    assert [row["title"] for row in rows] == [f'<span lang="sv">Dag {day}</span>' for day in (5, 4, 3)]
    html = render_to_string(section.template, dict(section.contexts[member.pk]))
    assert html.count("<li>") == 3


def test_mine_gives_each_member_their_own(make_case: MakeCase) -> None:
    one, two = TopicFactory(), TopicFactory()
    make_case("Ett", title_en="One", topics=[one])
    make_case("Två", title_en="Two", topics=[two])
    first, second = follower(one), follower(two)
    contexts = mine_section([first, second]).contexts
    assert [row["title"] for row in contexts[first.pk]["rows"]] == ["One"]
    assert [row["title"] for row in contexts[second.pk]["rows"]] == ["Two"]


# The digest


def test_digest_has_what_was_first_published_in_the_window_and_in_my_topics(make_case: MakeCase, shared: Topic, scooter: Topic) -> None:
    make_case("Före", title_en="Before", topics=[scooter], first_published_at=in_window(-1))
    make_case("Först", title_en="First", topics=[scooter], first_published_at=in_window(0))
    make_case("Sist", title_en="Last", topics=[shared], first_published_at=in_window(6.9))
    make_case("Efter", title_en="After", topics=[scooter], first_published_at=in_window(7))
    make_case("Annat", title_en="Other", topics=[TopicFactory()], first_published_at=in_window(1))
    make_case("Utkast", topics=[scooter], draft=True)
    wide, narrow, none = follower(shared), follower(scooter), follower()
    section = digest_section([wide, narrow, none], {member.pk: WEEK for member in (wide, narrow, none)})
    assert titles(section, wide) == ["Last", "First"]
    assert titles(section, narrow) == ["First"]
    assert none.pk not in section.blocks
    assert (section.subject[wide.pk], section.subject[narrow.pk]) == ("2 new examples", "1 new example")
    assert (section.asks, section.is_news) == (False, True)


def test_digest_counts_a_window_for_each_member(make_case: MakeCase, scooter: Topic) -> None:
    make_case("Måndag", title_en="Monday", topics=[scooter], first_published_at=in_window(0.5))
    make_case("Torsdag", title_en="Thursday", topics=[scooter], first_published_at=in_window(3.5))
    daily, weekly = follower(scooter), follower(scooter)
    section = digest_section([daily, weekly], {daily.pk: Window(in_window(3), in_window(4)), weekly.pk: WEEK})
    assert (titles(section, daily), titles(section, weekly)) == (["Thursday"], ["Thursday", "Monday"])


def test_example_published_again_is_not_new(make_case: MakeCase, scooter: Topic) -> None:
    page = make_case(topics=[scooter], first_published_at=in_window(-30))
    page.save_revision().publish()
    member = follower(scooter)
    now = Window(datetime.now(UTC) - timedelta(days=7), datetime.now(UTC) + timedelta(days=1))
    assert digest_section([member], {member.pk: now}).blocks == {}


def test_line_of_a_digest_is_plain_text_with_an_absolute_address(make_case: MakeCase, scooter: Topic) -> None:
    page = make_case("Tak & avgift", period="2021", topics=[scooter], organisations=["Stad A"], first_published_at=in_window(1))
    member = follower(scooter)
    block = digest_section([member], {member.pk: WEEK}).blocks[member.pk][0]
    assert block.lines == (DigestLine("Tak & avgift", f"http://testserver/en/exempel/{page.slug}/", "", "Stad A, 2021"),)


def test_digest_folds_what_is_more_than_five(make_case: MakeCase, scooter: Topic) -> None:
    for _number in range(7):
        make_case(topics=[scooter], first_published_at=in_window(1))
    member = follower(scooter)
    section = digest_section([member], {member.pk: WEEK})
    assert (len(titles(section, member)), str(section.blocks[member.pk][0].more)) == (5, "and 2 more")
    assert section.subject[member.pk] == "7 new examples"


def test_digest_of_nobody_is_empty(case_index: Any) -> None:
    assert digest_section([], {}).blocks == {}


@pytest.mark.parametrize("what", ["digest", "mine"])
def test_batch_of_three_members_takes_as_many_queries_as_one(make_case: MakeCase, stockholm: Any, what: str) -> None:
    topics = TopicFactory.create_batch(3)
    members = [follower(topic) for topic in topics]

    def count(some: list[Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            if what == "digest":
                digest_section(some, {member.pk: WEEK for member in some})
            else:
                mine_section(some)
        return len(queries)

    make_case(topics=topics, organisations=[stockholm], first_published_at=in_window(1))
    count(members)
    one = count(members[:1])
    for topic in topics:
        make_case(topics=[topic], organisations=[OrganisationFactory()], first_published_at=in_window(2))
    assert count(members) == one


# Registered


@pytest.mark.parametrize(
    ("hook", "arguments"),
    [("register_hub_topic_section", ([],)), ("register_hub_mine_section", ([],)), ("register_hub_digest_section", ([], {}))],
)
def test_section_is_registered(db: None, hook: str, arguments: tuple[Any, ...]) -> None:
    assert "case_studies" in [section.key for section in gather(hook, *arguments)]


def test_overview_stands_in_the_navigation() -> None:
    pages: list[NavPage] = [page for page in gather("register_hub_nav_page") if page.model is CaseIndexPage]
    assert [(page.order, page.slug) for page in pages] == [(30, "exempel")]
