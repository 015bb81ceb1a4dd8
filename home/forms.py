"""The forms of signing up and signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField
from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import ConfirmEmailVerificationCodeForm as AllauthEmailCodeForm
from allauth.account.forms import ConfirmLoginCodeForm as AllauthLoginCodeForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestCodeForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from home.limits import may_ask_for_code
from mobility_hub.directory.actions import one_line


def can_be_delivered(address: str) -> None:
    """Raise ``ValidationError`` for what is no address.

    Also for what Django takes for one and mail servers do not: ``ſ@a.se``, ``a@[127.0.0.1]``.
    """
    local, _at, domain = address.rpartition("@")
    if local and not local.isascii():
        raise forms.ValidationError(_("Only a–z without accents, digits and signs can stand before the @."))
    if local and domain.startswith("["):
        raise forms.ValidationError(_("Write the name after the @, not a number: name@municipality.se."))
    validate_email(address)


class AddressField(forms.EmailField):
    default_validators = [can_be_delivered]  # Django's own declares it as the instance's


def _email_field(**more: Any) -> AddressField:
    return AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write the whole address, for example name@municipality.se."),
        },
        **more,
    )


def _remember_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("Remember me for 30 days on this computer"), required=False)


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits. You can paste them."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "mh-code"}),
        error_messages={"required": _("Write the code from the mail.")},
    )


class RequestCodeForm(AllauthRequestCodeForm):
    """The first step: an address, where the code goes."""

    email = _email_field()

    def clean_email(self) -> str:
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        if not may_ask_for_code(context.request, self.cleaned_data["email"]):
            raise get_adapter().validation_error("too_many_login_attempts")
        email: str = super().clean_email()
        return email


class PasswordForm(AllauthLoginForm):
    """Signing in with a password, for those who have chosen one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _email_field()
        self.fields["password"] = PasswordField(label=_("Password"), autocomplete="current-password")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].error_messages["required"] = _("Write your password.")
        self.fields["remember"] = _remember_field()
        self.order_fields(["login", "password", "remember"])

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).lower()


class LoginCodeForm(AllauthLoginCodeForm):
    code = _code_field()
    remember = _remember_field()


class EmailCodeForm(AllauthEmailCodeForm):
    """The code that confirms an address: at the end of signing up, and when it is changed."""

    code = _code_field()
    remember = _remember_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user is not None and self.user.last_login is not None:
            del self.fields["remember"]


class ProofCodeForm(AllauthLoginCodeForm):
    """The code that shows, in an open session, who is at the keyboard."""

    code = _code_field()


class ChangeEmailForm(AllauthAddEmailForm):
    email = _email_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ResetPasswordForm(AllauthResetPasswordForm):
    email = _email_field()


class SignupForm(AllauthSignupForm):
    """An address and a name; whom one works for is asked after the address is confirmed."""

    email = _email_field()
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    field_order = ("name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("Your address at work. We send a code there.")

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Write your name."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        # The account keeps a name in two parts; together they are the name as written.
        first, _space, last = cleaned.get("name", "").partition(" ")
        return {**cleaned, "first_name": first, "last_name": last}
