"""What the rows of a networks file mean, and how they become published profiles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from wagtail.models import Page

from mobility_hub.directory.counties import COUNTIES, find_county
from mobility_hub.directory.models import Organisation, Topic
from mobility_hub.directory.names import OrganisationFinder
from mobility_hub.imports import Cells, Change, Importer, Row, RowError
from mobility_hub.networks.enums import ActorKind, Confidence, NetworkStatus, Reach
from mobility_hub.networks.models import NetworkMemberOrganisation, NetworkPage, NetworkSource

_KINDS = {kind.value.replace("_", " "): kind.value for kind in ActorKind} | {kind.value: kind.value for kind in ActorKind}
_CONFIDENCE = {"seen in source": Confidence.SEEN.value, "seen": Confidence.SEEN.value, "partly": Confidence.PARTLY.value}
# A network can only be said to have merged by an editor, who names the successor.
_STATUSES = {status.value: status.value for status in NetworkStatus if status is not NetworkStatus.MERGED}
_NOTHING = {"gratis", "kostnadsfritt", "free", "0", "0 kr"}
_SOURCE = re.compile(r"^(?P<title>.*?)\s*(?P<url>https?://\S*)$", re.DOTALL)


@dataclass(frozen=True)
class NetworkRow:
    """A network as a file has it. ``facts``: model field by name; what is not known in the file is not in it."""

    slug: str
    facts: Mapping[str, Any]
    counties: tuple[str, ...]
    topics: tuple[int, ...]
    members: tuple[tuple[str, Organisation | None], ...]
    sources: tuple[tuple[str, str], ...]


class NetworkImporter(Importer[NetworkRow]):
    """Networks below one page, found again by their slug.

    New ones are published; changed ones get a new published revision. An empty cell leaves what is there, and so do the fields that the
    file has no column for: how to join, contact, and who has checked the facts when. A network that an editor has merged into another
    is left alone. A row that would change a page with unpublished changes is a fault, so that an editor's draft is neither lost nor
    published by an import.
    """

    columns = (
        "slug", "name", "summary_sv", "summary_en", "owner_organisation", "geographic_reach", "counties", "topics", "actor_kinds",
        "member_organisations", "meeting_format", "founded_year", "cost", "website", "status", "source", "confidence",
    )  # fmt: skip
    required = ("slug", "name")
    renamed: ClassVar = {
        "title": "name", "summary": "summary_sv", "owner_name": "owner_organisation", "reach": "geographic_reach",
        "meeting_form": "meeting_format", "founded": "founded_year",
    }  # fmt: skip

    def __init__(self, parent: Page) -> None:
        self.parent = parent

    def prepare(self, rows: Sequence[Row]) -> None:
        self.topics = {topic.slug: topic.pk for topic in Topic.objects.all()}
        self.organisations = OrganisationFinder()
        self.pages = {page.slug: page for page in NetworkPage.objects.child_of(self.parent)}
        self.taken = {page.slug for page in self.parent.get_children()} - self.pages.keys()

    def parse(self, cells: Cells) -> NetworkRow:
        slug = cells.slug()
        if slug in self.taken:
            cells.fault("slug", _("Another page has the address “%(slug)s” here.") % {"slug": slug})
        owner = cells.text("owner_organisation", max_length=200)
        cost = cells.text("cost", max_length=300)
        facts: dict[str, Any] = {
            "title": cells.text("name", max_length=255, required=True),
            "summary": cells.text("summary_sv", max_length=600),
            "summary_en": cells.text("summary_en", max_length=600),
            "owner_name": owner,
            "owner_organisation": self.organisations.find(owner) if owner else None,
            "reach": cells.one_of("geographic_reach", {reach.value: reach.value for reach in Reach}, default=""),
            "actor_kinds": _in_order(cells.some_of("actor_kinds", _KINDS)),
            "meeting_form": cells.text("meeting_format", max_length=300),
            "cost": cost,
            "costs_nothing": cost.casefold() in _NOTHING,
            "founded": cells.partial_date("founded_year"),
            "website": cells.url("website", max_length=300),
            "status": cells.one_of("status", _STATUSES, default=""),
            "confidence": cells.one_of("confidence", _CONFIDENCE, default=""),
        }
        return NetworkRow(
            slug=slug,
            facts={name: value for name, value in facts.items() if value not in ("", None, [], False)},
            counties=_counties(cells),
            topics=tuple(cells.some_of("topics", self.topics)),
            members=tuple((name, self.organisations.find(name)) for name in cells.words("member_organisations", max_length=200)),
            sources=_sources(cells),
        )

    def save(self, item: NetworkRow) -> Change:
        page = self.pages.get(item.slug)
        if page is None:
            page = NetworkPage(slug=item.slug)
            _fill(page, item)
            # A row before this one may have been taken back, and the count of children with it.
            self.parent.refresh_from_db(fields=["numchild"])
            self.parent.add_child(instance=page)
            page.save_revision().publish()
            return Change.NEW
        if page.status == NetworkStatus.MERGED:
            return Change.UNCHANGED
        if not _fill(page, item):
            return Change.UNCHANGED
        if page.has_unpublished_changes:
            raise RowError(_("The page is not published, or has changes that are not. Publish them or throw them away first."), "slug")
        page.full_clean()
        page.save_revision(changed=True).publish()
        return Change.CHANGED


def _fill(page: NetworkPage, item: NetworkRow) -> bool:
    """Put the row's facts into the page; return whether anything became different."""
    changed = [name for name, value in item.facts.items() if getattr(page, name) != value]
    for name in changed:
        setattr(page, name, item.facts[name])
    return bool(changed) | _fill_sets(page, item) | _fill_members(page, item) | _fill_sources(page, item)


