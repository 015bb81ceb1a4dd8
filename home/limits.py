"""How many codes may be sent. The numbers stand in ``ACCOUNT_RATE_LIMITS``."""

from __future__ import annotations

from allauth.core.internal.ratelimit import (
    consume,
    get_ip,
)  # allauth's public door does not count reading a page, and knows no "ip and key"
from django.http import HttpRequest


def may_ask_for_code(request: HttpRequest, address: str) -> bool:
    """Count a code for ``address`` from this visitor; False when it is one too many. What others do does not count against them."""
    return _consume(request, "request_login_code_here", f"{get_ip(request)} {address.lower()}")


def may_send_code(request: HttpRequest, address: str) -> bool:
    """Count a code for ``address`` from this visitor, and from everybody together."""
    return may_ask_for_code(request, address) and _consume(request, "request_login_code", address.lower())


def _consume(request: HttpRequest, action: str, key: str) -> bool:
    return consume(request, app="allauth.account", action=action, key=key, limit_get=True) is not None
