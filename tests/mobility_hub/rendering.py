"""Rendering a component as a page gets it, and looking at what came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.template import engines
from django.test import RequestFactory


def render(name: str, address: str = "/", **values: Any) -> BeautifulSoup:
    """The component included with ``only``: it sees what it is given and no more."""
    given = " ".join(f"{key}={key}" for key in values)
    return page_of(f'{{% include "mobility_hub/components/{name}.html" with {given} only %}}', address, values)


def page_of(source: str, address: str, values: Mapping[str, Any]) -> BeautifulSoup:
    request = RequestFactory().get(address)
    return BeautifulSoup(engines["django"].from_string(source).render(dict(values), request), "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    """The one element that ``selector`` finds; more or fewer fail the test."""
    found = soup.select(selector)
    assert len(found) == 1, f"{selector}: {len(found)} found"
    return found[0]


def words(tag: BeautifulSoup | Tag) -> str:
    return " ".join(tag.get_text(" ").split())
