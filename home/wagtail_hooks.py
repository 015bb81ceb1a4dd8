"""What the reference site adds to the hub's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from home.models import StandardPage


@hooks.register("register_hub_footer")
def text_pages(request: HttpRequest) -> list[dict[str, Any]]:
    """The site's texts at its foot, in the order of the page tree."""
    return [
        {"label": page.shown_title, "url": page.get_url(request), "current": "page" if page.get_url(request) == request.path else False}
        for page in StandardPage.objects.live().public().order_by("path")
    ]
