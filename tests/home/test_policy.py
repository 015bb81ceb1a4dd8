"""What a page may load: strictly for the site, wider under the Wagtail admin alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


def policy(client: Client, path: str) -> dict[str, str]:
    written = client.get(path)["Content-Security-Policy"]
    return {name: rest for name, _space, rest in (part.strip().partition(" ") for part in written.split(";"))}


@pytest.mark.parametrize("path", ["/accounts/login/", "/mitt/", "/finns-inte/", "/administration/", "/en/accounts/login/", "/admin-login/"])
def test_site_allows_nothing_inside_its_pages(client: Client, db: None, path: str) -> None:
    found = policy(client, path)
    assert (found["default-src"], found["script-src"], found["style-src"], found["object-src"]) == ("'none'", "'self'", "'self'", "'none'")


def test_admin_allows_its_own_script_and_style(client: Client, admin: Any) -> None:
    client.force_login(admin)
    found = policy(client, "/admin/")
    assert found["script-src"] == "'self' 'unsafe-inline'"
    assert found["default-src"] == "'none'"
    assert "unsafe-eval" not in str(found)
