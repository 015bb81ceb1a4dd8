"""Reads of the examples for other pages: numbers, rows of facts, what is new. Everything here is public: published examples only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import HttpRequest

from mobility_hub.cases import wording
from mobility_hub.cases.models import CaseIndexPage, CaseOrganisation, CaseStudyPage, Decision, Procurement, Statistic
from mobility_hub.cases.periods import years
from mobility_hub.directory.enums import OrganisationKind
from mobility_hub.directory.models import Topic
from mobility_hub.page_urls import page_urls

CaseTopic = CaseStudyPage.topics.through

HAS_DECISION = Exists(Decision.objects.filter(page=OuterRef("pk")))
HAS_PROCUREMENT = Exists(Procurement.objects.filter(page=OuterRef("pk")))
HAS_FIGURES = Exists(Statistic.objects.filter(page=OuterRef("pk")))


@dataclass(frozen=True)
class CaseFigures:
    """How many examples there are, and how many of them have what."""

    total: int
    with_decision: int
    with_procurement: int
    with_figures: int


@dataclass(frozen=True)
class CaseRow:
    """One example as a row of facts, in plain text. Empty: not known. ``no_decision``: the source says that none was taken."""

    page_id: int
    title: str
    title_is_english: bool
    url: str
    place: str
    years: str
    decided_by: str
    outcome: str
    figure: str
    no_decision: bool

    @property
    def marked_title(self) -> str:
        """The title for HTML, marked as Swedish where the page around it is not."""
        return self.title if self.title_is_english else wording.swedish(self.title)


def case_figures() -> CaseFigures:
    """The numbers of the published examples, in one query."""
    return CaseFigures(
        **CaseStudyPage.objects.published().aggregate(
            total=Count("pk"),
            with_decision=Count("pk", filter=HAS_DECISION),
            with_procurement=Count("pk", filter=HAS_PROCUREMENT),
            with_figures=Count("pk", filter=HAS_FIGURES),
        )
    )


def case_rows(pages: Sequence[Any], request: HttpRequest | None = None) -> list[CaseRow]:
    """The pages as rows of facts, in their order, in three queries."""
    ids = [page.pk for page in pages]
    organisations = _by_page(CaseOrganisation.objects.filter(page__in=ids).select_related("organisation"))
    decisions = _by_page(Decision.objects.filter(page__in=ids))
    statistics = _by_page(Statistic.objects.filter(page__in=ids))
    urls = page_urls(pages, request)
    return [_row(page, urls.get(page.pk, ""), organisations[page.pk], decisions[page.pk], statistics[page.pk]) for page in pages]


def _row(page: Any, url: str, organisations: list[Any], decisions: list[Any], statistics: list[Any]) -> CaseRow:
    english = wording.in_english() and bool(page.title_en)
    decision = decisions[0] if decisions else None
    figures = sorted((one for one in statistics if wording.change(one)), key=lambda one: one.before is None)
    return CaseRow(
        page_id=page.pk,
        title=page.title_en if english else page.title,
        title_is_english=english,
        url=url,
        place=wording.listed(place_names(organisations)),
        years=years(page.period_start, page.period_end),
        decided_by=wording.body_alone(decision.body) if decision else "",
        outcome=decision.outcome if decision else "",
        figure=wording.figure_in_words(figures[0]) if figures else "",
        no_decision=page.no_decision_taken,
    )


def place_names(organisations: Iterable[Any]) -> list[str]:
    """The short names of the municipalities that took part, or the regions', or else the names as written."""
    known = [one.organisation for one in organisations if one.organisation]
    for kind in (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION):
        if names := [organisation.name for organisation in known if organisation.kind == kind]:
            return list(dict.fromkeys(names))
    return [one.name for one in organisations]


def index_url(request: HttpRequest | None = None) -> str:
    """The address of the first published overview of examples, or nothing."""
    page = CaseIndexPage.objects.live().order_by("path").first()
    return page_urls([page], request)[page.pk] if page else ""


def newest_in_topics(topics: Collection[int], each: int, *, by: str = "period") -> dict[int, list[int]]:
    """The ids of the newest published examples filed under each topic itself, at most ``each``, in one query.

    ``by``: "period" (what ended last) or "published" (first published last).
    """
    order = (
        [F("casestudypage__first_published_at").desc(nulls_last=True)]
        if by == "published"
        else [Coalesce("casestudypage__period_end", "casestudypage__period_start").desc(nulls_last=True)]
    )
    place = Window(RowNumber(), partition_by=F("topic_id"), order_by=[*order, F("casestudypage__title").asc(), F("casestudypage_id").asc()])
    pairs = (
        CaseTopic.objects.filter(topic_id__in=topics, casestudypage__in=CaseStudyPage.objects.published().order_by())
        .annotate(place=place)
        .filter(place__lte=each)
        .order_by("place")
        .values_list("topic_id", "casestudypage_id")
    )
    found: dict[int, list[int]] = defaultdict(list)
    for topic_id, page_id in pairs:
        found[topic_id].append(page_id)
    return found


def families(topics: Collection[int]) -> dict[int, set[int]]:
    """Each topic with the topics that are part of it, in one query."""
    found = {topic: {topic} for topic in topics}
    for child, parent in Topic.objects.filter(parent_id__in=topics).values_list("pk", "parent_id"):
        found[parent].add(child)
    return found


def count_by_topic(pages: QuerySet[Any] | None = None) -> dict[int, int]:
    """How many published examples each topic has, those of its sub-topics with it and counted once, in two queries."""
    among = (CaseStudyPage.objects.published() if pages is None else pages).order_by()
    links = CaseTopic.objects.filter(casestudypage__in=among.values("pk")).order_by()
    number = Count("casestudypage_id", distinct=True)
    alone = dict(links.values_list("topic_id").annotate(number))
    together = dict(links.values_list(Coalesce("topic__parent_id", "topic_id")).annotate(number))
    return alone | together


def published_with_ids(ids: Collection[int]) -> list[Any]:
    """These examples as far as they are published, the newest period first."""
    return list(CaseStudyPage.objects.published().filter(pk__in=ids).newest_first())


def _by_page(rows: QuerySet[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.page_id].append(row)
    return found


def in_topics(topics: Collection[int]) -> Q:
    """The condition for examples filed under any of these topics."""
    return Q(pk__in=CaseTopic.objects.filter(topic_id__in=topics).values("casestudypage_id"))
