"""What stands on an example's page, part by part. A part that nothing is known of is left out and named in one line, ``missing``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mobility_hub.cases import wording
from mobility_hub.cases.charts import Bars, Pair, bars_for
from mobility_hub.cases.enums import Confidence
from mobility_hub.cases.listing import COUNTY, TOPIC
from mobility_hub.cases.periods import period_in_words
from mobility_hub.cases.wording import Words, paragraphs, swedish
from mobility_hub.directory.enums import OrganisationKind
from mobility_hub.sections import nav_title, topic_addresses
from mobility_hub.templatetags.hub import counted, day

Fact = dict[str, Any]

LARGE_FIGURES = 2
NAMED_MUNICIPALITIES = 3


@dataclass(frozen=True)
class Drawing:
    """A chart of one figure: its name, its two values in words, a text that says the same, and the bars."""

    caption: str
    before: str
    after: str
    year: str
    label: str
    bars: Bars
    # Where the marks of the scale cross the two bars, from and to in pixels.
    lanes: tuple[tuple[int, int], ...] = ((20, 44), (70, 94))


@dataclass
class Parts:
    """The parts of the page, each empty when there is nothing to show in it."""

    kind: Words
    title: str
    line: list[Words]
    brief: str
    figures: list[Fact]
    decisions: list[list[Fact]]
    table: list[list[object]]
    drawings: list[Drawing]
    procurements: list[list[Fact]]
    did_not_work: list[str]
    story: list[Fact]
    sources: list[Fact]
    closing: list[Fact]
    missing: str

    @property
    def columns(self) -> list[Fact]:
        """The columns of the table of figures."""
        return [
            {"label": _("What is counted"), "kind": "main"},
            {"label": _("Before"), "kind": "num"},
            {"label": _("After"), "kind": "num"},
            {"label": _("Unit"), "kind": "pair"},
            {"label": _("Year"), "kind": "pair"},
            {"label": _("Source"), "kind": "pair"},
        ]


@dataclass(frozen=True)
class Case:
    """A page with its rows, read once. Works for a draft in preview too, whose rows are in no table yet."""

    page: Any
    organisations: list[Any]
    decisions: list[Any]
    procurements: list[Any]
    statistics: list[Any]
    sources: list[Any]
    topics: list[Any]
    counties: list[Any]
    courses: list[Any]

    @classmethod
    def read(cls, page: Any) -> Case:
        return cls(
            page,
            list(page.organisations.select_related("organisation")),
            *(list(getattr(page, name).all()) for name in ("decisions", "procurements", "statistics", "sources")),
            *(list(getattr(page, name).all()) for name in ("topics", "counties", "courses_of_action")),
        )


def page_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Everything that the page's template wants, in a fixed number of queries."""
    overview = page.get_parent()
    overview_url = overview.get_url(request) or ""
    return {
        "crumbs": [{"label": nav_title(overview), "url": overview_url}],
        "parts": parts_of(Case.read(page), overview_url, request),
    }


def parts_of(case: Case, overview_url: str, request: HttpRequest) -> Parts:
    """The parts of the page."""
    page = case.page
    return Parts(
        kind=_kind(case),
        title=page.title_en if wording.in_english() and page.title_en else swedish(page.title),
        line=_line(case),
        brief=_brief(page),
        figures=_large_figures(case.statistics),
        decisions=[_decision(decision) for decision in case.decisions],
        table=_table(case),
        drawings=drawings(case.statistics),
        procurements=[_procurement(procurement) for procurement in case.procurements],
        did_not_work=paragraphs(page.did_not_work),
        story=_story(page),
        sources=[{"text": source.title, "url": source.url} for source in case.sources],
        closing=_closing(case, overview_url, request),
        missing=_missing(case),
    )


def _kind(case: Case) -> str:
    courses = ", ".join(course.name for course in case.courses)
    return _("Example · Course of action: %(courses)s") % {"courses": courses} if courses else _("Example")


def _line(case: Case) -> list[Words]:
    """Where, how large, when, and whether somebody has checked it."""
    page = case.page
    period = period_in_words(page.period_start, page.period_end)
    checked = _("checked %(day)s") % {"day": day(page.checked_on)} if page.checked_on else _("not checked")
    language: list[Words] = [_("the facts are in Swedish, as in their sources")] if wording.in_english() else []
    return [*_places(case.organisations), period or _("year not known"), checked, *language]


