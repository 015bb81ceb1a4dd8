"""Practice groups and who is in them.

``PracticeGroup`` is a plain model: everything member-only points to it and keeps it from being deleted. ``PracticeGroupPage`` is its
optional doorplate in the Wagtail tree; whatever happens to the page changes nothing inside the group.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from groups.membership.enums import (
    GroupKind,
    GroupState,
    JoinPolicy,
    MembershipState,
    Role,
    Visibility,
)
from groups.membership.states import GroupAction, allows, states_allowing
from mobility_hub import conf
from mobility_hub.directory.enums import Capacity, OrganisationKind
from mobility_hub.directory.models import Affiliation, County, Member, Topic
from mobility_hub.ids import new_public_id


def default_limit() -> int:
    return conf.GROUP_LIMIT.value


class PracticeGroupQuerySet(models.QuerySet["PracticeGroup"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> PracticeGroupQuerySet:
        """The groups whose inside ``user`` may see: those they are an active, still eligible member of. One door for all rooms."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Exists(Membership.objects.own(user).filter(practice_group=OuterRef("pk"))))

    def listed(self) -> PracticeGroupQuerySet:
        return self.filter(visibility=Visibility.LISTED)

    def allowing(self, action: GroupAction) -> PracticeGroupQuerySet:
        return self.filter(state__in=states_allowing(action))

    def taking_requests(self) -> PracticeGroupQuerySet:
        """Those that a stranger can find and ask to join, or walk into."""
        return self.listed().allowing(GroupAction.JOIN).exclude(join_policy=JoinPolicy.INVITATION)


class PracticeGroup(models.Model):
    """A small group that takes one question to a result, or a network's room.

    Shown on the doorplate when the group is listed: name, purpose, result with its date, how it meets and which organisations take part.
    Everything else is the members' alone.
    """

    public_id = models.CharField(max_length=16, unique=True, editable=False, default=new_public_id)
    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind, default=GroupKind.PRACTICE_GROUP)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), max_length=600, help_text=_("Shown openly on the group's doorplate."))
    result = models.CharField(_("result"), max_length=200, blank=True, help_text=_("What the group leaves behind. Shown openly."))
    result_on = models.DateField(_("result ready"), null=True, blank=True)
    meeting_form = models.CharField(_("how the group meets"), max_length=200, blank=True, help_text=_("Shown openly."))
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="practice_groups")
    counties = models.ManyToManyField(County, verbose_name=_("counties"), blank=True, related_name="+")
    network = models.ForeignKey(
        "hub_networks.NetworkPage",
        verbose_name=_("network"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="practice_groups",
    )
    state = models.CharField(_("state"), max_length=10, choices=GroupState, default=GroupState.FORMING)
    visibility = models.CharField(_("who sees that it exists"), max_length=8, choices=Visibility, default=Visibility.LISTED)
    join_policy = models.CharField(_("how one joins"), max_length=10, choices=JoinPolicy, default=JoinPolicy.REQUEST)
    size_limit = models.PositiveSmallIntegerField(_("places"), null=True, blank=True, default=default_limit)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_by = models.CharField(_("who has the next step"), max_length=120, blank=True)
    next_step_on = models.DateField(_("next step before"), null=True, blank=True)
    situation = models.TextField(_("the situation in the group"), max_length=4000, blank=True)
    situation_html = models.TextField(editable=False, blank=True)
    situation_at = models.DateTimeField(null=True, blank=True, editable=False)
    founded_at = models.DateTimeField(_("started on"), default=timezone.now, editable=False)

    objects = PracticeGroupQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("practice group")
        verbose_name_plural = _("practice groups")
        constraints = [
            models.CheckConstraint(
                name="hub_group_limit_fits_kind",
                condition=Q(kind=GroupKind.PRACTICE_GROUP, size_limit__gte=1) | Q(kind=GroupKind.NETWORK_ROOM, size_limit__isnull=True),
            ),
            models.CheckConstraint(
                name="hub_group_hidden_by_invitation",
                condition=~Q(visibility=Visibility.HIDDEN) | Q(join_policy=JoinPolicy.INVITATION),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, action: GroupAction) -> bool:
        return allows(self.state, action)

    @property
    def takes_posts(self) -> bool:
        return self.allows(GroupAction.POST)

    @property
    def rotates_hosts(self) -> bool:
        return self.allows(GroupAction.ROTATE)

    @property
    def takes_members(self) -> bool:
        return self.allows(GroupAction.JOIN)

    @cached_property
    def organisations_now(self) -> list[dict[str, Any]]:
        """The organisations that take part now, by name: ``name``, ``kind`` and how many ``people``. Asked once for each object."""
        rows = Membership.objects.in_force().filter(practice_group=self)
        organisation = "affiliation__organisation"
        counted = rows.order_by(f"{organisation}__name", organisation).values(
            name=F(f"{organisation}__name"), kind=F(f"{organisation}__kind"), organisation=F(organisation)
        )
        return [dict(row) for row in counted.annotate(people=Count("pk"))]

    @property
    def is_read_only(self) -> bool:
        """Kept as it was: nobody changes anything, and its doorplate says so."""
        return not self.allows(GroupAction.DESCRIBE)

    @property
    def is_listed(self) -> bool:
        return self.visibility == Visibility.LISTED

    @property
    def takes_requests(self) -> bool:
        """Whether a stranger can find the group and ask or walk in: listed, open, and not by invitation only."""
        return self.is_listed and self.takes_members and self.join_policy != JoinPolicy.INVITATION


class EligibilityQuerySet(models.QuerySet["Eligibility"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> EligibilityQuerySet:
        """Those of the groups that ``user`` is in; what a doorplate says of them is asked through its group."""
        return self.filter(in_groups_of(user))


class Eligibility(models.Model):
    """A kind of organisation whose employees (and elected, when it says so) a group admits. Never business."""

    practice_group = models.ForeignKey(PracticeGroup, on_delete=models.CASCADE, related_name="eligibilities")
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind)
    elected_too = models.BooleanField(default=False)

    objects = EligibilityQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_group", "organisation_kind"], name="hub_eligibility_once_per_kind"),
            models.CheckConstraint(name="hub_eligibility_never_business", condition=~Q(organisation_kind=OrganisationKind.BUSINESS)),
        ]

    def __str__(self) -> str:
        return f"{self.practice_group_id}: {self.organisation_kind}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> MembershipQuerySet:
        """Active ones whose affiliation still holds, is still of an admitted kind, and whose person has no tie to a business now.

        This is asked at every read, so that access ends with the very next request after an affiliation ends or changes.
        """
        now = timezone.now()
        admitted = Eligibility.objects.filter(
            practice_group=OuterRef("practice_group"), organisation_kind=OuterRef("affiliation__organisation__kind")
        )
        commercial = Affiliation.objects.current(now).of_business().filter(member=OuterRef("member"))
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=now),
            Q(affiliation__until__isnull=True) | Q(affiliation__until__gt=now),
            Q(affiliation__capacity=Capacity.EMPLOYED) & Exists(admitted)
            | Q(affiliation__capacity=Capacity.ELECTED) & Exists(admitted.filter(elected_too=True)),
            ~Exists(commercial),
            state=MembershipState.ACTIVE,
            member__user__is_active=True,
            affiliation__organisation__active=True,
        )

    def own(self, user: AbstractBaseUser | AnonymousUser) -> MembershipQuerySet:
        """Those by which ``user`` is inside a group now: what ``PracticeGroup.objects.visible_to`` asks."""
        return self.in_force().filter(member__user_id=user.pk) if user.is_authenticated else self.none()

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> MembershipQuerySet:
        return self.filter(in_groups_of(user))

    def requested(self) -> MembershipQuerySet:
        return self.filter(state=MembershipState.REQUESTED).order_by("asked_at", "pk")

    def facilitators(self) -> MembershipQuerySet:
        return self.filter(role=Role.FACILITATOR)


