"""Bringing case studies in from a JSON list of objects, again and again: the slug tells which is which.

What a row leaves out stays as it is on the page; null and empty text mean "not known" and empty the field. A changed page gets a new
revision; one that an editor has unpublished stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _

from mobility_hub.cases.courses import CourseList
from mobility_hub.cases.models import CaseIndexPage, CaseStudyPage
from mobility_hub.cases.rows import COLUMNS, CaseRow, Known, read_case
from mobility_hub.directory.models import County, Topic
from mobility_hub.directory.names import OrganisationFinder
from mobility_hub.imports import Cells, Change, Importer, Row, RowError
from mobility_hub.markup import clean_text

_NOT_COMPARED = ("id", "page", "sort_order")


class CaseImporter(Importer[CaseRow]):
    """Case studies below one index page."""

    columns: ClassVar[tuple[str, ...]] = COLUMNS
    required: ClassVar[tuple[str, ...]] = ("slug", "title_sv")
    renamed: ClassVar[dict[str, str]] = {"title": "title_sv", "period_end": "period.end", "period_start": "period.start"}

    def __init__(self, index_page: CaseIndexPage) -> None:
        self.index_page = index_page

    def prepare(self, rows: Sequence[Row]) -> None:
        self.courses = CourseList()
        self.known = Known(
            topics={topic.slug: topic for topic in Topic.objects.all()},
            counties={name: county for county in County.objects.all() for name in (county.code, county.name, county.short_name)},
            course_slugs=self.courses.slugs,
            organisations=OrganisationFinder(),
        )
        slugs = [clean_text(str(row.values.get("slug", ""))) for row in rows]
        found = CaseStudyPage.objects.child_of(self.index_page).filter(slug__in=slugs)
        self.pages = {page.slug: page for page in found}

    def parse(self, cells: Cells) -> CaseRow:
        return read_case(cells, self.known)

    def save(self, item: CaseRow) -> Change:
        if item.course_slugs is not None:
            item.links["courses_of_action"] = [self.courses.get(slug) for slug in item.course_slugs]
        page = self.pages.get(item.slug)
        return self._create(item) if page is None else self._update(page, item)

    def _create(self, item: CaseRow) -> Change:
        page = CaseStudyPage(slug=item.slug, live=False)
        _apply(page, item)
        # Read anew: a row that failed may have left its mark on an object that was used before.
        CaseIndexPage.objects.get(pk=self.index_page.pk).add_child(instance=page)
        page.save_revision().publish()
        return Change.NEW

    def _update(self, page: CaseStudyPage, item: CaseRow) -> Change:
        live = page.live
        newest = page if live else page.get_latest_revision_as_object()
        if not _apply(newest, item):
            return Change.UNCHANGED
        if live and page.has_unpublished_changes:
            raise RowError(_("An editor's draft of this page is not published yet. Publish or discard it first."), "slug")
        revision = newest.save_revision()
        if live:
            revision.publish()
        return Change.CHANGED


def _apply(page: CaseStudyPage, item: CaseRow) -> bool:
    """Give the page what the row says; tell whether that changed anything. Nothing is saved."""
    changed = [name for name, value in item.fields.items() if getattr(page, name) != value]
    for name in changed:
        setattr(page, name, item.fields[name])
    for name, things in item.links.items():
        if {thing.pk for thing in getattr(page, name).all()} != {thing.pk for thing in things}:
            setattr(page, name, things)
            changed.append(name)
    for name, children in item.children.items():
        if _replace(getattr(page, name), children):
            changed.append(name)
    return bool(changed)


def _replace(manager: Any, children: list[Model]) -> bool:
    now = list(manager.all())
    _keep_organisations(now, children)
    if [_values(child) for child in now] == [_values(child) for child in children]:
        return False
    for place, child in enumerate(children):
        child.sort_order = place  # type: ignore[attr-defined]  # every child row is an Orderable
    manager.set(children)
    return True


def _keep_organisations(now: list[Any], children: list[Any]) -> None:
    """An organisation that an editor found for a name, and the file's words alone do not tell, stays with that name."""
    found = {str(child): child.organisation for child in now if getattr(child, "organisation_id", None)}
    for child in children:
        if str(child) in found and child.organisation_id is None:
            child.organisation = found[str(child)]


def _values(child: Model) -> list[object]:
    return [getattr(child, field.attname) for field in child._meta.concrete_fields if field.name not in _NOT_COMPARED]
