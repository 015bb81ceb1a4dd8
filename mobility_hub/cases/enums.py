from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionLevel(models.TextChoices):
    """What kind of body decided."""

    COUNCIL = "council", _("Council")
    BOARD = "board", _("Executive board")
    COMMITTEE = "committee", _("Committee")
    DELEGATED = "delegated", _("On delegation")
    JOINT = "joint", _("Joint body")
    COURT = "court", _("Court")
    NOT_STATED = "not_stated", _("Not stated")


class DateKind(models.TextChoices):
    """What happened on a decision's date."""

    DECIDED = "decided", _("Decided")
    IN_FORCE = "in_force", _("Came into force")
    NOT_STATED = "not_stated", _("Not stated")


class Procedure(models.TextChoices):
    """The terms of Swedish procurement law: LOU (2016:1145) chapter 6 and 19, LUK (2016:1147)."""

    OPEN = "open", _("Open procedure")
    RESTRICTED = "restricted", _("Restricted procedure")
    NEGOTIATED = "negotiated", _("Negotiated procedure")
    COMPETITIVE_DIALOGUE = "competitive_dialogue", _("Competitive dialogue")
    INNOVATION_PARTNERSHIP = "innovation_partnership", _("Innovation partnership")
    DYNAMIC_PURCHASING_SYSTEM = "dynamic_purchasing_system", _("Dynamic purchasing system")
    DIRECT_AWARD = "direct_award", _("Direct award")
    CONCESSION = "concession", _("Concession")
    FRAMEWORK_CALL_OFF = "framework_call_off", _("Call-off from a framework agreement")
    BELOW_THRESHOLD = "below_threshold", _("Below the threshold")
    JOINT = "joint", _("Joint procurement")


class ValueKind(models.TextChoices):
    """Whether a contract's value was guessed beforehand or known afterwards."""

    ESTIMATED = "estimated", _("Estimated")
    ACTUAL = "actual", _("Actual")


class Confidence(models.TextChoices):
    SEEN = "seen", _("Seen in the source")
    PARTLY = "partly", _("Partly inferred or second-hand")