class Membership(models.Model):
    """One person in one group, through one affiliation: it ends when that affiliation does. One row per person and group, ever."""

    practice_group = models.ForeignKey(PracticeGroup, on_delete=models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")
    affiliation = models.ForeignKey(Affiliation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=12, choices=MembershipState, default=MembershipState.REQUESTED)
    message = models.TextField(_("message to the facilitator"), max_length=1000, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    situation_read_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["practice_group", "member"], name="hub_membership_once_per_person"),
            models.CheckConstraint(
                name="hub_membership_active_has_start", condition=~Q(state=MembershipState.ACTIVE) | Q(since__isnull=False)
            ),
            models.CheckConstraint(name="hub_membership_guest_has_end", condition=~Q(role=Role.GUEST) | Q(until__isnull=False)),
            models.CheckConstraint(
                name="hub_membership_ends_after_start", condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.practice_group_id}"

    @property
    def is_facilitator(self) -> bool:
        return self.role == Role.FACILITATOR


def in_groups_of(user: AbstractBaseUser | AnonymousUser, path: str = "practice_group") -> Any:
    """A condition for the rooms' own ``visible_to``: rows whose group ``user`` may see from inside."""
    return Q(**{f"{path}__in": PracticeGroup.objects.visible_to(user)})


# Django looks for a room's models here; the pages stand in a file of their own, which needs the models above.
from groups.membership.pages import GroupIndexPage, PracticeGroupPage  # noqa: E402

__all__ = ["Eligibility", "GroupIndexPage", "Membership", "PracticeGroup", "PracticeGroupPage"]
