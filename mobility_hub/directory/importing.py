"""What the rows of an organisations file and of a topics file mean, and how they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from django.utils.text import slugify
from django.utils.translation import gettext as _

from mobility_hub.directory.counties import COUNTIES, find_county, short_name
from mobility_hub.directory.domains import DomainError, is_free_mail, normalise_domain
from mobility_hub.directory.enums import OrganisationKind, SkrGroup
from mobility_hub.directory.models import Organisation, OrganisationDomain, Topic
from mobility_hub.imports import Cells, Change, Importer, Row, RowError, shortened

ORGANISATIONS_FILE = Path(__file__).parent / "data" / "organisations.csv"
TOPICS_FILE = Path(__file__).parent / "data" / "topics.csv"

_CODE_DIGITS = {OrganisationKind.MUNICIPALITY: 4, OrganisationKind.REGION: 2}


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as a file has it. ``facts``: model field by name; ``domain``: a suggestion, or ""."""

    slug: str
    facts: Mapping[str, Any]
    domain: str

    @property
    def code(self) -> str | None:
        code: str | None = self.facts["code"]
        return code


class OrganisationImporter(Importer[OrganisationRow]):
    """Municipalities, regions and other organisations, found again by their code, or by their slug when they have none.

    An organisation that is there keeps its slug, website, mailbox, domains and activity, and a population of a later year: those are an
    administrator's. Its e-mail domain is suggested once, when it is new.
    """

    columns = (
        "code", "slug", "name", "official_name", "kind", "county_code", "county", "lat", "lon", "area_km2", "population",
        "population_year", "skr_group_code", "skr_group", "domain", "domain_sources",
    )  # fmt: skip
    required = ("name", "kind")
    key = "code"
    renamed: ClassVar = {"latitude": "lat", "longitude": "lon", "skr_group": "skr_group_code", "county": "county_code"}

    def prepare(self, rows: Sequence[Row]) -> None:
        self.by_code: dict[str, Organisation] = {}
        self.by_slug: dict[str, Organisation] = {}
        for organisation in Organisation.objects.all():
            self._remember(organisation)
        self.slugs = _new_slugs(rows, taken={slug: organisation.code for slug, organisation in self.by_slug.items()})

    def parse(self, cells: Cells) -> OrganisationRow:
        kind = cells.one_of("kind", {kind.value: kind for kind in OrganisationKind}, default=OrganisationKind.ASSOCIATION)
        code = cells.text("code")
        if (digits := _CODE_DIGITS.get(kind)) and not (code.isascii() and code.isdigit() and len(code) == digits):
            cells.fault("code", _("“%(code)s” must have %(digits)d digits.") % {"code": shortened(code), "digits": digits})
        population, population_year = cells.whole("population"), cells.whole("population_year", least=1900, most=2199)
        if population is not None and population_year is None:
            cells.fault("population_year", _("State the year of the population."))
        name = cells.text("name", max_length=120, required=True)
        if not cells.raw("kind"):
            cells.fault("kind", _("Must not be empty."))
        return OrganisationRow(
            slug=self.slugs.get(cells.row.number, ""),
            facts={
                "kind": kind.value,
                "code": code or None,
                "name": name,
                "official_name": cells.text("official_name", max_length=160) or name,
                "county_id": _county(cells),
                "latitude": _degrees(cells, "lat", 90),
                "longitude": _degrees(cells, "lon", 180),
                "population": population,
                "population_year": population_year,
                "skr_group": cells.one_of("skr_group_code", {group.value: group.value for group in SkrGroup}, default=""),
            },
            domain=_domain(cells),
        )

    def save(self, item: OrganisationRow) -> Change:
        found = self.by_code.get(item.code) if item.code else self.by_slug.get(item.slug)
        # Somebody wrote it in by hand before it had a code.
        adopted = self.by_slug.get(item.slug) if found is None else None
        organisation = found or adopted or Organisation(slug=item.slug)
        if organisation.pk and _is_newer(organisation, item):
            facts = {name: value for name, value in item.facts.items() if not name.startswith("population")}
        else:
            facts = dict(item.facts)
        changed = [name for name, value in facts.items() if getattr(organisation, name) != value]
        for name in changed:
            setattr(organisation, name, facts[name])
        if changed or not organisation.pk:
            organisation.full_clean()
            organisation.save()
            self._remember(organisation)
        if found is None and item.domain:
            OrganisationDomain.objects.get_or_create(organisation=organisation, domain=item.domain)
        if found is None and adopted is None:
            return Change.NEW
        return Change.CHANGED if changed else Change.UNCHANGED

    def _remember(self, organisation: Organisation) -> None:
        self.by_slug[organisation.slug] = organisation
        if organisation.code:
            self.by_code[organisation.code] = organisation


