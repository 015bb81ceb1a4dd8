"""What stands in the way is said in the site's own words: a form from an old page, a missing right, a missing page, search engines."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied

TEXT = "Hej!\nSå gjorde vi: <script>alert(1)</script>"
SHOWN = "Hej!\nSå gjorde vi: &lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def strict(db: None, outsider: Any) -> Client:
    """A signed-in browser whose forms are checked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(outsider.user)
    return client


@pytest.mark.parametrize("language", ["", "/en"])
def test_text_from_an_old_page_stands_there_to_be_copied(strict: Client, language: str) -> None:
    sender = f"{language}/mitt/om-mig/?steg=2"
    fields = {"text": TEXT, "csrfmiddlewaretoken": "t" * 64, "password1": "en lång och bra fras", "code": "1" * 30}
    response = strict.post(
        f"{language}/mitt/om-mig/", fields, headers={"Referer": f"http://testserver{sender}", "Origin": "http://testserver"}
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "mobility_hub/base.html" in [template.name for template in response.templates]
    assert "no-store" in response["Cache-Control"]
    assert page.count("<textarea") == 1
    assert SHOWN in page
    assert f'href="{sender}"' in page
    for secret in ("t" * 64, "en lång och bra fras", "1" * 30):
        assert secret not in page


def test_text_that_another_site_made_up_is_not_shown_as_written_here(strict: Client) -> None:
    response = strict.post(
        "/mitt/om-mig/", {"text": TEXT}, headers={"Origin": "https://elak.example", "Referer": "https://elak.example/fälla"}
    )
    assert response.status_code == 403
    assert "textarea" not in response.content.decode()
    assert "elak" not in response.content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/password/", "/en/accounts/password/change/"])
def test_what_was_typed_into_the_sign_in_is_not_repeated(strict: Client, path: str) -> None:
    response = strict.post(path, {"login": "maja@granby.example", "oldpassword": "en lång och bra gammal fras"})
    assert response.status_code == 403
    assert "textarea" not in response.content.decode()
    assert "bra gammal" not in response.content.decode()


def test_missing_right_is_a_page_of_the_site(rf: RequestFactory, db: None, anonymous: Any) -> None:
    request = rf.get("/")
    request.user = anonymous
    response = permission_denied(request, PermissionDenied())
    assert response.status_code == 403
    assert 'class="mh-main"' in response.content.decode()


def test_missing_page_is_a_page_of_the_site(client: Client, db: None) -> None:
    response = client.get("/finns-inte/")
    assert (response.status_code, response.templates[0].name) == (404, "404.html")


def test_search_engines_are_asked_to_leave_what_is_closed(client: Client) -> None:
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    for path in ("/admin/", "/accounts/", "/mitt/", "/mina-grupper/", "/en/mitt/", "/en/mina-grupper/", "/en/accounts/"):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines
