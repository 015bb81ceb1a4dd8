"""Which addresses exist only on a developer's own machine."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize("path", ["/stil/", "/mejllada/", "/media/images/bild.png"])
def test_developers_pages_are_missing_on_a_server(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404
