"""How the reference site's sign-in behaves (allauth): a code in the mail, plain words, the site's own address in links."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.models import User
from mobility_hub import conf
from mobility_hub.directory.models import Member
from mobility_hub.outbox.links import absolute_url
from mobility_hub.verification.actions import addresses_changed


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That is not the code in the mail. Compare the digits and try again."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
        "email_taken": _("This e-mail address cannot be used here."),
        "duplicate_email": _("This is your e-mail address already."),
        "same_as_current": _("This is your e-mail address already."),
        "enter_current_password": _("Write the password you have now."),
        "incorrect_password": _("The password is not right."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links lead to the site's configured address, never to a host that a request made up."""
        links = {key: _on_this_site(value) for key, value in context.items() if key.endswith("_url") and isinstance(value, str)}
        links["login_url"] = absolute_url(reverse("account_login"))
        super().send_mail(template_prefix, email, {**context, **links, "site_name": conf.SITE_NAME.value})

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """A code is worth nothing when it has run out: the outbox drops its mail then (``Expires``, RFC 4021)."""
        if context.get("code"):
            headers = {
                **(headers or {}),
                "Expires": format_datetime(timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)),
            }
        message: EmailMessage = super().render_mail(template_prefix, email, context, headers)
        return message

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Let nobody in by a code that went to an address which the account has given up since."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        email = kwargs.get("email")
        if refused is None and email and not _has_address(user, email):
            request.session.flush()
            messages.error(request, _("This address is not the account's any more. Sign in with the new one."))
            return redirect("account_login")
        return refused

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """allauth knows passwords only; here a code in the mail does as well, and does for those without a password."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated:
            by_code = {"description": _("Get a code by mail instead"), "url": reverse("reauthenticate_by_code")}
            methods.append({"id": "reauthenticate_by_code", **by_code})
        return methods


def _on_this_site(url: str) -> str:
    return absolute_url(urlsplit(url)._replace(scheme="", netloc="").geturl())


def _has_address(user: AbstractBaseUser, email: str) -> bool:
    own = getattr(user, user.get_email_field_name()) or ""
    return email.lower() == own.lower() or EmailAddress.objects.filter(user_id=user.pk, email=email.lower()).exists()


def know_address(user: AbstractBaseUser, method: str, **kwargs: Any) -> None:
    """Give an account that an administrator made its address, so that the code in the mail confirms it; else a second code would follow."""
    email = kwargs.get("email")
    if method == "code" and isinstance(user, User) and email and email.lower() == user.email.lower():
        follow_address(user)


def remember_address(instance: User, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Before an account is saved: keep the address it has had, to be compared when it is saved."""
    if instance.pk and not raw and (update_fields is None or "email" in update_fields):
        instance.__dict__["address_before"] = User.objects.filter(pk=instance.pk).values_list("email", flat=True).first()


def compare_address(instance: User, **kwargs: Any) -> None:
    """After an account is saved: when somebody wrote another address into it, the sign-in and the hub follow."""
    before = instance.__dict__.pop("address_before", None)
    if before and before.lower() != instance.email.lower():
        follow_address(instance)


@transaction.atomic
def follow_address(user: User) -> None:
    """Make ``user.email`` the only address of the account, unconfirmed until a code sent there is entered.

    Does nothing when it is the primary one already, as when allauth itself changes it. Else the former addresses sign in no more, the
    hub's mail goes to the new one, and an approval that only a former address proved ends. Sessions end by themselves (``User``).
    """
    address = user.email.lower()
    known = EmailAddress.objects.filter(user=user)
    if not address or known.filter(email=address, primary=True).exists():
        return
    known.exclude(email=address).delete()
    EmailAddress.objects.update_or_create(user=user, email=address, defaults={"primary": True})
    if Member.objects.of_user(user).exists():
        # What the new address will prove, once somebody has shown that they read it, need not end: nobody gets in before that.
        addresses_changed(user, primary=address, confirmed=[address])


def keep_session(request: HttpRequest | None, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Who changed their own address stays signed in here, and nowhere else."""
    if request is not None and request.user == user:
        update_session_auth_hash(request, user)
