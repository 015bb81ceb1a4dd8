"""The address of a new Wagtail site's search leads to the hub's."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/search/?q=cykel&page=2", "/sok/?q=cykel&page=2"),
        ("/search/?q=%C3%B6stersund", "/sok/?q=%C3%B6stersund"),
        ("/search/", "/sok/"),
        ("/en/search/?q=cycle", "/en/sok/?q=cycle"),
    ],
)
def test_search_leads_on_for_good_with_the_question(client: Client, asked: str, target: str) -> None:
    response = client.get(asked)
    assert (response.status_code, response.headers["Location"]) == (301, target)
