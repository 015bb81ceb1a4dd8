"""Pages of meetings, behind the group's door."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from groups.meetings import actions, permissions, queries
from groups.meetings.forms import AgendaItemForm, AnswerForm, MeetingPlanForm
from groups.meetings.hosts import hosts_in_words
from groups.meetings.links import meeting_url
from groups.meetings.models import AgendaItem, Meeting
from groups.membership.access import as_public_id, get_group_and_membership, group_crumbs, group_sections, tabs
from groups.membership.models import Membership, PracticeGroup
from mobility_hub.returning import back_to_sender
from mobility_hub.sections import GroupSection, gather


class GroupRoomView(View):
    """A view behind the group's door: ``practice_group`` and the reader's ``membership`` are there, or nothing is (404)."""

    practice_group: PracticeGroup
    membership: Membership

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.practice_group, self.membership = get_group_and_membership(request, kwargs.pop("group_id"))
        return super().dispatch(request, *args, **kwargs)

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        shared = {"practice_group": self.practice_group, "membership": self.membership, "crumbs": self.crumbs()}
        return render(request, template, {**shared, **context}, status=status)

    def crumbs(self) -> list[dict[str, Any]]:
        return group_crumbs(self.practice_group)


class MeetingRoomView(GroupRoomView):
    """A view of one meeting of the group."""

    meeting: Meeting

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.practice_group, self.membership = get_group_and_membership(request, kwargs.pop("group_id"))
        meetings = self.practice_group.meetings.visible_to(request.user).select_related("practice_group")
        found = meetings.filter(public_id=as_public_id(kwargs.pop("meeting_id"))).first()
        if found is None:
            raise Http404
        self.meeting = found
        return View.dispatch(self, request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        meetings = {"label": _("Meetings"), "url": reverse("hub_meetings:meetings", args=[self.practice_group.public_id])}
        return [*group_crumbs(self.practice_group), meetings]

    def back(self) -> HttpResponse:
        return redirect(meeting_url(self.meeting))


class MeetingListView(GroupRoomView):
    def get(self, request: HttpRequest) -> HttpResponse:
        coming, past = queries.meetings_of(self.practice_group)
        hosts = hosts_in_words([*coming, *past])
        context = {
            "tabs": tabs(group_sections(self.practice_group, self.membership), "meetings"),
            "coming": [(meeting, meeting_url(meeting), hosts.get(meeting.pk, "")) for meeting in coming],
            "past": [(meeting, meeting_url(meeting), hosts.get(meeting.pk, "")) for meeting in past],
            "plan_url": self._plan_url(),
        }
        return self.page(request, "hub_meetings/meetings.html", context)

    def _plan_url(self) -> str:
        if not permissions.can_plan(self.membership, self.practice_group):
            return ""
        return reverse("hub_meetings:plan", args=[self.practice_group.public_id])


class PlanView(GroupRoomView):
    def get(self, request: HttpRequest) -> HttpResponse:
        self._require()
        return self._show(request, MeetingPlanForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        self._require()
        form = MeetingPlanForm(request.POST)
        if form.is_valid():
            try:
                meeting = actions.plan_meeting(practice_group=self.practice_group, actor=self.membership, **form.fields_of_meeting())
            except actions.MeetingError as fault:
                form.add_error("day", str(fault))
            else:
                messages.success(request, _("The meeting is planned, and the members are told by mail."))
                return redirect(meeting_url(meeting))
        return self._show(request, form, status=422)

    def _require(self) -> None:
        if not permissions.can_plan(self.membership, self.practice_group):
            raise Http404

    def _show(self, request: HttpRequest, form: MeetingPlanForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "heading": _("Plan a meeting"), "button": _("Plan the meeting")}
        return self.page(request, "hub_meetings/meeting_form.html", context, status)


class MeetingView(MeetingRoomView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, AnswerForm(initial=self._own_answer()))

    def show(self, request: HttpRequest, form: AnswerForm, status: int = 200) -> HttpResponse:
        agenda = queries.agenda_of(self.meeting)
        sections: list[GroupSection] = gather("register_hub_meeting_section", self.meeting, self.membership)
        may_propose = permissions.can_propose(self.membership, self.meeting)
        context = {
            "meeting": self.meeting,
            "form": form,
            "own_answer": queries.own_answer(self.meeting, self.membership.member),
            "agenda": agenda,
            "agenda_rows": queries.agenda_items_shown(agenda, self._item_url),
            "who": queries.who_comes(self.meeting),
            "sections": sections,
            "may_answer": permissions.can_answer(self.membership, self.meeting),
            "may_change": permissions.can_change(self.membership, self.meeting),
            "item_url": meeting_url(self.meeting, "item_add") if may_propose else "",
            "answer_url": meeting_url(self.meeting, "answer"),
            "change_url": meeting_url(self.meeting, "change"),
            "cancel_url": meeting_url(self.meeting, "cancel"),
        }
        return self.page(request, "hub_meetings/meeting.html", context, status)

    def _own_answer(self) -> dict[str, str]:
        found = queries.own_answer(self.meeting, self.membership.member)
        return {"answer": found.answer, "deputy": found.deputy, "reason": found.reason} if found else {}

    def _item_url(self, item: AgendaItem) -> str:
        item.meeting = self.meeting
        if not permissions.can_edit(self.membership, item):
            return ""
        return reverse("hub_meetings:item_change", args=[self.practice_group.public_id, self.meeting.public_id, item.public_id])


class AnswerView(MeetingView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, status=422)
        try:
            actions.answer(meeting=self.meeting, actor=self.membership, **form.cleaned_data)
        except actions.MeetingError:
            messages.error(request, _("The meeting no longer takes answers."))
        else:
            messages.success(request, _("Your answer is saved."))
        return redirect(back_to_sender(request, meeting_url(self.meeting)))


class ChangeView(MeetingRoomView):
    def get(self, request: HttpRequest) -> HttpResponse:
        self._require()
        return self._show(request, MeetingPlanForm.of(self.meeting))

    def post(self, request: HttpRequest) -> HttpResponse:
        self._require()
        form = MeetingPlanForm(request.POST)
        if form.is_valid():
            try:
                actions.change_meeting(meeting=self.meeting, actor=self.membership, **form.fields_of_meeting())
            except actions.MeetingError as fault:
                form.add_error("day", str(fault))
            else:
                messages.success(request, _("The meeting is saved. If time or place changed, the members are told by mail."))
                return self.back()
        return self._show(request, form, status=422)

    def _require(self) -> None:
        if not permissions.can_change(self.membership, self.meeting):
            raise Http404

    def _show(self, request: HttpRequest, form: MeetingPlanForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "heading": _("Change the meeting"), "button": _("Save")}
        return self.page(request, "hub_meetings/meeting_form.html", context, status)


class CancelView(MeetingRoomView):
    """One page with one button, so that a stray click cancels nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self._require()
        return self.page(request, "hub_meetings/meeting_cancel.html", {"meeting": self.meeting, "back_url": meeting_url(self.meeting)})

    def post(self, request: HttpRequest) -> HttpResponse:
        self._require()
        try:
            actions.cancel_meeting(meeting=self.meeting, actor=self.membership)
        except actions.MeetingError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("The meeting is cancelled, and the members are told by mail."))
        return self.back()

    def _require(self) -> None:
        if not permissions.can_change(self.membership, self.meeting):
            raise Http404


