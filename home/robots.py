"""What search engines are asked to leave alone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mobility_hub import paths

CLOSED = ("accounts", paths.MINE, paths.MY_GROUPS, paths.MAIL)


def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``: everything open may be read. Nothing here is secret; what is closed wants a sign-in whoever asks."""
    languages = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    closed = ["/admin/", "/admin-login/", *(f"{language}/{part}/" for language in languages for part in CLOSED)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
