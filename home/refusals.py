"""The answer to a form that Django's guard against forged requests (CSRF) does not let through."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from mobility_hub.returning import back_to_sender, written_texts


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: what may have happened, what was written, to be copied, and the way back. Django calls it (``CSRF_FAILURE_VIEW``)."""
    texts = written_texts(request) if _is_ours(request) else []
    context = {"texts": texts, "back_url": back_to_sender(request, default="/")}
    return render(request, "home/form_refused.html", context, status=HTTPStatus.FORBIDDEN)


def _is_ours(request: HttpRequest) -> bool:
    """Whether the form came from this site, as far as the browser tells, and can hold a text.

    What another site made up is not shown as written here, and the sign-in's forms hold nothing but addresses, passwords and codes.
    """
    origin = request.headers.get("Origin")
    sign_in = request.path.startswith(reverse("account_login").removesuffix("login/"))
    return not sign_in and (origin is None or urlsplit(origin).netloc == request.get_host())