def _is_newer(organisation: Organisation, item: OrganisationRow) -> bool:
    return (organisation.population_year or 0) > (item.facts["population_year"] or 0)


def _county(cells: Cells) -> str | None:
    column = "county_code" if cells.raw("county_code") else "county"
    text = cells.text(column)
    if not text:
        return None
    code = find_county(text)
    if code is None:
        cells.find(column, text, {**COUNTIES, **{name: code for code, name in COUNTIES.items()}}, default=None)
    return code


def _degrees(cells: Cells, column: str, most: int) -> Decimal | None:
    value = cells.decimal(column)
    if value is not None and abs(value) > most:
        cells.fault(column, _("Must be degrees, from −%(most)d to %(most)d.") % {"most": most})
        return None
    return None if value is None else value.quantize(Decimal("0.00001"))


def _domain(cells: Cells) -> str:
    text = cells.text("domain")
    if not text:
        return ""
    try:
        domain = normalise_domain(text)
    except DomainError:
        cells.fault("domain", _("“%(text)s” is not an e-mail domain such as vallentuna.se.") % {"text": shortened(text)})
        return ""
    if is_free_mail(domain):
        cells.fault("domain", _("Anybody can get an address at this domain, so it can verify nobody."))
    return domain


def _new_slugs(rows: Sequence[Row], *, taken: Mapping[str, str | None]) -> dict[int, str]:
    """Choose a slug for each row, the same whatever the order of the rows.

    It is the name without its dots and rings. When two names become the same, the one written so keeps it (Habo) and the other gets its
    county (Håbo: ``habo-uppsala``); after that the code.
    """
    chosen: dict[int, str] = {}
    used: dict[str, str] = {slug: code or "" for slug, code in taken.items()}
    for row in sorted(rows, key=lambda row: (not _is_plain(_text(row, "name")), row.number)):
        name, code = _text(row, "name"), _text(row, "code")
        county = short_name(COUNTIES.get(find_county(_text(row, "county_code") or _text(row, "county")) or "", ""))
        plain = slugify(_text(row, "slug") or name)
        for slug in (plain, slugify(f"{plain} {county}"), slugify(f"{plain} {code}")):
            if slug and used.get(slug, code) in (code, ""):
                chosen[row.number] = slug
                used[slug] = code
                break
    return chosen


def _text(row: Row, column: str) -> str:
    return str(row.values.get(column) or "").strip()


def _is_plain(name: str) -> bool:
    return slugify(name, allow_unicode=True) == slugify(name)


# Topics


@dataclass(frozen=True)
class TopicRow:
    slug: str
    name_sv: str
    name_en: str
    parent: str
    position: int


class TopicImporter(Importer[TopicRow]):
    """Topics in the order of the file, found again by their slug. Topics that the file does not name stay as they are."""

    columns = ("slug", "name_sv", "name_en", "parent")
    required = ("slug", "name_sv")

    def prepare(self, rows: Sequence[Row]) -> None:
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.tops = {slug: slug for slug, topic in self.topics.items() if topic.parent_id is None}
        for row in rows:
            slug = _text(row, "slug")
            if _text(row, "parent"):
                self.tops.pop(slug, None)
            else:
                self.tops[slug] = slug
        self.positions = {row.number: position for position, row in enumerate(rows, start=1)}

    def parse(self, cells: Cells) -> TopicRow:
        name_sv = cells.text("name_sv", max_length=80, required=True)
        return TopicRow(
            slug=cells.slug(),
            name_sv=name_sv,
            name_en=cells.text("name_en", max_length=80) or name_sv,
            parent=cells.one_of("parent", self.tops, default=""),
            position=self.positions[cells.row.number],
        )

    def sequence(self, items: list[tuple[Row, TopicRow]]) -> list[tuple[Row, TopicRow]]:
        """Top topics first: the others refer to them."""
        return sorted(items, key=lambda pair: bool(pair[1].parent))

    def save(self, item: TopicRow) -> Change:
        topic = self.topics.get(item.slug)
        change = Change.UNCHANGED if topic else Change.NEW
        topic = topic or Topic(slug=item.slug)
        parent = self.topics.get(item.parent) if item.parent else None
        if item.parent and parent is None:
            raise RowError(_("The row of “%(slug)s” has faults.") % {"slug": shortened(item.parent)}, "parent")
        for name, value in {
            "name_sv": item.name_sv,
            "name_en": item.name_en,
            "parent_id": parent.pk if parent else None,
            "position": item.position,
        }.items():
            if getattr(topic, name) != value:
                setattr(topic, name, value)
                change = change if change is Change.NEW else Change.CHANGED
        if change is not Change.UNCHANGED:
            topic.full_clean()
            topic.save()
            self.topics[item.slug] = topic
        return change