def _fill_sets(page: NetworkPage, item: NetworkRow) -> bool:
    changed = False
    for name, wanted in (("counties", item.counties), ("topics", item.topics)):
        if wanted and {thing.pk for thing in getattr(page, name).all()} != set(wanted):
            setattr(page, name, list(getattr(page, name).model.objects.filter(pk__in=wanted)))
            changed = True
    return changed


def _fill_members(page: NetworkPage, item: NetworkRow) -> bool:
    """Keep the organisation that an editor has found for a name that the hub does not know."""
    if not item.members:
        return False
    known = {member.name: member.organisation_id for member in page.member_organisations.all()}
    wanted = [(name, found.pk if found else known.get(name)) for name, found in item.members]
    if wanted == [(member.name, member.organisation_id) for member in page.member_organisations.all()]:
        return False
    page.member_organisations.set([NetworkMemberOrganisation(name=name, organisation_id=found) for name, found in wanted])
    return True


def _fill_sources(page: NetworkPage, item: NetworkRow) -> bool:
    if not item.sources or list(item.sources) == [(source.title, source.url) for source in page.sources.all()]:
        return False
    page.sources.set([NetworkSource(title=title, url=url) for title, url in item.sources])
    return True


def _in_order(kinds: Sequence[str]) -> list[str]:
    return [kind.value for kind in ActorKind if kind.value in kinds]


def _counties(cells: Cells) -> tuple[str, ...]:
    found = []
    for word in cells.words("counties"):
        code = find_county(word) or cells.find("counties", word, {name: code for code, name in COUNTIES.items()}, default=None)
        found.append(code)
    return tuple(dict.fromkeys(code for code in found if code))


def _sources(cells: Cells) -> tuple[tuple[str, str], ...]:
    """Read "Title address | Title address"; a source may have no address, and without a title the address is its title."""
    found = []
    for part in cells.words("source", "|"):
        match = _SOURCE.match(part)
        title, url = (match["title"], cells.checked_url("source", match["url"])) if match else (part, "")
        if len(title) > 300 or len(url) > 500:
            cells.fault("source", _("“%(title)s…” is too long: at most 300 characters and an address of 500.") % {"title": title[:40]})
        found.append((title or url, url))
    return tuple(found)
