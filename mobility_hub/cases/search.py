"""How examples are found in the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from mobility_hub.cases.models import CaseStudyPage
from mobility_hub.lookup.registry import EntryData, SearchKind
from mobility_hub.page_urls import page_urls

KIND = "case_study"
_RELATED = ("topics", "counties", "courses_of_action", "organisations", "decisions", "procurements", "statistics")


class CaseStudyKind(SearchKind):
    """Published examples."""

    name = KIND
    label = _("Example")
    label_plural = _("Examples")

    def entries(self, object_ids: Collection[int] | None) -> Iterator[EntryData]:
        pages = CaseStudyPage.objects.published()
        if object_ids is not None:
            pages = pages.filter(pk__in=object_ids)
        for page in pages.prefetch_related(*_RELATED):
            yield _entry(page)

    def urls(self, object_ids: Collection[int]) -> Mapping[int, str]:
        return page_urls(CaseStudyPage.objects.published().filter(pk__in=object_ids))


def _entry(page: Any) -> EntryData:
    counties = list(page.counties.all())
    newest = page.period_end or page.period_start
    return EntryData(
        object_id=page.pk,
        title=page.title,
        summary=page.brief,
        body="\n".join(filter(None, _words(page))),
        topics=tuple(topic.slug for topic in page.topics.all()),
        county_code=counties[0].code if len(counties) == 1 else "",
        year=newest.year if newest else None,
        updated_at=page.last_published_at or page.latest_revision_created_at,
    )


def _words(page: Any) -> Iterator[str]:
    yield from (page.title_en, page.summary_en, page.challenge, page.approach, page.result, page.did_not_work, page.lessons)
    for course in page.courses_of_action.all():
        yield from (course.name_sv, course.name_en)
    yield from (county.name for county in page.counties.all())
    yield from (organisation.name for organisation in page.organisations.all())
    for decision in page.decisions.all():
        yield from (decision.body, decision.outcome, decision.motivation, decision.reference_number)
    for procurement in page.procurements.all():
        yield from (procurement.procedure_as_written, procurement.award_criteria, procurement.term_note, procurement.reference)
    yield from (statistic.name for statistic in page.statistics.all())
