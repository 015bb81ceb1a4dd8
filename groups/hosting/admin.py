"""Host turns over all groups, for administrators: organisations and dates, neither groups nor members nor what they wrote. Read only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groups.hosting.board import local_day
from groups.hosting.models import HostTurn
from mobility_hub.listing import HubModelAdmin, NothingNew


class ReadOnly(NothingNew):
    """Whoever may view turns sees them; nobody writes them here."""

    def user_can_list(self, user: Any) -> bool:
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("view")))

    def user_can_inspect_obj(self, user: Any, obj: HostTurn) -> bool:
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: Any, obj: HostTurn) -> bool:
        return False


class HostTurnAdmin(HubModelAdmin):
    """Who was asked, said yes or no, and hosted, and when."""

    model = HostTurn
    menu_label = _("Host turns")
    menu_icon = "home"
    menu_order = 460
    permission_helper_class = ReadOnly
    history_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ("organisation", "slot", "state", "by_hand", "proposed_at", "asked_at", "answer_by", "answered_at")
    list_display = ("organisation", "meeting_day", "state", "asked_at", "answer_by", "answered_at", "by_hand")
    list_filter = ("state", "by_hand", "organisation__kind", "organisation__county", "meeting__starts_at")
    list_export = ("organisation", "meeting_day", "slot", "state", "proposed_at", "asked_at", "answer_by", "answered_at", "by_hand")
    export_filename = "host-turns"
    search_fields = ("organisation__name", "organisation__official_name")
    ordering = ("-meeting__starts_at", "slot", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HostTurn]:
        turns: QuerySet[HostTurn] = super().get_queryset(request)
        return turns.select_related("organisation", "meeting")

    @admin.display(description=_("meeting day"), ordering="meeting__starts_at")
    def meeting_day(self, turn: HostTurn) -> date:
        return local_day(turn.meeting.starts_at)