class ItemAddView(MeetingRoomView):
    def get(self, request: HttpRequest) -> HttpResponse:
        self._require()
        return self._show(request, AgendaItemForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        self._require()
        form = AgendaItemForm(request.POST)
        if form.is_valid():
            try:
                actions.add_item(meeting=self.meeting, actor=self.membership, **form.cleaned_data)
            except actions.MeetingError as fault:
                form.add_error(None, str(fault))
            else:
                messages.success(request, _("The item is on the agenda."))
                return self.back()
        return self._show(request, form, status=422)

    def _require(self) -> None:
        if not permissions.can_propose(self.membership, self.meeting):
            raise Http404

    def _show(self, request: HttpRequest, form: AgendaItemForm, status: int = 200) -> HttpResponse:
        return self.page(request, "hub_meetings/item_form.html", {"form": form, "heading": _("Propose an item")}, status)


class ItemRoomView(MeetingRoomView):
    """A view of one agenda item that the reader may change."""

    item_id: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.item_id = kwargs.pop("item_id")
        return super().dispatch(request, *args, **kwargs)

    def require_item(self) -> AgendaItem:
        items = self.meeting.agenda_items.visible_to(self.request.user)
        item = items.filter(public_id=as_public_id(self.item_id)).first()
        if item is None:
            raise Http404
        item.meeting = self.meeting
        if not permissions.can_edit(self.membership, item):
            raise Http404
        return item


class ItemChangeView(ItemRoomView):
    def get(self, request: HttpRequest) -> HttpResponse:
        item = self.require_item()
        return self._show(request, item, AgendaItemForm.of(item))

    def post(self, request: HttpRequest) -> HttpResponse:
        item = self.require_item()
        form = AgendaItemForm(request.POST)
        if form.is_valid():
            try:
                actions.change_item(item=item, actor=self.membership, **form.cleaned_data)
            except actions.MeetingError as fault:
                form.add_error(None, str(fault))
            else:
                messages.success(request, _("The item is saved."))
                return self.back()
        return self._show(request, item, form, status=422)

    def _show(self, request: HttpRequest, item: AgendaItem, form: AgendaItemForm, status: int = 200) -> HttpResponse:
        place = [self.practice_group.public_id, self.meeting.public_id, item.public_id]
        context = {
            "form": form,
            "heading": _("Change the item"),
            "item": item,
            "remove_url": reverse("hub_meetings:item_remove", args=place),
            "move_url": reverse("hub_meetings:item_move", args=place) if permissions.can_change(self.membership, self.meeting) else "",
        }
        return self.page(request, "hub_meetings/item_form.html", context, status)


class ItemMoveView(ItemRoomView):
    def post(self, request: HttpRequest) -> HttpResponse:
        item = self.require_item()
        if not permissions.can_change(self.membership, self.meeting):
            raise Http404
        try:
            actions.move_item(item=item, actor=self.membership, up=request.POST.get("way") == "up")
        except actions.MeetingError as fault:
            messages.error(request, str(fault))
        return self.back()


class ItemRemoveView(ItemRoomView):
    def post(self, request: HttpRequest) -> HttpResponse:
        item = self.require_item()
        try:
            actions.remove_item(item=item, actor=self.membership)
        except actions.MeetingError as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, _("The item is taken off the agenda."))
        return self.back()
