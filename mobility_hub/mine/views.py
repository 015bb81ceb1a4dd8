"""A member's own pages: what is asked of them, and what they say of themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mobility_hub.directory.actions import ensure_member, update_profile
from mobility_hub.directory.models import Affiliation, Member, Organisation
from mobility_hub.mine.forms import ORGANISATIONS_LIST, ProfileForm, first_values
from mobility_hub.mine.navigation import account_links, sign_out_url
from mobility_hub.mine.queries import mine_page
from mobility_hub.mine.words import approved_as
from mobility_hub.sections import mine_tabs
from mobility_hub.verification.actions import ask_for_affiliation, end_affiliation
from mobility_hub.verification.queries import Standing, standing_of


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What is asked of the member, and what the rooms have for them. Who has not said where they work is asked that first."""
    member = Member.objects.of_user(request.user).first()
    standing = standing_of(member) if member else Standing()
    if member is None or not member.name or not standing.is_known:
        return redirect("hub_mine:profile")
    page = mine_page(member, request)
    context = {
        "line": _head_line(member, standing),
        "standing": standing,
        "page": page,
        "tabs": mine_tabs("hub_mine:mine", todos=page.todo_count or None),
    }
    return render(request, "hub_mine/mine.html", context)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, organisation, title, capacity, topics, language; and where the approval stands."""
    member = Member.objects.of_user(request.user).prefetch_related("topics").first()
    standing = standing_of(member) if member else Standing()
    if request.method == "POST" and "leave" in request.POST:
        return _leave(request, standing)
    first = first_values(member or Member(name=_account_name(request)), standing)
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        _save(request, form.cleaned_data)
        return redirect("hub_mine:mine")
    context = {
        "form": form,
        "standing": standing,
        "approved": [(affiliation, approved_as(affiliation)) for affiliation in standing.affiliations],
        "organisations": Organisation.objects.active().values_list("official_name", flat=True),
        "organisations_list": ORGANISATIONS_LIST,
        "is_first_time": not standing.is_known,
        "tabs": mine_tabs("hub_mine:profile"),
        "account_links": account_links(request.user),
        "sign_out_url": sign_out_url(),
    }
    return render(request, "hub_mine/profile.html", context)


@transaction.atomic
def _save(request: HttpRequest, values: dict[str, Any]) -> None:
    assert request.user.is_authenticated  # noqa: S101  # login_required has seen to it
    member = ensure_member(request.user)
    update_profile(member, name=values["name"], language=values["language"], topics=values["topics"])
    outcome = ask_for_affiliation(
        member,
        organisation_name=values["organisation"],
        organisation=values["known_organisation"],
        title=values["title"],
        capacity=values["capacity"],
    )
    if isinstance(outcome, Affiliation):
        messages.success(request, _("Saved. You are %(approved_as)s.") % {"approved_as": approved_as(outcome)})
    else:
        messages.success(request, _("Saved. An administrator looks at where you work, and you get a mail with the answer."))


def _leave(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The member says that they do not work there any more."""
    assert request.user.is_authenticated  # noqa: S101  # login_required has seen to it
    leaving = next((tie for tie in standing.affiliations if str(tie.pk) == request.POST["leave"]), None)
    if leaving is None:
        raise Http404
    end_affiliation(leaving, actor=request.user)
    organisation = leaving.organisation.official_name
    messages.success(request, _("You are not approved in %(organisation)s any more.") % {"organisation": organisation})
    return redirect("hub_mine:profile")


def _head_line(member: Member, standing: Standing) -> list[str]:
    title = standing.affiliations[0].title if standing.affiliations else ""
    return [", ".join(filter(None, [member.name, title])), *(approved_as(affiliation) for affiliation in standing.affiliations)]


def _account_name(request: HttpRequest) -> str:
    return str(getattr(request.user, "get_full_name", lambda: "")())
