"""When the summary comes, and the link that stops it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mobility_hub.digests.actions import choose
from mobility_hub.digests.enums import Cadence
from mobility_hub.digests.forms import PlanForm
from mobility_hub.digests.models import DigestPlan
from mobility_hub.digests.stopping import find_subscription
from mobility_hub.digests.words import rhythm
from mobility_hub.directory.models import Member
from mobility_hub.outbox.actions import switch_on_all
from mobility_hub.outbox.models import SwitchedOff
from mobility_hub.sections import mine_tabs


@login_required
def mail_settings(request: HttpRequest) -> HttpResponse:
    """How often the member gets the summary, when the next one comes, and which mails always come."""
    member = get_object_or_404(Member.objects.of_user(request.user))
    plan = DigestPlan.objects.filter(member=member).first() or DigestPlan(member=member)
    if request.method == "POST" and "switch_on" in request.POST:
        switch_on_all(member=member)
        messages.success(request, _("Saved. Those mails come again."))
        return redirect("hub_digest_settings:mail")
    form = PlanForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_valid():
        values = form.cleaned_data
        plan = choose(member=member, cadence=Cadence(values["cadence"]), weekday=values["weekday"], hour=values["hour"])
        messages.success(request, _("Saved.") + " " + rhythm(plan))
        return redirect("hub_digest_settings:mail")
    context = {
        "form": form,
        "member": member,
        "rhythm": rhythm(plan),
        "next_at": plan.next_at or plan.next_after(timezone.now()),
        "switched_off": SwitchedOff.objects.filter(member=member).count(),
        "tabs": mine_tabs("hub_digest_settings:mail"),
    }
    return render(request, "hub_digests/settings.html", context)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a kind of mail by the link in it (RFC 8058): POST without cookie or sign-in stops at once, GET only shows the button.

    Whoever holds the link was sent it; the page says nothing about the member. A link that was not made here is no page.
    """
    subscription = find_subscription(token)
    if subscription is None:
        raise Http404
    done = ""
    if request.method == "POST":
        done = "resumed" if "resume" in request.POST else "stopped"
        subscription.resume() if done == "resumed" else subscription.stop()
    context = {"is_on": subscription.is_on, "is_summary": subscription.is_summary, "done": done}
    response = render(request, "hub_digests/unsubscribe.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
