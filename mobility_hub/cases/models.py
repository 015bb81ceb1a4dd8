"""Case studies: what others did, who decided, why, and with which figures.

Throughout, null and empty text mean "not known". "None" is stated by a field of its own (``no_decision_taken``, ``not_procured``,
``not_measured``), and 0 is a value.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from mobility_hub.cases.briefs import brief_of
from mobility_hub.cases.enums import Confidence, DateKind, DecisionLevel, Procedure, ValueKind
from mobility_hub.cases.forms import CaseStudyForm
from mobility_hub.cases.periods import ends_before_it_starts
from mobility_hub.directory.mailboxes import addresses_in, looks_personal
from mobility_hub.directory.models import County, Organisation, Topic
from mobility_hub.partial_dates import PartialDateField


class CourseOfAction(models.Model):
    """Something that a municipality can choose to do, such as a cap on the number of vehicles. Neutral: never advice."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name_sv = models.CharField(_("Swedish name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    explanation = models.TextField(_("explanation"), max_length=600, blank=True, help_text=_("In Swedish, neutral, a sentence or two."))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "name_sv"]
        verbose_name = _("course of action")
        verbose_name_plural = _("courses of action")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the request."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_sv


class CaseIndexPage(Page):
    """All case studies, with choices above."""

    lead = models.CharField(_("lead"), max_length=250, blank=True)

    subpage_types: ClassVar[list[str]] = ["hub_cases.CaseStudyPage"]
    template = "hub_cases/case_index_page.html"
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("overview of examples")
        verbose_name_plural = _("overviews of examples")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from mobility_hub.cases.index import index_context  # reads this module's models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **index_context(self, request)}


class CaseStudyProfile(models.Model):
    """The fields and rules of a case study, for a site that wants its own page class around them. Texts are plain, in Swedish."""

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)
    summary = models.TextField(
        _("in brief"), max_length=600, blank=True, help_text=_("Three sentences that stand alone. Empty: taken from approach and result.")
    )
    summary_en = models.TextField(_("summary in English"), max_length=600, blank=True)
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="+")
    courses_of_action = ParentalManyToManyField(CourseOfAction, verbose_name=_("courses of action"), blank=True, related_name="+")
    counties = ParentalManyToManyField(County, verbose_name=_("counties"), blank=True, related_name="+")
    period_start = PartialDateField(_("period, from"))
    period_end = PartialDateField(_("period, until"))
    challenge = models.TextField(_("challenge"), max_length=2000, blank=True)
    approach = models.TextField(_("what they did"), max_length=3000, blank=True)
    result = models.TextField(_("result"), max_length=3000, blank=True)
    did_not_work = models.TextField(_("what did not work"), max_length=3000, blank=True)
    lessons = models.TextField(_("lessons"), max_length=3000, blank=True)
    no_decision_taken = models.BooleanField(_("no decision was taken, according to the source"), default=False)
    not_procured = models.BooleanField(_("nothing was procured, according to the source"), default=False)
    not_measured = models.BooleanField(_("nothing was measured, according to the source"), default=False)
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
        if ends_before_it_starts(self.period_start, self.period_end):  # type: ignore[arg-type]  # the stubs see the text column
            raise ValidationError({"period_end": _("The end comes before the start.")})
        personal = [address for address in addresses_in(self.contact) if looks_personal(address)]
        if personal:
            message = _("“%(address)s” looks like a person's address. Write a function: an office, or a shared mailbox such as trafik@….")
            raise ValidationError({"contact": message % {"address": personal[0]}})

    @property
    def brief(self) -> str:
        """The summary, or the first sentences of approach and result where there is none; in Swedish."""
        return self.summary.strip() or brief_of(self.approach, self.result)


