"""When the summary comes, in words."""

from __future__ import annotations

from datetime import time

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mobility_hub.digests.enums import Cadence
from mobility_hub.digests.models import DigestPlan


def clock_words(hour: time) -> str:
    """``07.30`` in Swedish, ``07:30`` in English."""
    return hour.strftime("%H.%M" if (get_language() or "").startswith("sv") else "%H:%M")


def rhythm(plan: DigestPlan) -> str:
    """A sentence: how often the plan's summary comes."""
    if plan.cadence == Cadence.NEVER:
        return _("You do not get the summary.")
    hour = clock_words(plan.hour)
    if plan.cadence == Cadence.DAILY:
        return _("You get the summary every working day at %(hour)s, when there is something new.") % {"hour": hour}
    day = str(WEEKDAYS[plan.weekday]).lower() if (get_language() or "").startswith("sv") else str(WEEKDAYS[plan.weekday])
    return _("You get the summary every %(weekday)s at %(hour)s, when there is something new.") % {"weekday": day, "hour": hour}