def _places(organisations: Sequence[Any]) -> list[Words]:
    municipalities = [one for one in organisations if one.organisation and one.organisation.kind == OrganisationKind.MUNICIPALITY]
    if not municipalities:
        return [swedish(wording.listed(one.name for one in organisations))] if organisations else []
    if len(municipalities) == 1:
        return [_with_population(municipalities[0]), *_group_in_words(municipalities[0].organisation)]
    named: list[Words] = [_with_population(one) for one in municipalities[:NAMED_MUNICIPALITIES]]
    more = len(municipalities) - NAMED_MUNICIPALITIES
    return [*named, _("and %(count)s more") % {"count": counted(more, "municipality")}] if more > 0 else named


def _with_population(one: Any) -> str:
    """The name as written, with the number of inhabitants and its year where known."""
    organisation = one.organisation
    if organisation.population is None:
        return swedish(one.name)
    inhabitants = counted(organisation.population, "inhabitant")
    return format_html("{}, {} ({})", swedish(one.name), inhabitants, str(organisation.population_year))


def _group_in_words(organisation: Any) -> list[Words]:
    if not organisation.skr_group:
        return []
    return [_("%(group)s (SKR group %(code)s)") % {"group": organisation.get_skr_group_display(), "code": organisation.skr_group}]


def _brief(page: Any) -> str:
    if wording.in_english() and page.summary_en:
        return str(page.summary_en)
    return swedish(page.brief)


def _large_figures(statistics: Sequence[Any]) -> list[Fact]:
    """Those that tell what came of it, with both values first, at most two."""
    known = sorted((one for one in statistics if wording.change(one)), key=lambda one: one.before is None)
    return [{"value": wording.change(one), "label": wording.figure_label(one)} for one in known[:LARGE_FIGURES]]


def _decision(decision: Any) -> list[Fact]:
    facts: list[Fact] = [
        {"label": _("Decided by"), "value": wording.decided_by(decision)},
        {"label": _("Date"), "value": wording.decision_date(decision.decided_on, decision.date_kind)},
        {"label": pgettext("decision", "Outcome"), "value": paragraphs(decision.outcome) or ""},
        {"label": _("Motivation"), "value": paragraphs(decision.motivation) or ""},
    ]
    if decision.reference_number:
        facts.append({"label": _("Reference number"), "value": decision.reference_number})
    if decision.link:
        facts.append({"label": _("Document"), "value": wording.site_of(decision.link), "url": decision.link})
    return facts


def _table(case: Case) -> list[list[object]]:
    titles = {source.url: source.title for source in case.sources if source.url}
    return [
        [
            swedish(one.name),
            one.before,
            one.after,
            swedish(one.unit),
            str(one.year) if one.year else None,
            _source_cell(one, titles),
        ]
        for one in case.statistics
    ]


def _source_cell(statistic: Any, titles: dict[str, str]) -> str:
    sources = wording.sources_of(statistic, titles)
    if not statistic.measured_by:
        return sources
    measured = _("measured by %(who)s") % {"who": statistic.measured_by}
    return format_html("{}; {}", sources, measured) if sources else measured


def drawings(statistics: Sequence[Any]) -> list[Drawing]:
    """A chart for each figure whose two values bars can compare."""
    both = {place: one for place, one in enumerate(statistics) if one.before is not None and one.after is not None}
    pairs = [Pair(place, one.unit, one.before, one.after) for place, one in both.items()]
    return [_drawing(both[bars.key], bars) for bars in bars_for(pairs)]


def _drawing(statistic: Any, bars: Bars) -> Drawing:
    before, after = (f"{wording.amount(value)} {statistic.unit}".strip() for value in (statistic.before, statistic.after))
    year = f" ({statistic.year})" if statistic.year else ""
    return Drawing(
        caption=swedish(f"{statistic.name}, {statistic.unit}" if statistic.unit else statistic.name),
        before=wording.amount(statistic.before),
        after=wording.amount(statistic.after),
        year=str(statistic.year or ""),
        label=_("%(name)s. Before: %(before)s. After: %(after)s.") % {"name": statistic.name, "before": before, "after": f"{after}{year}"},
        bars=bars,
    )


