"""What administrators of the directory get in the Wagtail admin: one menu, with what waits for an answer first."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Case, Model, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import re_path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdminGroup

from mobility_hub.directory.admin import YES_NO, MemberAdmin, OrganisationAdmin, TopicAdmin
from mobility_hub.directory.enums import RequestState
from mobility_hub.directory.models import Affiliation, AffiliationRequest, OrganisationDomain
from mobility_hub.listing import HubModelAdmin, NothingNew
from mobility_hub.verification.permissions import can_answer_requests, can_end_affiliation
from mobility_hub.verification.views import AnswerView, ConfirmDomainsView, EndView


class RequestPermissions(NothingNew):
    def user_can_edit_obj(self, user: Any, obj: AffiliationRequest) -> bool:
        return can_answer_requests(user)


class AnswerButtons(ButtonHelper):
    def edit_button(self, pk: Any, classnames_add: Any = None, classnames_exclude: Any = None) -> dict[str, Any]:
        button: dict[str, Any] = super().edit_button(pk, classnames_add, classnames_exclude)
        return {**button, "label": gettext("Answer the request"), "title": gettext("Answer the request")}


class AffiliationRequestAdmin(HubModelAdmin):
    """The approval queue: those who wait come first, the oldest on top."""

    model = AffiliationRequest
    base_url_path = "hub/requests"
    menu_icon = "tasks"
    permission_helper_class = RequestPermissions
    button_helper_class = AnswerButtons
    edit_view_class = AnswerView
    history_view_enabled = False
    list_display = ("person", "organisation_name", "title", "capacity", "email", "state", "asked_at")
    list_filter = ("state", "capacity")
    list_select_related = ("member", "answered_by", "organisation")
    search_fields = ("member__name", "organisation_name", "email")
    ordering = ("rank", "asked_at")
    list_export = ("person", "email", "organisation_name", "title", "capacity", "state", "asked_at", "answered_at", "answerer", "reason")
    export_filename = "requests"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AffiliationRequest]:
        found: QuerySet[AffiliationRequest] = AffiliationRequest.objects.annotate(
            rank=Case(When(state=RequestState.WAITING, then=Value(0)), default=Value(1))
        )
        return found

    def person(self, request: AffiliationRequest) -> str:
        return request.member.name or request.member.email

    person.short_description = _("person")  # type: ignore[attr-defined]  # how modeladmin names a column
    person.admin_order_field = "member__name"  # type: ignore[attr-defined]

    def answerer(self, request: AffiliationRequest) -> str:
        return str(request.answered_by or "")

    answerer.short_description = _("answered by")  # type: ignore[attr-defined]


class IsConfirmedFilter(SimpleListFilter):
    title = _("confirmed")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return YES_NO

    def queryset(self, request: HttpRequest, queryset: QuerySet[OrganisationDomain]) -> QuerySet[OrganisationDomain]:
        return {"yes": queryset.filter(confirmed_at__isnull=False), "no": queryset.filter(confirmed_at__isnull=True)}.get(
            self.value() or "", queryset
        )


class DomainPermissions(NothingNew):
    """A domain is added and removed, never rewritten: what is confirmed is the text that was read."""

    def user_can_create(self, user: Any) -> bool:
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("add")))

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("delete")))

    def user_can_edit_obj(self, user: Any, obj: OrganisationDomain) -> bool:
        return False


class OrganisationDomainAdmin(HubModelAdmin):
    """Suggested and confirmed e-mail domains, to be confirmed one by one or many at once."""

    model = OrganisationDomain
    base_url_path = "hub/email-domains"
    menu_icon = "mail"
    permission_helper_class = DomainPermissions
    index_template_name = "hub_verification/admin/domains.html"
    history_view_enabled = False
    list_display = ("domain", "organisation", "confirmed_at", "confirmed_by")
    list_filter = (IsConfirmedFilter, "organisation__kind", "organisation__county")
    list_select_related = ("organisation", "confirmed_by")
    search_fields = ("domain", "organisation__official_name")
    list_export = ("domain", "organisation", "confirmed_at", "confirmed_by")
    export_filename = "email-domains"
    # Every municipality has one: all suggestions of the country fit on one page and can be ticked together.
    list_per_page = 400
    panels = (FieldPanel("organisation"), FieldPanel("domain"))

    @property
    def confirm_url(self) -> str:
        return reverse("hub_email_domains_confirm")

    def confirm_view(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = ConfirmDomainsView.as_view(model_admin=self)(request)
        return response

    def get_admin_urls_for_registration(self) -> Any:
        return (
            re_path(rf"^{self.base_url_path}/confirm/$", self.confirm_view, name="hub_email_domains_confirm"),
            *super().get_admin_urls_for_registration(),
        )


class HoldsFilter(SimpleListFilter):
    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return YES_NO

    def queryset(self, request: HttpRequest, queryset: QuerySet[Affiliation]) -> QuerySet[Affiliation]:
        holds = Q(until__isnull=True) | Q(until__gt=timezone.now())
        return {"yes": queryset.filter(holds), "no": queryset.exclude(holds)}.get(self.value() or "", queryset)


class AffiliationPermissions(NothingNew):
    def user_can_edit_obj(self, user: Any, obj: Affiliation) -> bool:
        return obj.until is None and can_end_affiliation(user, obj)


class EndButtons(ButtonHelper):
    def edit_button(self, pk: Any, classnames_add: Any = None, classnames_exclude: Any = None) -> dict[str, Any]:
        button: dict[str, Any] = super().edit_button(pk, classnames_add, classnames_exclude)
        return {**button, "label": gettext("End it"), "title": gettext("End the affiliation")}


class AffiliationAdmin(HubModelAdmin):
    """Who is approved where, since when and how; the one thing to do is to end it."""

    model = Affiliation
    base_url_path = "hub/affiliations"
    menu_icon = "link"
    permission_helper_class = AffiliationPermissions
    button_helper_class = EndButtons
    edit_view_class = EndView
    history_view_enabled = False
    list_display = ("member", "organisation", "title", "capacity", "since", "until", "verified_how")
    list_filter = (HoldsFilter, "capacity", "verified_how", "organisation__kind", "organisation__county")
    list_select_related = ("member", "organisation", "verified_by")
    search_fields = ("member__name", "member__email", "organisation__official_name")
    list_export = ("member", "organisation", "title", "capacity", "since", "until", "verified_how", "verified_by")
    export_filename = "affiliations"


class DirectoryGroup(ModelAdminGroup):
    menu_label = _("Directory")
    menu_icon = "group"
    menu_order = 260
    items = (AffiliationRequestAdmin, MemberAdmin, AffiliationAdmin, OrganisationAdmin, OrganisationDomainAdmin, TopicAdmin)
