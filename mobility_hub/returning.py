"""Going back to where a button was pressed: the page inside the site that sent the form."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def back_to_sender(request: HttpRequest, default: str) -> str:
    """Return the address of the page that posted the form when it is on this site, else ``default``. Never leads elsewhere."""
    sender = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sender, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return default
    parts = urlsplit(sender)
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return default
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
