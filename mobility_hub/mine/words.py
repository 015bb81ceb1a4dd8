"""A member's standing in words, for the head of the page and the profile."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mobility_hub.directory.enums import Capacity
from mobility_hub.directory.models import Affiliation


def approved_as(affiliation: Affiliation) -> str:
    """ "approved as employed in Vallentuna kommun" """
    forms = {
        Capacity.EMPLOYED: _("approved as employed in %(organisation)s"),
        Capacity.ELECTED: _("approved as an elected representative in %(organisation)s"),
        Capacity.CONSULTANT: _("approved as a consultant in %(organisation)s"),
    }
    return forms[Capacity(affiliation.capacity)] % {"organisation": affiliation.organisation.official_name}
