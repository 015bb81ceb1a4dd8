"""What a network's own page shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from wagtail import hooks

from mobility_hub.networks import choices
from mobility_hub.networks.enums import COUNTRYWIDE, ActorKind, NetworkStatus
from mobility_hub.networks.models import NetworkPage
from mobility_hub.networks.queries import with_query
from mobility_hub.networks.selection import Choice
from mobility_hub.page_urls import page_urls
from mobility_hub.sections import NetworkSection, TopicCell, nav_title

Fact = dict[str, Any]


def profile_context(page: NetworkPage, request: HttpRequest) -> dict[str, Any]:
    """Everything that the profile's template wants, in a fixed number of queries."""
    overview = page.get_parent()
    overview_url = overview.get_url(request) or ""
    return {
        "crumbs": [{"label": nav_title(overview), "url": overview_url}],
        "line": _line(page),
        "brief": page.brief,
        "brief_is_swedish": not page.summary_en and _is_english(),
        "about": _about(page, overview_url),
        "meeting": _meeting(page),
        "members": list(page.member_organisations.all()),
        "sources": list(page.sources.all()),
        "trust": _trust(page),
        "successor": _successor(page, request),
        "sections": _sections(page),
    }


def _line(page: NetworkPage) -> list[str]:
    """What stands beside the status, in a line: reach, and for whom."""
    found = [str(page.get_reach_display())] if page.reach else []
    if page.actor_kinds:
        found.append(_("open to %(kinds)s") % {"kinds": page.get_actor_kinds_display().lower()})
    return found


def _about(page: NetworkPage, overview_url: str) -> list[Fact]:
    owner = page.owner_name or (page.owner_organisation.official_name if page.owner_organisation else "")
    founded: Any = page.founded
    purpose = [{"label": _("Purpose"), "value": in_swedish(page.purpose)}] if page.purpose else []
    return [
        *purpose,
        {"label": pgettext("network", "Owner"), "value": in_swedish(owner)},
        {"label": _("Open to"), "value": _kinds(page, overview_url)},
        {"label": _("Reach"), "value": str(page.get_reach_display())},
        {"label": _("Counties"), "value": _counties(page, overview_url)},
        {"label": _("Topics"), "value": _topics(page, overview_url)},
        {"label": _("Founded"), "value": founded.words if founded else None},
    ]


def _meeting(page: NetworkPage) -> list[Fact]:
    return [
        {"label": _("How it meets"), "value": in_swedish(page.meeting_form)},
        {"label": _("How often"), "value": in_swedish(page.cadence)},
        {"label": _("Cost"), "value": _cost(page)},
        {"label": _("How to join"), "value": in_swedish(page.how_to_join)},
        {"label": _("Website"), "value": page.website, "url": page.website},
    ]


def _trust(page: NetworkPage) -> list[Fact]:
    checked = date_format(page.checked_on, "j F Y") if page.checked_on else _("not checked")
    return [
        {"label": _("Contact for these facts"), "value": in_swedish(page.contact)},
        {"label": _("Checked"), "value": checked},
        {"label": _("The facts are"), "value": str(page.get_confidence_display()).lower()},
    ]


def _cost(page: NetworkPage) -> Any:
    """Not known, nothing, and a cost are three things."""
    if not page.costs_nothing:
        return in_swedish(page.cost)
    nothing = _("Nothing, according to the source")
    bare = page.cost.strip().casefold() in ("", "gratis", "ingen", "0", "0 kr")
    return nothing if bare else [nothing, in_swedish(page.cost)]


def _kinds(page: NetworkPage, overview_url: str) -> list[str] | None:
    kinds = [ActorKind(code) for code in page.actor_kinds]
    return [_link(overview_url, Choice(open_to=kind.value), str(kind.label)) for kind in kinds] or None


def _counties(page: NetworkPage, overview_url: str) -> list[str] | str | None:
    counties = [_link(overview_url, Choice(county=county.code), county.name) for county in page.counties.all()]
    if counties:
        return counties
    return _("All: it names no county") if page.reach in COUNTRYWIDE else None


def _topics(page: NetworkPage, overview_url: str) -> list[str] | None:
    return [_link(overview_url, Choice(topic=topic.slug), topic.name) for topic in page.topics.all()] or None


def _link(overview_url: str, choice: Choice, label: str) -> str:
    return format_html('<a href="{}">{}</a>', with_query(overview_url, choices.write(choice, choices.LIST)), label)


def _successor(page: NetworkPage, request: HttpRequest) -> dict[str, str] | None:
    """Shown in previews, and when the successor has no page to lead to."""
    successor: Any = page.merged_into
    if page.status != NetworkStatus.MERGED or successor is None:
        return None
    return {"title": successor.title, "url": page_urls([successor], request)[successor.pk] if successor.live else ""}


def _sections(page: NetworkPage) -> list[tuple[NetworkSection, TopicCell]]:
    """Other rooms' parts that have something on this network."""
    sections: Iterable[NetworkSection] = (function([page]) for function in hooks.get_hooks("register_hub_network_section"))
    cells = [(section, section.cells.get(page.pk, TopicCell())) for section in sorted(sections, key=lambda section: section.order)]
    return [(section, cell) for section, cell in cells if cell.lines or cell.count or cell.missing]


def in_swedish(text: str) -> str:
    """A text that is in Swedish whatever the language of the page, marked so that it is read out right."""
    return format_html('<span lang="sv">{}</span>', text) if text and _is_english() else text


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
