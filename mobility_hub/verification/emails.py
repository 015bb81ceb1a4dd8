"""The answers to a person who has said whom they work for."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobility_hub.directory.enums import RequestState
from mobility_hub.directory.models import AffiliationRequest
from mobility_hub.outbox.enums import DropReason, Policy
from mobility_hub.outbox.kinds import Drop, Rendered, mail_kind, render_mail
from mobility_hub.outbox.links import absolute_url
from mobility_hub.outbox.models import OutgoingMail


@mail_kind("affiliation_approved", label=_("Request for approval: approved"), policy=Policy.RESEND, must_know=True)
def affiliation_approved(mail: OutgoingMail) -> Rendered:
    return _answer(mail, RequestState.APPROVED, "hub_verification/mail/approved")


@mail_kind("affiliation_declined", label=_("Request for approval: declined"), policy=Policy.RESEND, must_know=True)
def affiliation_declined(mail: OutgoingMail) -> Rendered:
    return _answer(mail, RequestState.DECLINED, "hub_verification/mail/declined")


def _answer(mail: OutgoingMail, state: RequestState, template: str) -> Rendered:
    request = AffiliationRequest.objects.filter(pk=mail.about.get("request"), state=state).select_related("organisation", "member").first()
    if request is None:
        raise Drop(DropReason.SUPERSEDED)
    context = {
        "affiliation_request": request,
        "mine": absolute_url(reverse("hub_mine:mine")),
        "profile": absolute_url(reverse("hub_mine:profile")),
    }
    return render_mail(template, context)
