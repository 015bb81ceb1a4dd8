"""Signing in to the reference site: allauth's views with their order, words and limits."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from allauth.account.mixins import NextRedirectMixin
from allauth.account.views import (
    BaseReauthenticateView,
    ConfirmEmailVerificationCodeView,
    ConfirmLoginCodeView,
    EmailView,
    LoginView,
    PasswordSetView,
    RequestLoginCodeView,
)
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from home import proof
from home.forms import EmailCodeForm, LoginCodeForm, PasswordForm, ProofCodeForm, RequestCodeForm
from home.limits import may_send_code
from home.models import User

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


class ChangeEmailView(EmailView):
    """Another address is another key to the account: only somebody who has just proven to be its owner may ask for one.

    What was written is kept meanwhile, and sent when the proof is there.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "action_add" not in request.POST:
            self._need_proof()
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: BaseForm) -> HttpResponse:
        self._need_proof()
        response: HttpResponse = super().form_valid(form)
        return response

    def _need_proof(self) -> None:
        if not proof.has_just_proven(self.request):
            raise ReauthenticationRequired


class SetPasswordView(PasswordSetView):
    """A first password is a key to the account too. Proof comes before the form, for what is kept meanwhile must not be a password."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password() and not proof.has_just_proven(request):
            if request.method == "POST":
                return redirect(request.get_full_path())
            raise ReauthenticationRequired
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@method_decorator([never_cache, login_required], name="dispatch")
class ProofCodeView(BaseReauthenticateView):
    """In an open session: a code goes to the account's address, and whoever enters it goes on with what they were about to change."""

    template_name = "account/proof_code.html"
    form_class = ProofCodeForm

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101  # login_required has seen to it
        return self.request.user

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not proof.waiting_code(request, self.user) and (stopped := self._send()):
            return stopped
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "resend":
            return self._send() or self._again(_("A new code is on its way. The earlier one does not work any more."))
        if not proof.waiting_code(request, self.user):
            return self._again(_("The code does not work any more. A new one is on its way."))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: BaseForm) -> HttpResponse:
        proof.note_right_code(self.request, self.user)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        proof.note_wrong_code(self.request)
        if not proof.waiting_code(self.request, self.user):
            return self._again(_("That was the third wrong code. A new one is on its way."))
        response: HttpResponse = super().form_invalid(form)
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "code": proof.waiting_code(self.request, self.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "verify_form": context["form"], "email": self.user.email, "can_resend": True}

    def _send(self) -> HttpResponse | None:
        if not may_send_code(self.request, self.user.email):
            stopped: HttpResponse = respond_429(self.request)
            return stopped
        proof.send_code(self.request, self.user)
        return None

    def _again(self, message: str) -> HttpResponse:
        messages.info(self.request, message)
        return redirect(self.passthrough_next_url(reverse("reauthenticate_by_code")))


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