class CaseStudyQuerySet(PageQuerySet):
    def published(self) -> CaseStudyQuerySet:
        """Those that everybody may read: live, and in no part of the site that is kept for some. In the query itself, without another."""
        restricted = PageViewRestriction.objects.annotate(
            inside=models.ExpressionWrapper(models.OuterRef("path"), output_field=models.CharField())
        ).filter(inside__startswith=F("page__path"))
        return self.live().filter(~models.Exists(restricted))

    def newest_first(self) -> CaseStudyQuerySet:
        """By period, the one that ended last first; those without a period last, in the order of their titles."""
        return self.order_by(
            Coalesce("period_end", "period_start").desc(nulls_last=True), F("period_start").desc(nulls_last=True), "title", "pk"
        )


class CaseStudyPage(CaseStudyProfile, Page):
    """A case study: one thing that somebody did."""

    objects = PageManager.from_queryset(CaseStudyQuerySet)()

    base_form_class = CaseStudyForm
    parent_page_types: ClassVar[list[str]] = ["hub_cases.CaseIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "hub_cases/case_study_page.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("title_en"), FieldPanel("summary"), FieldPanel("summary_en")], heading=_("In brief")),
        InlinePanel("organisations", heading=_("Organisations"), label=_("Organisation")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("period_start"), FieldPanel("period_end")]),
                FieldPanel("courses_of_action", widget=forms.CheckboxSelectMultiple),
                FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                FieldPanel("counties", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("What, where and when"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("challenge"),
                FieldPanel("approach"),
                FieldPanel("result"),
                FieldPanel("did_not_work"),
                FieldPanel("lessons"),
            ],
            heading=_("How it went"),
        ),
        MultiFieldPanel([FieldPanel("no_decision_taken"), InlinePanel("decisions", label=_("Decision"))], heading=_("Decisions")),
        MultiFieldPanel([FieldPanel("not_procured"), InlinePanel("procurements", label=_("Procurement"))], heading=_("Procurement")),
        MultiFieldPanel([FieldPanel("not_measured"), InlinePanel("statistics", label=_("Figure"))], heading=_("Figures")),
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
        verbose_name = _("example")
        verbose_name_plural = _("examples")

    def __str__(self) -> str:
        return str(self.title)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from mobility_hub.cases.facts import page_context  # reads this module's models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **page_context(self, request)}


