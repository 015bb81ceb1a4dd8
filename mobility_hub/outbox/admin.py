"""Outgoing mail in the Wagtail admin, for administrators: what waits, failed or is uncertain. Never the words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.views import InstanceSpecificView

from mobility_hub.listing import HubModelAdmin, NothingNew
from mobility_hub.outbox import actions
from mobility_hub.outbox.kinds import kind_label
from mobility_hub.outbox.models import OutgoingMail

_DONE = {"send_again": _("It is sent at the next tick of the clock."), "drop": _("It is dropped.")}


class MailPermissions(NothingNew):
    """Who may view outgoing mail sees the list; who may change it decides about single mails."""

    def user_can_list(self, user: Any) -> bool:
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("view")))

    def user_can_edit_obj(self, user: Any, obj: OutgoingMail) -> bool:
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("change")))


class MailButtons(ButtonHelper):
    def edit_button(self, pk: Any, classnames_add: Any = None, classnames_exclude: Any = None) -> dict[str, Any]:
        button: dict[str, Any] = super().edit_button(pk, classnames_add, classnames_exclude)
        return {**button, "label": gettext("Look"), "title": gettext("Look at this mail, send it again or drop it")}


class KindFilter(admin.SimpleListFilter):
    """The kinds that there are mails of, by their labels."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = OutgoingMail.objects.order_by().values_list("kind", flat=True).distinct()
        return sorted(((name, kind_label(name)) for name in names), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class MailView(InstanceSpecificView, TemplateView):
    """The facts of one mail, and the two things that can be done: each a button, pressed on purpose."""

    page_title = _("Outgoing mail")
    template_name = "hub_outbox/admin/mail.html"

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def check_action_permitted(self, user: Any) -> bool:
        return bool(self.permission_helper.user_can_edit_obj(user, self.instance))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        this = OutgoingMail.objects.filter(pk=self.instance.pk)
        more = {"kind": kind_label(self.instance.kind)}
        may = {"can_go_again": this.can_go_again().exists(), "can_be_dropped": this.can_be_dropped().exists()}
        context: dict[str, Any] = super().get_context_data(**more, **may, **kwargs)
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = {"send_again": actions.send_again, "drop": actions.drop}.get(request.POST.get("act", ""))
        if act is None:
            return redirect(self.edit_url)
        try:
            act(self.instance, actor=request.user)  # type: ignore[arg-type]  # signed in, or Wagtail has refused
        except actions.NotPossible:
            messages.error(request, gettext("That is not possible any more: the mail has moved on, or its words are gone."))
        else:
            messages.success(request, str(_DONE[request.POST["act"]]))
        return redirect(self.index_url)


class OutgoingMailAdmin(HubModelAdmin):
    """What waits, was sent, came back, is uncertain or was dropped, and why."""

    model = OutgoingMail
    base_url_path = "hub/mail"
    menu_label = _("Outgoing mail")
    menu_icon = "mail"
    menu_order = 470
    permission_helper_class = MailPermissions
    button_helper_class = MailButtons
    edit_view_class = MailView
    history_view_enabled = False
    list_display = ("address", "kind_in_words", "standing", "attempts", "written_at", "fault")
    list_filter = ("state", "reason", KindFilter, "written_at")
    search_fields = ("address", "key", "message_id")
    ordering = ("-written_at", "-pk")

    @admin.display(description=_("kind"), ordering="kind")
    def kind_in_words(self, mail: OutgoingMail) -> str:
        return kind_label(mail.kind)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, mail: OutgoingMail) -> str:
        """The state, and for what was dropped the reason."""
        return ": ".join(filter(None, [mail.get_state_display(), mail.get_reason_display()]))