def _procurement(procurement: Any) -> list[Fact]:
    """What is known of it; what is not is one row."""
    wanted: list[tuple[Words, Any]] = [
        (_("Procedure"), _procedure(procurement)),
        (_("Value"), wording.contract_value(procurement)),
        (_("Contract"), _contract(procurement)),
        (_("Bids"), _bids(procurement.bids)),
        (_("Award criteria"), paragraphs(procurement.award_criteria)),
        (_("Suppliers"), wording.amount(procurement.supplier_count) if procurement.supplier_count is not None else ""),
    ]
    facts = [{"label": label, "value": value} for label, value in wanted if value]
    if procurement.reference:
        facts.append({"label": _("Reference number"), "value": procurement.reference})
    if unknown := [str(label).lower() for label, value in wanted if not value]:
        facts.append({"label": _("Not known"), "value": wording.listed(unknown)})
    return facts


def _procedure(procurement: Any) -> list[str]:
    """The source's own words, and the law's term where it says something else."""
    written, term = procurement.procedure_as_written, str(procurement.get_procedure_display())
    told = _("in the law's terms: %(term)s") % {"term": term.lower()} if term and written else term
    same = term.casefold() == written.casefold()
    return [part for part in (swedish(written), "" if same else told) if part]


def _contract(procurement: Any) -> list[str]:
    period = wording.contract_period(procurement.contract_start, procurement.contract_end)
    return [part for part in (period, swedish(procurement.term_note)) if part]


def _bids(bids: int | None) -> str:
    if bids is None:
        return ""
    return wording.amount(bids) if bids else _("0: no bids came in")


def _story(page: Any) -> list[Fact]:
    parts = (
        (_("Challenge"), page.challenge),
        (_("What they did"), page.approach),
        (_("Result"), page.result),
        (_("Lessons"), page.lessons),
    )
    return [{"label": label, "value": paragraphs(text)} for label, text in parts if text.strip()]


def _closing(case: Case, overview_url: str, request: HttpRequest) -> list[Fact]:
    page = case.page
    rows: list[tuple[Words, Any]] = [
        (_("Contact"), swedish(page.contact)),
        (_("The facts"), _confidence(page.confidence)),
        (_("Organisations"), swedish(", ".join(one.name for one in case.organisations))),
        (_("Topics"), _links(_topic_addresses(case.topics, overview_url, request))),
        (_("Counties"), _links([(county.name, f"{overview_url}?{COUNTY}={county.code}") for county in case.counties])),
    ]
    known = [{"label": label, "value": value} for label, value in rows if value]
    return known if case.sources else [{"label": _("Sources"), "value": ""}, *known]


def _confidence(code: str) -> str:
    told = {Confidence.SEEN: _("Seen in the source."), Confidence.PARTLY: _("Partly inferred or second-hand.")}
    return told.get(Confidence(code), "") if code else ""


def _topic_addresses(topics: Sequence[Any], overview_url: str, request: HttpRequest) -> list[tuple[str, str]]:
    """Each topic's name, and its own page or else the examples on it."""
    own = topic_addresses(topics, request)
    return [(topic.name, own.get(topic.pk) or f"{overview_url}?{TOPIC}={topic.slug}") for topic in topics]


def _links(named: Sequence[tuple[str, str]]) -> str:
    return format_html_join(", ", '<a href="{1}">{0}</a>', named)


def _missing(case: Case) -> str:
    """What nothing is known of: not what is known to be none."""
    page = case.page
    wanted: list[tuple[Words, object]] = [
        (_("decisions"), case.decisions or page.no_decision_taken),
        (_("figures"), case.statistics or page.not_measured),
        (_("procurement"), case.procurements or page.not_procured),
        (_("what did not work"), page.did_not_work.strip()),
        (_("the challenge"), page.challenge.strip()),
        (_("what they did"), page.approach.strip()),
        (_("the result"), page.result.strip()),
        (_("lessons"), page.lessons.strip()),
        (_("sources"), case.sources),
        (_("contact"), page.contact.strip()),
    ]
    unknown = wording.listed(words for words, known in wanted if not known)
    return _("Nothing is known of: %(parts)s.") % {"parts": unknown} if unknown else ""
