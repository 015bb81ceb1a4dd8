"""What every hub page knows. Everything is lazy: a page of the host site that shows none of it costs no query."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from mobility_hub import conf
from mobility_hub.notices.queries import count_open_notices
from mobility_hub.sections import NavPage, mine_tabs


def hub(request: HttpRequest) -> dict[str, Any]:
    return {
        "hub_base_template": conf.BASE_TEMPLATE.value,
        "hub_site_name": conf.SITE_NAME.value,
        "hub_footer_note": conf.FOOTER_NOTE.value,
        "hub_home_url": SimpleLazyObject(lambda: _address("wagtail_serve", "") or "/"),
        "hub_nav": SimpleLazyObject(lambda: _navigation(request)),
        "hub_account": SimpleLazyObject(lambda: _account(request)),
        "hub_footer": SimpleLazyObject(lambda: [item for hook in hooks.get_hooks("register_hub_footer") for item in hook(request)]),
        "hub_search_url": SimpleLazyObject(lambda: _address("hub_lookup:search")),
        "hub_language_switch": SimpleLazyObject(lambda: _language_switch(request)),
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The index pages that exist and are open to everyone, in one query."""
    wanted: list[NavPage] = sorted((hook() for hook in hooks.get_hooks("register_hub_nav_page")), key=lambda page: page.order)
    types = ContentType.objects.get_for_models(*(page.model for page in wanted))
    found: dict[int, Page] = {}
    for page in Page.objects.live().public().filter(content_type__in=types.values()).order_by("-path"):
        found[page.content_type_id] = page
    items = []
    for nav_page in wanted:
        if page := found.get(types[nav_page.model].pk):
            url = page.get_url(request) or ""
            items.append({"label": nav_page.label, "url": url, "current": _current(request, url)})
    return items


def _account(request: HttpRequest) -> dict[str, Any]:
    mine = _address("hub_mine:mine")
    if not request.user.is_authenticated:
        return {"label": _("Sign in"), "url": mine, "current": False}
    waiting = count_open_notices(request.user)
    label = _("Mine (%(count)d)") % {"count": waiting} if waiting else _("Mine")
    current = _current(request, mine) or any(_current(request, tab["url"]) for tab in mine_tabs(""))
    return {"label": label, "url": mine, "current": current}


def _current(request: HttpRequest, url: str) -> str | bool:
    """How a menu marks its link: "page" for this address, True for the part of the site it is in."""
    return "page" if request.path == url else bool(url) and request.path.startswith(url)


def _language_switch(request: HttpRequest) -> dict[str, str]:
    other, label = ("sv", "Svenska") if (get_language() or "").startswith("en") else ("en", "English")
    url = translate_url(request.get_full_path(), other)
    return {"lang": other, "label": label, "url": url if url != request.get_full_path() else ""}


def _address(name: str, *arguments: str) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