class CaseOrganisation(Orderable):
    """An organisation that took part: the text as written, and the organisation when it is known."""

    page = ParentalKey(CaseStudyPage, on_delete=models.CASCADE, related_name="organisations")
    name = models.CharField(_("as written"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels: ClassVar[list[Any]] = [FieldPanel("name"), FieldPanel("organisation")]

    def __str__(self) -> str:
        return self.name


class Decision(Orderable):
    """A decision by a body, a delegate or a court. ``body`` is the source's wording."""

    page = ParentalKey(CaseStudyPage, on_delete=models.CASCADE, related_name="decisions")
    body = models.CharField(_("decided by, as written"), max_length=200)
    level = models.CharField(_("level"), max_length=10, choices=DecisionLevel, default=DecisionLevel.NOT_STATED)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("whose body"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_on = PartialDateField(_("date"))
    date_kind = models.CharField(_("the date tells"), max_length=10, choices=DateKind, default=DateKind.NOT_STATED)
    outcome = models.TextField(pgettext_lazy("decision", "outcome"), max_length=1000, blank=True)
    motivation = models.TextField(_("motivation"), max_length=2000, blank=True)
    reference_number = models.CharField(_("reference number"), max_length=80, blank=True)
    link = models.URLField(_("link to the decision"), max_length=500, blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("organisation")]),
        FieldRowPanel([FieldPanel("decided_on"), FieldPanel("date_kind")]),
        FieldPanel("outcome"),
        FieldPanel("motivation"),
        FieldRowPanel([FieldPanel("reference_number"), FieldPanel("link")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="hub_decision_date_kind_needs_date",
                condition=Q(decided_on__isnull=False) | Q(date_kind=DateKind.NOT_STATED),
                violation_error_message=_("State the date, or leave what it tells as not stated."),
            )
        ]

    def __str__(self) -> str:
        return self.body


class Procurement(Orderable):
    """A purchase or a concession. ``value_sek`` is in whole kronor; ``bids`` 0 means that none came."""

    page = ParentalKey(CaseStudyPage, on_delete=models.CASCADE, related_name="procurements")
    procedure_as_written = models.CharField(_("procedure, as written"), max_length=200, blank=True)
    procedure = models.CharField(_("procedure, in the law's terms"), max_length=26, choices=Procedure, blank=True)
    value_sek = models.PositiveBigIntegerField(_("value, whole SEK"), null=True, blank=True)
    value_kind = models.CharField(_("the value is"), max_length=9, choices=ValueKind, blank=True)
    contract_start = PartialDateField(_("contract from"))
    contract_end = PartialDateField(_("contract until"))
    bids = models.PositiveSmallIntegerField(_("number of bids"), null=True, blank=True, help_text=_("0: none came. Empty: not known."))
    award_criteria = models.TextField(_("award criteria"), max_length=2000, blank=True)
    supplier_count = models.PositiveSmallIntegerField(_("number of suppliers"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    term_note = models.CharField(_("note on the term"), max_length=300, blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("procedure_as_written"),
        FieldPanel("procedure"),
        FieldRowPanel([FieldPanel("value_sek"), FieldPanel("value_kind")]),
        FieldRowPanel([FieldPanel("contract_start"), FieldPanel("contract_end")]),
        FieldPanel("term_note"),
        FieldRowPanel([FieldPanel("bids"), FieldPanel("supplier_count")]),
        FieldPanel("award_criteria"),
        FieldPanel("reference"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("procurement")
        verbose_name_plural = _("procurements")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="hub_procurement_value_kind_needs_value",
                condition=Q(value_sek__isnull=False) | Q(value_kind=""),
                violation_error_message=_("State the value, or leave open what kind it is."),
            ),
            models.CheckConstraint(
                name="hub_procurement_counts_not_negative",
                condition=(Q(value_sek__isnull=True) | Q(value_sek__gte=0))
                & (Q(bids__isnull=True) | Q(bids__gte=0))
                & (Q(supplier_count__isnull=True) | Q(supplier_count__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.procedure_as_written or self.get_procedure_display() or str(_("Procurement"))

    def clean(self) -> None:
        super().clean()
        if ends_before_it_starts(self.contract_start, self.contract_end):  # type: ignore[arg-type]  # as above
            raise ValidationError({"contract_end": _("The end comes before the start.")})


class Statistic(Orderable):
    """A figure with its unit, its year and where it was found. With ``before`` unknown, ``after`` is the one value there is."""

    page = ParentalKey(CaseStudyPage, on_delete=models.CASCADE, related_name="statistics")
    name = models.CharField(_("what is counted"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    before = models.DecimalField(_("before"), max_digits=18, decimal_places=4, null=True, blank=True)
    after = models.DecimalField(_("after"), max_digits=18, decimal_places=4, null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.TextField(_("source"), max_length=1000, blank=True)
    source_url = models.URLField(_("web address of the source"), max_length=500, blank=True)
    measured_by = models.CharField(_("measured by"), max_length=200, blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("before"), FieldPanel("after")]),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("year")]),
        FieldPanel("measured_by"),
        FieldPanel("source"),
        FieldPanel("source_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="hub_statistic_year_plausible",
                condition=Q(year__isnull=True) | Q(year__gte=1900, year__lte=2199),
                violation_error_message=_("Write the year with four digits."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CaseSource(Orderable):
    """Where the facts were found; a source without a web address is a document."""

    page = ParentalKey(CaseStudyPage, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("web address"), max_length=500, blank=True)

    panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("url")]

    def __str__(self) -> str:
        return self.title
