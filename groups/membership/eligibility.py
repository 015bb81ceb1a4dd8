"""Who can be in a practice group: the rule, free of the database.

``Membership.objects.in_force()`` asks the same of the rows; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from mobility_hub.directory.enums import Capacity, OrganisationKind


class Bar(models.TextChoices):
    """What keeps a person out, in words that suit the person and the facilitator alike."""

    NOT_VERIFIED = "not_verified", _("Only those who are approved by an organisation can be in a group. That approval is missing.")
    BUSINESS = "business", _("A practice group is never open to suppliers. They can be heard at a meeting, but not let in.")
    CONSULTANT = "consultant", _("A consultant cannot be in a practice group, not even with an assignment in a municipality.")
    ELECTED = "elected", _("This group is for employees, not for elected representatives.")
    KIND = "kind", _("This group does not admit organisations of that kind.")


@dataclass(frozen=True)
class Tie:
    """A person's current, verified tie to one organisation."""

    organisation_kind: str
    capacity: str


Admitted = Mapping[str, bool]
"""The kinds of organisation a group admits, each with whether it admits their elected representatives too."""


def bar_of_tie(tie: Tie, admitted: Admitted) -> Bar | None:
    """What keeps somebody with this tie out of the group; None when nothing does."""
    if tie.organisation_kind == OrganisationKind.BUSINESS:
        return Bar.BUSINESS
    if tie.capacity == Capacity.CONSULTANT:
        return Bar.CONSULTANT
    if tie.organisation_kind not in admitted:
        return Bar.KIND
    if tie.capacity == Capacity.ELECTED and not admitted[tie.organisation_kind]:
        return Bar.ELECTED
    return None


def bar_of_person(ties: Collection[Tie], admitted: Admitted) -> Bar | None:
    """What keeps somebody with all these ties out. One tie to a business bars, whatever the others are; else one fitting tie is enough."""
    if not ties:
        return Bar.NOT_VERIFIED
    if any(tie.organisation_kind == OrganisationKind.BUSINESS for tie in ties):
        return Bar.BUSINESS
    bars = [bar_of_tie(tie, admitted) for tie in ties]
    return None if None in bars else bars[0]
