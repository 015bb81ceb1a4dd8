"""What examples show on other rooms' pages and in digests. Each function answers for many at once, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mobility_hub.cases.listing import TOPIC
from mobility_hub.cases.models import CaseStudyPage
from mobility_hub.cases.queries import (
    CaseRow,
    CaseTopic,
    case_rows,
    count_by_topic,
    families,
    in_topics,
    index_url,
    newest_in_topics,
    published_with_ids,
)
from mobility_hub.cases.wording import swedish
from mobility_hub.directory.models import Member, Topic
from mobility_hub.outbox.links import absolute_url
from mobility_hub.sections import DigestBlock, DigestLine, DigestSection, Line, MineSection, TopicCell, TopicSection, Window

LINES_ON_A_TOPIC = 5
LINES_ON_MINE = 3
LINES_IN_A_DIGEST = 5


def topic_section(topics: Sequence[Topic]) -> TopicSection:
    """The latest examples on each topic, those of its sub-topics with it."""
    family = families([topic.pk for topic in topics])
    newest = newest_in_topics(set().union(*family.values()), LINES_ON_A_TOPIC)
    pages = published_with_ids({page_id for ids in newest.values() for page_id in ids})
    rows = {row.page_id: row for row in case_rows(pages)}
    counts, overview = count_by_topic(), index_url()
    cells = {}
    for topic in topics:
        here = {page_id for one in family[topic.pk] for page_id in newest.get(one, [])}
        lines = [_line(rows[page.pk]) for page in pages if page.pk in here][:LINES_ON_A_TOPIC]
        cells[topic.pk] = TopicCell(
            lines=tuple(lines),
            count=counts.get(topic.pk, 0),
            all_url=f"{overview}?{TOPIC}={topic.slug}" if overview and lines else "",
            missing="" if lines else gettext_lazy("No example"),
        )
    return TopicSection(key="case_studies", heading=gettext_lazy("Examples"), order=30, cells=cells)


def _line(row: CaseRow) -> Line:
    return Line(row.marked_title, row.url, tuple(fact for fact in (swedish(decision_in_words(row)), row.years) if fact))


def decision_in_words(row: CaseRow) -> str:
    """``Tillståndskrav och avgift · Kommunfullmäktige``, or the figure when no decision is known."""
    return " · ".join(part for part in (row.outcome, row.decided_by) if part) or row.figure


def mine_section(members: Sequence[Member]) -> MineSection:
    """The latest published in each member's topics, at most three."""
    interests = topics_of(members)
    newest = newest_in_topics(set().union(*interests.values()), LINES_ON_MINE, by="published")
    pages = published_with_ids({page_id for ids in newest.values() for page_id in ids})
    pages.sort(key=lambda page: page.first_published_at, reverse=True)
    rows = {row.page_id: row for row in case_rows(pages)}
    contexts = {}
    for member_id, topic_ids in interests.items():
        here = {page_id for topic_id in topic_ids for page_id in newest.get(topic_id, [])}
        if here:
            contexts[member_id] = {"rows": [_mine_row(rows[page.pk]) for page in pages if page.pk in here][:LINES_ON_MINE]}
    return MineSection(
        key="case_studies",
        order=60,
        heading=gettext_lazy("New in my topics"),
        template="hub_cases/mine_section.html",
        contexts=contexts,
        place="side",
    )


def _mine_row(row: CaseRow) -> dict[str, Any]:
    where = ", ".join(part for part in (row.place, row.years) if part)
    return {"title": row.marked_title, "url": row.url, "text": swedish(decision_in_words(row)), "fact": where}


def digest_section(members: Sequence[Member], windows: Mapping[int, Window]) -> DigestSection:
    """Examples first published in the member's window, in the member's topics."""
    interests = topics_of(members)
    pages = _published_between(windows.values(), set().union(*interests.values()))
    on_page: dict[int, set[int]] = defaultdict(set)
    for page_id, topic_id in CaseTopic.objects.filter(casestudypage__in=[page.pk for page in pages]).values_list("casestudypage", "topic"):
        on_page[page_id].add(topic_id)
    lines = {row.page_id: _digest_line(row) for row in case_rows(pages)}
    blocks, subject = {}, {}
    for member_id, topic_ids in interests.items():
        window = windows[member_id]
        own = [lines[page.pk] for page in pages if on_page[page.pk] & topic_ids and window.since <= page.first_published_at < window.until]
        if own:
            blocks[member_id] = (_digest_block(own),)
            subject[member_id] = ngettext("%(n)d new example", "%(n)d new examples", len(own)) % {"n": len(own)}
    return DigestSection(key="case_studies", order=50, blocks=blocks, subject=subject)


def _published_between(windows: Collection[Window], topics: Collection[int]) -> list[Any]:
    if not windows:
        return []
    since, until = min(window.since for window in windows), max(window.until for window in windows)
    pages = CaseStudyPage.objects.published().filter(in_topics(topics), first_published_at__gte=since, first_published_at__lt=until)
    return list(pages.order_by("-first_published_at", "-pk"))


def _digest_block(lines: Sequence[DigestLine]) -> DigestBlock:
    rest = len(lines) - LINES_IN_A_DIGEST
    more = ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest} if rest > 0 else ""
    return DigestBlock(_("New examples in my topics"), tuple(lines[:LINES_IN_A_DIGEST]), more)


def _digest_line(row: CaseRow) -> DigestLine:
    return DigestLine(
        title=row.title,
        url=absolute_url(row.url) if row.url else "",
        text=decision_in_words(row),
        meta=", ".join(part for part in (row.place, row.years) if part),
    )


def topics_of(members: Iterable[Member]) -> dict[int, set[int]]:
    """The topics that each member follows, with their sub-topics, in two queries. Who follows none is not in it."""
    followed: dict[int, set[int]] = defaultdict(set)
    pairs = Member.topics.through.objects.filter(member__in=[member.pk for member in members]).values_list("member_id", "topic_id")
    for member_id, topic_id in pairs:
        followed[member_id].add(topic_id)
    family = families(set().union(*followed.values()))
    return {member_id: set().union(*(family[topic_id] for topic_id in topic_ids)) for member_id, topic_ids in followed.items()}
