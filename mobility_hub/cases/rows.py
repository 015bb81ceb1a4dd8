"""What an object of a case file means: its texts, links and rows, each fault noted with its path, such as ``statistics[2].before``.

A figure's source may be an address, several parted by ";", words, or ``seed:<file>``: then it is the source of the case with that file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from mobility_hub.cases.enums import Confidence, DateKind, DecisionLevel, Procedure, ValueKind
from mobility_hub.cases.models import CaseOrganisation, CaseSource, CaseStudyPage, Decision, Procurement, Statistic
from mobility_hub.cases.periods import ends_before_it_starts
from mobility_hub.cases.reading import dated, level_of, procedure_of
from mobility_hub.directory.models import County, Topic
from mobility_hub.directory.names import OrganisationFinder
from mobility_hub.imports import Cells, shortened

TEXTS = ("title_en", "summary", "summary_en", "challenge", "approach", "result", "did_not_work", "lessons", "contact")
FLAGS = {"no_decision_taken": "decisions", "not_procured": "procurements", "not_measured": "statistics"}
CONFIDENCES: Mapping[str, str] = {"seen in source": Confidence.SEEN, "seen": Confidence.SEEN, "partly": Confidence.PARTLY}
COLUMNS = (
    "slug", "title_sv", *TEXTS, *FLAGS, "organisations", "counties", "topics", "courses_of_action", "period", "decision",
    "further_decisions", "procurement", "further_procurements", "statistics", "sources", "confidence", "checked_on",
)  # fmt: skip
_ADDRESS = re.compile(r"https?://[^\s;]+")
_SMALLEST = Decimal("0.0001")
_WHOLE_DIGITS = 14


@dataclass
class CaseRow:
    """What an object says about one case study, and only what it names. ``children`` are of no page yet."""

    slug: str
    fields: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[Model]] = field(default_factory=dict)
    course_slugs: list[str] | None = None
    children: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the words of a file are looked up in."""

    topics: Mapping[str, Topic]
    counties: Mapping[str, County]
    course_slugs: Mapping[str, str]
    organisations: OrganisationFinder


def read_case(cells: Cells, known: Known) -> CaseRow:
    """Return what an object says; faults are noted in ``cells``."""
    row = CaseRow(slug=cells.slug("slug"))
    given = cells.row.values
    row.fields["title"] = _text(cells, "title_sv", CaseStudyPage, "title", required=True)
    row.fields |= {name: _text(cells, name, CaseStudyPage) for name in TEXTS if name in given}
    row.fields |= {name: _flag(cells, name) for name in FLAGS if name in given}
    if "period" in given:
        row.fields |= _period(cells)
    if "confidence" in given:
        row.fields["confidence"] = cells.one_of("confidence", CONFIDENCES, default="")
    if "checked_on" in given:
        row.fields["checked_on"] = _day(cells, "checked_on")
    _read_links(cells, known, row)
    _read_children(cells, known, row)
    for name, children in FLAGS.items():
        if row.fields.get(name) and row.children.get(children):
            cells.fault(name, _("The row says that there is none, and names one."))
    return row


def _read_links(cells: Cells, known: Known, row: CaseRow) -> None:
    given = cells.row.values
    if "topics" in given:
        row.links["topics"] = list(cells.some_of("topics", known.topics))
    if "counties" in given:
        row.links["counties"] = list(cells.some_of("counties", known.counties))
    if "courses_of_action" in given:
        row.course_slugs = cells.some_of("courses_of_action", known.course_slugs)


def _read_children(cells: Cells, known: Known, row: CaseRow) -> None:
    given = cells.row.values
    if "organisations" in given:
        row.children["organisations"] = [_organisation(cells, name, known) for name in cells.words("organisations")]
    if "decision" in given or "further_decisions" in given:
        decisions = [_decision(part, known) for part in _one_and_further(cells, "decision", "further_decisions")]
        row.children["decisions"] = in_date_order(decisions)
    if "procurement" in given or "further_procurements" in given:
        row.children["procurements"] = [_procurement(part) for part in _one_and_further(cells, "procurement", "further_procurements")]
    if "statistics" in given:
        documents = _documents(given.get("sources"))
        row.children["statistics"] = [_statistic(part, documents) for part in cells.children("statistics")]
    if "sources" in given:
        row.children["sources"] = [_source(part) for part in cells.children("sources")]


def in_date_order(decisions: Sequence[Any]) -> list[Any]:
    """The earliest first; those without a date last, in the order given."""
    return sorted(decisions, key=lambda decision: decision.decided_on.start if decision.decided_on else date.max)


def _organisation(cells: Cells, name: str, known: Known) -> CaseOrganisation:
    _fits(cells, "organisations", name, CaseOrganisation, "name")
    return CaseOrganisation(name=name, organisation=known.organisations.find(name))


def _decision(cells: Cells, known: Known) -> Decision:
    cells.expect(("body", "date", "outcome", "motivation", "level", "date_kind", "reference_number", "link"))
    body = _text(cells, "body", Decision, required=True)
    decided_on, kind = dated(cells.partial_date("date"))
    kind = cells.one_of("date_kind", {choice.value: choice for choice in DateKind}, default=kind)
    if decided_on is None and kind != DateKind.NOT_STATED:
        cells.fault("date_kind", _("Tells about a date, and there is none."))
    return Decision(
        body=body,
        level=cells.one_of("level", {choice.value: choice for choice in DecisionLevel}, default=level_of(body)),
        organisation=known.organisations.find(body.rsplit(",", 1)[-1]),
        decided_on=decided_on,
        date_kind=kind,
        outcome=_text(cells, "outcome", Decision),
        motivation=_text(cells, "motivation", Decision),
        reference_number=_text(cells, "reference_number", Decision),
        link=cells.url("link"),
    )


