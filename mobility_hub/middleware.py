"""What guards the members' addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.conf.urls.i18n import is_language_prefix_patterns_used
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from mobility_hub.returning import back_to_sender, written_texts
from mobility_hub.sections import gather


@lru_cache(maxsize=8)
def members_prefixes(urlconf: str, script: str) -> tuple[str, ...]:
    """Return the path prefixes behind sign-in, without the language's and without ``script``, under which the site is mounted.

    In the site's own language alone: no part of an address is translated, and each further language costs a table of all addresses.
    """
    found = set()
    with translation.override(settings.LANGUAGE_CODE):
        for tab in gather("register_hub_mine_tab"):
            try:
                path = reverse(tab.url_name, urlconf=urlconf)
            except NoReverseMatch:
                continue
            found.add(_without_language(path.removeprefix(script.rstrip("/")), urlconf))
    return tuple(sorted(found))


def is_members_path(path: str) -> bool:
    """Whether only members get to ``path``, which is the part of the address below the place where the site is mounted."""
    slashed = path if path.endswith("/") else f"{path}/"
    urlconf = settings.ROOT_URLCONF
    return _without_language(slashed, urlconf).startswith(members_prefixes(urlconf, get_script_prefix()))


def _without_language(path: str, urlconf: str) -> str:
    has_prefixes, _in_default = is_language_prefix_patterns_used(urlconf)
    if not has_prefixes or not translation.get_language_from_path(path):
        return path
    _empty, _language, rest = path.split("/", 2)
    return f"/{rest}"


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
        if request.method == "POST" and (texts := written_texts(request)):
            # The page after sign-in would be an empty form: here stands what was written, to be copied.
            back = redirect_to_login(back_to_sender(request, default=request.path), login_url)["Location"]
            context = {"texts": texts, "sign_in_url": back}
            return TemplateResponse(request, "mobility_hub/signed_out.html", context, status=403).render()
        return redirect_to_login(request.get_full_path(), login_url)

    def _not_found(self, request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, "mobility_hub/not_found.html", status=404).render()
