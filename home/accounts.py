"""How the reference site's sign-in behaves (allauth): a code in the mail, plain words, the site's own address in links."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mobility_hub import conf
from mobility_hub.outbox.links import absolute_url


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


def _on_this_site(url: str) -> str:
    return absolute_url(urlsplit(url)._replace(scheme="", netloc="").geturl())


def know_address(user: AbstractBaseUser, method: str, **kwargs: Any) -> None:
    """Give an account that an administrator made its address, so that the code in the mail confirms it; else a second code would follow."""
    email = kwargs.get("email")
    if method == "code" and email == getattr(user, "email", None):
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True})
