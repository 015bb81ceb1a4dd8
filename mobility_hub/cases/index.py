"""What the overview of examples shows: the choices, and the examples that fit them as rows of facts."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mobility_hub.cases.filters import CaseFilterForm
from mobility_hub.cases.listing import HAVING, PAGE, Choices, Counts, Known, count_choices, read_choices
from mobility_hub.cases.queries import CaseFigures, CaseRow, case_figures, case_rows
from mobility_hub.cases.wording import swedish
from mobility_hub.templatetags.hub import counted

ROWS_ON_PAGE = 30


def index_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Everything that the overview's template wants, in a fixed number of queries."""
    known = Known.load()
    choices = read_choices(request.GET, known)
    counts = count_choices(choices)
    paginator = Paginator(choices.pages().newest_first(), ROWS_ON_PAGE)
    paginator.count = counts.fitting  # known already
    shown = paginator.get_page(request.GET.get(PAGE))
    url = page.get_url(request) or ""
    return {
        "lead": page.lead or figures_in_words(case_figures() if choices.made else _as_figures(counts)),
        "form": CaseFilterForm(choices, counts, known),
        "clear_url": url if choices.made else "",
        "views": _views(choices, counts),
        "notes": choices.notes,
        "page_of_list": shown,
        "page_param": PAGE,
        "columns": _columns(),
        "rows": [_cells(row) for row in case_rows(list(shown.object_list), request)],
        "all_examples": [{"label": _("Show all examples"), "href": url}],
        "course": choices.course,
    }


def figures_in_words(figures: CaseFigures) -> str:
    """``27 exempel: 12 med beslut, 7 med upphandling och 19 med siffror.``"""
    return _("%(examples)s: %(decisions)d with a decision, %(procurements)d with a procurement and %(figures)d with figures.") % {
        "examples": counted(figures.total, "case"),
        "decisions": figures.with_decision,
        "procurements": figures.with_procurement,
        "figures": figures.with_figures,
    }


def _as_figures(counts: Counts) -> CaseFigures:
    """The numbers of all examples, when nothing is chosen."""
    return CaseFigures(counts.fitting, *(counts.having[name] for name in HAVING))


def _views(choices: Choices, counts: Counts) -> list[dict[str, Any]]:
    """Links that ask for a decision, a procurement or figures, each switched on and off by itself."""
    labels = {"beslut": _("With a decision"), "upphandling": _("With a procurement"), "siffror": _("With figures")}
    everything = {"label": _("All"), "url": choices.address(having=()), "current": not choices.having, "count": None}
    links = []
    for name in HAVING:
        on = name in choices.having
        having = [one for one in HAVING if (one in choices.having) != (one == name)]
        links.append({"label": labels[name], "url": choices.address(having), "current": on, "count": counts.having[name]})
    return [everything, *links]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Example"), "kind": "main"},
        {"label": _("Where"), "kind": "pair"},
        {"label": _("Year"), "kind": "pair"},
        {"label": _("Decision"), "kind": "pair"},
        {"label": _("Figure"), "kind": "pair"},
    ]


def _cells(row: CaseRow) -> list[object]:
    return [{"text": row.marked_title, "url": row.url}, swedish(row.place), _in_one_line(row.years), _decision(row), swedish(row.figure)]


def _in_one_line(text: str) -> str:
    return format_html('<span class="mh-nowrap">{}</span>', text) if text else ""


def _decision(row: CaseRow) -> str:
    if row.no_decision:
        return _("none, according to the source")
    if not row.decided_by:
        return ""
    if not row.outcome:
        return swedish(row.decided_by)
    return format_html("{} · {}", swedish(row.outcome), swedish(row.decided_by))
