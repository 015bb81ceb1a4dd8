"""What the plugin adds to the Wagtail admin as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import router
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from mobility_hub.panels import register_comparisons

register_comparisons()


@hooks.register("before_delete_user")
def keep_who_is_needed(request: HttpRequest, user: AbstractBaseUser) -> HttpResponse | None:
    """An account whose person has been in a group stays: what they wrote keeps its author. Wagtail's own answer is a fault."""
    if not needed([user]):
        return None
    messages.error(request, refusal(user))
    return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def keep_those_who_are_needed(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    if action_type != "delete" or not (kept := needed(one for one in objects if isinstance(one, AbstractBaseUser))):
        return None
    for user in kept:
        messages.error(request, refusal(user))
    return redirect("wagtailusers_users:index")


def needed(users: Iterable[AbstractBaseUser]) -> list[AbstractBaseUser]:
    """Return those that something protected refers to."""
    return [user for user in users if _is_protected(user)]


def refusal(user: AbstractBaseUser) -> str:
    words = _("%(name)s has taken part in a group, so the account cannot be deleted. Make it inactive instead: then nobody can sign in.")
    return words % {"name": user}


def _is_protected(user: AbstractBaseUser) -> bool:
    try:
        Collector(using=router.db_for_write(type(user), instance=user)).collect([user])
    except ProtectedError:
        return True
    return False
