from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TurnState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ASKED = "asked", pgettext_lazy("turn", "Asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", pgettext_lazy("turn", "Declined")
    HOSTED = "hosted", _("Hosted")
    SWAPPED = "swapped", _("Swapped")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# A turn in one of these holds its meeting's slot; the plan never moves the fixed ones.
HOLDING = (TurnState.PROPOSED, TurnState.ASKED, TurnState.ACCEPTED, TurnState.HOSTED)
FIXED = (TurnState.ASKED, TurnState.ACCEPTED, TurnState.HOSTED)

# A turn in one of these is not finished: the clock looks after it.
UNFINISHED = (TurnState.PROPOSED, TurnState.ASKED, TurnState.ACCEPTED)


class DeclineReason(models.TextChoices):
    DATE = "date", _("The date does not suit us")
    ROOM = "room", _("We have no room")
    STAFF = "staff", _("We have nobody who can")
    OTHER = "other", _("Another reason")
    SILENT = "silent", _("No answer in time")


# What one chooses among; the other is the clock's.
REASONS_TO_CHOOSE = (DeclineReason.DATE, DeclineReason.ROOM, DeclineReason.STAFF, DeclineReason.OTHER)
