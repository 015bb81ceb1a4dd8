"""Pages of hosting, behind the group's door."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.hosting import actions, queries, sentences
from groups.hosting.board import local_day
from groups.hosting.duties import duties
from groups.hosting.enums import TurnState
from groups.hosting.errors import HostingError
from groups.hosting.forms import ChooseForm, DeclineForm
from groups.hosting.links import host_url, hosting_url
from groups.hosting.models import HostTurn
from groups.hosting.permissions import can_choose
from groups.hosting.queries import MeetingHosts
from groups.hosting.rows import hosted_rows, order_rows, plan_rows, taking_rows
from groups.meetings.enums import MeetingState
from groups.meetings.links import meeting_url
from groups.meetings.models import Meeting
from groups.membership.access import as_public_id, get_group_and_membership, group_crumbs, group_sections, tabs
from groups.membership.models import Membership, PracticeGroup
from mobility_hub import conf
from mobility_hub.returning import back_to_sender

HOSTED_ON_A_PAGE = 20


@require_safe
def hosting(request: HttpRequest, group_id: str) -> HttpResponse:
    """The plan for the next meetings, who takes turns, who has hosted, and how the turn is reckoned."""
    practice_group, membership = get_group_and_membership(request, group_id)
    meetings = queries.planned_meetings(practice_group)
    turns = queries.turns_by_meeting([meeting.pk for meeting in meetings])
    page = Paginator(queries.hosted_turns(practice_group), HOSTED_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "practice_group": practice_group,
        "membership": membership,
        "crumbs": group_crumbs(practice_group),
        "tabs": tabs(group_sections(practice_group, membership), "hosting"),
        "plan": plan_rows(meetings, turns, membership),
        "taking": taking_rows(queries.taking_turns(practice_group), membership),
        "page": page,
        "hosted": hosted_rows(page),
        "answer_days": conf.HOST_ANSWER_DAYS.value,
    }
    return render(request, "hub_hosting/hosting.html", context)


@require_safe
def host(request: HttpRequest, group_id: str, meeting_id: str) -> HttpResponse:
    """The host's page of one meeting. With ``?nej`` the reasons for a no stand where the answer stood."""
    practice_group, membership, meeting = _get_meeting(request, group_id, meeting_id)
    return _host_page(request, practice_group, membership, meeting, DeclineForm() if "nej" in request.GET else None)


@require_POST
def answer(request: HttpRequest, group_id: str, meeting_id: str) -> HttpResponse:
    """The asked organisation's answer: ``answer`` is yes or no, and a no has a reason; without one the reasons are shown."""
    practice_group, membership, meeting = _get_meeting(request, group_id, meeting_id)
    turn = queries.hosts_of(meeting, membership).own
    given = request.POST.get("answer", "no" if "reason" in request.POST else "")
    if turn is None or given not in ("yes", "no"):
        raise Http404
    if given == "yes":
        _try(request, lambda: actions.accept(turn=turn, actor=membership), _("Thank you. You host the meeting."))
        return redirect(back_to_sender(request, host_url(meeting)))
    if "reason" not in request.POST:
        return redirect(f"{host_url(meeting)}?nej=1#svar")
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _host_page(request, practice_group, membership, meeting, form, status=422)
    reason, ask_from = form.cleaned_data["reason"], form.ask_from(local_day(timezone.now()))
    said = _("Thank you for the answer. The question has gone on, and you keep your place.")
    _try(request, lambda: actions.decline(turn=turn, actor=membership, reason=reason, ask_from=ask_from), said)
    return redirect(host_url(meeting))


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, group_id: str, meeting_id: str) -> HttpResponse:
    """The facilitator chooses a host by hand, with a reason."""
    practice_group, membership, meeting = _get_meeting(request, group_id, meeting_id)
    if not can_choose(membership, meeting) or not meeting.is_coming or not practice_group.rotates_hosts:
        raise Http404
    form = ChooseForm(request.POST or None, organisations=queries.organisations_in(practice_group))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_by_hand(meeting=meeting, actor=membership, **form.cleaned_data)
        except HostingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("The host is chosen. Those concerned are told by mail."))
            return redirect(host_url(meeting))
    hosts = queries.hosts_of(meeting, membership)
    context = {
        "practice_group": practice_group,
        "crumbs": _crumbs(practice_group),
        "day": sentences.short_weekday(meeting),
        "now": sentences.hosts(hosts.holding) if hosts.holding else "",
        "form": form,
        "back_url": host_url(meeting),
    }
    return render(request, "hub_hosting/choose.html", context, status=422 if form.errors else 200)


