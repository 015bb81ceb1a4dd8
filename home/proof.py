"""Proof that whoever changes how one gets into an account is its owner: a code sent to its address, or its password."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication  # allauth has no public name for it
from django.http import HttpRequest

from home.models import User

STATE = "home_proof_code"
TRIES = 3


def has_just_proven(request: HttpRequest) -> bool:
    """Whether this session has entered a code or the password in the last ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds.

    A code counts when it went to the address that the account has now; a password when it was asked for again.
    """
    user = request.user
    if not isinstance(user, User):
        return False
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(record["at"] > since and _proves(record, user) for record in get_authentication_records(request, user))


def _proves(record: dict[str, Any], user: User) -> bool:
    if record.get("method") == "code":
        return str(record.get("email", "")).lower() == user.email.lower()
    return bool(record.get("reauthenticated"))


def send_code(request: HttpRequest, user: User) -> None:
    """Mail a code to the account's address and keep it in the session, in place of the one before."""
    code = get_adapter().generate_login_code()
    request.session[STATE] = {"code": code, "email": user.email, "at": time.time(), "wrong": 0}
    get_adapter().send_mail("account/email/proof_code", user.email, {"request": request, "user": user, "code": code})


def waiting_code(request: HttpRequest, user: User) -> str:
    """The code that was sent, or "" when there is none, it has run out, or it went to an address that the account had before."""
    state = request.session.get(STATE) or {}
    since = time.time() - app_settings.LOGIN_BY_CODE_TIMEOUT
    return str(state["code"]) if state and state["at"] > since and state["email"] == user.email else ""


def note_wrong_code(request: HttpRequest) -> None:
    """Count a wrong code; the third ends it."""
    state = {**request.session[STATE], "wrong": request.session[STATE]["wrong"] + 1}
    if state["wrong"] >= TRIES:
        forget_code(request)
    else:
        request.session[STATE] = state


def forget_code(request: HttpRequest) -> None:
    request.session.pop(STATE, None)


def note_right_code(request: HttpRequest, user: User) -> None:
    """From now on, and for ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds, the session has proven whose it is."""
    forget_code(request)
    record_authentication(request, user, method="code", email=user.email, reauthenticated=True)
