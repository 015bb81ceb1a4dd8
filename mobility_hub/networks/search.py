"""How networks are found in the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from mobility_hub.lookup.registry import EntryData, SearchKind
from mobility_hub.networks.enums import NetworkStatus
from mobility_hub.networks.models import NetworkPage
from mobility_hub.page_urls import page_urls

KIND = "network"

# A page that was put in its place without a revision does not say when.
UNKNOWN_DAY = datetime(2000, 1, 1, tzinfo=UTC)


class NetworkKind(SearchKind):
    """Published networks, except those that lead on to another."""

    name = KIND
    label = _("Network")
    label_plural = _("Networks")

    def entries(self, object_ids: Collection[int] | None) -> Iterator[EntryData]:
        pages = NetworkPage.objects.published().exclude(status=NetworkStatus.MERGED)
        if object_ids is not None:
            pages = pages.filter(pk__in=object_ids)
        for page in pages.prefetch_related("topics", "counties", "member_organisations").select_related("owner_organisation"):
            yield _entry(page)

    def urls(self, object_ids: Collection[int]) -> Mapping[int, str]:
        return page_urls(NetworkPage.objects.published().filter(pk__in=object_ids))


def _entry(page: NetworkPage) -> EntryData:
    counties = list(page.counties.all())
    words = [
        page.summary_en,
        page.purpose,
        page.owner_name,
        page.owner_organisation.official_name if page.owner_organisation else "",
        page.meeting_form,
        page.how_to_join,
        *(county.name for county in counties),
        *(member.name for member in page.member_organisations.all()),
    ]
    return EntryData(
        object_id=page.pk,
        title=page.title,
        summary=page.summary,
        body="\n".join(filter(None, words)),
        topics=tuple(topic.slug for topic in page.topics.all()),
        county_code=counties[0].code if len(counties) == 1 else "",
        updated_at=page.last_published_at or page.latest_revision_created_at or UNKNOWN_DAY,
    )