def _host_page(
    request: HttpRequest,
    practice_group: PracticeGroup,
    membership: Membership,
    meeting: Meeting,
    decline_form: DeclineForm | None,
    status: int = 200,
) -> HttpResponse:
    hosts = queries.hosts_of(meeting, membership)
    meetings = queries.planned_meetings(practice_group)
    turns = queries.turns_by_meeting([one.pk for one in meetings])
    today = local_day(timezone.now())
    context = {
        "practice_group": practice_group,
        "meeting": meeting,
        "crumbs": _crumbs(practice_group),
        "title": _title(meeting, hosts),
        "lead": _lead(hosts, membership) if meeting.is_coming else "",
        "line": _line(meeting, hosts),
        "asked": hosts.asked if meeting.is_coming else None,
        "said_no": _said_no(hosts.own) if meeting.is_coming else "",
        "duties": duties(meeting, queries.people_in(practice_group), today) if meeting.is_coming else [],
        "ask": {"question": "", "answer_by": hosts.asked.answer_by, "answer_url": host_url(meeting, "answer")} if hosts.asked else None,
        "form": decline_form if hosts.asked else None,
        "order": order_rows(meetings, turns, meeting),
        "answer_url": host_url(meeting, "answer"),
        "page_url": host_url(meeting),
        "hosting_url": hosting_url(practice_group),
        "choose_url": _choose_url(practice_group, membership, meeting),
    }
    return render(request, "hub_hosting/host.html", context, status=status)


def _title(meeting: Meeting, hosts: MeetingHosts) -> str:
    day = sentences.short_weekday(meeting)
    if meeting.state == MeetingState.CANCELLED:
        return _("The meeting on %(day)s is cancelled") % {"day": day}
    if hosts.asked and meeting.is_coming:
        return _("Would %(name)s host the meeting on %(day)s?") % {"name": hosts.asked.organisation.name, "day": day}
    if hosts.holding:
        names = ", ".join(turn.organisation.name for turn in hosts.holding)
        return _("Host on %(day)s: %(names)s") % {"day": day, "names": names}
    return _("No host yet for the meeting on %(day)s") % {"day": day} if meeting.is_coming else _("The meeting on %(day)s") % {"day": day}


def _lead(hosts: MeetingHosts, membership: Membership) -> str:
    turn = hosts.asked or hosts.first
    return sentences.why(turn, sentences.Reader.of(membership, turn)) if turn else ""


def _line(meeting: Meeting, hosts: MeetingHosts) -> list[Any]:
    words = sentences.state(hosts.first) if hosts.first and meeting.is_coming else ""
    return [*([words.capitalize()] if words else []), {"label": _("To the meeting and its agenda"), "url": meeting_url(meeting)}]


def _said_no(own: HostTurn | None) -> str:
    """What the reader's organisation answered, when the question has left it."""
    if own is None or own.state != TurnState.DECLINED:
        return ""
    if own.answered_by_id is None:
        return _("No answer came from you in time, so the question has gone on. You keep your place.")
    return _("You have said no to this meeting. You keep your place.")


def _choose_url(practice_group: PracticeGroup, membership: Membership, meeting: Meeting) -> str:
    may = can_choose(membership, meeting) and meeting.is_coming and practice_group.rotates_hosts
    return host_url(meeting, "choose") if may else ""


def _crumbs(practice_group: PracticeGroup) -> list[dict[str, Any]]:
    return [*group_crumbs(practice_group), {"label": _("Hosting"), "url": hosting_url(practice_group)}]


def _try(request: HttpRequest, act: Any, said: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except HostingError as error:
        messages.warning(request, str(error.message))
    else:
        messages.success(request, said)


def _get_meeting(request: HttpRequest, group_id: str, meeting_id: str) -> tuple[PracticeGroup, Membership, Meeting]:
    practice_group, membership = get_group_and_membership(request, group_id)
    meetings = Meeting.objects.visible_to(request.user).select_related("practice_group")
    meeting = meetings.filter(practice_group=practice_group, public_id=as_public_id(meeting_id)).first()
    if meeting is None:
        raise Http404
    return practice_group, membership, meeting
