"""The members' addresses are guarded wherever the site is mounted, in every language, at no cost to a site with many."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from bs4 import BeautifulSoup
from django.conf import global_settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, set_script_prefix
from django.utils.translation import trans_real

from mobility_hub.middleware import is_members_path, members_prefixes


@pytest.fixture(autouse=True)
def nothing_known() -> Any:
    members_prefixes.cache_clear()
    yield
    set_script_prefix("/")
    members_prefixes.cache_clear()


@pytest.mark.parametrize(
    "path", ["/mitt/", "/mitt", "/en/mitt/", "/mitt/mejl/", "/mina-grupper/x/moten/", "/en/mina-grupper/", "/mitt/nothing/"]
)
def test_members_addresses_are_behind_sign_in(path: str) -> None:
    assert is_members_path(path)


@pytest.mark.parametrize("path", ["/", "/mittpunkt/", "/natverk/", "/en/", "/en", "/en/natverk/", "/sok/mitt/", "/xx/mitt/"])
def test_other_addresses_are_open(path: str) -> None:
    assert not is_members_path(path)


def answer_of(script: str, path: str) -> tuple[str, dict[str, str]]:
    """Status and headers, as a server gives them to a site that is mounted under ``script``."""
    environ: dict[str, Any] = {"SCRIPT_NAME": script, "PATH_INFO": path, "HTTP_HOST": "testserver", "wsgi.input": BytesIO()}
    setup_testing_defaults(environ)
    got: list[Any] = []
    response = WSGIHandler()(environ, lambda status, headers, exc_info=None: got.extend([status, dict(headers)]))
    response.close()
    return got[0], got[1]


@pytest.mark.django_db
@pytest.mark.parametrize("script", ["", "/hub"])
@pytest.mark.parametrize("path", ["/mitt/", "/mina-grupper/nothing/", "/en/mina-grupper/nothing/"])
def test_stranger_is_led_to_sign_in_wherever_the_site_is_mounted(script: str, path: str) -> None:
    status, headers = answer_of(script, path)
    assert status.startswith("302")
    assert "/login/?" in headers["Location"]
    assert "no-store" in headers["Cache-Control"]


def test_guard_asks_for_one_language_alone(settings: Any) -> None:
    """A new Wagtail site offers Django's hundred languages; a table of all addresses for each was 85 MB."""
    settings.LANGUAGES = global_settings.LANGUAGES
    clear_url_caches()
    trans_real.get_languages.cache_clear()
    is_members_path("/")
    members_prefixes.cache_clear()
    clear_url_caches()
    tracemalloc.start()
    try:
        assert is_members_path("/mitt/")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        trans_real.get_languages.cache_clear()
    assert peak < 15_000_000


TEXT = "Vi skrev så här <b>om</b> förbehållen, och det blev långt."


def send(client: Client, **given: str) -> HttpResponse:
    response: HttpResponse = client.post(
        "/mina-grupper/nothing/diskussioner/nothing/svara/", given, headers={"referer": "http://testserver/mina-grupper/x/"}
    )
    return response


@pytest.mark.django_db
def test_text_sent_by_somebody_signed_out_is_given_back(client: Client) -> None:
    response = send(client, text=TEXT, submission="0" * 36, csrfmiddlewaretoken="1" * 64)
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 403
    assert [area.text.strip() for area in soup.select("textarea")] == [TEXT]
    assert any(link["href"].endswith("?next=/mina-grupper/x/") for link in soup.select("main a"))
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{}, {"answer": "coming"}, {"password": "x" * 30}])
def test_button_pressed_by_somebody_signed_out_leads_to_sign_in(client: Client, given: dict[str, str]) -> None:
    response = send(client, **given)
    assert response.status_code == 302
