from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Reach(models.TextChoices):
    INTERNATIONAL = "international", pgettext_lazy("network", "International")
    NATIONAL = "national", pgettext_lazy("network", "National")
    REGIONAL = "regional", pgettext_lazy("network", "Regional")
    LOCAL = "local", pgettext_lazy("network", "Local")


# A network of these that names no county covers them all.
COUNTRYWIDE = frozenset({Reach.INTERNATIONAL, Reach.NATIONAL})


class NetworkStatus(models.TextChoices):
    """In the order lists show them: what is confirmed stands first."""

    ACTIVE = "active", pgettext_lazy("network", "Active")
    PLANNED = "planned", pgettext_lazy("network", "Planned")
    RESTING = "resting", pgettext_lazy("network", "Resting")
    UNKNOWN = "unknown", pgettext_lazy("network", "Not confirmed")
    ENDED = "ended", pgettext_lazy("network", "Ended")
    MERGED = "merged", pgettext_lazy("network", "Merged into another")

    @property
    def mark(self) -> str:
        """The drawing of ``components/status.html`` that goes with the word."""
        return _MARKS[self]


_MARKS = {
    NetworkStatus.ACTIVE: "on",
    NetworkStatus.PLANNED: "wait",
    NetworkStatus.RESTING: "half",
    NetworkStatus.UNKNOWN: "half",
    NetworkStatus.ENDED: "off",
    NetworkStatus.MERGED: "off",
}


class ActorKind(models.TextChoices):
    """Who may join a network."""

    MUNICIPALITY = "municipality", _("Municipalities")
    REGION = "region", _("Regions")
    AGENCY = "agency", _("Government agencies")
    ASSOCIATION = "association", _("Associations")
    ACADEMIA = "academia", _("Academia")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    BUSINESS = "business", _("Businesses")


class Confidence(models.TextChoices):
    SEEN = "seen", _("Seen in the source")
    PARTLY = "partly", _("Partly inferred or second-hand")
