"""Every address that the resolver knows, as a browser would ask for it, with the ids of the world's objects in it."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, resolve
from django.utils import translation
from django.utils.regex_helper import normalize
from wagtail_modeladmin.options import ModelAdmin

from mobility_hub.ids import new_public_id
from tests.who_may_see_world import SECRET, World

LANGUAGES = ("sv", "en")
MEMBERS_AREAS = ("mitt/", "mina-grupper/")

# Routes without an address here, and why. Every other one must be made, else ``test_every_route_has_an_address_or_a_reason`` fails.
PUBLIC_FILE = "a public file or picture, none of which holds anything of a group (no member-only model has a file)"
LEFT_OUT = {
    r"admin/failwhale/": "Wagtail's own, fails on purpose to try error reporting",
    r"admin/.*/$": "Wagtail's own 404",
    r"((?:[\w\-]+/)*)$": "Wagtail's pages, which have a test of their own",
    r"documents/(\d+)/(.*)$": PUBLIC_FILE,
    r"documents/authenticate_with_password/<int:restriction_id>/": PUBLIC_FILE,
}
LEFT_OUT_NAMES = {
    **dict.fromkeys(("document_id", "doc_id", "image_id", "uploaded_file_id", "filter_spec"), PUBLIC_FILE),
    "page_view_restriction_id": "no page of the world has a password",
    "session_id": "an editor's open window, made and kept by the editor's browser",
}

# What is asked of a list besides the list itself.
EXPORTS = ("?export=csv", "?export=xlsx")
LISTS_THAT_EXPORT = re.compile(r"admin/(reports/[\w-]+|users|redirects)/$")
SEARCHES = ("admin/pages/search/", "admin/choose-page/search/", "admin/users/", "admin/documents/chooser/results/", "sok/", "en/sok/")


@dataclass(frozen=True)
class Route:
    """One pattern: as the resolver names it, the same with ``%(name)s`` for its parts, and those names."""

    name: str
    template: str
    parts: tuple[str, ...]

    @property
    def why_left_out(self) -> str:
        return LEFT_OUT.get(self.name.removeprefix("en/"), "") or next(
            (LEFT_OUT_NAMES[part] for part in self.parts if part in LEFT_OUT_NAMES), ""
        )

    @property
    def is_members(self) -> bool:
        return is_members_area(self.template)


def is_members_area(url: str) -> bool:
    return url.lstrip("/").removeprefix("en/").startswith(MEMBERS_AREAS)


def routes(language: str = "sv") -> list[Route]:
    """Every route in that language; for another than the site's own only those that have its prefix."""
    with translation.override(language):
        found = {route.name: route for route in _routes(get_resolver())}
    return [route for route in found.values() if language == "sv" or route.template.startswith(f"{language}/")]


def _routes(resolver: Any, name: str = "", template: str = "", parts: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        ((text, names), *_others) = normalize(pattern.pattern.regex.pattern)
        here = (name + str(pattern.pattern).removeprefix("^"), template + text, (*parts, *names))
        if isinstance(pattern, URLPattern):
            yield Route(*here)
        else:
            yield from _routes(pattern, *here)


def addresses(world: World, language: str = "sv") -> list[str]:
    """Every address in that language: routes filled with the world's ids, exports and searches."""
    found = []
    for route in routes(language):
        if not route.why_left_out:
            found += [f"/{route.template % values}" for values in world.values_for(route.template, route.parts)]
    found += [address + question for address in found for question in _questions(address)]
    return list(dict.fromkeys(found))


def _questions(address: str) -> tuple[str, ...]:
    path = address.lstrip("/")
    asked = EXPORTS if LISTS_THAT_EXPORT.match(path) or f"/{path}" in modeladmin_lists() else ()
    return (*asked, f"?q={SECRET}") if path in SEARCHES or f"/{path}" in modeladmin_lists() else asked


def members_pairs(world: World, language: str = "sv") -> list[tuple[str, str]]:
    """Each member-only address, and the same with ids that were never given out."""
    found = []
    for route in routes(language):
        if route.is_members:
            (values,) = world.values_for(route.template, route.parts)
            fake = {name: 987654321 if isinstance(value, int) else new_public_id() for name, value in values.items()}
            found.append((f"/{route.template % values}", f"/{route.template % fake}"))
    return found


def route_of(address: str, language: str) -> str:
    """The route that answers at ``address``; raises Resolver404 when none does."""
    with translation.override(language):
        return str(resolve(address.partition("?")[0]).route)


def every_modeladmin() -> Iterator[ModelAdmin]:
    """Those that are registered, which nothing but the menu items refers to."""
    for found in gc.get_objects():
        if issubclass(type(found), ModelAdmin):  # not isinstance: it would wake lazy objects
            yield found


_lists: list[str] = []


def modeladmin_lists() -> list[str]:
    if not _lists:
        _lists.extend(sorted(admin.url_helper.index_url for admin in every_modeladmin()))
    return _lists
