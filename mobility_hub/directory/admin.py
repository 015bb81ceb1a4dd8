"""Lists of the directory for administrators: organisations, topics, members. They stand in one menu (``verification.admin``)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from mobility_hub.directory.enums import OrganisationKind
from mobility_hub.directory.models import Affiliation, County, Member, Organisation, OrganisationDomain, Topic
from mobility_hub.listing import HubModelAdmin, NothingNew
from mobility_hub.templatetags.hub import number

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class ConfirmedDomainFilter(SimpleListFilter):
    title = _("confirmed e-mail domain")
    parameter_name = "confirmed_domain"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return YES_NO

    def queryset(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        confirmed = Exists(OrganisationDomain.objects.confirmed().filter(organisation=OuterRef("pk")))
        return {"yes": queryset.filter(confirmed), "no": queryset.exclude(confirmed)}.get(self.value() or "", queryset)


class OrganisationPermissions(NothingNew):
    """An organisation is made inactive instead of deleted: people, posts and meetings point to it."""

    def user_can_create(self, user: Any) -> bool:
        return bool(self.user_has_specific_permission(user, self.get_perm_codename("add")))


class OrganisationAdmin(HubModelAdmin):
    model = Organisation
    base_url_path = "hub/organisations"
    menu_icon = "home"
    permission_helper_class = OrganisationPermissions
    list_display = ("official_name", "kind", "county", "inhabitants", "confirmed_domains", "is_active")
    list_filter = ("kind", "county", "active", ConfirmedDomainFilter)
    search_fields = ("official_name", "name", "code", "domains__domain")
    list_export = (
        "official_name", "name", "kind_name", "code", "county_name", "population", "population_year", "skr_group", "website", "mailbox",
        "confirmed_domains", "suggested_domains", "is_active", "slug",
    )  # fmt: skip
    export_filename = "organisations"
    prepopulated_fields = {"slug": ("name",)}
    panels = (
        MultiFieldPanel(
            [FieldPanel("official_name"), FieldPanel("name"), FieldPanel("slug"), FieldRowPanel([FieldPanel("kind"), FieldPanel("code")])],
            heading=capfirst(_("organisation")),
        ),
        FieldPanel("active"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("county"), FieldPanel("skr_group")]),
                FieldRowPanel([FieldPanel("population"), FieldPanel("population_year")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            ],
            heading=capfirst(_("place")),
        ),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("mailbox")], heading=capfirst(_("contact"))),
        FieldPanel("is_example"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        found: QuerySet[Organisation] = super().get_queryset(request)
        return found.select_related("county").prefetch_related("domains")

    @admin.display(description=_("population"), ordering="population")
    def inhabitants(self, organisation: Organisation) -> object:
        return number(organisation.population)

    def confirmed_domains(self, organisation: Organisation) -> str:
        return ", ".join(domain.domain for domain in organisation.domains.all() if domain.confirmed_at)

    confirmed_domains.short_description = _("confirmed e-mail domains")  # type: ignore[attr-defined]  # how modeladmin names a column

    def suggested_domains(self, organisation: Organisation) -> str:
        return ", ".join(domain.domain for domain in organisation.domains.all() if not domain.confirmed_at)

    suggested_domains.short_description = _("suggested e-mail domains")  # type: ignore[attr-defined]

    def kind_name(self, organisation: Organisation) -> str:
        return str(OrganisationKind(organisation.kind).label)

    kind_name.short_description = _("kind")  # type: ignore[attr-defined]

    def county_name(self, organisation: Organisation) -> str:
        return organisation.county.name if organisation.county else ""

    county_name.short_description = _("county")  # type: ignore[attr-defined]

    def is_active(self, organisation: Organisation) -> str:
        return gettext("Yes") if organisation.active else gettext("No")

    is_active.short_description = _("active")  # type: ignore[attr-defined]


class TopicAdmin(HubModelAdmin):
    model = Topic
    base_url_path = "hub/topics"
    menu_icon = "tag"
    list_display = ("name_sv", "name_en", "parent", "position")
    list_filter = ("parent",)
    search_fields = ("name_sv", "name_en", "slug")
    list_export = ("name_sv", "name_en", "slug", "parent", "position")
    export_filename = "topics"
    list_select_related = ("parent",)
    panels = (
        FieldRowPanel([FieldPanel("name_sv"), FieldPanel("name_en")]),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("parent"), FieldPanel("position")]),
    )


class WorksInFilter(SimpleListFilter):
    """By what a member works in now."""

    title = _("works in")
    parameter_name = "works_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*OrganisationKind.choices, ("none", capfirst(_("nothing approved")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        now = Affiliation.objects.current().filter(member=OuterRef("pk"))
        if self.value() == "none":
            return queryset.exclude(Exists(now))
        return queryset.filter(Exists(now.filter(organisation__kind=self.value()))) if self.value() else queryset


class CountyFilter(SimpleListFilter):
    title = _("county")
    parameter_name = "county"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return list(County.objects.values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        if not self.value():
            return queryset
        return queryset.filter(Exists(Affiliation.objects.current().filter(member=OuterRef("pk"), organisation__county=self.value())))


class MemberAdmin(HubModelAdmin):
    """People make their own accounts and confirm their own addresses, so neither is done here."""

    model = Member
    base_url_path = "hub/members"
    menu_icon = "user"
    permission_helper_class = NothingNew
    inspect_view_enabled = True
    inspect_view_fields = ["name", "email", "language", "joined_at", "topics", "affiliations"]
    list_display = ("name", "email", "works_at", "joined_at")
    list_filter = (WorksInFilter, CountyFilter, "language")
    search_fields = ("name", "email", "affiliations__organisation__official_name")
    list_export = ("name", "email", "works_at", "language", "joined_at")
    export_filename = "members"
    panels = (FieldPanel("name"), FieldPanel("language"), FieldPanel("topics"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        found: QuerySet[Member] = super().get_queryset(request)
        ties = Prefetch("affiliations", Affiliation.objects.current().select_related("organisation"), to_attr="ties_now")
        return found.prefetch_related(ties)

    def works_at(self, member: Any) -> str:
        return ", ".join(
            ", ".join(filter(None, [tie.organisation.official_name, tie.title, tie.get_capacity_display()])) for tie in member.ties_now
        )

    works_at.short_description = _("works in")  # type: ignore[attr-defined]
