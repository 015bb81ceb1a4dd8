"""What guards the members' addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

# The named addresses at the root of each members' area; a site without groups has only the first.
MEMBERS_ROOTS = ("hub_mine:mine", "hub_membership:my_groups")


@lru_cache(maxsize=8)
def members_prefixes(urlconf: str) -> tuple[str, ...]:
    """Return the path prefixes behind sign-in, in every language the site has."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name in MEMBERS_ROOTS:
                try:
                    found.add(reverse(name, urlconf=urlconf))
                except NoReverseMatch:
                    continue
    return tuple(sorted(found))


def is_members_path(path: str) -> bool:
    slashed = path if path.endswith("/") else f"{path}/"
    return slashed.startswith(members_prefixes(settings.ROOT_URLCONF))


class MembersOnlyMiddleware:
    """Under the members' prefixes: one redirect for everyone signed out, one 404 for everything hidden, and nothing in any cache.

    The redirect comes before any lookup, so an address that exists answers as one that does not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_members_path(request.path_info):
            return self.get_response(request)
        response = self.get_response(request) if request.user.is_authenticated else self._sign_in(request)
        if response.status_code == 404:
            response = self._not_found(request)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "same-origin"
        return response

    def _sign_in(self, request: HttpRequest) -> HttpResponse:
        login_url = resolve_url(settings.LOGIN_URL)
        if request.headers.get("HX-Request"):
            # htmx follows a redirect inside the page; this one leaves the page, so that no form appears in a fragment.
            return HttpResponse(status=204, headers={"HX-Redirect": redirect_to_login(request.path, login_url)["Location"]})
        return redirect_to_login(request.get_full_path(), login_url)

    def _not_found(self, request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, "mobility_hub/not_found.html", status=404).render()