def _procurement(cells: Cells) -> Procurement:
    cells.expect((
        "procedure", "procedure_term", "value_sek", "value_kind", "contract_start", "contract_end", "bids", "award_criteria",
        "supplier_count", "reference", "term_note",
    ))  # fmt: skip
    wording = _text(cells, "procedure", Procurement, "procedure_as_written")
    found = Procurement(
        procedure_as_written=wording,
        procedure=cells.one_of("procedure_term", {choice.value: choice for choice in Procedure}, default=procedure_of(wording)),
        value_sek=cells.whole("value_sek", most=10**_WHOLE_DIGITS),
        value_kind=cells.one_of("value_kind", {choice.value: choice for choice in ValueKind}, default=""),
        contract_start=cells.partial_date("contract_start"),
        contract_end=cells.partial_date("contract_end"),
        bids=cells.whole("bids", most=32_767),
        award_criteria=_text(cells, "award_criteria", Procurement),
        supplier_count=cells.whole("supplier_count", most=32_767),
        reference=_text(cells, "reference", Procurement),
        term_note=_text(cells, "term_note", Procurement),
    )
    if found.value_kind and found.value_sek is None:
        cells.fault("value_kind", _("Tells about a value, and there is none."))
    if ends_before_it_starts(found.contract_start, found.contract_end):  # type: ignore[arg-type]  # the stubs see the text column
        cells.fault("contract_end", _("The end comes before the start."))
    return found


def _statistic(cells: Cells, documents: Mapping[str, str]) -> Statistic:
    cells.expect(("name", "unit", "before", "after", "year", "source", "source_url", "measured_by"))
    written = cells.text("source")
    addresses = _ADDRESS.findall(written)
    source = "" if addresses == [written] else documents.get(written.removeprefix("seed:"), written)
    _fits(cells, "source", source, Statistic)
    url = cells.url("source_url") or cells.checked_url("source", addresses[0] if addresses else "")
    _fits(cells, "source", url, Statistic, "source_url")
    return Statistic(
        name=_text(cells, "name", Statistic, required=True),
        unit=_text(cells, "unit", Statistic),
        before=_decimal(cells, "before"),
        after=_decimal(cells, "after"),
        year=cells.whole("year", least=1900, most=2199),
        source=source,
        source_url=url,
        measured_by=_text(cells, "measured_by", Statistic),
    )


def _source(cells: Cells) -> CaseSource:
    cells.expect(("title", "url", "file"))
    return CaseSource(title=_text(cells, "title", CaseSource, required=True), url=cells.url("url"))


def _documents(sources: object) -> dict[str, str]:
    """The titles of the sources that are documents, by the names of their files."""
    listed = [source for source in sources if isinstance(source, dict)] if isinstance(sources, list) else []
    return {str(source["file"]): str(source.get("title", "")) for source in listed if source.get("file") and source.get("title")}


def _one_and_further(cells: Cells, one: str, further: str) -> list[Cells]:
    first = cells.child(one)
    return [*([first] if first else []), *cells.children(further)]


def _period(cells: Cells) -> dict[str, Any]:
    part = cells.child("period")
    if part is None:
        return {"period_start": None, "period_end": None}
    part.expect(("start", "end"))
    start, end = part.partial_date("start"), part.partial_date("end")
    if ends_before_it_starts(start, end):
        part.fault("end", _("The end comes before the start."))
    return {"period_start": start, "period_end": end}


def _text(cells: Cells, column: str, model: type[Model], name: str = "", *, required: bool = False) -> str:
    return cells.text(column, max_length=_longest(model, name or column), required=required)


def _fits(cells: Cells, column: str, text: str, model: type[Model], name: str = "") -> None:
    longest = _longest(model, name or column)
    if longest is not None and len(text) > longest:
        cells.fault(column, _("%(length)d characters, at most %(max)d.") % {"length": len(text), "max": longest})


def _longest(model: type[Model], name: str) -> int | None:
    length: int | None = model._meta.get_field(name).max_length  # type: ignore[union-attr]  # columns only, no relations
    return length


def _flag(cells: Cells, column: str) -> bool:
    value = cells.raw(column)
    if value is not None and not isinstance(value, bool):
        cells.fault(column, _("Must be true or false."))
    return value is True


def _day(cells: Cells, column: str) -> date | None:
    text = cells.text(column)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        cells.fault(column, _("“%(text)s” is not a day such as 2021-09-14.") % {"text": shortened(text)})
        return None


def _decimal(cells: Cells, column: str) -> Decimal | None:
    """A number with at most four decimals; in text, a comma or a point parts them and spaces group the digits."""
    value = cells.raw(column)
    if value is None:
        return None
    try:
        number = Decimal("".join(str(value).split()).replace(",", ".")) if not isinstance(value, bool | list | dict) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        cells.fault(column, _("“%(value)s” is not a number.") % {"value": shortened(value)})
        return None
    if number.adjusted() >= _WHOLE_DIGITS or number != number.quantize(_SMALLEST):
        cells.fault(column, _("“%(value)s” is too large or has more than four decimals.") % {"value": shortened(value)})
        return None
    return number
