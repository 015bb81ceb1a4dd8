"""Going back to where a button was pressed: the page inside the site that sent the form, and what was written there."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

SHORT = 20  # characters; what is shorter is typed again, and may be a choice or a code


def written_texts(request: HttpRequest) -> list[str]:
    """Return the texts that were posted and would be lost when the form cannot be taken now, in the order of the form.

    Passwords and what the page itself put into the form are left out.
    """
    hidden = ("csrf", "password", "submission", "code", "next")
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if not name.lower().startswith(hidden) and (len(value) >= SHORT or "\n" in value.strip())
    ]


def back_to_sender(request: HttpRequest, default: str) -> str:
    """Return the address of the page that posted the form when it is on this site, else ``default``. Never leads elsewhere."""
    sender = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sender, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return default
    parts = urlsplit(sender)
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return default
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
