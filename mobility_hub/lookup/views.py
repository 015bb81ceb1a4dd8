"""The search page: one box, the hits as rows, and how many there are of each kind."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mobility_hub.directory.counties import COUNTIES, short_name
from mobility_hub.directory.models import Topic
from mobility_hub.lookup import forms
from mobility_hub.lookup.marking import to_html
from mobility_hub.lookup.queries import Hit, Results, search, suggest_topics


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    results = search(request.user, request.GET.get(forms.TEXT, ""), forms.read_filters(request.GET), request.GET.get(forms.PAGE))
    context = {
        "results": results,
        "query": results.query,
        "kinds": _kind_links(request, results),
        "chosen": _chosen(request, results),
        "rows": [_row(hit) for hit in results.hits],
        "page": results.page,
        "page_param": forms.PAGE,
        "topics": [] if results.hits else _topic_links(request),
    }
    response = TemplateResponse(request, "hub_lookup/search.html", context)
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def _row(hit: Hit) -> dict[str, Any]:
    """What the rows component shows of a hit."""
    title, text = to_html(hit.title), to_html(hit.snippet)
    if not (get_language() or "").startswith(hit.language):
        title, text = _in_language(title, hit.language), _in_language(text, hit.language)
    facts = [hit.kind_label, short_name(COUNTIES.get(hit.county_code, "")), hit.year]
    return {"title": title, "text": text, "url": hit.url, "fact": " · ".join(str(fact) for fact in facts if fact)}


def _in_language(html: SafeString, language: str) -> SafeString:
    return format_html('<span lang="{}">{}</span>', language, html) if html else html


def _kind_links(request: HttpRequest, results: Results) -> list[dict[str, Any]]:
    """All kinds, then each with its hits; nothing to choose between when there is one."""
    if len(results.kinds) < 2:
        return []
    counts = [("", _("Everything"), results.total_of_all_kinds), *((kind.name, kind.label, kind.count) for kind in results.kinds)]
    return [
        {
            "label": label,
            "count": count,
            "url": _address(request, **{forms.KIND: name}),
            "current": "page" if name == results.filters.kind else False,
        }
        for name, label, count in counts
    ]


def _chosen(request: HttpRequest, results: Results) -> list[dict[str, str]]:
    """The narrowing choices of the address, each with the address without it."""
    filters = results.filters
    topic = Topic.objects.filter(slug=filters.topic).first() if filters.topic else None
    chosen = {
        forms.TOPIC: topic.name if topic else filters.topic,
        forms.COUNTY: COUNTIES.get(filters.county, ""),
        forms.YEAR: str(filters.year or ""),
    }
    return [{"label": label, "without": _address(request, **{name: ""})} for name, label in chosen.items() if label]


def _topic_links(request: HttpRequest) -> list[dict[str, str]]:
    here = reverse("hub_lookup:search")
    return [{"label": topic.name, "url": f"{here}?{urlencode({forms.TEXT: topic.name})}"} for topic in suggest_topics(request.user)]


def _address(request: HttpRequest, **changes: str) -> str:
    """This search's address with other choices, from its first page."""
    given = request.GET.copy()
    given.pop(forms.PAGE, None)
    for name, value in changes.items():
        given.pop(name, None)
        if value:
            given[name] = value
    return f"?{given.urlencode()}"
