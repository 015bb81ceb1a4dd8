"""Pages about groups and who is in them. Everything inside a group is fetched through ``access``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.membership import actions, queries
from groups.membership.access import as_public_id, get_group_and_membership, group_crumbs, group_sections, tabs
from groups.membership.doorplates import doorplates
from groups.membership.enums import Role
from groups.membership.errors import GroupFull, MembershipError
from groups.membership.forms import DescribeForm, JoinForm, ReasonForm
from groups.membership.models import GroupIndexPage, Membership, PracticeGroup
from mobility_hub.directory.models import Member
from mobility_hub.sections import mine_tabs


@require_safe
def my_groups(request: HttpRequest) -> HttpResponse:
    member = Member.objects.of_user(request.user).first()
    index_page = GroupIndexPage.objects.live().public().first()
    context = {
        "my_groups": queries.groups_of([member])[member.pk] if member else [],
        "asked": queries.own_requests(request.user),
        "to_answer": queries.requests_to_answer([member]).get(member.pk, []) if member else [],
        "index_url": index_page.get_url(request) if index_page else "",
        "tabs": mine_tabs("hub_membership:my_groups"),
    }
    return render(request, "hub_membership/my_groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, group_id: str) -> HttpResponse:
    """Ask to join a listed group, or walk into an open one. Any other group is not found, whether it exists or not."""
    practice_group = PracticeGroup.objects.taking_requests().filter(public_id=as_public_id(group_id)).first()
    if practice_group is None:
        raise Http404
    member = Member.objects.of_user(request.user).first()
    own = Membership.objects.own(request.user).filter(practice_group=practice_group)
    if own.exists():
        return redirect("hub_membership:group", practice_group.public_id)
    asked = Membership.objects.requested().filter(practice_group=practice_group, member=member).first() if member else None
    if asked and request.method == "POST":
        return _take_back(request, asked)
    standing = queries.standing(member, practice_group)
    form = JoinForm(request.POST or None, affiliations=standing.affiliations)
    plate = doorplates([practice_group], request)[0]
    refusal: Any = standing.bar.label if standing.bar else ("" if plate.has_room else GroupFull.message)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            return _enter(request, plate.joins_at_once, practice_group, form)
        except MembershipError as error:
            refusal = error.message
    context = {"practice_group": practice_group, "plate": plate, "form": form, "asked": asked, "refusal": refusal}
    return render(request, "hub_membership/join.html", context)


def _enter(request: HttpRequest, at_once: bool, practice_group: PracticeGroup, form: JoinForm) -> HttpResponse:
    affiliation = form.cleaned_data["affiliation"]
    if at_once:
        actions.join_open(actor=_user(request), practice_group=practice_group, affiliation=affiliation)
        messages.success(request, _("You are now in the group."))
        return redirect("hub_membership:group", practice_group.public_id)
    actions.ask_to_join(actor=_user(request), practice_group=practice_group, affiliation=affiliation, message=form.cleaned_data["message"])
    messages.success(request, _("Your request has been sent to the facilitator. You get a mail when it is answered."))
    return redirect("hub_membership:my_groups")


def _take_back(request: HttpRequest, asked: Membership) -> HttpResponse:
    if "take_back" in request.POST:
        actions.leave(actor=_user(request), membership=asked)
        messages.success(request, _("Your request has been taken back."))
    return redirect("hub_membership:my_groups")


@require_http_methods(["GET", "HEAD", "POST"])
def inside(request: HttpRequest, group_id: str) -> HttpResponse:
    """The page inside a group. By POST the member puts the text on the situation aside."""
    practice_group, membership = get_group_and_membership(request, group_id)
    if request.method == "POST":
        actions.put_situation_aside(membership=membership)
        return redirect("hub_membership:group", practice_group.public_id)
    sections = group_sections(practice_group, membership)
    main = [section for section in sections if section.place == "main" and section.template]
    context = {
        "practice_group": practice_group,
        "membership": membership,
        "crumbs": group_crumbs(),
        "circle": queries.circle_of(practice_group),
        "situation_open": queries.situation_is_news(membership),
        "todo_sections": [section for section in sections if section.place == "todo" and section.count],
        "side_sections": [section for section in sections if section.place == "side" and section.template],
        "main_sections": main,
        "tabs": tabs(sections, main[0].key if main else ""),
        "action": next((section.context["action"] for section in main if section.context.get("action")), None),
    }
    return render(request, "hub_membership/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, group_id: str) -> HttpResponse:
    practice_group, _membership = _get_led_group(request, group_id)
    form = DescribeForm(request.POST or None, instance=PracticeGroup.objects.get(pk=practice_group.pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_group(actor=_user(request), practice_group=practice_group, **form.cleaned_data)
        except MembershipError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("hub_membership:group", practice_group.public_id)
    context = {"practice_group": practice_group, "form": form, "crumbs": group_crumbs(practice_group)}
    return render(request, "hub_membership/describe.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, group_id: str) -> HttpResponse:
    practice_group, membership = get_group_and_membership(request, group_id)
    refusal: Any = ""
    if request.method == "POST":
        try:
            actions.leave(actor=_user(request), membership=membership)
        except MembershipError as error:
            refusal = error.message
        else:
            messages.success(request, _("You have left the group."))
            return redirect("hub_membership:my_groups")
    context = {"practice_group": practice_group, "refusal": refusal, "crumbs": group_crumbs(practice_group)}
    return render(request, "hub_membership/leave.html", context)


@require_safe
def members(request: HttpRequest, group_id: str) -> HttpResponse:
    """Who is in the group. A facilitator answers requests here, and opens a form in place: ``?nej=`` or ``?ta-bort=`` somebody."""
    practice_group, membership = get_group_and_membership(request, group_id)
    return _members_page(request, practice_group, membership, ReasonForm(), request.GET.get("nej", ""), request.GET.get("ta-bort", ""))


def _members_page(
    request: HttpRequest,
    practice_group: PracticeGroup,
    membership: Membership,
    form: ReasonForm,
    declining: str = "",
    removing: str = "",
    refusal: Any = "",
) -> HttpResponse:
    leads = membership.is_facilitator
    context = {
        "practice_group": practice_group,
        "membership": membership,
        "crumbs": group_crumbs(practice_group),
        "tabs": tabs(group_sections(practice_group, membership), "members"),
        "people": queries.people_in(practice_group),
        "asking": queries.people_asking(practice_group) if leads else [],
        "form": form,
        "declining": declining if leads else "",
        "removing": removing if leads else "",
        "refusal": refusal,
    }
    return render(request, "hub_membership/members.html", context)


@require_POST
def change_member(request: HttpRequest, group_id: str, member_id: str) -> HttpResponse:
    """What a facilitator does with one person, named by ``do``: approve, decline, remove, facilitator or member."""
    practice_group, own = _get_led_group(request, group_id)
    concerned = Membership.objects.filter(practice_group=practice_group, member__public_id=as_public_id(member_id)).first()
    do = request.POST.get("do", "")
    if concerned is None or do not in _CHANGES:
        raise Http404
    form = ReasonForm(request.POST if do in ("decline", "remove") else None)
    if form.is_bound and not form.is_valid():
        return _members_page(request, practice_group, own, form, member_id if do == "decline" else "", member_id if do == "remove" else "")
    try:
        said = _CHANGES[do](_user(request), concerned, form.cleaned_data["reason"] if form.is_bound else "")
    except MembershipError as error:
        return _members_page(request, practice_group, own, ReasonForm(), refusal=error.message)
    messages.success(request, said)
    return redirect("hub_membership:members", practice_group.public_id)


def _approve(actor: Any, concerned: Membership, _reason: str) -> str:
    actions.approve(actor=actor, membership=concerned)
    return _("%(name)s is now in the group and has been told by mail.") % {"name": concerned.member.name}


def _decline(actor: Any, concerned: Membership, reason: str) -> str:
    actions.decline(actor=actor, membership=concerned, reason=reason)
    return _("%(name)s has been told by mail.") % {"name": concerned.member.name}


def _remove(actor: Any, concerned: Membership, reason: str) -> str:
    actions.remove(actor=actor, membership=concerned, reason=reason)
    return _("%(name)s is no longer in the group and has been told by mail.") % {"name": concerned.member.name}


def _set_role(actor: Any, concerned: Membership, role: Role) -> str:
    actions.change_role(actor=actor, membership=concerned, role=role)
    return _("%(name)s is now %(role)s.") % {"name": concerned.member.name, "role": str(role.label).lower()}


_CHANGES: dict[str, Callable[[Any, Membership, str], str]] = {
    "approve": _approve,
    "decline": _decline,
    "remove": _remove,
    "facilitator": lambda actor, concerned, _reason: _set_role(actor, concerned, Role.FACILITATOR),
    "member": lambda actor, concerned, _reason: _set_role(actor, concerned, Role.MEMBER),
}


def _get_led_group(request: HttpRequest, group_id: str) -> tuple[PracticeGroup, Membership]:
    """The group, for its facilitator; nothing is found by anybody else, a plain member included."""
    practice_group, membership = get_group_and_membership(request, group_id)
    if not membership.is_facilitator:
        raise Http404
    return practice_group, membership


def _user(request: HttpRequest) -> Any:
    return request.user
