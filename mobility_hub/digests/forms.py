"""Choosing when the summary comes."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mobility_hub.digests.enums import Cadence
from mobility_hub.digests.models import FRIDAY, MONDAY, DigestPlan
from mobility_hub.digests.words import clock_words

HOURS = [time(hour, minute) for hour in range(6, 20) for minute in (0, 30)]


class PlanForm(forms.Form):
    """Three choices first; weekday and hour for those who want others than Tuesday morning."""

    cadence = forms.ChoiceField(label=_("How often"), choices=Cadence, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label=_("Weekday, for the weekly summary"), coerce=int)
    hour = forms.TypedChoiceField(label=_("Time of day"), coerce=time.fromisoformat)

    def __init__(self, data: Any = None, *, plan: DigestPlan) -> None:
        first = {"cadence": plan.cadence, "weekday": plan.weekday, "hour": plan.hour.isoformat("minutes")}
        super().__init__(data, initial=first)
        self.fields["weekday"].choices = [(day, WEEKDAYS[day]) for day in range(MONDAY, FRIDAY + 1)]  # type: ignore[attr-defined]
        hours = sorted({*HOURS, plan.hour})
        self.fields["hour"].choices = [(hour.isoformat("minutes"), clock_words(hour)) for hour in hours]  # type: ignore[attr-defined]
        self.fields["cadence"].help_text = _("No summary comes on public holidays, nor when there is nothing new.")
