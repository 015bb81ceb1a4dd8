"""Network profiles: the networks and forums that exist, what each covers and who may join."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet

from mobility_hub.codes import CodesField
from mobility_hub.directory.mailboxes import addresses_in, looks_personal
from mobility_hub.directory.models import County, Organisation, Topic
from mobility_hub.networks.enums import ActorKind, Confidence, NetworkStatus, Reach
from mobility_hub.networks.forms import NetworkPageForm
from mobility_hub.panels import CodesPanel
from mobility_hub.partial_dates import PartialDateField

# A chain of successors is never this long; it ends the search if one should lead round.
LONGEST_SUCCESSION = 20


class NetworkIndexPage(Page):
    """The overview of networks."""

    lead = models.CharField(_("lead"), max_length=250, blank=True)

    subpage_types: ClassVar[list[str]] = ["hub_networks.NetworkPage"]
    template = "hub_networks/network_index_page.html"
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("network overview")
        verbose_name_plural = _("network overviews")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from mobility_hub.networks.index import index_context  # reads this module's models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **index_context(self, request)}


class NetworkProfile(models.Model):
    """The fields and rules of a network profile, for a site that wants its own page class around them.

    Empty text and null mean "not known" throughout; ``costs_nothing`` tells a stated "no cost" from a cost that nobody has stated.
    """

    summary = models.TextField(_("in brief"), max_length=600, blank=True)
    summary_en = models.TextField(_("summary in English"), max_length=600, blank=True)
    purpose = models.TextField(_("purpose"), max_length=2000, blank=True)
    owner_name = models.CharField(_("owner, as written"), max_length=200, blank=True)
    owner_organisation = models.ForeignKey(
        Organisation, verbose_name=_("owner"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reach = models.CharField(_("reach"), max_length=14, choices=Reach, blank=True)
    counties = ParentalManyToManyField(County, verbose_name=_("counties"), blank=True, related_name="+")
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="+")
    actor_kinds = CodesField(_("open to"), choices=ActorKind, blank=True, default=list)
    meeting_form = models.CharField(_("how it meets"), max_length=300, blank=True)
    cadence = models.CharField(_("how often it meets"), max_length=120, blank=True)
    cost = models.CharField(_("cost"), max_length=300, blank=True)
    costs_nothing = models.BooleanField(_("costs nothing, according to the source"), default=False)
    founded = PartialDateField(_("founded"))
    how_to_join = models.TextField(_("how to join"), max_length=1000, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=NetworkStatus, default=NetworkStatus.UNKNOWN)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact = models.CharField(
        _("contact for these facts"), max_length=200, blank=True, help_text=_("A function, not a person. Shown openly.")
    )
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, blank=True)
    checked_on = models.DateField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("checked by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        faults = {"merged_into": self._succession_fault(), "contact": self._contact_fault()}
        if found := {name: fault for name, fault in faults.items() if fault}:
            raise ValidationError(found)

    def _succession_fault(self) -> Any:
        if self.status != NetworkStatus.MERGED:
            return _("Only a network with the status “merged into another” has a successor.") if self.merged_into is not None else None
        if self.merged_into is None:
            return _("Choose the network that this one has merged into.")
        if any(successor.pk == self.pk for successor in self.successors()):
            return _("This network would end up in itself. Choose another.")
        return None

    def _contact_fault(self) -> Any:
        personal = [address for address in addresses_in(self.contact) if looks_personal(address)]
        message = _("“%(address)s” looks like a person's address. Write a function: an office, or a shared mailbox such as trafik@….")
        return message % {"address": personal[0]} if personal else None

    def successors(self) -> list[Any]:
        """The networks that this one has gone up in, one after the other; one query each."""
        found: list[Any] = []
        successor = self.merged_into
        while successor is not None and successor not in found and len(found) < LONGEST_SUCCESSION:
            found.append(successor)
            successor = successor.merged_into if successor.status == NetworkStatus.MERGED else None
        return found

    @property
    def brief(self) -> str:
        """The summary in the language of the request, or in Swedish when there is none in English."""
        english = (get_language() or "").startswith("en")
        return (self.summary_en if english else "") or self.summary

    @property
    def status_mark(self) -> dict[str, str]:
        """Word and drawing of the status, as ``components/status.html`` takes them."""
        status = NetworkStatus(self.status)
        return {"label": str(status.label).lower(), "kind": status.mark}


class NetworkQuerySet(PageQuerySet):
    def published(self) -> NetworkQuerySet:
        """Those that everybody may read: live, and in no part of the site that is kept for some. Two queries."""
        return self.live().public()

    def open_to(self, kind: str) -> NetworkQuerySet:
        """Those that a kind of organisation may join (``ActorKind``)."""
        return self.filter(actor_kinds__contains=f"|{kind}|")


class NetworkPage(NetworkProfile, Page):  # noqa: DJ008  # Page has one
    """A network's profile. One that has merged into another leads on to it."""

    objects = PageManager.from_queryset(NetworkQuerySet)()

    base_form_class = NetworkPageForm
    parent_page_types: ClassVar[list[str]] = ["hub_networks.NetworkIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "hub_networks/network_page.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("summary"), FieldPanel("summary_en"), FieldPanel("purpose")], heading=_("In brief")),
        MultiFieldPanel([FieldPanel("status"), FieldPanel("merged_into"), FieldPanel("founded")], heading=_("Status")),
        MultiFieldPanel(
            [
                FieldPanel("reach"),
                CodesPanel("actor_kinds"),
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                FieldPanel("counties", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("What it covers"),
        ),
        MultiFieldPanel([FieldPanel("owner_name"), FieldPanel("owner_organisation")], heading=pgettext_lazy("network", "Owner")),
        InlinePanel("member_organisations", heading=_("Member organisations"), label=_("Organisation")),
        MultiFieldPanel(
            [
                FieldPanel("meeting_form"),
                FieldPanel("cadence"),
                FieldPanel("cost"),
                FieldPanel("costs_nothing"),
                FieldPanel("how_to_join"),
                FieldPanel("website"),
            ],
            heading=_("Meeting and joining"),
        ),
        InlinePanel("sources", heading=_("Sources"), label=_("Source")),
        MultiFieldPanel(
            [
                FieldPanel("contact"),
                FieldPanel("confidence"),
                FieldRowPanel([FieldPanel("checked_on"), FieldPanel("checked_by", read_only=True)]),
            ],
            heading=_("Who vouches for the facts"),
        ),
    ]

    class Meta:
        verbose_name = _("network profile")
        verbose_name_plural = _("network profiles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from mobility_hub.networks.profile import profile_context  # reads this module's models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **profile_context(self, request)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.status == NetworkStatus.MERGED and not getattr(request, "is_preview", False):
            for successor in reversed(self.successors()):
                if successor.live and successor.pk != self.pk and (url := successor.get_url(request)):
                    return HttpResponsePermanentRedirect(url)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response


class NetworkMemberOrganisation(Orderable):
    """An organisation named as a member: the text as written, and the organisation when it is known."""

    page = ParentalKey(NetworkPage, on_delete=models.CASCADE, related_name="member_organisations")
    name = models.CharField(_("as written"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels: ClassVar[list[Any]] = [FieldPanel("name"), FieldPanel("organisation")]

    def __str__(self) -> str:
        return self.name


class NetworkSource(Orderable):
    page = ParentalKey(NetworkPage, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("web address"), max_length=500, blank=True)

    panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("url")]

    def __str__(self) -> str:
        return self.title
