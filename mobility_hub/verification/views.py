"""An administrator's answers in the Wagtail admin: to a request, about domains, to the end of an affiliation."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView, WMABaseView

from mobility_hub.directory.enums import RequestState
from mobility_hub.directory.models import Affiliation
from mobility_hub.verification import actions
from mobility_hub.verification.forms import APPROVE, AnswerForm, DomainsForm, EndForm
from mobility_hub.verification.permissions import can_answer_requests, can_confirm_domains, can_end_affiliation
from mobility_hub.verification.queries import confirmed_addresses, suggest_organisation


def signed_in(request: HttpRequest) -> AbstractBaseUser:
    """The administrator; Wagtail lets nobody else here."""
    assert request.user.is_authenticated  # noqa: S101  # for the types
    return request.user


class AnswerView(InstanceSpecificView, FormView):
    """Who asks, what is known, and the two answers."""

    page_title = gettext_lazy("Request for approval")
    form_class = AnswerForm
    template_name = "hub_verification/admin/answer.html"

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def check_action_permitted(self, user: Any) -> bool:
        return can_answer_requests(user)

    def get_initial(self) -> dict[str, Any]:
        return {"organisation": suggest_organisation(self.instance)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = self.instance.member
        ties = Affiliation.objects.filter(member=member).select_related("organisation")
        more = {
            "waits": self.instance.state == RequestState.WAITING,
            "affiliations": ties,
            "is_confirmed": self.instance.email in confirmed_addresses(member.user),
        }
        context: dict[str, Any] = super().get_context_data(**more, **kwargs)
        return context

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        values = form.cleaned_data
        try:
            if values["decision"] == APPROVE:
                actions.approve_request(self.instance, organisation=values["organisation"], actor=signed_in(self.request))
                messages.success(self.request, _("Approved. The person gets a mail."))
            else:
                actions.decline_request(self.instance, reason=values["reason"], actor=signed_in(self.request))
                messages.success(self.request, _("Declined. The person gets a mail with the reason."))
        except actions.VerificationError as fault:
            messages.error(self.request, str(fault))
        return redirect(self.index_url)


class ConfirmDomainsView(WMABaseView):
    """Confirms the domains ticked in the list, or the one whose button was pressed."""

    http_method_names = ["post"]

    def check_action_permitted(self, user: Any) -> bool:
        return can_confirm_domains(user)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DomainsForm(request.POST)
        if form.is_valid():
            self._confirm(request, form)
        else:
            messages.warning(request, _("Tick the e-mail domains that you want to confirm."))
        return redirect(self.index_url)

    def _confirm(self, request: HttpRequest, form: DomainsForm) -> None:
        outcome = actions.confirm_domains(form.cleaned_data["domain"], actor=signed_in(request))
        if count := len(outcome.confirmed):
            messages.success(
                request, ngettext("%(n)d e-mail domain is confirmed.", "%(n)d e-mail domains are confirmed.", count) % {"n": count}
            )
        for conflict in outcome.conflicts:
            messages.warning(request, f"{conflict.domain} ({conflict.domain.organisation}): {conflict.fault.label}.")


class EndView(InstanceSpecificView, FormView):
    """Ends an affiliation."""

    page_title = gettext_lazy("End the affiliation")
    form_class = EndForm
    template_name = "hub_verification/admin/end.html"

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def check_action_permitted(self, user: Any) -> bool:
        return can_end_affiliation(user, self.instance)

    def form_valid(self, form: EndForm) -> HttpResponse:
        day = form.cleaned_data["day"]
        end_of_day = timezone.make_aware(datetime.combine(day, time(23, 59)))
        try:
            actions.end_affiliation(self.instance, actor=signed_in(self.request), at=None if day == timezone.localdate() else end_of_day)
        except actions.VerificationError as fault:
            form.add_error("day", str(fault))
            response: HttpResponse = self.form_invalid(form)
            return response
        messages.success(self.request, _("The affiliation has ended."))
        return redirect(self.index_url)
