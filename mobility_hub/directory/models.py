"""Who is who: organisations, their e-mail domains, topics, members and whom they work for."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mobility_hub.directory.counties import short_name
from mobility_hub.directory.domains import DomainError, is_free_mail, normalise_domain
from mobility_hub.directory.enums import Capacity, Language, OrganisationKind, RequestState, SkrGroup, VerifiedBy
from mobility_hub.ids import new_public_id

models.CharField.register_lookup(Length)


class County(models.Model):
    """A Swedish county. The 21 rows are kept by the code (``counties.py``) after every migrate."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=40, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["code"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return short_name(self.name)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> OrganisationQuerySet:
        return self.filter(active=True)

    def municipalities(self) -> OrganisationQuerySet:
        return self.filter(kind=OrganisationKind.MUNICIPALITY)


class Organisation(models.Model):
    """A municipality, region, company or other body. ``population`` is the number of inhabitants on 31 December of its year."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    code = models.CharField(
        _("SCB code"),
        max_length=4,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^(\d{2}|\d{4})$", _("Four digits for a municipality, two for a county's region."))],
        help_text=_("Four digits for a municipality, two for a county's region."),
    )
    name = models.CharField(_("short name"), max_length=120)
    official_name = models.CharField(_("official name"), max_length=160)
    slug = models.SlugField(_("address"), max_length=140, unique=True)
    county = models.ForeignKey(County, verbose_name=_("county"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("year of population"), null=True, blank=True)
    skr_group = models.CharField(_("SKR group"), max_length=2, choices=SkrGroup, blank=True)
    website = models.URLField(_("website"), blank=True)
    mailbox = models.EmailField(_("function mailbox"), blank=True, help_text=_("A shared mailbox, never a person's address."))
    active = models.BooleanField(_("active"), default=True)
    is_example = models.BooleanField(_("made-up example"), default=False, help_text=_("Shown as an example, not a real body."))

    objects = OrganisationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                name="hub_organisation_code_fits_kind",
                condition=Q(code__isnull=True)
                | Q(kind=OrganisationKind.MUNICIPALITY, code__length=4)
                | Q(kind=OrganisationKind.REGION, code__length=2),
            ),
            models.CheckConstraint(
                name="hub_organisation_population_has_year",
                condition=Q(population__isnull=True) | Q(population_year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.official_name

    def clean(self) -> None:
        digits = {OrganisationKind.MUNICIPALITY: 4, OrganisationKind.REGION: 2}.get(OrganisationKind(self.kind)) if self.kind else None
        self.code = self.code or None
        faults = {}
        if self.code and len(self.code) != digits:
            faults["code"] = _("Four digits for a municipality, two for a county's region.")
        if self.population is not None and self.population_year is None:
            faults["population_year"] = _("State the year of the population.")
        if faults:
            raise ValidationError(faults)

    @property
    def is_business(self) -> bool:
        return self.kind == OrganisationKind.BUSINESS


class OrganisationDomainQuerySet(models.QuerySet["OrganisationDomain"]):
    def confirmed(self) -> OrganisationDomainQuerySet:
        return self.filter(confirmed_at__isnull=False)


class OrganisationDomain(models.Model):
    """An e-mail domain of an organisation: a suggestion until an administrator confirms it, and verifies nobody before."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("e-mail domain"), max_length=253)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OrganisationDomainQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["domain", "pk"]
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "domain"], name="hub_domain_once_per_organisation"),
            models.UniqueConstraint(fields=["domain"], condition=Q(confirmed_at__isnull=False), name="hub_domain_confirmed_once"),
        ]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        try:
            self.domain = normalise_domain(self.domain)
        except DomainError:
            raise ValidationError({"domain": _("Write the domain alone, for example vallentuna.se.")}) from None
        if is_free_mail(self.domain):
            raise ValidationError({"domain": _("Anybody can get an address at this domain, so it can verify nobody.")})


class TopicQuerySet(models.QuerySet["Topic"]):
    def top(self) -> TopicQuerySet:
        return self.filter(parent__isnull=True)


class Topic(models.Model):
    """What networks, case studies and groups are about: a tree in one level."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name_sv = models.CharField(_("Swedish name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        limit_choices_to={"parent__isnull": True},
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = TopicQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position", "name_sv"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [models.CheckConstraint(name="hub_topic_not_its_own_parent", condition=~Q(parent=F("pk")))]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the request."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_sv

    def clean(self) -> None:
        if self.parent is None:
            return
        if self.parent.parent_id is not None or self.parent == self:
            raise ValidationError({"parent": _("Choose a topic that is not itself part of another.")})
        if self.pk and self.children.exists():
            raise ValidationError({"parent": _("This topic has sub-topics of its own, so it cannot become one.")})


class MemberQuerySet(models.QuerySet["Member"]):
    def of_user(self, user: AbstractBaseUser | AnonymousUser) -> MemberQuerySet:
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()


class Member(models.Model):
    """A person with an account: one per user of the site, whatever its user model is."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="hub_member")
    public_id = models.CharField(max_length=16, unique=True, editable=False, default=new_public_id)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), help_text=_("Where the hub's mail goes."))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.SWEDISH)
    topics = models.ManyToManyField(Topic, verbose_name=_("my topics"), blank=True, related_name="followers")
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = MemberQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def current(self, at: datetime | None = None) -> AffiliationQuerySet:
        """Those in force at ``at`` (default: now), in organisations that are still active."""
        moment = at or timezone.now()
        return self.filter(Q(until__isnull=True) | Q(until__gt=moment), since__lte=moment, organisation__active=True)

    def of_business(self) -> AffiliationQuerySet:
        return self.filter(organisation__kind=OrganisationKind.BUSINESS)


class Affiliation(models.Model):
    """A verified tie between a member and an organisation, with dates: what was true when something was written stays known."""

    member = models.ForeignKey(Member, verbose_name=_("person"), on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="affiliations")
    title = models.CharField(pgettext_lazy("work", "title"), max_length=120, blank=True)
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, default=Capacity.EMPLOYED)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    verified_how = models.CharField(_("verified how"), max_length=20, choices=VerifiedBy)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("verified by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AffiliationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-since", "pk"]
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(fields=["member", "organisation"], condition=Q(until__isnull=True), name="hub_affiliation_open_once"),
            models.CheckConstraint(name="hub_affiliation_ends_after_start", condition=Q(until__isnull=True) | Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.organisation}"

    @property
    def is_current(self) -> bool:
        return self.organisation.active and (self.until is None or self.until > timezone.now())


class AffiliationRequest(models.Model):
    """A person's own statement of whom they work for, waiting for an administrator. Grants nothing before it is approved."""

    member = models.ForeignKey(Member, verbose_name=_("person"), on_delete=models.CASCADE, related_name="affiliation_requests")
    organisation_name = models.CharField(_("organisation, as written"), max_length=160)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(pgettext_lazy("work", "title"), max_length=120, blank=True)
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, default=Capacity.EMPLOYED)
    email = models.EmailField(_("confirmed e-mail address"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.WAITING)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    asked_at = models.DateTimeField(pgettext_lazy("request", "asked"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request for approval")
        verbose_name_plural = _("requests for approval")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state=RequestState.WAITING), name="hub_affiliation_request_waiting_once"
            ),
            models.CheckConstraint(
                name="hub_affiliation_request_declined_with_reason",
                condition=~Q(state=RequestState.DECLINED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.organisation_name}"
