"""Signing in to the reference site: allauth's views with their order, words and limits."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from allauth.account.mixins import NextRedirectMixin
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from home.forms import EmailCodeForm, LoginCodeForm, PasswordForm, RequestCodeForm

STEPS = ("account_login", "account_confirm_login_code", "account_email_verification_sent")


class KeepsNextMixin(NextRedirectMixin):
    """Where the visitor was going stays known from step to step, also when a code ran out or another sign-in was pending."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            target = urlsplit(response.url)
            if target.path in {reverse(step) for step in STEPS} and "next" not in parse_qs(target.query):
                response["Location"] = self.passthrough_next_url(response.url)
        return response


class TooManyMixin:
    """A form that came back because of too many attempts says so with its status too."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # of the view it is mixed into
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        if "too_many_login_attempts" in codes:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return response


class RemembersMixin:
    """The session ends with the browser unless the visitor chose to be remembered."""

    request: HttpRequest

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view it is mixed into
        if "remember" in form.fields and self.request.user.is_authenticated:
            self.request.session.set_expiry(settings.SESSION_COOKIE_AGE if form.cleaned_data["remember"] else 0)
        if self.request.POST.get("action") == "resend":
            messages.success(self.request, _("A new code is on its way. The earlier one does not work any more."))
        return response


class SignInView(TooManyMixin, KeepsNextMixin, RequestLoginCodeView):
    """The first step: an address, where a code goes. Below it, folded, the way in with a password."""

    template_name = "account/login.html"
    form_class = RequestCodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "code_form": context["form"], "password_form": PasswordForm(auto_id="id_password_%s")}


class PasswordSignInView(TooManyMixin, KeepsNextMixin, LoginView):
    """The same page, come back from its lower form."""

    template_name = "account/login.html"
    form_class = PasswordForm

    def get_form_class(self) -> type[BaseForm]:
        return PasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "auto_id": "id_password_%s"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "code_form": RequestCodeForm(), "password_form": context["form"], "password_open": True}


class LoginCodeView(RemembersMixin, KeepsNextMixin, ConfirmLoginCodeView):
    form_class = LoginCodeForm


class EmailCodeView(RemembersMixin, KeepsNextMixin, ConfirmEmailVerificationCodeView):
    form_class = EmailCodeForm


@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """Where Wagtail's admin sends those it does not let in: to the site's sign-in, or to a plain no.

    Without the no, a signed-in person who is no editor would be sent round and round (wagtail#4297).
    """
    wanted = request.GET.get("next", "")
    target = wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect_to_login(target, resolve_url(settings.LOGIN_URL))
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(target)
    return render(request, "home/no_editor.html", status=HTTPStatus.FORBIDDEN)


@never_cache
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's other sign-in addresses: they check no password here, so that no limit is walked around."""
    return redirect_to_login(request.GET.get("next", ""), resolve_url(settings.LOGIN_URL))
